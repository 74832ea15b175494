"""Candidates → confirmed → groups: which documents are near-duplicates of one that is kept."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil, log, log1p, sqrt
from typing import Protocol

import numpy as np

from cleanse.dedup.minhash import PERMUTATIONS, Sketch, jaccard
from cleanse.dedup.spill import Columns
from cleanse.text.tokens import U32, U64, Ints, mixed64

Match = tuple[int, float]
"""The number of the kept document that a document repeats, and their Jaccard similarity."""

_FACTOR = 0x9E3779B97F4A7C15
_MISSED = 0.005  # the share of pairs exactly at the threshold that may stay unseen
_SUSPICIOUS = 0.05  # of a corpus in one group: more likely a template or an error page than a story


class Corpus(Protocol):
    """Sketches by number, wherever they are held (`store.Stored`, or in memory).

    `sizes` are the shingles of each document, repeats counted or not; `shingles` gives them sorted, each once.
    """

    @property
    def sizes(self) -> Ints: ...
    @property
    def lengths(self) -> Ints: ...
    def signatures(self) -> Iterator[U32]: ...
    def shingles(self, document: int) -> U32: ...


class Past(Protocol):
    """Documents that were kept before, numbered on from those of the corpus, and which of them may be like which."""

    @property
    def candidates(self) -> Mapping[int, Sequence[int]]: ...
    def shingles(self, number: int) -> U32: ...


def find(
    ids: Sequence[str],
    sketches: Sequence[Sketch] | Corpus,
    threshold: float,
    dates: Sequence[str] | None = None,
    past: Past | None = None,
) -> list[Match | None]:
    """For each document None where it is kept, else the number of the kept one it repeats and their Jaccard similarity.

    Documents are taken in an order that does not depend on how they came (`precedence`), after those of the past. Each
    is kept unless one that was kept before it is similar: so every dropped document is similar to the kept one itself,
    not through others.
    """
    corpus = in_memory(sketches)
    found: list[Match | None] = [None] * len(ids)
    order = precedence(ids, corpus.lengths.tolist(), dates)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    earlier = past.candidates if past else {}
    buckets = _Buckets(corpus, threshold, rank, np.array(sorted(earlier), np.int64))
    far, ranks = _far(threshold), rank.tolist()
    kept = array("q", [-1]) * buckets.count  # the document kept in each bucket
    others: dict[int, list[int]] = {}  # and further ones, seldom any
    for document, own in buckets:
        candidates = {kept[bucket] for bucket in own}
        if others:
            candidates.update(d for bucket in own if bucket in others for d in others[bucket])
        candidates.discard(-1)
        if candidates:
            low = buckets.low(document)
            candidates = {d for d in candidates if (buckets.low(d) ^ low).bit_count() <= far}
        before = earlier.get(document, ())
        if candidates or before:
            shingles = corpus.shingles(document)
            similar = [(_likeness(corpus.shingles(d), shingles, threshold), -ranks[d], d) for d in candidates]
            if past:
                similar += [(_likeness(past.shingles(d), shingles, threshold), 1, d) for d in before]
            likeness, _, first = max(similar)
            if likeness >= threshold:
                found[document] = first, likeness
                continue
        for bucket in own:
            if kept[bucket] < 0:
                kept[bucket] = document
            else:
                others.setdefault(bucket, []).append(document)
    return found


def _likeness(one: U32, other: U32, least: float) -> float:
    """The Jaccard similarity of two documents, or 0 where their sizes alone say that it is below `least`."""
    sizes = len(one), len(other)
    return jaccard(one, other) if min(sizes) / max(sizes) >= least else 0.0


def _far(threshold: float) -> float:
    """How many bits of the lowest bytes of their signatures differ in two documents that cannot be similar enough.

    Of those of two that are just similar enough, as many differ in two cases of ten thousand.
    """
    count, width = bands(threshold)
    others = count * width * (1 - threshold)  # so many values are not the same, and half of the bits of each
    return 4 * others + 3.5 * sqrt(16 * others * threshold + 2 * others)


def precedence(ids: Sequence[str], lengths: Sequence[int], dates: Sequence[str] | None = None) -> list[int]:
    """The numbers of the documents, what to keep first: the earliest date, then the longest text, then the smallest id.

    Dates are compared as strings (ISO 8601); a document without one comes after all that have one.
    """
    numbers = range(len(ids))
    if dates and any(dates):
        return sorted(numbers, key=lambda n: (not dates[n], dates[n], -lengths[n], ids[n]))
    return sorted(numbers, key=lambda n: (-lengths[n], ids[n]))


def suspicious(found: Sequence[Match | None]) -> list[tuple[int, int]]:
    """Kept documents whose group holds more of the corpus than any story does, and how many that are; largest first."""
    least = max(20, _SUSPICIOUS * len(found))
    sizes = Counter(match[0] for match in found if match)
    return [(kept, copies + 1) for kept, copies in sizes.most_common() if copies + 1 > least]


def in_memory(sketches: Sequence[Sketch] | Corpus) -> Corpus:
    """A sequence of sketches as a corpus; a corpus as it is."""
    return _InMemory(sketches) if isinstance(sketches, Sequence) else sketches


class _InMemory:
    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        self.sizes = np.array([len(s.shingles) for s in sketches], np.int64)
        self.lengths = np.array([s.length for s in sketches], np.int64)

    def signatures(self) -> Iterator[U32]:
        for low in range(0, len(self._sketches), 1000):
            yield np.stack([s.signature for s in self._sketches[low : low + 1000]])

    def shingles(self, document: int) -> U32:
        return self._sketches[document].shingles


class _Buckets:
    """The documents that share a band with another one, in order of rank, each with its shared bands.

    Two documents with a number in common are the candidates that datasketch's MinHashLSH finds with the same bands. The
    documents `besides` come too, if they share none.
    """

    def __init__(self, corpus: Corpus, threshold: float, rank: Ints, besides: Ints) -> None:
        count, width = bands(threshold)
        columns = Columns(count)
        low = [np.empty((0, count * width), np.uint8)]
        for signatures in corpus.signatures():
            columns.add(band_keys(signatures, threshold))
            low.append(signatures[:, : count * width].astype(np.uint8))
        self._low = np.concatenate(low)
        filled = np.flatnonzero(corpus.sizes)
        self.count = 0
        found = [self._shared(keys[filled]) for keys in columns]
        document, bucket = _without_repeats(
            np.concatenate([filled[:0], *(filled[place] for place, _ in found)]),
            np.concatenate([filled[:0], *(number for _, number in found)]),
        )
        document = np.append(document, besides)
        order = np.argsort(rank[document], kind="stable")
        self._document = document[order]
        self._bucket = np.append(bucket, np.full(len(besides), -1))[order]

    def low(self, document: int) -> int:
        """The lowest byte of each value of a document's signature, as one number."""
        return int.from_bytes(self._low[document].tobytes())

    def _shared(self, keys: U64) -> tuple[Ints, Ints]:
        """The places of the keys that are there more than once, and a number for each such key."""
        order = np.argsort(keys)
        same = keys[order[1:]] == keys[order[:-1]]
        begins = np.append(same, False) & ~np.append(False, same)
        shared = np.append(same, False) | np.append(False, same)
        number = self.count - 1 + np.cumsum(begins[: len(keys)])
        self.count += int(np.count_nonzero(begins))
        shared = shared[: len(keys)]
        return order[shared], number[shared]

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        edges = np.flatnonzero(np.diff(self._document, prepend=-1, append=-1)).tolist() if len(self._document) else []
        for low, high in pairwise(edges):
            yield int(self._document[low]), [b for b in self._bucket[low:high].tolist() if b >= 0]


def _without_repeats(document: Ints, bucket: Ints) -> tuple[Ints, Ints]:
    """The pairs without those of buckets that hold the same documents as another: most copies agree in many bands.

    The pairs of one bucket stand together.
    """
    begins = np.flatnonzero(np.diff(bucket, prepend=-1))
    prints = mixed64((document + 1).astype(np.uint64))
    sums = np.add.reduceat(prints, begins) if len(begins) else prints
    first = np.zeros(len(begins), bool)
    first[np.unique(sums, return_index=True)[1]] = True
    chosen = np.repeat(first, np.diff(begins, append=len(bucket)))
    return document[chosen], bucket[chosen]


def band_keys(signatures: U32, threshold: float) -> U64:
    """For each band a row, and in it a key for each signature: equal where these agree in all values of the band."""
    count, width = bands(threshold)
    values = signatures[:, : count * width].reshape(len(signatures), count, width)
    return np.ascontiguousarray((values @ np.cumprod(np.full(width, _FACTOR, np.uint64))).T)


@cache
def bands(threshold: float) -> tuple[int, int]:
    """How many bands, of how many values: few wide ones that still see nearly every pair exactly at the threshold.

    >>> bands(0.8)
    (18, 6)
    """
    chosen = PERMUTATIONS, 1
    for width in range(2, PERMUTATIONS + 1):
        seen = threshold**width  # the share of such pairs that one band sees
        count = ceil(log(_MISSED) / log1p(-seen)) if seen < 1 else 1
        if count * width <= PERMUTATIONS:
            chosen = count, width
    return chosen
