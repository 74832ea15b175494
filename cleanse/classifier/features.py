"""What the line classifier knows of each line of a page: its letters, its shape, its place and what stands around.

Everything is computed for all lines of a page at once, on one array of its characters. Nothing asks for the language:
what tells prose from links is counted in the same way in any script.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.classifier.letters import (
    BITS,
    CJK_WEIGHT,
    CLOSER,
    COLON,
    COMMA,
    COMMON,
    COUNTED,
    DIGIT,
    GRAMS,
    IDEOGRAPH,
    LETTER,
    LOWER,
    SEPARATOR,
    SIGN,
    SPACE,
    TERMINAL,
    UPPER,
    Floats,
    Letters,
    Page,
    counts,
    gram_indices,
    linear,
    page_of,
    spans,
    tables,
)
from cleanse.pages.article import best_run


class Unit(NamedTuple):
    """One line to judge, or several that are pieces of one."""

    text: str
    known: bool  # boilerplate wherever it stands
    section: bool  # the heading of another part of the page
    edge: bool  # boilerplate outside the article
    score: float  # what it adds to the article in which it stands, as the rules count


def described(units: Sequence[Unit], letters: Letters) -> Floats:
    """One row of numbers for each unit."""
    found = columns(units, letters).values()
    rows = np.empty((len(found), len(units)), np.float32)
    for row, column in zip(rows, found, strict=True):
        row[:] = column
    return rows.T


def columns(units: Sequence[Unit], letters: Letters) -> dict[str, NDArray[Any]]:
    """The same by name."""
    page = page_of([unit.text for unit in units])
    indices = gram_indices(page)
    score, first = linear(page, indices, letters)
    found: dict[str, NDArray[Any]] = {"score": score, "first": first, **_shape(page)}
    for name in ("known", "section", "edge"):
        found[name] = np.fromiter((getattr(unit, name) for unit in units), np.float32, len(units))
    sentence = (found["weight"] > 60) & (found["ends_terminal"] > 0) & (found["known"] == 0)
    prose = np.where(sentence & (score > -0.5), np.minimum(found["weight"], 600) / 100, 0)
    found["prose"] = prose
    found["common"] = _common(page, indices[COMMON - 1], prose * (score > 0))
    found.update(_place(units, found, prose))
    found.update(_around(found))
    found.update(_page(found))
    return found


def _shape(page: Page) -> dict[str, NDArray[Any]]:
    """Length, the share of each kind of character, how the line begins and ends."""
    classes = tables().classes.take(page.codes)
    length = (page.ends - page.starts).astype(np.float64)
    count = dict(zip(COUNTED, counts(page).T, strict=True))
    weight = length + (CJK_WEIGHT - 1) * count[IDEOGRAPH]
    begins = classes[page.starts]
    last = classes[page.ends - 1]
    before = classes[np.maximum(page.ends - 2, page.starts)]
    ends = np.where(last & CLOSER != 0, before, last)
    words = count[SPACE] + 1 + count[IDEOGRAPH] / 2
    after_space = (classes[1:] & UPPER != 0) & (classes[:-1] & SPACE != 0)  # a newline before the first word too
    begun = np.add.reduceat(after_space, page.starts - 1, dtype=np.float64)
    return {
        "weight": weight,
        "words": words,
        "letters_a_word": (count[LETTER] - count[IDEOGRAPH]) / words,
        "upper": count[UPPER] / np.maximum(count[LETTER], 1),
        "capitalised": begun / words,
        "digits": count[DIGIT] / length,
        "signs": count[SIGN] / length,
        "separators": count[SEPARATOR] / words,
        "commas": count[COMMA] / words,
        "terminals": count[TERMINAL],
        "words_a_terminal": words / (count[TERMINAL] + 1),
        "ideographs": count[IDEOGRAPH] / length,
        "ends_terminal": (ends & TERMINAL != 0).astype(np.float32),
        "ends_comma": (ends & COMMA != 0).astype(np.float32),
        "ends_colon": (last & COLON != 0).astype(np.float32),
        "ends_digit": (ends & DIGIT != 0).astype(np.float32),
        "begins_upper": (begins & UPPER != 0).astype(np.float32),
        "begins_lower": (begins & LOWER != 0).astype(np.float32),
        "begins_sign": (begins & SIGN != 0).astype(np.float32),
    }


def _common(page: Page, index: NDArray[np.uint32], sure: NDArray[Any]) -> NDArray[Any]:
    """The share of a unit's n-grams that the surest lines of the article hold, itself not counted."""
    begin, end = spans(page, GRAMS[COMMON - 1])
    owner = np.repeat(np.arange(len(begin), dtype=np.int32), end - begin)
    of_sure = (sure > 0).take(owner)
    if not of_sure.any():
        return np.zeros(len(begin))
    flat = index.take(_positions(begin, end))
    held, by = flat[of_sure], owner[of_sure]
    only = np.full(1 << BITS, NONE, np.int32)  # the unit that holds the n-gram
    only[held] = by
    only[held[only.take(held) != by]] = SEVERAL
    holder = only.take(flat)
    shared = ((holder != NONE) & (holder != owner)).astype(np.float64)
    total = np.bincount(owner, shared, len(begin))
    return np.asarray(total / np.maximum(end - begin, 1))


NONE, SEVERAL = -1, -2  # no number of a unit


def _positions(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    length = end - begin
    return np.asarray(np.arange(length.sum()) + np.repeat(begin - (np.cumsum(length) - length), length))


def _place(units: Sequence[Unit], found: dict[str, NDArray[Any]], prose: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Where a unit stands: on the page, to the run of lines that prose holds together, to headings and prose."""
    n = len(units)
    number = np.arange(n)
    start, end = best_run(unit.score for unit in units)
    weighed = np.clip(found["score"], -2, 3) * np.minimum(found["weight"], 300) / 100 - 0.15
    start2, end2 = best_run(weighed.tolist())
    weight = np.cumsum(found["weight"])
    return {
        "from_start": number,
        "from_end": n - 1 - number,
        "share_before": weight / weight[-1],
        "into_run": _squash(number - start),
        "to_run_end": _squash(end - 1 - number),
        "into_run2": _squash(number - start2),
        "to_run2_end": _squash(end2 - 1 - number),
        "since_prose": _since(prose > 0),
        "until_prose": _since(prose[::-1] > 0)[::-1],
        "since_section": _since(found["section"] > 0),
        "sections_before": np.cumsum(found["section"]) - found["section"],
        "prose_before": np.cumsum(prose) - prose,
        "prose_after": prose.sum() - np.cumsum(prose),
    }


def _squash(distance: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.sign(distance) * np.log1p(np.abs(distance)))


def _since(flags: NDArray[Any]) -> NDArray[Any]:
    """How many lines ago the last flag was; 99 at most."""
    number = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, number, -99))
    return np.asarray(np.minimum(number - last, 99))


BESIDE = ("score", "weight", "ends_terminal", "common", "known")
SHIFTS = (-2, -1, 1, 2)
MEANS = {"score": (3, 8, 20), "prose": (2, 5, 12), "known": (3, 8, 20), "common": (3, 8)}


def _around(found: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The same of the lines next to a unit, and means over more of them."""
    columns: dict[str, NDArray[Any]] = {}
    beside = np.array([found[name] for name in BESIDE], np.float64)
    shifted = [_shifted(beside, shift) for shift in SHIFTS]
    for i, name in enumerate(BESIDE):
        columns |= {f"{name}{shift:+d}": values[i] for shift, values in zip(SHIFTS, shifted, strict=True)}
    names = [(name, size) for name, sizes in MEANS.items() for size in sizes]
    values = np.array([found[name] for name in MEANS], np.float64)
    before, after = _means(values, [list(MEANS).index(name) for name, _ in names], [size for _, size in names])
    for i, (name, size) in enumerate(names):
        columns[f"{name}<{size}"], columns[f"{name}>{size}"] = before[i], after[i]
    return columns


def _shifted(values: NDArray[Any], shift: int) -> NDArray[Any]:
    """What stands `shift` lines further on; -1 beyond the page."""
    moved = np.full(values.shape, -1.0)
    if shift > 0:
        moved[:, :-shift] = values[:, shift:]
    else:
        moved[:, -shift:] = values[:, :shift]
    return moved


def _means(values: NDArray[Any], chosen: Sequence[int], sizes: Sequence[int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of these rows of values, the mean of so many before each, and of those after it."""
    n = values.shape[1]
    total = np.zeros((len(values), n + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    number, row, size = np.arange(n), np.array(chosen)[:, None], np.array(sizes)[:, None]
    low, high = np.maximum(number - size, 0), np.minimum(number + 1 + size, n)
    return (total[row, number] - total[row, low]) / size, (total[row, high] - total[row, number + 1]) / size


def _page(found: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """What kind of page it is."""
    n = len(found["weight"])
    weight = found["weight"].sum()
    page = {
        "page_lines": float(n),
        "page_prose": float(found["prose"].sum()),
        "page_prose_share": float(found["weight"][found["prose"] > 0].sum() / weight),
        "page_known": float(found["known"].mean()),
        "page_weight": float(weight / n),
        "page_score": float(np.mean(found["score"])),
        "page_ideographs": float((found["ideographs"] * found["weight"]).sum() / weight),
    }
    return {name: np.full(n, value) for name, value in page.items()}
