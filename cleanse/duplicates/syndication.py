"""Syndication: groups of stories with one source, at similarities far below that of near-duplicates.

Newspapers cut a wire story, reorder it, and add to it: of two such copies a third of the shingles may be the same. What
they share are whole passages, while stories of one topic share words.

pairs that share shingles (`story_pairs`) → those of one source (`one_source`) → groups
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.duplicates.story_pairs import UNDATED, StoryPairs, story_pairs
from cleanse.text.arrays import Bools1d, Ints1d

Pair = tuple[int, int]
Judge = Callable[[Sequence[Pair]], Iterator[bool]]
"""Says of pairs of documents by number, in order, whether they are of one source."""


class Member(NamedTuple):
    """A document of a group."""

    number: int
    nearest: int
    """The number of the document, of those found to be of one source with it, that it shares most with."""


def groups(
    corpus: Corpus, dates: Sequence[str], order: Sequence[int], days: int, first: Sequence[int], judge: Judge
) -> list[list[Member]]:
    """Find the documents that have one source: groups, each in order of precedence.

    `dates` are ISO 8601, "" where there is none; `order` is that of `lsh.precedence`; `first` is for each number that
    of the document which it is a copy of, or its own. Two documents of which the dates are more than `days` days apart
    make no group, but a third between them may. A document without a date joins the group of the one that it shares
    most with, and so never makes one group of two.
    """
    day = np.array([_day(dates[number]) for number in order], np.int64)
    rank = np.empty(len(order), np.int64)
    rank[list(order)] = np.arange(len(order))
    pairs = story_pairs(corpus, order, day, days, [int(rank[first[number]]) for number in order])
    found = _Groups(len(order))

    def of_one_source(chosen: Ints1d) -> Iterator[tuple[float, int, int]]:
        """(share, rank, rank) of the pairs at these places, shape (chosen pairs,), that are of one source."""
        ranks = list(zip(pairs.one[chosen].tolist(), pairs.other[chosen].tolist(), strict=True))
        judged = judge([(order[one], order[other]) for one, other in ranks])
        for share, (one, other), is_one in zip(pairs.share[chosen].tolist(), ranks, judged, strict=True):
            if is_one:
                yield share, one, other

    dated = (day[pairs.one] != UNDATED) & (day[pairs.other] != UNDATED)
    nearest = _nearest(pairs) & dated
    for share, one, other in of_one_source(np.flatnonzero(nearest)):
        found.join(share, one, other)
    left = [number for number in np.flatnonzero(dated & ~nearest).tolist() if found.are_apart(*_ranks(pairs, number))]
    for share, one, other in of_one_source(np.array(left, np.int64)):
        found.join(share, one, other)
    placed: set[int] = set()
    for share, one, other in sorted(of_one_source(np.flatnonzero(~dated)), key=lambda each: (-each[0], *each[1:])):
        new = {rank for rank in (one, other) if day[rank] == UNDATED} - placed
        if new:
            found.join(share, one, other)
            placed |= new
    return [[Member(order[rank], order[found.nearest(rank)]) for rank in group] for group in found.groups()]


def _day(text: str) -> int:
    """The day of a date as a number."""
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return UNDATED


def _ranks(pairs: StoryPairs, number: int) -> Pair:
    return int(pairs.one[number]), int(pairs.other[number])


def _nearest(pairs: StoryPairs) -> Bools1d:
    """Whether the earlier document of each pair is the one that the later one shares most with, shape (pairs,).

    Most documents join their group by that; few other pairs are left to be judged.
    """
    order = np.lexsort((pairs.one, -pairs.share, pairs.other))
    later = pairs.other[order]
    nearest = np.zeros(len(order), bool)
    nearest[order] = np.append(True, later[1:] != later[:-1])[: len(order)]
    return nearest


class _Groups:
    """Ranks that are joined one by one; the first of a group stands for it."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))
        self._nearest: dict[int, tuple[float, int]] = {}

    def _first(self, rank: int) -> int:
        while self._parent[rank] != rank:
            self._parent[rank] = self._parent[self._parent[rank]]
            rank = self._parent[rank]
        return rank

    def are_apart(self, one: int, other: int) -> bool:
        return self._first(one) != self._first(other)

    def nearest(self, rank: int) -> int:
        """The one that a rank of a group shares most with, of those that it was joined with."""
        return self._nearest[rank][1]

    def join(self, share: float, one: int, other: int) -> None:
        for rank, to in ((one, other), (other, one)):
            self._nearest[rank] = max(self._nearest.get(rank, (0.0, to)), (share, to))
        first, second = sorted((self._first(one), self._first(other)))
        self._parent[second] = first

    def groups(self) -> list[list[int]]:
        """The groups of two and more, in the order of their first."""
        members: dict[int, list[int]] = defaultdict(list)
        for rank in range(len(self._parent)):
            members[self._first(rank)].append(rank)
        return [group for group in members.values() if len(group) > 1]
