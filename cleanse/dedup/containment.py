"""Stories that stand whole, or nearly, inside another: a truncated repost, or a story with a second one appended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleanse.dedup.lsh import Corpus, Match
from cleanse.dedup.spill import Columns
from cleanse.text.tokens import U32, U64, Ints

LEAST = 0.8  # the share of a document's shingles that another one must have
_SHORT = 20  # shingles; of a shorter document a phrase in common is a large share
_SAMPLED = 4  # one shingle in so many is looked for in all documents: those with the least hashes
_PARTS = 16  # passes over the sample, so that a sixteenth of it is in memory
_COMMON = 40  # documents with the same shingle; one that more have is a phrase of boilerplate and tells nothing


class Contained(NamedTuple):
    """`share` of the shingles of one document are in the document with the number `container`."""

    container: int
    share: float


def contained(corpus: Corpus, found: Sequence[Match | None], least: float = LEAST) -> dict[int, Contained]:
    """The kept documents that are contained in a longer one that is kept, by number.

    Each is given the container with the largest share of it, then the longest, then the first.
    """
    best: dict[int, tuple[float, int, int]] = {}
    for part, whole in _candidates(corpus, np.array([f is None for f in found], bool), least):
        around = corpus.shingles(whole)
        share = shared(corpus.shingles(part), around)
        if share >= least:
            best[part] = max(best.get(part, (0.0, 0, 0)), (share, len(around), -whole))
    return {part: Contained(-whole, share) for part, (share, _, whole) in sorted(best.items())}


def shared(part: U32, whole: U32) -> float:
    """The share of the shingles of `part` that `whole` has."""
    at = np.minimum(np.searchsorted(whole, part), len(whole) - 1)
    return float(np.count_nonzero(whole[at] == part)) / len(part)


def _candidates(
    corpus: Corpus, kept: np.ndarray[tuple[int], np.dtype[np.bool_]], least: float
) -> Iterator[tuple[int, int]]:
    """Pairs (part, whole) that have so many of the sampled shingles of the part in common that they may be a match."""
    sizes, sampled = np.zeros(len(kept), np.int64), np.zeros(len(kept), np.int64)
    columns = Columns(_PARTS)
    limit = np.uint32((1 << 32) // _SAMPLED)
    for document in np.flatnonzero(kept & (corpus.sizes >= _SHORT)).tolist():
        shingles = corpus.shingles(document)
        if len(shingles) < _SHORT:
            continue
        sizes[document] = len(shingles)
        own = shingles[: int(np.searchsorted(shingles, limit))].astype(np.uint64)
        sampled[document] = len(own)
        cuts = np.searchsorted(own, np.arange(1, _PARTS, dtype=np.uint64) * np.uint64(limit // _PARTS))
        columns.add(np.split(own << np.uint64(32) | np.uint64(document), cuts))
    pairs = [np.zeros(0, np.uint64)] + [_pairs(np.sort(column)) for column in columns]
    codes, counts = np.unique(np.concatenate(pairs), return_counts=True)
    one, other = (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    swap = sizes[one] > sizes[other]
    part, whole = np.where(swap, other, one), np.where(swap, one, other)
    # a sample of n shingles has least * n in common on average, and half of that but for one case in a thousand
    likely = counts >= np.maximum(2, 0.5 * least * sampled[part])
    yield from zip(part[likely].tolist(), whole[likely].tolist(), strict=True)


def _pairs(column: U64) -> U64:
    """Each two documents with the same shingle, the smaller number in the upper half."""
    hashes = column >> np.uint64(32)
    group = np.cumsum(np.append(False, hashes[1:] != hashes[:-1])) if len(column) else np.zeros(0, np.int64)
    size: Ints = np.bincount(group)
    few = size[group] <= _COMMON
    hashes, document = hashes[few], column[few] & np.uint64(0xFFFFFFFF)
    made = [np.zeros(0, np.uint64)]
    for step in range(1, min(_COMMON, len(hashes))):
        same = hashes[step:] == hashes[:-step]
        if not same.any():
            break
        made.append(document[:-step][same] << np.uint64(32) | document[step:][same])
    return np.concatenate(made)
