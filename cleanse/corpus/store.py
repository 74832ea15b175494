"""Sketches in files: what a corpus too large for memory is compared by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from cleanse.corpus.signatures import PERMUTATIONS, U32, Ints, Sketches
from cleanse.corpus.tokens import U64

# A file holds batch after batch: two numbers (documents, shingles), then the four arrays of the batch.


def write(file: IO[bytes], batch: Sketches) -> None:
    """Add a batch to the file."""
    head = np.array([len(batch.sizes), len(batch.shingles)], np.int64)
    for array in (head, batch.sizes, batch.lengths, batch.signatures, batch.shingles):
        file.write(np.ascontiguousarray(array).data)


class Stored:
    """The sketches in some files, one document after another. The signatures and shingles stay in the files.

    Held in memory are a few numbers for each document.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._batches = [(number, *head) for number, path in enumerate(paths) for head in _heads(path)]
        none = np.empty(0, np.int64)
        self.sizes = np.concatenate([none, *(sizes for *_, sizes, _ in self._batches)])
        self.lengths = np.concatenate([none, *(lengths for *_, lengths in self._batches)])
        self._file = np.repeat([b[0] for b in self._batches], [len(b[2]) for b in self._batches])
        self._start = np.concatenate(
            [none, *(_behind_signatures(place, sizes) for _, place, sizes, _ in self._batches)]
        )

    def signatures(self) -> Iterator[U32]:
        """The signatures of all documents in order, some rows at a time."""
        for number, place, sizes, _ in self._batches:
            data = _read(self._paths[number], place, 4 * PERMUTATIONS * len(sizes))
            yield np.frombuffer(data, np.uint32).reshape(len(sizes), PERMUTATIONS)

    def shingles(self, document: int) -> U32:
        place, size = int(self._start[document]), int(self.sizes[document])
        return np.frombuffer(_read(self._paths[self._file[document]], place, 4 * size), np.uint32)


def _heads(path: Path) -> Iterator[tuple[int, Ints, Ints]]:
    """Each batch of a file: where its signatures begin, and how many shingles and characters its documents have."""
    place, end = 0, path.stat().st_size
    while place < end:
        count, total = np.frombuffer(_read(path, place, 16), np.int64).tolist()
        both = np.frombuffer(_read(path, place + 16, 16 * count), np.int64)
        place += 16 + 16 * count
        yield place, both[:count], both[count:]
        place += 4 * PERMUTATIONS * count + 4 * total


def _behind_signatures(place: int, sizes: Ints) -> Ints:
    """Where the shingles of each document begin in the file, of a batch whose signatures begin at `place`."""
    return place + 4 * PERMUTATIONS * len(sizes) + 4 * (np.cumsum(sizes) - sizes)


def _read(path: Path, place: int, size: int) -> bytes:
    file = os.open(path, os.O_RDONLY)  # opened each time: there may be more files than may be open at once
    try:
        return os.pread(file, size, place)
    finally:
        os.close(file)


class Columns:
    """Columns that are filled row by row, and read one at a time: spilled to files, one a column."""

    def __init__(self, count: int) -> None:
        self._files = [TemporaryFile() for _ in range(count)]  # noqa: SIM115 - closed as they are read

    def add(self, columns: Iterable[U64]) -> None:
        for file, column in zip(self._files, columns, strict=True):
            file.write(column.data)

    def __iter__(self) -> Iterator[U64]:
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), np.uint64)
            file.close()
