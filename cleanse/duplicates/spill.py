"""Sketches in files, so that a corpus larger than memory can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

import numpy as np

from cleanse.duplicates.minhash import Sketches, distinct
from cleanse.text.arrays import Hashes1d, Hashes2d, Ints1d, Keys1d

_OPEN = 100  # files kept open at once, well below the usual limit of 1,024; a corpus may have more
_TOGETHER = 32  # batches whose signatures are read at once
_ROOM = 1 << 24  # recently read shingles kept in memory: 64 MB
_BUFFER = 1 << 16  # bytes

# A file is a sequence of batches. Each has three int64 (documents, values of a signature, shingles), then the arrays
# sizes and lengths (int64, one a document), signatures (uint32, row by row) and shingles (uint32).


def write(file: IO[bytes], batch: Sketches) -> None:
    """Append a batch to the file."""
    shingles, sizes = batch.shingles
    head = np.array([*batch.signatures.shape, len(shingles)], np.int64)
    for array in (head, sizes, batch.lengths, batch.signatures, shingles):
        file.write(np.ascontiguousarray(array).data)


class _Batch(NamedTuple):
    """The position of a batch: its file's number, the byte at which its signatures start, and their length in values.

    `sizes` (shingles) and `lengths` (characters) have shape (documents,).
    """

    file: int
    place: int
    values: int
    sizes: Ints1d
    lengths: Ints1d

    def starts(self) -> Ints1d:
        """The byte at which each document's shingles start, shape (documents,)."""
        return self.place + 4 * self.values * len(self.sizes) + 4 * (np.cumsum(self.sizes) - self.sizes)


class Stored:
    """The sketches in some files, as a `Corpus`: documents are numbered on from file to file.

    Signatures and shingles stay in the files. Memory holds a few numbers for each document, and the shingles that were
    read last. `sizes` counts shingles with repeats; `sizes` and `lengths` have shape (documents,), dtype int64.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._open: dict[int, IO[bytes]] = {}
        self._batches = [batch for number in range(len(paths)) for batch in self._heads(number)]
        empty = np.empty(0, np.int64)
        self.sizes = np.concatenate([empty, *(batch.sizes for batch in self._batches)])
        self.lengths = np.concatenate([empty, *(batch.lengths for batch in self._batches)])
        counts = [len(batch.sizes) for batch in self._batches]
        self._file = np.repeat(np.array([batch.file for batch in self._batches], np.int32), counts)
        self._start = np.concatenate([empty, *(batch.starts() for batch in self._batches)])
        self._recent: dict[int, Hashes1d] = {}
        self._room = _ROOM

    def signatures(self) -> Iterator[Hashes2d]:
        """The signatures of all documents in order, some thousand rows at a time: shape (documents, values)."""
        for first in range(0, len(self._batches), _TOGETHER):
            yield np.concatenate([self._signatures(batch) for batch in self._batches[first : first + _TOGETHER]])

    def _signatures(self, batch: _Batch) -> Hashes2d:
        count = len(batch.sizes)
        data = self._read(batch.file, batch.place, 4 * batch.values * count)
        return np.frombuffer(data, np.uint32).reshape(count, batch.values)

    def shingles(self, document: int) -> Hashes1d:
        """The shingles of a document, sorted and without repeats."""
        shingles = self._recent.get(document)
        if shingles is None:
            place, size = int(self._start[document]), int(self.sizes[document])
            shingles = distinct(np.frombuffer(self._read(int(self._file[document]), place, 4 * size), np.uint32))
            self._room -= len(shingles)
            if self._room < 0:
                self._recent.clear()
                self._room = _ROOM
            self._recent[document] = shingles
        return shingles

    def _heads(self, file: int) -> Iterator[_Batch]:
        """The batches of a file, without their signatures and shingles."""
        place, end = 0, self._paths[file].stat().st_size
        while place < end:
            count, values, total = np.frombuffer(self._read(file, place, 24), np.int64).tolist()
            numbers = np.frombuffer(self._read(file, place + 24, 16 * count), np.int64)
            place += 24 + 16 * count
            yield _Batch(file, place, values, numbers[:count], numbers[count:])
            place += 4 * values * count + 4 * total

    def close(self) -> None:
        """Close the files. Reading opens them again."""
        while self._open:
            self._open.popitem()[1].close()

    def _read(self, file: int, place: int, size: int) -> bytes:
        if file not in self._open:
            if len(self._open) == _OPEN:
                self.close()
            self._open[file] = self._paths[file].open("rb", 0)
        self._open[file].seek(place)  # os.pread does both at once, and is not on Windows
        return self._open[file].read(size)


class SpilledColumns:
    """Columns of uint64 in temporary files, one a column: filled a batch of rows at a time, then read column by column.

    A batch is an array of shape (values,) for each column, of any number of values; a column is read whole, in the same
    shape. Reading a column deletes it.
    """

    def __init__(self, count: int) -> None:
        self._files = [TemporaryFile(buffering=_BUFFER) for _ in range(count)]  # noqa: SIM115 - closed as they are read

    def add(self, columns: Iterable[Keys1d]) -> None:
        for file, column in zip(self._files, columns, strict=True):
            file.write(column.data)

    def __iter__(self) -> Iterator[Keys1d]:
        for file in self._files:
            file.seek(0)
            yield np.frombuffer(file.read(), np.uint64)
            file.close()
