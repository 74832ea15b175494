"""Align a text with itself: which tokens repeat earlier ones in the same order. Repeated blocks are found by this.

Positions of tokens are 32-bit, and what is computed of neighbours is computed a window at a time: a text of a hundred
megabytes is aligned in about ten bytes for each of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cleanse.text.arrays import Bools1d, Hashes1d, Int32s1d, Ints1d
from cleanse.text.tokens import Tokens

# Chosen by hand, and not sensitive: with 150 articles repeated in seven ways (whole, in part, joined, 2 or 3 % of words
# edited), from half to half as much again of any of them restores the same within .007 and harms no clean article.
REACH = 24  # tokens from a copied shingle to a token that is compared at the same distance
_DENSE, _STRETCH = 16, 60  # repeated shingles, within so many tokens, from which a text is aligned at all
_COMPANY = 3  # neighbours copied from the same distance that a shingle needs: a lone phrase may come from anywhere
_WINDOW = 1 << 18  # tokens that are looked at together


class Aligned(NamedTuple):
    """The tokens of a text's lines, aligned with those of earlier lines."""

    origin: Int32s1d
    """Shape (tokens,): the earlier token that each one repeats, or -1."""
    same: Ints1d
    """Shape (lines,): the number of tokens that repeat an earlier one."""
    head: Ints1d
    tail: Ints1d
    """Shape (lines,): the first and the last of these tokens; without meaning in a line that has none."""
    new: Int32s1d
    """Shape (lines,): the size of the longest run of tokens that repeat no earlier one."""
    size: Int32s1d
    """Shape (tokens + 1,): the size of what is before each token.

    In half words: a character of a script without spaces is about half a word, and so is a letter or digit by itself.
    """


def may_repeat(shingles: Hashes1d) -> bool:
    """Cheap prefilter: whether repeated shingles are anywhere as dense as in a repeated block.

    `shingles`, shape (shingles,), dtype uint32, are in the order of the text. Most texts fail, and are not aligned.
    """
    ordered = np.sort(shingles)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) < _DENSE:
        return False
    places = np.concatenate([begin + np.flatnonzero(_among(part, twice)) for begin, part in _windows(shingles)])
    return bool((places[_DENSE - 1 :] - places[: 1 - _DENSE] < _STRETCH).any())


def _among(values: Hashes1d, ordered: Hashes1d) -> Bools1d:
    """Which of the values, shape (values,), are among some that are in order, shape (others,), at least one."""
    return np.equal(ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)], values)


def _windows(values: Hashes1d) -> Iterator[tuple[int, Hashes1d]]:
    """Some values after the other, shape (values of a window,), each time with the number of the first."""
    return ((begin, values[begin : begin + _WINDOW]) for begin in range(0, len(values), _WINDOW))


def align(text: Tokens, shingles: Hashes1d, bounds: Int32s1d) -> Aligned:
    """Align the tokens of each line with the text before the line.

    `shingles` are `windows` of the tokens' hashes; `bounds`, shape (lines + 1,), is the first token of each line.
    """
    origin = _origins(text, shingles, np.repeat(bounds[:-1], np.diff(bounds)))
    copied = origin >= 0
    places = np.flatnonzero(copied).astype(np.int32)
    count = np.searchsorted(places, bounds)
    size = np.zeros(len(origin) + 1, np.int32)
    np.cumsum(np.minimum(2, text.end - text.start), dtype=np.int32, out=size[1:])
    edges = np.append(places, 0).astype(np.int64)
    head, tail = edges[np.minimum(count[:-1], len(places))], edges[np.maximum(count[1:] - 1, 0)]
    return Aligned(origin, np.diff(count), head, tail, _longest_new(copied, size, bounds), size)


def _longest_new(copied: Bools1d, size: Int32s1d, bounds: Int32s1d) -> Int32s1d:
    """The size of the longest run of tokens of each line that are not copied, shape (lines,)."""
    longest = np.zeros(len(bounds) - 1, np.int32)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        begun = np.where(copied, size[1:], 0)  # the size up to the last copied token or the start of the line
        starts = bounds[:-1][filled]
        begun[starts] = np.maximum(begun[starts], size[starts])
        np.maximum.accumulate(begun, out=begun)
        longest[filled] = np.maximum.reduceat(np.subtract(size[1:], begun, out=begun), starts)
    return longest


def _origins(text: Tokens, shingles: Hashes1d, line: Int32s1d) -> Int32s1d:
    """For each token the earlier one it repeats, or -1: shape (tokens,). That one is before the token's line.

    `line`, shape (tokens,), is the first token of the line of each. Shingles show where copies are. A token of which
    an edit has broken the shingles is compared with the one at the distance of its neighbours' copies.
    """
    lag = _lags(shingles, line)
    places = np.flatnonzero(lag)
    copied = places[_in_company(places, lag[places])].astype(np.int32)
    origin = np.full(len(text.hash), -1, np.int32)
    for place, nearest in _nearest(copied, len(origin)):
        hashes, own_line = text.hash[place], line[place]
        for near in nearest:
            there = np.where((near >= 0) & (np.abs(place - near) <= REACH), place - lag[near], -1)
            there[(there < 0) | (there >= own_line)] = -1
            found = (there >= 0) & (text.hash[there] == hashes)
            origin[place[found]] = there[found]
    return origin


def _lags(shingles: Hashes1d, line: Int32s1d) -> Int32s1d:
    """How many tokens before each shingle the one is that it repeats; 0 if there is none before its line.

    `shingles` and the result have shape (shingles,); `line`, shape (tokens,), is the first token of each token's line.
    """
    first, last = _copies(shingles)
    lag = np.arange(len(shingles), dtype=np.int32)
    lag -= first
    lag[first >= line[: len(lag)]] = 0
    only = np.flatnonzero((lag > 0) & (first == last)).astype(np.int32)
    del first, last
    # A shingle with several earlier copies repeats the one at the distance of its neighbours, if that is one of them.
    for place, nearest in _nearest(only, len(lag)):
        hashes, own_line = shingles[place], line[place]
        for near in nearest:  # the lag of those with one copy stays, so that windows do not depend on each other
            there = np.where(near >= 0, place - lag[near], -1)
            same = (lag[place] > 0) & (there >= 0) & (there < own_line) & (shingles[there] == hashes)
            lag[place[same]] = (place - there)[same]
    return lag


def _copies(shingles: Hashes1d) -> tuple[Int32s1d, Int32s1d]:
    """The first shingle equal to each, and the last one before it; itself where there is none: shape (shingles,)."""
    order = np.argsort(shingles, kind="stable").astype(np.int32)
    fresh = np.ones(len(order), bool)
    ordered = shingles[order]
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    del ordered
    first, last = np.empty_like(order), order.copy()
    first[order] = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order), dtype=np.int32), 0))]
    again = np.flatnonzero(~fresh)
    last[order] = order
    last[order[again]] = order[again - 1]
    return first, last


def _nearest(chosen: Int32s1d, count: int) -> Iterator[tuple[Int32s1d, tuple[Int32s1d, Int32s1d]]]:
    """For `count` positions, a window of them at a time: these positions, and the chosen ones that are nearest to each.

    Of these the one at or after each position, and the one at or before it; -1 if there is none. `chosen`, shape
    (chosen positions,), is sorted; all results have shape (positions of the window,).

    >>> ((place, sides),) = _nearest(np.array([1, 3], np.int32), 5)
    >>> [side.tolist() for side in sides]
    [[1, 1, 3, 3, -1], [-1, 1, 1, 3, 3]]
    """
    none = np.array([-1], np.int32)
    upward, downward = np.concatenate((chosen, none)), np.concatenate((none, chosen))
    for begin in range(0, count, _WINDOW):
        place = np.arange(begin, min(begin + _WINDOW, count), dtype=np.int32)
        yield (
            place,
            (upward[np.searchsorted(chosen, place)], downward[np.searchsorted(chosen, place, "right")]),
        )


def _in_company(copied: Ints1d, lag: Int32s1d) -> Bools1d:
    """Which of the copied shingles have _COMPANY neighbours copied from nearly the same distance (`lag`).

    `copied`, the positions of these shingles, `lag` and the result have shape (copied shingles,).
    """
    company = np.zeros(len(copied), np.int8)
    for step in range(1, min(5, len(copied))):
        near = (np.abs(lag[step:] - lag[:-step]) <= 3) & (copied[step:] - copied[:-step] <= REACH)
        company[step:] += near
        company[:-step] += near
    return company >= _COMPANY
