"""What stands around a line: its place on the page and in the article, the lines near it, what came before it.

Columns of one value a line, computed for all lines of a page at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.article.extent import PROSE, best_run

Column = NDArray[Any]
Columns = dict[str, Column]

FAR = 99  # lines away from which it no longer matters how far
BORDER = 0.15  # what a line costs the run that holds it: lines that say neither do not hold two parts together
HEADED = 15  # lines that a heading may stand above, for the mean of what headings say

LISTS = ("log_weight", "ends_ellipsis", "dated", "ends_question")  # what teasers and comments have in common
# Of which columns the means over how many lines before and after each are taken.
MEANS = (
    ((3, 8, 20), ("score", "known", "rule")),
    ((3, 8), ("common", "edge", "digits", "capitalised", "ends_terminal", "separators", *LISTS)),
    ((2, 5, 12), ("prose",)),
    ((5, 15, 40), ("said",)),
    ((5, HEADED), ("heading",)),
)
NEXT = ("score", "weight", "ends_terminal", "common", "known")  # columns looked at in the lines next to each,
SHIFTS = (-2, -1, 1, 2)  # and in which


def place(found: Columns) -> Columns:
    """Where a line stands: on the page, to the runs of lines that belong together, to headings and prose."""
    prose, n = found["prose"], len(found["prose"])
    number = np.arange(n)
    weight = np.cumsum(found["weight"])
    columns: Columns = {
        "from_start": number,
        "from_end": n - 1 - number,
        "share_before": weight / weight[-1],
        "since_prose": since(prose > 0),
        "until_prose": since(prose[::-1] > 0)[::-1],
        "since_section": since(found["section"] > 0),
        "sections_before": np.cumsum(found["section"]) - found["section"],
        "prose_before": np.cumsum(prose) - prose,
        "prose_after": prose.sum() - np.cumsum(prose),
    }
    weighed = np.clip(found["score"], -2, 3) * np.minimum(found["weight"], 300) / 100 - BORDER
    for name, scores in (("run", found["rule"]), ("run2", weighed)):
        start, end = best_run(scores.tolist())
        columns[f"into_{name}"], columns[f"to_{name}_end"] = squash(number - start), squash(end - 1 - number)
    return columns


def runs(found: Columns) -> Columns:
    """The run of lines that speak for the article, the next best, and what is won or lost along the page."""
    said, positive = found["said"], np.maximum(found["said"], 0)
    number = np.arange(len(said))
    start, end = best_run((said - BORDER).tolist())
    rest = said - BORDER
    best = rest[start:end].sum()
    rest[start:end] = -50
    start2, end2 = best_run(rest.tolist())
    total = np.cumsum(said)
    score = found["score"]
    return {
        "in_run": (number >= start) & (number < end),
        "in_second": (number >= start2) & (number < end2),
        "run_share": np.full(len(said), positive[start:end].sum() / (positive.sum() + 0.01)),
        "second": np.full(len(said), rest[start2:end2].sum() / (1 + best)),
        "rank": np.argsort(np.argsort(score, kind="stable"), kind="stable") / len(score),
        "to_mean": score - np.average(score, weights=np.minimum(found["weight"], 300)),
        "won": total - total[-1] / 2,
        "won_since_lowest": total - np.minimum.accumulate(total),
        "lost_to_highest": np.maximum.accumulate(total[::-1])[::-1] - total,
    }


def gaps(found: Columns) -> Columns:
    """How a line stands among those of prose, and how much else lies between them and it."""
    prose = found["rule"] >= PROSE
    n = len(prose)
    number, weight = np.arange(n), np.minimum(found["weight"], 400)
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


def around(found: Mapping[str, Column]) -> Columns:
    """The same of the lines next to each, and means over more of them."""
    columns: Columns = {}
    beside = np.array([found[name] for name in NEXT], np.float64)
    for shift in SHIFTS:
        names = [f"{name}{shift:+d}" for name in NEXT]
        columns |= zip(names, _shifted(beside, shift), strict=True)
    for sizes, of in MEANS:
        total = np.zeros((len(of), len(found["score"]) + 1))
        np.cumsum([found[name] for name in of], axis=1, out=total[:, 1:], dtype=np.float64)
        for size in sizes:
            before, after = _means(total, size)
            columns |= zip((f"{name}<{size}" for name in of), before, strict=True)
            columns |= zip((f"{name}>{size}" for name in of), after, strict=True)
    return columns


def page(found: Columns) -> Columns:
    """What kind of page it is."""
    n, weight = len(found["weight"]), found["weight"].sum()
    values = {
        "page_lines": n,
        "page_prose": found["prose"].sum(),
        "page_prose_share": found["weight"][found["prose"] > 0].sum() / weight,
        "page_known": found["known"].mean(),
        "page_weight": weight / n,
        "page_score": np.mean(found["score"]),
        "page_ideographs": (found["ideographs"] * found["weight"]).sum() / weight,
    }
    return {name: np.full(n, value) for name, value in values.items()}


def last_before(flags: Column) -> Column:
    """For each line the number of the last flagged one before it; -1 where there is none."""
    last = np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))
    return np.concatenate(([-1], last[:-1]))


def since(flags: Column) -> Column:
    """How many lines ago the last flag was; FAR at most."""
    number = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, number, -FAR))
    return np.asarray(np.minimum(number - last, FAR))


def squash(distance: Column) -> Column:
    return np.asarray(np.sign(distance) * np.log1p(np.abs(distance)))


def _shifted(values: Column, shift: int) -> Column:
    """What stands `shift` lines further on, for each row of values; -1 beyond the page."""
    moved = np.full(values.shape, -1.0)
    if shift > 0:
        moved[:, :-shift] = values[:, shift:]
    else:
        moved[:, -shift:] = values[:, :shift]
    return moved


def _means(total: Column, size: int) -> tuple[Column, Column]:
    """From rows of running sums, the mean of the `size` values before each, and of those after; 0 beyond the page."""
    n = total.shape[1] - 1
    number = np.arange(n)
    low, high = np.maximum(number - size, 0), np.minimum(number + 1 + size, n)
    return (total[:, :-1] - total[:, low]) / size, (total[:, high] - total[:, 1:]) / size
