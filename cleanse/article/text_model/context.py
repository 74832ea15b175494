"""Features of a line's surroundings: its position on the page and in the article, and the lines near it.

Every function takes columns of shape (lines,) by name and returns further ones. The trees are trained with the
constants in this module: a change of one needs new weights.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cleanse.article.extent import PROSE, best_run
from cleanse.text.arrays import Bools1d, Column, Doubles2d, Ints1d

NamedColumns = dict[str, Column]

FAR = 99  # greatest distance told apart, in lines
BORDER = 0.15  # cost per line of a run, so that neutral lines do not bridge two positive runs (maximum subarray)
HEADED = 15  # lines over which scores of headings are averaged

LISTS = ("log_weight", "ends_ellipsis", "dated", "ends_question")  # teasers and comments have these in common
MEANS = (  # means over so many lines before and after each, of these columns
    ((3, 8, 20), ("score", "known", "rule")),
    ((3, 8), ("common", "edge", "digits", "capitalised", "ends_terminal", "separators", *LISTS)),
    ((2, 5, 12), ("prose",)),
    ((5, 15, 40), ("weighted_score",)),
    ((5, HEADED), ("heading",)),
)
# The columns that are copied from the lines next to each, and from which of these.
NEXT = ("score", "weight", "ends_terminal", "common", "known")
SHIFTS = (-2, -1, 1, 2)


def place(columns: NamedColumns) -> NamedColumns:
    """The position of each line: on the page, and relative to prose, headings and the runs of greatest sum."""
    prose, n = columns["prose"], len(columns["prose"])
    number = np.arange(n)
    weight = np.cumsum(columns["weight"])
    places: NamedColumns = {
        "from_start": number,
        "from_end": n - 1 - number,
        "share_before": weight / weight[-1],
        "since_prose": since(prose > 0),
        "until_prose": since(prose[::-1] > 0)[::-1],
        "since_section": since(columns["section"] > 0),
        "sections_before": np.cumsum(columns["section"]) - columns["section"],
        "prose_before": np.cumsum(prose) - prose,
        "prose_after": prose.sum() - np.cumsum(prose),
    }
    weighted = np.clip(columns["score"], -2, 3) * np.minimum(columns["weight"], 300) / 100 - BORDER
    for name, scores in (("run", columns["rule"]), ("run2", weighted)):
        start, end = best_run(scores.tolist())
        places[f"into_{name}"], places[f"to_{name}_end"] = squash(number - start), squash(end - 1 - number)
    return places


def runs(columns: NamedColumns) -> NamedColumns:
    """The run of lines with the greatest sum of weighted scores, the next best run, and sums along the page."""
    scores, positive = columns["weighted_score"], np.maximum(columns["weighted_score"], 0)
    number = np.arange(len(scores))
    start, end = best_run((scores - BORDER).tolist())
    rest = scores - BORDER
    best = rest[start:end].sum()
    rest[start:end] = -50  # so that the next best run does not touch the best
    start2, end2 = best_run(rest.tolist())
    total = np.cumsum(scores)
    score = columns["score"]
    return {
        "in_run": (number >= start) & (number < end),
        "in_second": (number >= start2) & (number < end2),
        "run_share": np.full(len(scores), positive[start:end].sum() / (positive.sum() + 0.01)),
        "second": np.full(len(scores), rest[start2:end2].sum() / (1 + best)),
        "rank": np.argsort(np.argsort(score, kind="stable"), kind="stable") / len(score),
        "to_mean": score - np.average(score, weights=np.minimum(columns["weight"], 300)),
        "won": total - total[-1] / 2,
        "won_since_lowest": total - np.minimum.accumulate(total),
        "lost_to_highest": np.maximum.accumulate(total[::-1])[::-1] - total,
    }


def gaps(columns: NamedColumns) -> NamedColumns:
    """The position of each line among those of prose, and how much other text is between them and it."""
    prose = columns["rule"] >= PROSE
    n = len(prose)
    number, weight = np.arange(n), np.minimum(columns["weight"], 400)
    last = last_before(prose)
    following = np.concatenate((np.minimum.accumulate(np.where(prose, number, n)[::-1])[::-1][1:], [n]))
    other = np.concatenate(([0.0], np.cumsum(np.where(prose, 0, weight))))
    log = np.log1p(weight)
    so_far = np.cumsum(prose)
    return {
        "is_prose": prose,
        "other_before": np.log1p(other[number] - other[np.maximum(last, 0)]),
        "other_after": np.log1p(other[following] - other[number]),
        "to_last": np.where(last >= 0, log - log[np.maximum(last, 0)], -9),
        "to_following": np.where(following < n, log - log[np.minimum(following, n - 1)], -9),
        "paragraph": so_far,
        "paragraphs_left": so_far[-1] - so_far,
    }


def around(columns: Mapping[str, Column]) -> NamedColumns:
    """Columns of the lines next to each (NEXT, SHIFTS), and means over more of them (MEANS): each of shape (lines,)."""
    neighbours: NamedColumns = {}
    beside = np.array([columns[name] for name in NEXT], np.float64)
    for shift in SHIFTS:
        names = [f"{name}{shift:+d}" for name in NEXT]
        neighbours |= zip(names, _shifted(beside, shift), strict=True)
    for sizes, of in MEANS:
        total = np.zeros((len(of), len(columns["score"]) + 1))
        np.cumsum([columns[name] for name in of], axis=1, out=total[:, 1:], dtype=np.float64)
        for size in sizes:
            before, after = _means(total, size)
            neighbours |= zip((f"{name}<{size}" for name in of), before, strict=True)
            neighbours |= zip((f"{name}>{size}" for name in of), after, strict=True)
    return neighbours


def page(columns: NamedColumns) -> NamedColumns:
    """Figures of the whole page, the same for each of its lines."""
    n, weight = len(columns["weight"]), columns["weight"].sum()
    values = {
        "page_lines": n,
        "page_prose": columns["prose"].sum(),
        "page_prose_share": columns["weight"][columns["prose"] > 0].sum() / weight,
        "page_known": columns["known"].mean(),
        "page_weight": weight / n,
        "page_score": np.mean(columns["score"]),
        "page_ideographs": (columns["ideographs"] * columns["weight"]).sum() / weight,
    }
    return {name: np.full(n, value) for name, value in values.items()}


def last_before(flags: Column) -> Ints1d:
    """For each line the number of the last flagged line before it, -1 if there is none: shape (lines,).

    >>> last_before(np.array([True, False, True, False])).tolist()
    [-1, 0, 0, 2]
    """
    last = np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))
    return np.concatenate(([-1], last[:-1]))


def since(flags: Bools1d) -> Ints1d:
    """For each line the distance to the last flagged line up to it, FAR at most: shape (lines,).

    >>> since(np.array([False, True, False, False])).tolist()
    [99, 0, 1, 2]
    """
    number = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, number, -FAR))
    return np.asarray(np.minimum(number - last, FAR))


def squash(distance: Column) -> Column:
    """The logarithm of each distance, with its sign: shape (lines,)."""
    return np.asarray(np.sign(distance) * np.log1p(np.abs(distance)))


def _shifted(values: Doubles2d, shift: int) -> Doubles2d:
    """The values of the line `shift` lines further on, shape (columns, lines); -1 beyond the page."""
    moved = np.full(values.shape, -1.0)
    if shift > 0:
        moved[:, :-shift] = values[:, shift:]
    else:
        moved[:, -shift:] = values[:, :shift]
    return moved


def _means(total: Doubles2d, size: int) -> tuple[Doubles2d, Doubles2d]:
    """The means of the `size` values before and after each line, shape (columns, lines); values beyond the page are 0.

    `total`, shape (columns, lines + 1), has running sums from 0.
    """
    n = total.shape[1] - 1
    number = np.arange(n)
    low, high = np.maximum(number - size, 0), np.minimum(number + 1 + size, n)
    return (total[:, :-1] - total[:, low]) / size, (total[:, high] - total[:, 1:]) / size
