"""Align a text with itself: which tokens repeat earlier ones in the same order. Repeated blocks are found by this."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleanse.text.arrays import Bools1d, Doubles1d, Hashes1d, Ints1d
from cleanse.text.tokens import Tokens

# Chosen by hand, and not sensitive: with 150 articles repeated in seven ways (whole, in part, joined, 2 or 3 % of words
# edited), from half to half as much again of any of them restores the same within .007 and harms no clean article.
REACH = 24  # tokens from a copied shingle to a token that is compared at the same distance
_DENSE, _STRETCH = 16, 60  # repeated shingles, within so many tokens, from which a text is aligned at all
_COMPANY = 3  # neighbours copied from the same distance that a shingle needs: a lone phrase may come from anywhere


class Aligned(NamedTuple):
    """The tokens of a text's lines, aligned with those of earlier lines."""

    bounds: Ints1d
    """Shape (lines + 1,): line n has the tokens `bounds[n]` up to `bounds[n + 1]`."""
    origin: Ints1d
    """Shape (tokens,): the earlier token that each one repeats, or -1."""
    same: Ints1d
    """Shape (lines,): the number of tokens that repeat an earlier one."""
    head: Ints1d
    tail: Ints1d
    """Shape (lines,): the first and the last of these tokens; without meaning in a line that has none."""
    new: Doubles1d
    """Shape (lines,): the words in the longest run of tokens that repeat no earlier one."""
    size: Doubles1d
    """Shape (tokens + 1,): the words before each token."""


def may_repeat(shingles: Hashes1d) -> bool:
    """Cheap prefilter: whether repeated shingles are anywhere as dense as in a repeated block.

    `shingles`, shape (shingles,), dtype uint32, are in the order of the text. Most texts fail, and are not aligned.
    """
    ordered = np.sort(shingles)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) < _DENSE:
        return False
    nearest = np.minimum(np.searchsorted(twice, shingles), len(twice) - 1)
    places = np.flatnonzero(twice[nearest] == shingles)
    return bool((places[_DENSE - 1 :] - places[: 1 - _DENSE] < _STRETCH).any())


def align(text: Tokens, shingles: Hashes1d, bounds: Ints1d) -> Aligned:
    """Align the tokens of each line with the text before the line.

    `shingles` are `windows` of the tokens' hashes; `bounds`, shape (lines + 1,), is the first token of each line.
    """
    origin = _origins(text, shingles, np.repeat(bounds[:-1], np.diff(bounds)))
    copied = origin >= 0
    places = np.flatnonzero(copied)
    count = np.append(0, np.cumsum(copied))[bounds]
    # a character of a script without spaces is about half a word, and so is a letter or digit by itself
    words = np.minimum(1, (text.end - text.start) / 2)
    size = np.append(0.0, np.cumsum(words))
    edges = np.append(places, 0)
    head, tail = edges[np.minimum(count[:-1], len(places))], edges[np.maximum(count[1:] - 1, 0)]
    return Aligned(bounds, origin, np.diff(count), head, tail, _longest_new(copied, size, bounds), size)


def _longest_new(copied: Bools1d, size: Doubles1d, bounds: Ints1d) -> Doubles1d:
    """The words in the longest run of tokens of each line that are not copied, shape (lines,)."""
    longest = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        begun = np.zeros(len(copied))  # the size up to the last copied token or the start of the line
        begun[copied] = size[1:][copied]
        starts = bounds[:-1][filled]
        begun[starts] = np.maximum(begun[starts], size[starts])
        longest[filled] = np.maximum.reduceat(size[1:] - np.maximum.accumulate(begun), starts)
    return longest


def _origins(text: Tokens, shingles: Hashes1d, line: Ints1d) -> Ints1d:
    """For each token the earlier one it repeats, or -1: shape (tokens,). That one is before the token's line.

    `line`, shape (tokens,), is the first token of the line of each. Shingles show where copies are. A token of which
    an edit has broken the shingles is compared with the one at the distance of its neighbours' copies.
    """
    place = np.arange(len(text.hash))
    lag = np.zeros(len(place), np.int64)
    lag[: len(shingles)] = _lags(shingles, line)
    copied = np.flatnonzero(lag)
    copied = copied[_in_company(copied, lag[copied])]
    origin = np.full(len(place), -1, np.int64)
    for near in _nearest(copied, len(place)):
        there = np.where((near >= 0) & (np.abs(place - near) <= REACH), place - lag[near], -1)
        there[(there < 0) | (there >= line)] = -1
        origin = np.where((there >= 0) & (text.hash[there] == text.hash), there, origin)
    return origin


def _lags(shingles: Hashes1d, line: Ints1d) -> Ints1d:
    """How many tokens before each shingle the one is that it repeats; 0 if there is none before its line.

    `shingles` and the result have shape (shingles,); `line`, shape (tokens,), is the first token of each token's line.
    """
    place = np.arange(len(shingles))
    order = np.argsort(shingles, kind="stable")
    fresh = np.append(True, shingles[order[1:]] != shingles[order[:-1]])
    first, last = np.empty_like(order), np.empty_like(order)
    first[order] = order[np.flatnonzero(fresh)][np.cumsum(fresh) - 1]
    last[order] = np.where(fresh, order, np.append(0, order[:-1]))
    line = line[: len(place)]
    lag = np.where(first < line, place - first, 0)
    # A shingle with several earlier copies repeats the one at the distance of its neighbours, if that is one of them.
    for near in _nearest(np.flatnonzero((lag > 0) & (first == last)), len(place)):
        there = np.where(near >= 0, place - lag[near], -1)
        same = (lag > 0) & (there >= 0) & (there < line) & (shingles[there] == shingles)
        lag = np.where(same, place - there, lag)
    return lag


def _nearest(chosen: Ints1d, count: int) -> tuple[Ints1d, Ints1d]:
    """The nearest chosen position at or after each of `count` positions, and at or before it; -1 if there is none.

    `chosen`, shape (chosen positions,), is sorted; both results have shape (count,).

    >>> [side.tolist() for side in _nearest(np.array([1, 3]), 5)]
    [[1, 1, 3, 3, -1], [-1, 1, 1, 3, 3]]
    """
    at = np.arange(count)
    which = np.searchsorted(chosen, at)
    after = np.append(chosen, -1)[which]
    before = np.append(-1, chosen)[np.searchsorted(chosen, at, "right")]
    return after, before


def _in_company(copied: Ints1d, lag: Ints1d) -> Bools1d:
    """Which of the copied shingles have _COMPANY neighbours copied from nearly the same distance (`lag`).

    `copied`, the positions of these shingles, `lag` and the result have shape (copied shingles,).
    """
    company = np.zeros(len(copied), np.int64)
    for step in range(1, min(5, len(copied))):
        near = (np.abs(lag[step:] - lag[:-step]) <= 3) & (copied[step:] - copied[:-step] <= REACH)
        company[step:] += near
        company[:-step] += near
    return company >= _COMPANY
