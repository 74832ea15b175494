"""Pairs of stories that may have one source: those that share enough shingles, within a window of days.

shingles → a sample of each document → without what is printed all the time → neighbours in time → pairs, share
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.duplicates.one_source import SHARE
from cleanse.duplicates.spill import SpilledColumns
from cleanse.text.arrays import Bools1d, Doubles1d, Ints1d, Keys1d

# All chosen by hand with `benchmarks/syndication.py`.
_LEAST = 6  # sampled shingles that both have, about 12 of all: two sentences have more
_SAMPLED = 2  # one shingle in so many is looked at: those with the smallest hashes
_PART = 1 << 19  # shingles of the sample that are compared at once, to hold them in memory, some 60 bytes each …
_PARTS = 64  # … unless that makes more parts, of which each is an open file
_MOST = 1 << 22  # pairs that are counted at once without a second thought: 64 MB
_COMMON = 5_000  # documents with a shingle from which on it is boilerplate
_WINDOWS = 4  # … or windows of days in which there are some: a paper's box, the background of a running story

UNDATED = np.iinfo(np.int64).max


class StoryPairs(NamedTuple):
    """Pairs of documents by rank, their place in the order of precedence; each array has shape (pairs,)."""

    one: Ints1d
    """The earlier one."""
    other: Ints1d
    share: Doubles1d
    """How many of the sampled shingles of the smaller one both have."""


def story_pairs(corpus: Corpus, order: Sequence[int], day: Ints1d, days: int, first: Sequence[int]) -> StoryPairs:
    """The pairs that share enough, and are no more than `days` days apart if both have a date.

    `day`, shape (documents,), is the day of each rank, or UNDATED. `first` is for each rank that of the document which
    it is a copy of, or its own: a story that is printed again every month is no boilerplate for that.
    """
    sizes, codes, counts = _sample(corpus, order, day, days, np.array(first, np.int64))
    one, other = (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    share = counts / np.maximum(1, np.minimum(sizes[one], sizes[other]))
    undated = (day[one] == UNDATED) | (day[other] == UNDATED)
    chosen = (share >= SHARE) & (counts >= _LEAST) & (undated | (np.abs(day[one] - day[other]) <= days))
    return StoryPairs(one[chosen], other[chosen], share[chosen])


def _sample(
    corpus: Corpus, order: Sequence[int], day: Ints1d, days: int, first: Ints1d
) -> tuple[Ints1d, Keys1d, Ints1d]:
    """Sample the shingles of all documents, by rank: how many each has that are no boilerplate, shape (documents,).

    With them, both of shape (pairs,): the codes of pairs, one rank in the upper half and the other in the lower half,
    and how many shingles they share. `day` and `first`, shape (documents,), are as in `story_pairs`.
    """
    count = min(_PARTS, 1 + int(corpus.sizes.sum()) // _SAMPLED // _PART)
    columns = SpilledColumns(count)
    limit = np.uint32((1 << 32) // _SAMPLED)
    parts = np.arange(1, count, dtype=np.uint32) * np.uint32(limit // count)
    for rank, document in enumerate(order):
        shingles = corpus.shingles(document)
        sample = shingles[: int(np.searchsorted(shingles, limit))]
        cuts = [0, *np.searchsorted(sample, parts).tolist(), len(sample)]
        entries = sample.astype(np.uint64) << np.uint64(32) | np.uint64(rank)
        columns.add(entries[start:end] for start, end in pairwise(cuts))
    sizes = np.zeros(len(order), np.int64)
    codes, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for done, column in enumerate(columns, 1):
        entries = _telling(np.sort(column), day, days, first)
        sizes += np.bincount((entries & np.uint64(0xFFFFFFFF)).astype(np.int64), minlength=len(order))
        codes, counts = _added(codes, counts, *np.unique(_pairs(entries), return_counts=True))
        if len(codes) > _MOST:  # where all texts are made of few words: only pairs that share half of what they have to
            chosen = 2 * count * counts >= _LEAST * done
            codes, counts = codes[chosen], counts[chosen]
    return sizes, codes, counts


def _added(codes: Keys1d, counts: Ints1d, more: Keys1d, more_counts: Ints1d) -> tuple[Keys1d, Ints1d]:
    """Counts of pairs, and more of them: the codes of all, and for each its count, both of shape (pairs,)."""
    every, place = np.unique(np.concatenate([codes, more]), return_inverse=True)
    total = np.bincount(place, np.concatenate([counts, more_counts]), len(every))
    return every, total.astype(np.int64)


def _telling(column: Keys1d, day: Ints1d, days: int, first: Ints1d) -> Keys1d:
    """The entries of a sorted column, shape (entries,), of which the shingles are no boilerplate.

    Each has a shingle in its upper half and a rank in its lower half; `day` and `first`, shape (documents,), are those
    of each rank. Of a document and its copies the first counts.
    """
    if not len(column):
        return column
    begins = _begins(column)
    ranks = (column & np.uint64(0xFFFFFFFF)).astype(np.int64)
    number = np.cumsum(begins) - 1  # of the shingle
    sizes = np.bincount(number)
    counted = (first[ranks] == ranks) & (day[ranks] != UNDATED)
    shingle, window = number[counted], day[ranks[counted]] // days
    fresh = np.ones(len(shingle), bool)  # ranks are in order of dates
    fresh[1:] = (window[1:] != window[:-1]) | (shingle[1:] != shingle[:-1])
    windows = np.bincount(shingle[fresh], minlength=len(sizes))
    telling = (sizes <= _COMMON) & (windows <= _WINDOWS)
    told: Keys1d = column[telling[number]]
    return told


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
