"""Tokens → shingles → signatures: what is kept of a document so that its near-duplicates can be found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleanse.text.tokens import SHINGLE, U32, Ints, mixed, tokens, windows

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128
SEED = 1  # datasketch's own default, as PERMUTATIONS is
_BATCH = 3 << 16  # characters at once: enough to make numpy's calls cheap, few enough to stay in the cache


class Sketch(NamedTuple):
    """A document as the corpus stage sees it.

    `shingles` are the 32-bit hashes of its token 5-grams, sorted, each once (one hash of all tokens where there are
    fewer than five; none where there is no token). `signature` is their MinHash, `length` the characters of the text.
    """

    shingles: U32
    signature: U32
    length: int


class Sketches(NamedTuple):
    """The sketches of several documents end to end: `sizes` says how many of the `shingles` each has.

    Here the shingles are in the order of the text, repeats and all: most documents are never compared by them, and to
    sort them takes as long as to make them.
    """

    sizes: Ints
    lengths: Ints
    signatures: U32
    shingles: U32

    def each(self) -> Iterator[Sketch]:
        ends = np.cumsum(self.sizes).tolist()
        for size, end, row, length in zip(
            self.sizes.tolist(), ends, self.signatures, self.lengths.tolist(), strict=True
        ):
            yield Sketch(distinct(self.shingles[end - size : end]), row, length)


def sketch(texts: Sequence[str]) -> list[Sketch]:
    """The sketch of each text. Texts are compared without regard to case, width, punctuation or Chinese script."""
    return list(sketches(texts).each())


def sketches(texts: Sequence[str], values: int = PERMUTATIONS) -> Sketches:
    """The sketches of all texts together, which is what to keep or send: a few large arrays.

    `values` is how many of a signature are wanted: the first ones.
    """
    made = [_sketched(batch, values) for batch in _batches(texts)] or [_sketched([], values)]
    return Sketches(*map(np.concatenate, zip(*made, strict=True))) if len(made) > 1 else made[0]


def distinct(shingles: U32) -> U32:
    """The shingles sorted, each once."""
    ordered = shingles.copy()
    ordered.sort()
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


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


def signatures(shingles: U32, starts: Ints, values: int = PERMUTATIONS) -> U32:
    """One row for each document, of the least value of its shingles under each of datasketch's `affine32` permutations.

    `starts` says where each document's shingles begin; none may be without.
    """
    rows = np.empty((values, len(starts)), np.uint32)
    factor, term = permutations()
    hashes = mixed(shingles.copy())  # as datasketch mixes each value before its permutations
    product = np.empty_like(hashes)
    for row, a, b in zip(rows, factor, term, strict=False):
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


def _sketched(texts: list[str], values: int) -> Sketches:
    shingles, sizes = _shingles(*_hashes(texts))
    rows = np.full((len(texts), values), (1 << 32) - 1, np.uint32)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    if len(filled):
        rows[filled] = signatures(shingles, starts, values)
    return Sketches(sizes, np.array([len(text) for text in texts], np.int64), rows, shingles)


def _hashes(texts: list[str]) -> tuple[U32, Ints]:
    """The tokens of all texts in normal form C, and how many each has."""
    found = tokens("\n".join(texts))
    ends = np.cumsum([len(text) + 1 for text in texts])
    counts = np.diff(np.searchsorted(found.start, ends), prepend=0)
    edges = np.cumsum(counts)
    pieces, at = [], 0
    for number in sorted(set(np.searchsorted(ends, found.loose, "right").tolist())):
        # line by line, because what is in normal form already is passed over twenty times faster
        composed = "\n".join(unicodedata.normalize("NFC", line) for line in texts[number].split("\n"))
        if composed != texts[number]:
            own = tokens(composed).hash
            pieces += [found.hash[at : edges[number] - counts[number]], own]
            at, counts[number] = edges[number], len(own)
    return (np.concatenate([*pieces, found.hash[at:]]) if pieces else found.hash), counts


def _shingles(hashes: U32, counts: Ints) -> tuple[U32, Ints]:
    """The shingles of all documents, and how many each has, from all tokens and how many each has."""
    # a document of fewer tokens than a shingle is filled up with zeros, so that every one has a window of its own
    room = np.where(counts > 0, np.maximum(counts, SHINGLE), 0)
    if not np.array_equal(room, counts):
        padded = np.zeros(int(room.sum()), np.uint32)
        before = (np.cumsum(room) - room) - (np.cumsum(counts) - counts)
        padded[np.arange(len(hashes)) + np.repeat(before, counts)] = hashes
        hashes = padded
    every = windows(hashes)
    own = np.ones(len(hashes), bool)
    for step in range(1, SHINGLE):  # the last windows of a document reach into the next one
        own[np.cumsum(room)[room > 0] - step] = False
    return every[own[: len(every)]], np.maximum(room - (SHINGLE - 1), 0)
