"""Containment: documents of which nearly all shingles are in a longer one, such as a truncated repost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.duplicates.lsh import Match
from cleanse.duplicates.spill import SpilledColumns
from cleanse.text.arrays import Bools1d, Hashes1d, Ints1d, Keys1d

LEAST = 0.8  # the share of a document's shingles that its container must have; as the default threshold of Jaccard
_SHORT = 20  # shingles of the shortest document considered: a phrase is a large share of fewer. Chosen by hand
_SAMPLED = 4  # candidates are found by one shingle in so many: those with the smallest hashes
_PARTS = 16  # the sample is compared in so many parts, to hold one of them in memory
_COMMON = 40  # documents that may share a sampled shingle; in more it is taken for boilerplate. Chosen by hand


class Contained(NamedTuple):
    """`share` of the shingles of one document are in the document with the number `container`."""

    container: int
    share: float


def contained(corpus: Corpus, matches: Sequence[Match | None], least: float = LEAST) -> dict[int, Contained]:
    """Find the kept documents that are contained in a longer kept one, by number.

    `matches` are those of `lsh.find`: only documents without a match are considered. Of several containers a document
    gets the one with the largest share of it, then the longest, then the first.
    """
    best: dict[int, tuple[float, int, int]] = {}
    for part, whole in _candidates(corpus, np.array([match is None for match in matches], bool), least):
        shingles = corpus.shingles(whole)
        share = shared(corpus.shingles(part), shingles)
        if share >= least:
            best[part] = max(best.get(part, (0.0, 0, 0)), (share, len(shingles), -whole))
    return {part: Contained(-whole, share) for part, (share, _, whole) in sorted(best.items())}


def shared(part: Hashes1d, whole: Hashes1d) -> float:
    """The share of the shingles of `part` that `whole` has; both are sorted, without repeats, and not empty.

    Each has shape (shingles of the document,).

    >>> shared(np.array([1, 4, 6, 9], np.uint32), np.array([1, 2, 4, 9], np.uint32))
    0.75
    """
    at = np.minimum(np.searchsorted(whole, part), len(whole) - 1)
    return float(np.count_nonzero(whole[at] == part)) / len(part)


def _candidates(corpus: Corpus, kept: Bools1d, least: float) -> Iterator[tuple[int, int]]:
    """Pairs (part, whole) that share enough of the part's sampled shingles to be worth an exact comparison.

    `kept`, shape (documents,), says which documents are compared.
    """
    sizes, sampled = np.zeros(len(kept), np.int64), np.zeros(len(kept), np.int64)
    columns = SpilledColumns(_PARTS)
    limit = np.uint32((1 << 32) // _SAMPLED)
    for document in np.flatnonzero(kept & (corpus.sizes >= _SHORT)).tolist():
        shingles = corpus.shingles(document)
        if len(shingles) < _SHORT:
            continue
        sizes[document] = len(shingles)
        sample = shingles[: int(np.searchsorted(shingles, limit))].astype(np.uint64)
        sampled[document] = len(sample)
        cuts = np.searchsorted(sample, np.arange(1, _PARTS, dtype=np.uint64) * np.uint64(limit // _PARTS))
        columns.add(np.split(sample << np.uint64(32) | np.uint64(document), cuts))
    pairs = [np.zeros(0, np.uint64)] + [_pairs(np.sort(column)) for column in columns]
    codes, counts = np.unique(np.concatenate(pairs), return_counts=True)
    one, other = (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    swap = sizes[one] > sizes[other]
    part, whole = np.where(swap, other, one), np.where(swap, one, other)
    # A contained document shares least * n of its n sampled shingles on average, and fewer than half of that in about
    # one case of a thousand.
    likely = counts >= np.maximum(2, 0.5 * least * sampled[part])
    yield from zip(part[likely].tolist(), whole[likely].tolist(), strict=True)


def _pairs(column: Keys1d) -> Keys1d:
    """Every two documents with a shingle in common, once for each such shingle: shape (pairs,), dtype uint64.

    `column` is sorted: each entry has a shingle in its upper half and a document in its lower half. A pair has the
    smaller document number in its upper half.
    """
    hashes = column >> np.uint64(32)
    group = np.cumsum(np.append(False, hashes[1:] != hashes[:-1])) if len(column) else np.zeros(0, np.int64)
    size: Ints1d = np.bincount(group)
    few = size[group] <= _COMMON
    hashes, document = hashes[few], column[few] & np.uint64(0xFFFFFFFF)
    pairs = [np.zeros(0, np.uint64)]
    for step in range(1, min(_COMMON, len(hashes))):
        same = hashes[step:] == hashes[:-step]
        if not same.any():
            break
        pairs.append(document[:-step][same] << np.uint64(32) | document[step:][same])
    return np.concatenate(pairs)
