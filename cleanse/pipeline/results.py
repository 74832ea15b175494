"""What tasks left of a shard, read: columns of the first pass, and over them the rows that later passes changed."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np

from cleanse.formats import files
from cleanse.pipeline.store import (
    COLUMNS,
    DOCUMENTS,
    DOUBTFUL,
    OUTPUT,
    ROWS,
    TALLY,
    TEXTS,
    TRACE,
    Columns,
    DocumentColumns,
    load_tally,
)
from cleanse.record.manifest import Row
from cleanse.record.summary import Tally
from cleanse.templates import Source
from cleanse.text.arrays import Ints1d

T = TypeVar("T")
_GZIP = b"\x1f\x8b"


class Layer:
    """One folder of results: the first pass over a shard, or a second one over some of its documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def columns(self) -> Columns:
        with np.load(self.folder / COLUMNS, allow_pickle=False) as arrays:
            return Columns(**{name: arrays[name] for name in Columns._fields})

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of its documents in the shard."""
        return frozenset(self.columns.documents.tolist())

    @cached_property
    def documents(self) -> DocumentColumns:
        row = json.loads((self.folder / DOCUMENTS).read_bytes())
        distinct = [Source(name, folder) for name, folder in row["sources"]]
        sources = [None if code < 0 else distinct[code] for code in row["source"]]
        return DocumentColumns(row["ids"], row["dates"], sources, dict(row["kept"]))

    def rows(self) -> Iterator[Row]:
        with (self.folder / ROWS).open("rb", files.BUFFER) as batches:
            for batch in batches:
                yield from map(Row._make, json.loads(batch))

    def outputs(self) -> Iterator[bytes]:
        return self._entries(OUTPUT, self.columns.output_bytes.tolist())

    def texts(self) -> Iterator[bytes]:
        return self._entries(TEXTS, self.columns.text_bytes.tolist())

    def text(self, number: int) -> bytes:
        """The text of one of its documents, by its number in the shard."""
        place = int(np.searchsorted(self.columns.documents, number))
        with (self.folder / TEXTS).open("rb") as file:
            file.seek(int(self._text_starts[place]))
            return file.read(int(self.columns.text_bytes[place]))

    @cached_property
    def _text_starts(self) -> Ints1d:
        """Where each text begins in the file of texts, shape (documents,)."""
        sizes = self.columns.text_bytes
        return np.cumsum(sizes) - sizes

    def trace(self) -> Iterator[bytes]:
        return self._entries(TRACE, self.columns.trace_bytes.tolist())

    def review(self) -> Iterator[tuple[int, float, bytes]]:
        """(number, confidence, line of the list) of each document of little confidence."""
        with (self.folder / DOUBTFUL).open("rb", files.BUFFER) as lines:
            for line in lines:
                number, confidence, rest = line.split(b"\t", 2)
                yield int(number), float(confidence), rest

    def _entries(self, name: str, sizes: list[int]) -> Iterator[bytes]:
        with (self.folder / name).open("rb", files.BUFFER) as file:
            yield from map(file.read, sizes)


class ShardResults:
    """The results of a shard as they are after all its passes: of each document the latest there is.

    Everything is read in the order of the documents, a document at a time.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.layers = [Layer(folder) for folder in folders]

    def __len__(self) -> int:
        """The number of its documents."""
        return len(self.layers[0].columns.documents)

    def tally(self) -> Tally:
        return load_tally(self.layers[-1].folder)

    def documents(self) -> DocumentColumns:
        dates = list(self._latest(lambda layer: layer.documents.dates))
        return self.layers[0].documents._replace(dates=dates)

    def rows(self) -> Iterator[Row]:
        """The manifest row of each document, as far as one document's own task knows it."""
        return self._latest(Layer.rows)

    def outputs(self) -> Iterator[bytes]:
        return self._latest(Layer.outputs)

    def texts(self, numbers: Container[int] | None = None) -> Iterator[str]:
        """The cleaned text of each document, or of those with the given numbers."""
        for number, text in enumerate(self._latest(Layer.texts)):
            if numbers is None or number in numbers:
                yield text.decode("utf-8", "surrogatepass")

    def text(self, number: int) -> str:
        """The cleaned text of one document."""
        layer = next((layer for layer in reversed(self.layers) if number in layer.numbers), self.layers[0])
        return layer.text(number).decode("utf-8", "surrogatepass")

    def entries(self, numbers: Container[int]) -> Iterator[tuple[int, Row, bytes, str, bytes]]:
        """(number, row, output, text, line of the trace) of the documents with these numbers."""
        outputs, texts = self._latest(Layer.outputs), self._latest(Layer.texts)
        lines = (line for document, line in self._trace() if document >= 0)
        for number, (row, output, text, line) in enumerate(zip(self.rows(), outputs, texts, lines, strict=True)):
            if number in numbers:
                yield number, row, output, text.decode("utf-8", "surrogatepass"), unpacked(line)

    def trace(self) -> Iterator[bytes]:
        """The lines of the trace, each with its line break; a long one as a gzip archive (see `is_packed`)."""
        return (line for _, line in self._trace())

    def with_left_out(self) -> Iterator[tuple[Row, bytes] | bytes]:
        """The row and the output of each document, and in its place each line of the trace that is of none."""
        documents = zip(self.rows(), self.outputs(), strict=True)
        for document, line in self._trace():
            yield unpacked(line) if document < 0 else next(documents)

    def _trace(self) -> Iterator[tuple[int, bytes]]:
        numbers = self.layers[0].columns.trace_documents.tolist()
        lines = self._over(zip(numbers, self.layers[0].trace(), strict=True), Layer.trace)
        return zip(numbers, lines, strict=True)

    def _latest(self, column: Callable[[Layer], Iterable[T]]) -> Iterator[T]:
        """A column's entries, in the order of the documents."""
        return self._over(enumerate(column(self.layers[0])), column)

    def _over(self, entries: Iterable[tuple[int, T]], column: Callable[[Layer], Iterable[T]]) -> Iterator[T]:
        """Entries of the first pass, each by the number of its document, or in their place those of a later pass."""
        overlays = [(layer.numbers, iter(column(layer))) for layer in self.layers[1:]]
        for number, entry in entries:
            for numbers, later in overlays:
                if number in numbers:
                    entry = next(later)
            yield entry


def is_packed(line: bytes) -> bool:
    """Whether a line of the trace is a gzip archive already."""
    return line.startswith(_GZIP)


def unpacked(line: bytes) -> bytes:
    return gzip.decompress(line) if is_packed(line) else line


def is_whole(folder: Path) -> bool:
    """Whether the folder holds the results of a whole shard, as a task writes them.

    What an interrupted run left may be of another version, or damaged: then the shard is cleaned again.
    """
    if not (folder / TALLY).is_file():
        return False
    try:
        load_tally(folder)
        layer = Layer(folder)
        columns, count = layer.columns, len(layer.documents.ids)
        sizes = {OUTPUT: columns.output_bytes, TEXTS: columns.text_bytes, TRACE: columns.trace_bytes}
        whole = all((folder / name).stat().st_size == int(column.sum()) for name, column in sizes.items())
        return whole and len(columns.documents) == sum(1 for _ in layer.rows()) == count
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return False
