"""The features of a page's lines: characters, shape, headings, position and the lines around (`context.py`).

All lines of a page are computed at once, on one array of its code points. No feature depends on the language: prose and
links differ in the same ways in any script. The trees are trained on these columns in this order, and with the
constants below: a change of either needs new weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleanse.article.text_model import context
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
    HashedNgramModel,
    PageCodes,
    counts,
    gram_indices,
    linear,
    page_codes,
    spans,
    tables,
)
from cleanse.article.text_model.signs import signs
from cleanse.text.arrays import Bools1d, Column, Doubles1d, Floats2d, Hashes1d, Ints1d

HEADING = 50  # effective length of the longest line that may be a heading
NONE, SEVERAL = -1, -2  # in place of a line number


class Unit(NamedTuple):
    """A line to classify, or several that are pieces of one, and what the rules say of it."""

    text: str
    known: bool  # boilerplate anywhere on a page
    section: bool  # the heading of another part of the page
    edge: bool  # boilerplate outside the article
    score: float  # its value in the maximum subarray of `extent.score`


def feature_rows(units: Sequence[Unit], letters: HashedNgramModel, headings: HashedNgramModel) -> Floats2d:
    """The features of each line: shape (lines, features), dtype float32, stored by column as the trees read it."""
    columns = feature_columns(units, letters, headings).values()
    rows = np.empty((len(columns), len(units)), np.float32)
    for row, column in zip(rows, columns, strict=True):
        row[:] = column
    return rows.T


def feature_columns(units: Sequence[Unit], letters: HashedNgramModel, headings: HashedNgramModel) -> dict[str, Column]:
    """The features by name, each of shape (lines,)."""
    page = page_codes([unit.text for unit in units])
    indices = gram_indices(page)
    score, first = linear(page, indices, letters)
    columns: dict[str, Column] = {"score": score, "first": first, **shape(page), **signs(page)}
    by_rules = np.array([(unit.known, unit.section, unit.edge, unit.score) for unit in units], np.float64)
    columns["known"], columns["section"], columns["edge"], columns["rule"] = by_rules.T
    sentence = (columns["weight"] > 60) & (columns["ends_terminal"] > 0) & (columns["known"] == 0)
    prose = np.where(sentence & (score > -0.5), np.minimum(columns["weight"], 600) / 100, 0)
    columns["prose"] = prose
    columns["common"] = _common(page, indices[COMMON - 1], prose * (score > 0))
    columns["log_weight"] = np.log1p(columns["weight"])
    columns["weighted_score"] = np.clip(score, -3, 3) * np.minimum(columns["weight"], 300) / 100
    columns |= _below_headings(units, columns, headings)
    for more in (context.place, context.runs, context.gaps, context.around):
        columns |= more(columns)
    return columns | context.page(columns)


def is_heading(columns: Mapping[str, Column]) -> Bools1d:
    """Which lines may be headings, shape (lines,): those that are short and do not end like a sentence."""
    return np.asarray((columns["weight"] <= HEADING) & (columns["ends_terminal"] == 0))


def _below_headings(
    units: Sequence[Unit], columns: Mapping[str, Column], headings: HashedNgramModel
) -> dict[str, Column]:
    """The score of each heading for the lines below it, at the heading and at the lines below one and two headings.

    Each column, of those given and returned, has shape (lines,).
    """
    flags = is_heading(columns)
    scores = np.zeros(len(units))
    chosen = np.flatnonzero(flags)
    if len(chosen):
        page = page_codes([units[int(i)].text for i in chosen])
        scores[chosen], _ = linear(page, gram_indices(page), headings)
    above = context.last_before(flags)
    before = np.where(above >= 0, above[above], -1)
    return {
        "heading": scores,
        "below": np.where(above >= 0, scores[above], 0),
        "lines_below": np.arange(len(units)) - above,
        "below_that": np.where(before >= 0, scores[before], 0),
    }


def shape(page: PageCodes) -> dict[str, Column]:
    """Length, shares of kinds of characters, and how each line begins and ends: columns of shape (lines,)."""
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


def _common(page: PageCodes, index: Hashes1d, likely: Doubles1d) -> Doubles1d:
    """The share of each line's n-grams that other, likely lines of the article have: shape (lines,).

    `index` is the bucket of the n-gram at each character, `likely` above 0 for the lines that are likely the article's.
    """
    begin, end = spans(page, GRAMS[COMMON - 1])
    line = np.repeat(np.arange(len(begin), dtype=np.int32), end - begin)
    in_likely = (likely > 0).take(line)
    if not in_likely.any():
        return np.zeros(len(begin))
    buckets = index.take(_positions(begin, end))
    likely_buckets, likely_line = buckets[in_likely], line[in_likely]
    line_of = np.full(1 << BITS, NONE, np.int32)  # for each bucket, the only likely line with such an n-gram
    line_of[likely_buckets] = likely_line
    line_of[likely_buckets[line_of.take(likely_buckets) != likely_line]] = SEVERAL
    other = line_of.take(buckets)
    shared = ((other != NONE) & (other != line)).astype(np.float64)
    total = np.bincount(line, shared, len(begin))
    return np.asarray(total / np.maximum(end - begin, 1))


def _positions(begin: Ints1d, end: Ints1d) -> Ints1d:
    """The integers of all ranges `begin[i]:end[i]`, one range after another.

    `begin` and `end` have shape (ranges,), the result (sum of their lengths,).

    >>> _positions(np.array([3, 9]), np.array([6, 10])).tolist()
    [3, 4, 5, 9]
    """
    length = end - begin
    return np.asarray(np.arange(length.sum()) + np.repeat(begin - (np.cumsum(length) - length), length))
