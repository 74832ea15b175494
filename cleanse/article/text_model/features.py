"""What the line classifier knows of each line of a page: its letters, its shape, its place and what stands around.

Everything is computed for all lines of a page at once, on one array of its characters. Nothing asks for the language:
what tells prose from links is counted in the same way in any script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.article.text_model import context as surroundings
from cleanse.article.text_model.ngrams import (
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
from cleanse.article.text_model.signs import signs

HEADING = 50  # letters that a heading has at most


class Unit(NamedTuple):
    """One line to judge, or several that are pieces of one."""

    text: str
    known: bool  # boilerplate wherever it stands
    section: bool  # the heading of another part of the page
    edge: bool  # boilerplate outside the article
    score: float  # what it adds to the article in which it stands, as the rules count


def described(units: Sequence[Unit], letters: Letters, headings: Letters) -> Floats:
    """One row of numbers for each unit."""
    found = columns(units, letters, headings).values()
    rows = np.empty((len(found), len(units)), np.float32)
    for row, column in zip(rows, found, strict=True):
        row[:] = column
    return rows.T


def columns(units: Sequence[Unit], letters: Letters, headings: Letters) -> dict[str, NDArray[Any]]:
    """The same by name."""
    page = page_of([unit.text for unit in units])
    indices = gram_indices(page)
    score, first = linear(page, indices, letters)
    found: dict[str, NDArray[Any]] = {"score": score, "first": first, **shape(page), **signs(page)}
    said = np.array([(unit.known, unit.section, unit.edge, unit.score) for unit in units], np.float64)
    found["known"], found["section"], found["edge"], found["rule"] = said.T
    sentence = (found["weight"] > 60) & (found["ends_terminal"] > 0) & (found["known"] == 0)
    prose = np.where(sentence & (score > -0.5), np.minimum(found["weight"], 600) / 100, 0)
    found["prose"] = prose
    found["common"] = _common(page, indices[COMMON - 1], prose * (score > 0))
    found["log_weight"] = np.log1p(found["weight"])
    found["said"] = np.clip(score, -3, 3) * np.minimum(found["weight"], 300) / 100
    found |= _headed(units, found, headings)
    for more in (surroundings.place, surroundings.runs, surroundings.gaps, surroundings.around):
        found |= more(found)
    return found | surroundings.page(found)


def is_heading(found: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """Which lines can be the headings of what follows: short, and no sentences."""
    return np.asarray((found["weight"] <= HEADING) & (found["ends_terminal"] == 0))


def _headed(units: Sequence[Unit], found: Mapping[str, NDArray[Any]], headings: Letters) -> dict[str, NDArray[Any]]:
    """What the heading above a line, and the one above that, say of what stands below them."""
    flags = is_heading(found)
    said = np.zeros(len(units))
    chosen = np.flatnonzero(flags)
    if len(chosen):
        page = page_of([units[int(i)].text for i in chosen])
        said[chosen], _ = linear(page, gram_indices(page), headings)
    above = surroundings.last_before(flags)
    before = np.where(above >= 0, above[above], -1)
    return {
        "heading": said,
        "below": np.where(above >= 0, said[above], 0),
        "lines_below": np.arange(len(units)) - above,
        "below_that": np.where(before >= 0, said[before], 0),
    }


def shape(page: Page) -> dict[str, NDArray[Any]]:
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
