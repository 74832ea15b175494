"""Which tokens of a text stand in it before, in the same order: the ground on which repeated blocks are found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleanse.text.tokens import U32, Ints, Tokens

REACH = 24  # tokens from a shingle that was found above to a token whose place there follows from it
_DENSE, _STRETCH = 16, 60  # so many shingles that come twice, within so many tokens, make a closer look worth while
_COMPANY = 3  # neighbours from the same distance that a shingle needs: a phrase by itself may come from anywhere


class Aligned(NamedTuple):
    """A text's lines, by their tokens, and what of each stands above it.

    Line `n` has the tokens `bounds[n]` up to `bounds[n + 1]`; `origin` gives for each token the earlier one it repeats,
    or -1. By line: how many tokens repeat one (`same`), the first and the last of them (`head`, `tail`; without meaning
    where there are none), and the words of the longest stretch of tokens that repeat nothing (`new`). `size` are the
    words before each token.
    """

    bounds: Ints
    origin: Ints
    same: Ints
    head: Ints
    tail: Ints
    new: npt.NDArray[np.float64]
    size: npt.NDArray[np.float64]


def may_repeat(shingles: U32) -> bool:
    """Whether anywhere so many shingles that come twice stand close together as in a repeat of some size.

    Cheaper by far than to see what repeats what, and most texts have no more to say.
    """
    ordered = np.sort(shingles)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) < _DENSE:
        return False
    found = np.minimum(np.searchsorted(twice, shingles), len(twice) - 1)
    places = np.flatnonzero(twice[found] == shingles)
    return bool((places[_DENSE - 1 :] - places[: 1 - _DENSE] < _STRETCH).any())


def align(found: Tokens, shingles: U32, bounds: Ints) -> Aligned:
    """The tokens of each line against all that stands above the line."""
    origin = _origins(found, shingles, np.repeat(bounds[:-1], np.diff(bounds)))
    known = origin >= 0
    places = np.flatnonzero(known)
    count = np.append(0, np.cumsum(known))[bounds]
    # a character of a script without spaces is about half a word, and so is a letter or digit by itself
    words = np.minimum(1, (found.end - found.start) / 2)
    size = np.append(0.0, np.cumsum(words))
    edges = np.append(places, 0)
    head, tail = edges[np.minimum(count[:-1], len(places))], edges[np.maximum(count[1:] - 1, 0)]
    return Aligned(bounds, origin, np.diff(count), head, tail, _longest_new(known, size, bounds), size)


def _longest_new(known: npt.NDArray[np.bool_], size: npt.NDArray[np.float64], bounds: Ints) -> npt.NDArray[np.float64]:
    """For each line the words of its longest stretch of tokens that are not known."""
    longest = np.zeros(len(bounds) - 1)
    filled = np.flatnonzero(np.diff(bounds))
    if len(filled):
        begun = np.zeros(len(known))  # the size up to the last known token or the line's start
        begun[known] = size[1:][known]
        starts = bounds[:-1][filled]
        begun[starts] = np.maximum(begun[starts], size[starts])
        longest[filled] = np.maximum.reduceat(size[1:] - np.maximum.accumulate(begun), starts)
    return longest


def _origins(found: Tokens, shingles: U32, own: Ints) -> Ints:
    """For each token the one it repeats, which stands before its line (`own`: the line's first token), or -1.

    Shingles say where copies are. A token between them, whose shingles an edit has broken, is compared with the one at
    the same distance as those of its neighbours.
    """
    place = np.arange(len(found.hash))
    lag = np.zeros(len(place), np.int64)
    lag[: len(shingles)] = _lags(shingles, own)
    copied = np.flatnonzero(lag)
    copied = copied[_in_company(copied, lag[copied])]
    origin = np.full(len(place), -1, np.int64)
    for near in _nearest(copied, len(place)):
        there = np.where((near >= 0) & (np.abs(place - near) <= REACH), place - lag[near], -1)
        there[(there < 0) | (there >= own)] = -1
        origin = np.where((there >= 0) & (found.hash[there] == found.hash), there, origin)
    return origin


def _lags(shingles: U32, own: Ints) -> Ints:
    """How far before each shingle stands the one it repeats; 0 where none stands before its line."""
    place = np.arange(len(shingles))
    order = np.argsort(shingles, kind="stable")
    fresh = np.append(True, shingles[order[1:]] != shingles[order[:-1]])
    first, last = np.empty_like(order), np.empty_like(order)
    first[order] = order[np.flatnonzero(fresh)][np.cumsum(fresh) - 1]
    last[order] = np.where(fresh, order, np.append(0, order[:-1]))
    own = own[: len(place)]
    lag = np.where(first < own, place - first, 0)
    # One that stands above more than once repeats the one that its neighbours point to, if they point to such a one.
    for near in _nearest(np.flatnonzero((lag > 0) & (first == last)), len(place)):
        there = np.where(near >= 0, place - lag[near], -1)
        same = (lag > 0) & (there >= 0) & (there < own) & (shingles[there] == shingles)
        lag = np.where(same, place - there, lag)
    return lag


def _nearest(chosen: Ints, count: int) -> tuple[Ints, Ints]:
    """For each of `count` places the nearest chosen one after it, and before it; -1 where there is none."""
    at = np.arange(count)
    which = np.searchsorted(chosen, at)
    after = np.append(chosen, -1)[which]
    before = np.append(-1, chosen)[np.searchsorted(chosen, at, "right")]
    return after, before


def _in_company(copied: Ints, lag: Ints) -> npt.NDArray[np.bool_]:
    """Which of the copied shingles have others close by that come from the same distance, or nearly."""
    company = np.zeros(len(copied), np.int64)
    for step in range(1, min(5, len(copied))):
        near = (np.abs(lag[step:] - lag[:-step]) <= 3) & (copied[step:] - copied[:-step] <= REACH)
        company[step:] += near
        company[:-step] += near
    return company >= _COMPANY
