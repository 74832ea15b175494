"""Tokens → shingles → signatures: what is kept of a document so that its near-duplicates can be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from cleanse.corpus.tokens import SHINGLE, tokens, windows

if TYPE_CHECKING:
    from datasketch import MinHash

U32 = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]

PERMUTATIONS = 128
SEED = 1  # datasketch's own default, as PERMUTATIONS is
_BATCH = 1 << 17  # characters tokenised at once: enough to make numpy's calls cheap, few enough to stay in the cache
_CHUNK = 1 << 15  # shingles under one permutation at once


class Sketch(NamedTuple):
    """A document as the corpus stage sees it.

    `shingles` are the 32-bit hashes of its token 5-grams, sorted, each once (one hash of all tokens where there are
    fewer than five; none where there is no token). `signature` is their MinHash, `length` the characters of the text.
    """

    shingles: U32
    signature: U32
    length: int


class Sketches(NamedTuple):
    """The sketches of several documents end to end: `sizes` says how many of the `shingles` each has."""

    sizes: Ints
    lengths: Ints
    signatures: U32
    shingles: U32

    def each(self) -> Iterator[Sketch]:
        ends = np.cumsum(self.sizes).tolist()
        for size, end, row, length in zip(
            self.sizes.tolist(), ends, self.signatures, self.lengths.tolist(), strict=True
        ):
            yield Sketch(self.shingles[end - size : end], row, length)


def sketch(texts: Sequence[str]) -> list[Sketch]:
    """The sketch of each text. Texts are compared without regard to case, width, punctuation or Chinese script."""
    return list(sketches(texts).each())


def sketches(texts: Sequence[str]) -> Sketches:
    """The sketches of all texts together, which is what to keep or send: a few large arrays."""
    made = [_sketched(batch) for batch in _batches(texts)] or [_sketched([])]
    return Sketches(*map(np.concatenate, zip(*made, strict=True))) if len(made) > 1 else made[0]


def minhash(made: Sketch) -> MinHash:
    """The signature as datasketch's own object, for any of its indexes; equal to one it would have made itself."""
    from datasketch import MinHash

    return MinHash(hashvalues=made.signature, seed=SEED, hashfunc=int, scheme="affine32")


def jaccard(one: U32, other: U32) -> float:
    """The share of the shingles of either that are in both. Two texts without any shingle have nothing in common."""
    both = np.concatenate((one, other))
    both.sort()
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / max(1, len(both) - common)


def signatures(shingles: U32, starts: Ints) -> U32:
    """One row for each document, of the least value of its shingles under each of datasketch's `affine32` permutations.

    `starts` says where each document's shingles begin; none may be without.
    """
    rows = np.empty((PERMUTATIONS, len(starts)), np.uint32)
    factor, term = permutations()
    hashes = _fmix(shingles)
    product = np.empty_like(hashes)
    for row, a, b in zip(rows, factor, term, strict=True):
        np.multiply(hashes, a, out=product)
        np.add(product, b, out=product)
        np.minimum.reduceat(product, starts, out=row)
    return np.ascontiguousarray(rows.T)


@cache
def permutations() -> tuple[U32, U32]:
    """The factors and terms that `datasketch.MinHash` draws for its scheme `affine32`.

    Drawn here as it draws them, because importing it loads scipy; a test compares.
    """
    dice = np.random.RandomState(SEED)
    factor = dice.randint(0, 1 << 31, PERMUTATIONS, np.uint32) * np.uint32(2) + np.uint32(1)
    return factor, dice.randint(0, 1 << 32, PERMUTATIONS, np.uint32)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch


def _sketched(texts: list[str]) -> Sketches:
    plain = [
        t if t.isascii() or unicodedata.is_normalized("NFC", t) else unicodedata.normalize("NFC", t) for t in texts
    ]
    found = tokens("\n".join(plain))
    ends = np.cumsum([len(text) + 1 for text in plain])
    counts = np.diff(np.searchsorted(found.start, ends), prepend=0)
    hashes, sizes = _shingles(found.hash, counts)
    rows = np.full((len(texts), PERMUTATIONS), (1 << 32) - 1, np.uint32)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    for low, high in _chunks(starts, len(hashes)):
        rows[filled[low:high]] = signatures(
            hashes[starts[low] : starts[high] if high < len(starts) else len(hashes)], starts[low:high] - starts[low]
        )
    return Sketches(sizes, np.array([len(text) for text in texts], np.int64), rows, hashes)


def _chunks(starts: Ints, total: int) -> Iterator[tuple[int, int]]:
    """Documents from low up to high, so that each lot of them has about _CHUNK shingles."""
    cuts = np.searchsorted(starts, np.arange(0, total, _CHUNK)).tolist()
    yield from ((low, high) for low, high in pairwise([*cuts, len(starts)]) if low < high)


def _shingles(hashes: npt.NDArray[np.uint64], counts: Ints) -> tuple[U32, Ints]:
    """The sorted shingles of all documents, and how many each has, from all tokens and how many each has."""
    # a document of fewer tokens than a shingle is filled up with zeros, so that every one has a window of its own
    room = np.where(counts > 0, np.maximum(counts, SHINGLE), 0)
    begins = np.cumsum(room) - room
    padded = hashes
    if not np.array_equal(room, counts):
        padded = np.zeros(int(room.sum()), np.uint64)
        padded[np.arange(len(hashes)) + np.repeat(begins - (np.cumsum(counts) - counts), counts)] = hashes
    every = (windows(padded) >> np.uint64(32)).astype(np.uint32)
    fresh = np.zeros(len(every), bool)
    for begin, size in zip(begins.tolist(), room.tolist(), strict=True):
        own = every[begin : begin + max(0, size - SHINGLE + 1)]
        own.sort()
        fresh[begin : begin + len(own)] = True
        fresh[begin + 1 : begin + len(own)] = own[1:] != own[:-1]
    kept = np.concatenate(([0], np.cumsum(fresh)))
    edges = np.minimum(np.append(begins, len(padded)), len(every))
    return every[fresh], np.diff(kept[edges])


def _fmix(values: U32) -> U32:
    """The finalizer of MurmurHash3, which datasketch applies to each value before its permutations."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values
