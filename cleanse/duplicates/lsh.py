"""Locality-sensitive hashing: signatures → bands → candidates → exact Jaccard similarity → near-duplicates."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from heapq import heappush, heappushpop
from itertools import pairwise
from math import ceil, log, log1p, sqrt

import numpy as np

from cleanse.duplicates.corpus import Corpus, EarlierDocuments, in_memory
from cleanse.duplicates.minhash import PERMUTATIONS, Sketch, jaccard
from cleanse.duplicates.spill import SpilledColumns
from cleanse.text.arrays import Bytes2d, Hashes1d, Hashes2d, Ints1d, Keys1d, Keys2d
from cleanse.text.tokens import mixed64

Match = tuple[int, float]
"""The number of the kept document that a document duplicates, and their Jaccard similarity."""

Rejected = tuple[float, int, int]
"""(similarity, number, number) of two documents that are less similar than the threshold."""

REJECTED = 50  # such pairs that are told
_FACTOR = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, as in Fibonacci hashing
_MISSED = 0.005  # the share of pairs exactly at the threshold that the bands may miss; chosen by hand
# A group is oversized from this share of the corpus and this many documents: it is more likely an error page or a
# template than a story. Chosen by hand; it only decides what a report warns of.
_OVERSIZED, _OVERSIZED_FROM = 0.05, 20


def find(
    ids: Sequence[str],
    sketches: Sequence[Sketch] | Corpus,
    threshold: float,
    dates: Sequence[str] | None = None,
    past: EarlierDocuments | None = None,
    rejected: list[Rejected] | None = None,
) -> list[Match | None]:
    """Find near-duplicates: for each document None if it is kept, else its match.

    Documents are taken in order of `precedence`, which does not depend on their order in the corpus, and after those of
    the past. Each is kept unless its Jaccard similarity with a kept one is at least `threshold`; of several it gets the
    most similar. So every duplicate is similar to the kept document itself: there are no chains. The `REJECTED` most
    similar pairs that were compared and are below the threshold are added to `rejected`, in no order.

    >>> from cleanse.duplicates.minhash import sketch
    >>> find(["b", "a", "c"], sketch(["Yes, indeed!", "yes indeed", "no"]), 0.8)
    [None, (0, 1.0), None]
    """
    corpus = in_memory(sketches)
    matches: list[Match | None] = [None] * len(ids)
    order = np.array(precedence(ids, corpus.lengths, dates), np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    earlier = past.candidates if past else {}
    buckets = _BandBuckets(corpus, threshold, rank, np.array(sorted(earlier), np.int64))
    too_far = _too_far(threshold)
    kept = array("q", [-1]) * buckets.count  # the first kept document of each bucket
    others: dict[int, list[int]] = {}  # further ones of a bucket, of which there are few
    for document, numbers in buckets:
        candidates = {kept[bucket] for bucket in numbers}
        if others:
            candidates.update(d for bucket in numbers if bucket in others for d in others[bucket])
        candidates.discard(-1)
        if candidates:
            low = buckets.low(document)
            candidates = {d for d in candidates if (buckets.low(d) ^ low).bit_count() <= too_far}
        before = earlier.get(document, ())
        if candidates or before:
            shingles = corpus.shingles(document)
            similar = [(_similarity(corpus.shingles(d), shingles, threshold), -int(rank[d]), d) for d in candidates]
            if past:
                similar += [(_similarity(past.shingles(d), shingles, threshold), 1, d) for d in before]
            similarity, _, first = max(similar)
            if similarity >= threshold:
                matches[document] = first, similarity
                continue
            if rejected is not None and similarity:
                (heappush if len(rejected) < REJECTED else heappushpop)(rejected, (similarity, document, first))
        for bucket in numbers:
            if kept[bucket] < 0:
                kept[bucket] = document
            else:
                others.setdefault(bucket, []).append(document)
    return matches


def _similarity(one: Hashes1d, other: Hashes1d, least: float) -> float:
    """The Jaccard similarity of two documents; 0 if their sizes alone prove that it is below `least`.

    `one` and `other` are sorted and without repeats, each of shape (shingles of the document,).
    """
    sizes = len(one), len(other)
    return jaccard(one, other) if min(sizes) / max(sizes) >= least else 0.0


def _too_far(threshold: float) -> float:
    """The Hamming distance between the low bytes of two signatures beyond which their similarity is not computed.

    Of n values, n * (1 - threshold) differ at the threshold, each in half of its low byte's 8 bits: a mean of
    4 * n * (1 - threshold), with a variance of 16 * n * threshold * (1 - threshold) for how many values differ and
    2 * n * (1 - threshold) for their bits. A pair at the threshold is beyond 3.5 standard deviations in two cases of
    ten thousand.
    """
    count, width = bands(threshold)
    differing = count * width * (1 - threshold)
    return 4 * differing + 3.5 * sqrt(16 * differing * threshold + 2 * differing)


def precedence(ids: Sequence[str], lengths: Sequence[int] | Ints1d, dates: Sequence[str] | None = None) -> list[int]:
    """The numbers of the documents in order of precedence: earliest date, then longest text, then smallest id.

    `lengths` has shape (documents,). Dates are ISO 8601 and compared as strings; documents without a date come last.

    >>> precedence(["a", "b", "c"], [10, 30, 20], ["", "2025-03-01", "2025-03-01"])
    [1, 2, 0]
    """
    order = sorted(range(len(ids)), key=ids.__getitem__)  # the last key first: one sort by all takes a tuple a document
    by_id = np.array(order, np.int64)
    order = list(by_id[np.argsort(-np.asarray(lengths, np.int64)[by_id], kind="stable")].tolist())
    if dates and any(dates):
        order.sort(key=lambda n: dates[n])
        order.sort(key=lambda n: not dates[n])
    return order


def oversized_groups(matches: Sequence[Match | None]) -> list[tuple[int, int]]:
    """The groups too large for a story, largest first: (kept document, documents in its group).

    >>> oversized_groups([None, *[(0, 1.0)] * 29, *[None] * 70])
    [(0, 30)]
    """
    least = max(_OVERSIZED_FROM, _OVERSIZED * len(matches))
    sizes = Counter(match[0] for match in matches if match)
    return [(kept, copies + 1) for kept, copies in sizes.most_common() if copies + 1 > least]


class _BandBuckets:
    """The documents that share a band with another one, in order of rank, each with the numbers of its buckets.

    A bucket holds the documents with the same key in the same band. Two documents with a bucket in common are the
    candidate pairs of datasketch's MinHashLSH with the same bands. The documents `besides` are included even if they
    share no band. `rank` has shape (documents,), dtype int64.
    """

    def __init__(self, corpus: Corpus, threshold: float, rank: Ints1d, besides: Ints1d) -> None:
        count, width = bands(threshold)
        columns = SpilledColumns(count)
        for signatures in corpus.signatures():
            columns.add(band_keys(signatures, threshold))
        filled = np.flatnonzero(corpus.sizes)
        self.count = 0
        shared = [self._shared(keys[filled]) for keys in columns]
        document, bucket = _without_equal_buckets(
            np.concatenate([filled[:0], *(filled[place] for place, _ in shared)]),
            np.concatenate([filled[:0], *(number for _, number in shared)]),
        )
        document = np.append(document, besides)
        order = np.argsort(rank[document], kind="stable")
        self._document = document[order]
        self._bucket = np.append(bucket, np.full(len(besides), -1))[order]
        self._members = np.unique(document)
        self._low = _low_bytes(corpus, self._members, count * width)

    def low(self, document: int) -> int:
        """The low bytes of the values of a document's signature, as one number."""
        return int.from_bytes(self._low[np.searchsorted(self._members, document)].tobytes())

    def _shared(self, keys: Keys1d) -> tuple[Ints1d, Ints1d]:
        """The positions of keys that occur more than once, and the bucket number of each: shape (shared,), twice."""
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


def _low_bytes(corpus: Corpus, documents: Ints1d, values: int) -> Bytes2d:
    """The low bytes of the first values of some documents' signatures, shape (documents, values), dtype uint8.

    `documents` are their numbers in order, shape (documents,): few of a corpus share a band with another one, and for
    all of them these bytes would be most of the memory that a run needs.
    """
    low = np.empty((len(documents), values), np.uint8)
    first = 0
    for signatures in corpus.signatures():
        begin, end = np.searchsorted(documents, [first, first + len(signatures)])
        low[begin:end] = signatures[documents[begin:end] - first, :values].astype(np.uint8)
        first += len(signatures)
    return low


def _without_equal_buckets(document: Ints1d, bucket: Ints1d) -> tuple[Ints1d, Ints1d]:
    """Of buckets that hold the same documents keep the first: most copies agree in many bands.

    Takes and returns pairs (document, bucket) as two arrays of shape (pairs,), those of one bucket next to each other.
    A bucket is identified by the sum of its documents' 64-bit hashes.
    """
    begins = np.flatnonzero(np.diff(bucket, prepend=-1))
    hashes = mixed64((document + 1).astype(np.uint64))
    sums = np.add.reduceat(hashes, begins) if len(begins) else hashes
    first = np.zeros(len(begins), bool)
    first[np.unique(sums, return_index=True)[1]] = True
    chosen = np.repeat(first, np.diff(begins, append=len(bucket)))
    return document[chosen], bucket[chosen]


def band_keys(signatures: Hashes2d, threshold: float) -> Keys2d:
    """Keys of bands, shape (bands, documents), dtype uint64, for signatures of shape (documents, values).

    Two documents have the same key in a band if their signatures agree in all values of the band.
    """
    count, width = bands(threshold)
    values = signatures[:, : count * width].reshape(len(signatures), count, width)
    return np.ascontiguousarray((values @ np.cumprod(np.full(width, _FACTOR, np.uint64))).T)


@cache
def bands(threshold: float) -> tuple[int, int]:
    """The number of bands, and of values in each: the widest bands that miss at most _MISSED of pairs at the threshold.

    A pair with Jaccard similarity t shares one band of r values with probability t**r, and misses all of b bands with
    probability (1 - t**r)**b.

    >>> bands(0.8)
    (18, 6)
    """
    widest = PERMUTATIONS, 1
    for width in range(2, PERMUTATIONS + 1):
        shared = threshold**width
        if shared * PERMUTATIONS < _MISSED:  # as many bands as there can be would not be enough
            break
        count = ceil(log(_MISSED) / log1p(-shared)) if shared < 1 else 1
        if count * width <= PERMUTATIONS:
            widest = count, width
    return widest
