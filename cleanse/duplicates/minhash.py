"""Tokens → shingles → MinHash signatures: the sketch of a document, by which its near-duplicates are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleanse.text.arrays import Hashes1d, Hashes2d, Ints1d
from cleanse.text.ragged import Ragged
from cleanse.text.tokens import SHINGLE, mixed, tokens, windows

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128
SEED = 1  # datasketch's default, as PERMUTATIONS is
# Characters sketched at once: enough to make NumPy's calls cheap, few enough for their arrays to stay in the cache.
_BATCH = 3 << 16


class Sketch(NamedTuple):
    """What near-duplicate detection keeps of a document.

    `shingles`, shape (distinct shingles,), dtype uint32: the hashes of its token 5-grams, sorted. A document of fewer
    than five tokens has one shingle of them all, a document without tokens none. `signature`, shape (values,), dtype
    uint32: their MinHash. `length`: characters of the text.
    """

    shingles: Hashes1d
    signature: Hashes1d
    length: int


class Sketches(NamedTuple):
    """The sketches of several documents, in a few large arrays.

    `lengths`, shape (documents,), dtype int64; `signatures`, shape (documents, values), dtype uint32. `shingles` has a
    row for each document, in the order of the text and with repeats: most documents are never compared by their
    shingles, and sorting these takes as long as making them.
    """

    lengths: Ints1d
    signatures: Hashes2d
    shingles: Ragged

    def each(self) -> Iterator[Sketch]:
        for row, signature, length in zip(self.shingles.each(), self.signatures, self.lengths.tolist(), strict=True):
            yield Sketch(distinct(row), signature, length)


def sketch(texts: Sequence[str]) -> list[Sketch]:
    """Sketch each text. Case, width, punctuation and Chinese script make no difference.

    >>> one, other = sketch(["The ferry resumed on Monday, at noon.", "THE FERRY RESUMED ON MONDAY AT NOON"])
    >>> jaccard(one.shingles, other.shingles)
    1.0
    """
    return list(sketches(texts).each())


def sketches(texts: Sequence[str], values: int = PERMUTATIONS) -> Sketches:
    """Sketch all texts together, in the form in which to store or send them.

    `values` is the number of permutations to compute, from the first: bands may need fewer than all.
    """
    batches = [_sketched(batch, values) for batch in _batches(texts)] or [_sketched([], values)]
    lengths, signatures, shingles = map(list, zip(*batches, strict=True))
    hashes, sizes = (np.concatenate(arrays) for arrays in zip(*shingles, strict=True))
    return Sketches(np.concatenate(lengths), np.concatenate(signatures), Ragged(hashes, sizes))


def distinct(shingles: Hashes1d) -> Hashes1d:
    """Sort the shingles and drop repeats: shape (distinct shingles,), dtype uint32."""
    ordered = shingles.copy()
    ordered.sort()
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def minhash(sketch: Sketch) -> MinHash:
    """The signature as a `datasketch.MinHash`, for any of datasketch's indexes; equal to the one it would compute."""
    from datasketch import MinHash

    return MinHash(hashvalues=sketch.signature, seed=SEED, hashfunc=int, scheme="affine32")


def jaccard(one: Hashes1d, other: Hashes1d) -> float:
    """Jaccard similarity of two sets of shingles; 0 if both are empty.

    Each is sorted and without repeats, of shape (shingles of the document,).
    """
    both = np.concatenate((one, other))
    both.sort()
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / max(1, len(both) - common)


def signatures(shingles: Hashes1d, starts: Ints1d, values: int = PERMUTATIONS) -> Hashes2d:
    """MinHash signatures, shape (documents, values), dtype uint32.

    Entry [d, k] is the minimum of permutation k over document d's shingles (datasketch scheme `affine32`). `starts`,
    shape (documents,), has the position of each document's first shingle; every document must have one.
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
def permutations() -> tuple[Hashes1d, Hashes1d]:
    """The factors and terms of datasketch's scheme `affine32`: permutation k maps x to factor[k] * x + term[k].

    Both have shape (PERMUTATIONS,) and dtype uint32. They are drawn here as datasketch draws them, because importing
    it loads scipy; a test compares.
    """
    dice = np.random.RandomState(SEED)
    factor = dice.randint(0, 1 << 31, PERMUTATIONS, np.uint32) * np.uint32(2) + np.uint32(1)
    return factor, dice.randint(0, 1 << 32, PERMUTATIONS, np.uint32)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in lists of about _BATCH characters; a longer text is a list of its own."""
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
    shingles = _shingles(_token_hashes(texts))
    rows = np.full((len(texts), values), (1 << 32) - 1, np.uint32)  # datasketch's value of the empty set
    filled = np.flatnonzero(shingles.sizes)
    if len(filled):
        rows[filled] = signatures(shingles.values, shingles.starts[filled], values)
    return Sketches(np.array([len(text) for text in texts], np.int64), rows, shingles)


def _token_hashes(texts: list[str]) -> Ragged:
    """The token hashes of each text in normal form C, a row for each text.

    All texts are hashed at once; then the rows of the few that are not in normal form C are replaced.
    """
    together = tokens("\n".join(texts))
    text_ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int32)
    sizes = np.diff(np.searchsorted(together.start, text_ends), prepend=0)
    ends = np.cumsum(sizes)
    pieces, copied = [], 0
    for number in sorted(set(np.searchsorted(text_ends, together.loose, "right").tolist())):
        # line by line, because `normalize` passes over a line that is in normal form already twenty times faster
        composed = "\n".join(unicodedata.normalize("NFC", line) for line in texts[number].split("\n"))
        if composed != texts[number]:
            hashes = tokens(composed).hash
            pieces += [together.hash[copied : ends[number] - sizes[number]], hashes]
            copied, sizes[number] = ends[number], len(hashes)
    return Ragged(np.concatenate([*pieces, together.hash[copied:]]) if pieces else together.hash, sizes)


def _shingles(token_hashes: Ragged) -> Ragged:
    """The shingles of each document, a row for each, from its token hashes."""
    hashes, counts = token_hashes
    # pad documents of fewer tokens than a shingle with zeros, so that every document has a window
    padded = Ragged(hashes, np.where(counts > 0, np.maximum(counts, SHINGLE), 0))
    if not np.array_equal(padded.sizes, counts):
        hashes = np.zeros(int(padded.sizes.sum()), np.uint32)
        shift = padded.starts - token_hashes.starts
        hashes[np.arange(len(token_hashes.values)) + np.repeat(shift, counts)] = token_hashes.values
    every = windows(hashes)
    inside = np.ones(len(hashes), bool)
    for step in range(1, SHINGLE):  # the last windows of a document reach into the next one
        inside[padded.ends[padded.sizes > 0] - step] = False
    return Ragged(every[inside[: len(every)]], np.maximum(padded.sizes - (SHINGLE - 1), 0))
