"""The columns that a task leaves of its shard's documents, written once and never changed.

    rows.jsonl       the manifest rows of the documents as lists of their fields, a line for each BATCH of them
    output  texts    the cleaned documents as bytes of their output and as plain text (UTF-8), end to end
    trace            the lines of the trace end to end; a long one is a gzip archive of its own already
    columns.npz      how many bytes each document has in the files above (see `Columns`)
    documents.json   ids, dates, sources, kept lines (see `DocumentColumns`)
    sketches         what duplicates are found by, if no later stage changes the documents (see `dedup.spill`)
    review           documents of little confidence, if they are asked for (see `review`)
    tally.json       the numbers that the task counted; written last

Nothing here can run code when it is read: JSON, and arrays of numbers. `results.py` reads what this module writes.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.formats import dump, files
from cleanse.pipeline.shards import SKETCHES, Plan
from cleanse.record.manifest import Row
from cleanse.record.summary import Tally
from cleanse.templates import Source
from cleanse.text.arrays import Ints1d

if TYPE_CHECKING:
    from cleanse.pipeline.sketch import Sketcher

ROWS, OUTPUT, TEXTS, TRACE, DOUBTFUL = "rows.jsonl", "output", "texts", "trace", "review"
COLUMNS, DOCUMENTS, TALLY = "columns.npz", "documents.json", "tally.json"
BATCH = 512  # rows of the manifest in a line
PACKED_ALONE = 1 << 15  # bytes; a line longer than deflate's window compresses as well without its neighbours
LEVEL = 4  # of gzip: half the time of the usual 6, and 5 % more bytes


class DocumentColumns(NamedTuple):
    """What the stages across documents need of every document of a shard, one list entry a document."""

    ids: list[str]
    dates: list[str]
    """Empty where none is known."""
    sources: list[Source | None]
    """None where templates are not looked for, or what was left is not plain text but still a page."""
    kept: dict[int, list[str]]
    """Of the documents that have any, by number: the lines that no filter may remove (see `Document.kept`)."""


class Columns(NamedTuple):
    """Numbers of a shard's results, each array int64."""

    documents: Ints1d
    """Shape (documents,): their numbers in the shard; an overlay has some of them only, in order."""
    output_bytes: Ints1d
    """Shape (documents,)."""
    text_bytes: Ints1d
    """Shape (documents,); 0 everywhere if no later stage reads the texts."""
    trace_bytes: Ints1d
    """Shape (trace lines,)."""
    trace_documents: Ints1d
    """Shape (trace lines,): the number of each line's document, -1 for a line that is no document."""


class Writer:
    """Takes the documents of a shard in their order, and their lines of the trace.

    `numbers` are the documents' numbers in the shard if they are not all of it.
    """

    def __init__(self, folder: Path, plan: Plan, numbers: Sequence[int] | None = None) -> None:
        self._folder = folder
        self._keeps_texts = plan.keeps_texts
        self._numbers = numbers
        self._waiting: list[Row] = []
        self._open = ExitStack()
        self._rows, self._output, self._texts, self._trace, self._review = (
            self._open.enter_context((folder / name).open("wb", files.BUFFER))
            for name in (ROWS, OUTPUT, TEXTS, TRACE, DOUBTFUL)
        )
        self._sketcher: Sketcher | None = None
        if plan.sketches_at_once:
            from cleanse.pipeline.sketch import Sketcher

            file = self._open.enter_context((folder / SKETCHES).open("wb", files.BUFFER))
            self._sketcher = Sketcher(file, plan.options.threshold)
        self._documents = DocumentColumns([], [], [], {})
        self._output_bytes: list[int] = []
        self._text_bytes: list[int] = []
        self._trace_bytes: list[int] = []
        self._trace_documents: list[int] = []

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self._flush()
            if self._sketcher:
                self._sketcher.flush()
        self._open.close()

    def add(
        self,
        row: Row,
        output: bytes,
        text: str,
        line: str,
        source: Source | None = None,
        kept: Collection[str] = (),
    ) -> int:
        """Take a document: its row, its output, its text, its line of the trace, where it is from, what it keeps.

        Gives it its number.
        """
        number = len(self._documents.ids)
        self._documents.ids.append(row.id)
        self._documents.dates.append(row.metadata.get("date", ""))
        self._documents.sources.append(source)
        if kept:
            self._documents.kept[number] = sorted(kept)
        self._waiting.append(row)
        if len(self._waiting) == BATCH:
            self._flush()
        self._output_bytes.append(self._output.write(output))
        self._text_bytes.append(self._texts.write(text.encode("utf-8", "surrogatepass")) if self._keeps_texts else 0)
        if self._sketcher:
            self._sketcher.add(text)
        self._add_line(line, number if self._numbers is None else self._numbers[number])
        return number

    def review(self, number: int, confidence: float, line: str) -> None:
        """Take a line of the list of documents to look at: that of the document with this number."""
        self._review.write(f"{number}\t{confidence}\t{line}\n".encode())

    def trace(self, line: str) -> None:
        """Take a line of the trace that belongs to no document."""
        self._add_line(line, -1)

    def _add_line(self, line: str, document: int) -> None:
        data = f"{line}\n".encode()
        if len(data) > PACKED_ALONE:
            data = gzip.compress(data, LEVEL, mtime=0)
        self._trace_bytes.append(self._trace.write(data))
        self._trace_documents.append(document)

    def _flush(self) -> None:
        """Write the rows that wait: many at once, which takes a third of the time."""
        self._rows.write(f"{dump(self._waiting)}\n".encode())
        self._waiting = []

    def finish(self, tally: Tally) -> None:
        """Write what is known at the end."""
        numbers = range(len(self._output_bytes)) if self._numbers is None else self._numbers
        sizes = self._output_bytes, self._text_bytes, self._trace_bytes, self._trace_documents
        columns = Columns(*(np.array(column, np.int64) for column in (numbers, *sizes)))
        save(self._folder / COLUMNS, columns._asdict())
        ids, dates, sources, kept = self._documents
        distinct = list(dict.fromkeys(filter(None, sources)))
        codes = {source: code for code, source in enumerate(distinct)}
        kinds = [-1 if source is None else codes[source] for source in sources]
        documents = {"ids": ids, "dates": dates, "sources": distinct, "source": kinds, "kept": list(kept.items())}
        (self._folder / DOCUMENTS).write_text(dump(documents), encoding="utf-8")
        (self._folder / TALLY).write_text(dump(tally.as_row()), encoding="utf-8")


@contextmanager
def writing(folder: Path, plan: Plan, tally: Tally, numbers: Sequence[int] | None = None) -> Iterator[Writer]:
    """A writer for a folder that appears whole or not at all; the tally is what it is at the end."""
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with Writer(part, plan, numbers) as writer:
        yield writer
    writer.finish(tally)
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(part, folder)


def save(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write numbers, in arrays of any shape, to a file that `numpy.load` reads and that appears whole or not at all."""
    with files.writing(path) as file, zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as column:
                np.lib.format.write_array(column, array, allow_pickle=False)


def load_tally(folder: Path) -> Tally:
    """The numbers of a shard. Raises OSError or ValueError where no task has left them."""
    try:
        return Tally.from_row(json.loads((folder / TALLY).read_bytes()))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{folder / TALLY}: not as a task wrote it ({error})") from None
