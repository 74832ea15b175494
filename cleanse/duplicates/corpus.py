"""The sketches of all documents of a run, and of those that earlier runs kept, as deduplication reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from cleanse.duplicates.minhash import Sketch
from cleanse.text.arrays import Hashes1d, Hashes2d, Ints1d


class Corpus(Protocol):
    """The sketches of documents by number, in files (`spill.Stored`) or in memory.

    `sizes` (shingles, with or without repeats) and `lengths` (characters) have shape (documents,), dtype int64.
    `signatures` yields arrays of shape (some documents, values), dtype uint32, in order. `shingles` are sorted and
    without repeats: shape (distinct shingles,), dtype uint32.
    """

    @property
    def sizes(self) -> Ints1d: ...
    @property
    def lengths(self) -> Ints1d: ...
    def signatures(self) -> Iterator[Hashes2d]: ...
    def shingles(self, document: int) -> Hashes1d: ...


class EarlierDocuments(Protocol):
    """Documents that earlier runs kept, numbered on from those of the corpus.

    `candidates` has, for documents of the corpus, the numbers of those that share a band with it.
    `shingles` are those of one document, sorted and without repeats: shape (distinct shingles,), dtype uint32.
    """

    @property
    def candidates(self) -> Mapping[int, Sequence[int]]: ...
    def shingles(self, number: int) -> Hashes1d: ...


def in_memory(sketches: Sequence[Sketch] | Corpus) -> Corpus:
    """A sequence of sketches as a corpus; a corpus as it is."""
    return _InMemory(sketches) if isinstance(sketches, Sequence) else sketches


class _InMemory:
    """The sketches of a list, as a corpus: its arrays have the shapes of `Corpus`."""

    def __init__(self, sketches: Sequence[Sketch]) -> None:
        self._sketches = sketches
        self.sizes = np.array([len(s.shingles) for s in sketches], np.int64)
        self.lengths = np.array([s.length for s in sketches], np.int64)

    def signatures(self) -> Iterator[Hashes2d]:
        for low in range(0, len(self._sketches), 1000):
            yield np.stack([s.signature for s in self._sketches[low : low + 1000]])

    def shingles(self, document: int) -> Hashes1d:
        return self._sketches[document].shingles
