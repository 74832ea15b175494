"""Sketches in files: what a corpus too large for memory is compared by."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

import numpy as np

from cleanse.dedup.minhash import Sketches, distinct
from cleanse.text.tokens import U32, U64, Ints

_OPEN = 100  # files kept open at once; there may be more than that
_TOGETHER = 32  # batches whose signatures are read at once
_ROOM = 1 << 24  # shingles kept that were asked for of late
_BUFFER = 1 << 16  # bytes

# A file holds batch after batch: three numbers (documents, values of a signature, shingles), then the four arrays.


def write(file: IO[bytes], batch: Sketches) -> None:
    """Add a batch to the file."""
    head = np.array([*batch.signatures.shape, len(batch.shingles)], np.int64)
    for array in (head, batch.sizes, batch.lengths, batch.signatures, batch.shingles):
        file.write(np.ascontiguousarray(array).data)


class _Batch(NamedTuple):
    """Where a batch stands: its file, the byte where its signatures begin, and how many values each of them has."""

    file: int
    place: int
    values: int
    sizes: Ints
    lengths: Ints

    def begins(self) -> Ints:
        """The byte where the shingles of each document begin."""
        return self.place + 4 * self.values * len(self.sizes) + 4 * (np.cumsum(self.sizes) - self.sizes)


class Stored:
    """The sketches in some files, one document after another. The signatures and shingles stay in the files.

    Held in memory are a few numbers for each document, and what was asked for last.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._open: dict[int, IO[bytes]] = {}
        self._batches = [batch for number in range(len(paths)) for batch in self._heads(number)]
        none = np.empty(0, np.int64)
        self.sizes = np.concatenate([none, *(batch.sizes for batch in self._batches)])
        self.lengths = np.concatenate([none, *(batch.lengths for batch in self._batches)])
        self._file = np.repeat([b.file for b in self._batches], [len(b.sizes) for b in self._batches]).tolist()
        self._start = np.concatenate([none, *(batch.begins() for batch in self._batches)])
        self._recent: dict[int, U32] = {}
        self._room = _ROOM

    def signatures(self) -> Iterator[U32]:
        """The signatures of all documents in order, some thousand rows at a time."""
        for first in range(0, len(self._batches), _TOGETHER):
            yield np.concatenate([self._signatures(batch) for batch in self._batches[first : first + _TOGETHER]])

    def _signatures(self, batch: _Batch) -> U32:
        count = len(batch.sizes)
        data = self._read(batch.file, batch.place, 4 * batch.values * count)
        return np.frombuffer(data, np.uint32).reshape(count, batch.values)

    def shingles(self, document: int) -> U32:
        found = self._recent.get(document)
        if found is None:
            place, size = int(self._start[document]), int(self.sizes[document])
            found = distinct(np.frombuffer(self._read(self._file[document], place, 4 * size), np.uint32))
            self._room -= len(found)
            if self._room < 0:
                self._recent.clear()
                self._room = _ROOM
            self._recent[document] = found
        return found

    def _heads(self, file: int) -> Iterator[_Batch]:
        place, end = 0, self._paths[file].stat().st_size
        while place < end:
            count, values, total = np.frombuffer(self._read(file, place, 24), np.int64).tolist()
            both = np.frombuffer(self._read(file, place + 24, 16 * count), np.int64)
            place += 24 + 16 * count
            yield _Batch(file, place, values, both[:count], both[count:])
            place += 4 * values * count + 4 * total

    def close(self) -> None:
        """Close the files; they are opened again if they are needed."""
        while self._open:
            self._open.popitem()[1].close()

    def _read(self, file: int, place: int, size: int) -> bytes:
        if file not in self._open:
            if len(self._open) == _OPEN:
                self.close()
            self._open[file] = self._paths[file].open("rb", 0)
        return os.pread(self._open[file].fileno(), size, place)


class Columns:
    """Columns that are filled row by row, and read one at a time: spilled to files, one a column."""

    def __init__(self, count: int) -> None:
        self._files = [TemporaryFile(buffering=_BUFFER) for _ in range(count)]  # noqa: SIM115 - closed as they are read

    def add(self, columns: Iterable[U64]) -> None:
        for file, column in zip(self._files, columns, strict=True):
            file.write(column.data)

    def __iter__(self) -> Iterator[U64]:
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), np.uint64)
            file.close()
