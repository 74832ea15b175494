"""Syndication: groups of stories with one source, at similarities far below that of near-duplicates.

Newspapers cut a wire story, reorder it, and add to it: of two such copies a third of the shingles may be the same. What
they share are whole passages, while stories of one topic share words.

shingles → a sample of each document → without what is printed all the time → neighbours in time → share → groups
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.duplicates.spill import SpilledColumns
from cleanse.text.arrays import Bools1d, Ints1d, Keys1d

# All chosen by hand with `benchmarks/syndication.py`.
SHARE = 0.2  # of the sampled shingles of the shorter document, that both have: another story on a topic shares less
LEAST = 12  # … and so many at least, about 25 of all: a quotation or a credit has fewer
_SAMPLED = 2  # one shingle in so many is looked at: those with the smallest hashes
_PARTS = 16  # the sample is compared in so many parts, to hold one of them in memory
_COMMON = 5_000  # documents with a shingle from which on it is boilerplate
_WINDOWS = 4  # … or windows of days in which there are some: a paper's box, the background of a running story

_UNDATED = np.iinfo(np.int64).max


class _Sample(NamedTuple):
    """Sampled shingles that are no boilerplate, by document and by pairs of them.

    `sizes`, shape (documents,), counts those of each. `codes`, shape (pairs,), dtype uint64, has one document's rank in
    its upper half and the other's in its lower half; `counts`, shape (pairs,), how many they share.
    """

    sizes: Ints1d
    codes: Keys1d
    counts: Ints1d


def groups(corpus: Corpus, dates: Sequence[str], order: Sequence[int], days: int) -> list[list[int]]:
    """Find the documents that have one source: groups of their numbers, each in order of precedence.

    `dates` are ISO 8601, "" where there is none; `order` is that of `lsh.precedence`. Two documents of which the dates
    are more than `days` days apart make no group, but a third between them may. A document without a date joins the
    group of the one that it shares most with, and so never makes one group of two.
    """
    day = np.array([_day(dates[number]) for number in order], np.int64)
    found = _Groups(len(dates))
    undated: list[tuple[float, int, int]] = []
    for share, one, other in _alike(_sample(corpus, order, day, days)):
        if _UNDATED in (day[one], day[other]):
            undated.append((-share, one, other))
        elif abs(day[one] - day[other]) <= days:
            found.join(one, other)
    placed: set[int] = set()
    for _, one, other in sorted(undated):
        new = {rank for rank in (one, other) if day[rank] == _UNDATED} - placed
        if new:
            found.join(one, other)
            placed |= new
    return [[order[rank] for rank in group] for group in found.groups()]


def _day(text: str) -> int:
    """The day of a date as a number."""
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return _UNDATED


def _alike(sample: _Sample) -> Iterator[tuple[float, int, int]]:
    """(share, rank, rank) of the documents that share enough."""
    one = (sample.codes >> np.uint64(32)).astype(np.int64)
    other = (sample.codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    share = sample.counts / np.maximum(1, np.minimum(sample.sizes[one], sample.sizes[other]))
    enough = (share >= SHARE) & (sample.counts >= LEAST)
    yield from zip(share[enough].tolist(), one[enough].tolist(), other[enough].tolist(), strict=True)


def _sample(corpus: Corpus, order: Sequence[int], day: Ints1d, days: int) -> _Sample:
    """Sample the shingles of all documents, by rank: their place in `order`.

    `day`, shape (documents,), is the day of each rank. A shingle in more than a few windows of `days` is boilerplate.
    """
    columns = SpilledColumns(_PARTS)
    limit = np.uint32((1 << 32) // _SAMPLED)
    for rank, document in enumerate(order):
        shingles = corpus.shingles(document)
        sample = shingles[: int(np.searchsorted(shingles, limit))].astype(np.uint64)
        cuts = np.searchsorted(sample, np.arange(1, _PARTS, dtype=np.uint64) * np.uint64(limit // _PARTS))
        columns.add(np.split(sample << np.uint64(32) | np.uint64(rank), cuts))
    sizes = np.zeros(len(order), np.int64)
    codes = [np.zeros(0, np.uint64)]
    for column in columns:
        entries = _telling(np.sort(column), day, days)
        sizes += np.bincount((entries & np.uint64(0xFFFFFFFF)).astype(np.int64), minlength=len(order))
        codes.append(_pairs(entries))
    return _Sample(sizes, *np.unique(np.concatenate(codes), return_counts=True))


def _telling(column: Keys1d, day: Ints1d, days: int) -> Keys1d:
    """The entries of a sorted column, shape (entries,), of which the shingles are no boilerplate.

    Each has a shingle in its upper half and a rank in its lower half; `day`, shape (documents,), is that of each rank.
    """
    if not len(column):
        return column
    begins = _begins(column)
    days_of = day[(column & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    window = days_of // days
    next_window = np.zeros(len(column), np.int64)  # ranks are in order of dates, those without one last
    next_window[1:] = (window[1:] != window[:-1]) & ~begins[1:] & (days_of[1:] != _UNDATED)
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(column)))
    telling = (sizes <= _COMMON) & (np.add.reduceat(next_window, starts) < _WINDOWS)
    return column[np.repeat(telling, sizes)]


def _pairs(column: Keys1d) -> Keys1d:
    """Pairs of ranks with a shingle in common, once for each such shingle: shape (pairs,), dtype uint64.

    `column`, shape (entries,), is sorted. Of the ranks with a shingle each is paired with the one before it and with
    the first, so that there are no more than twice as many pairs as entries.
    """
    begins = _begins(column)
    ranks = column & np.uint64(0xFFFFFFFF)
    first = ranks[begins][np.cumsum(begins) - 1]
    previous = np.roll(ranks, 1)
    third = ~begins & (previous != first)  # for the second of a shingle both are the same
    return np.concatenate(
        [previous[~begins] << np.uint64(32) | ranks[~begins], first[third] << np.uint64(32) | ranks[third]]
    )


def _begins(column: Keys1d) -> Bools1d:
    """Whether each entry of a sorted column is the first of its shingle, shape (entries,)."""
    begins = np.ones(len(column), bool)
    begins[1:] = column[1:] >> np.uint64(32) != column[:-1] >> np.uint64(32)
    return begins


class _Groups:
    """Ranks that are joined one by one; the first of a group stands for it."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def _first(self, rank: int) -> int:
        while self._parent[rank] != rank:
            self._parent[rank] = self._parent[self._parent[rank]]
            rank = self._parent[rank]
        return rank

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._first(one), self._first(other)))
        self._parent[second] = first

    def groups(self) -> list[list[int]]:
        """The groups of two and more, in the order of their first."""
        members: dict[int, list[int]] = defaultdict(list)
        for rank in range(len(self._parent)):
            members[self._first(rank)].append(rank)
        return [group for group in members.values() if len(group) > 1]
