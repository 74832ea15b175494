"""What a finished run left, read: manifest rows, outputs and traces, each document found by name."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import tee
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cleanse.formats import Fields, files, names
from cleanse.formats.kinds import kind_of
from cleanse.model import Document
from cleanse.record import review, trace_rows
from cleanse.record.damage import DAMAGE, RunReadError, as_said
from cleanse.record.finding import COMPARED, heads, names_of, nearest
from cleanse.record.manifest import ARCHIVES, DROPPED, FAILED, MANIFEST, RUN, TRACE, Row, from_line
from cleanse.record.outputs import OutputRef, Outputs, RefCounter
from cleanse.record.review import Recorded
from cleanse.record.summary import RunRecord, checked, not_understood
from cleanse.record.undo import ChangedError, UndoRecord, original, steps_of
from cleanse.trace import Result, Trace

OnChanged = Callable[[ChangedError], object]


class RunDocument(NamedTuple):
    """A document of a run: where it is, its row in the manifest, and its clean text with the trace that led there.

    The trace has all that the run did, templates included; the result names what a near-duplicate is one of.
    """

    ref: OutputRef
    row: Row
    result: Result
    original: bytes
    """The bytes of the document as they were read."""
    field: str = ""
    """Of a record with several texts the field whose text and trace the result has: that with most of its text."""
    more: Mapping[str, Result] = {}
    """The results of its other fields."""


class RunReader:
    """The output folder of a finished run. Raises RunReadError where `out` is none."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.home = out / ".cleanse"
        if not (self.home / MANIFEST).is_file():
            if not out.exists():
                raise RunReadError(f"{out}: no such folder")
            raise RunReadError(f"{out}: no output of a finished run (it has no .cleanse/{MANIFEST})")

    @cached_property
    def record(self) -> RunRecord:
        """The settings and the summary of the run."""
        try:
            row = json.loads((self.home / RUN).read_text(encoding="utf-8"))
            if problem := not_understood(row):
                raise RunReadError(f"{self.home / RUN}: {problem}")
            return checked(RunRecord(**row))
        except DAMAGE as error:
            if isinstance(error, RunReadError):
                raise
            raise RunReadError(f"{self.home / RUN}: not as a run wrote it ({as_said(error)})") from None

    @property
    def fields(self) -> Fields:
        """The fields of a record that hold its texts and its id."""
        settings = self.record.settings
        named = settings["text_field"]
        named = (named,) if isinstance(named, str) else tuple(named)
        return Fields(named, settings["id_field"], settings.get("csv_delimiter"), settings.get("csv_quote"))

    def outputs(self) -> Outputs:
        """Its outputs, to be read in the order of the manifest."""
        try:
            return Outputs(self.out, self.fields)
        except DAMAGE as error:
            if isinstance(error, RunReadError):
                raise
            raise RunReadError(f"{self.home / FAILED}: not as a run wrote it ({as_said(error)})") from None

    @cached_property
    def archives(self) -> frozenset[str]:
        """The names of the inputs that are archives of others."""
        path = self.home / f"{ARCHIVES}.json"
        try:
            found = frozenset(json.loads(path.read_bytes()) if path.is_file() else ())
            if all(isinstance(name, str) for name in found):
                return found
            raise ValueError("a name is no string")
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise RunReadError(f"{path}: not as a run wrote it ({error})") from None

    def archive_of(self, name: str) -> str | None:
        """The archive that an input was in."""
        folders = (folder.as_posix() for folder in PurePosixPath(name).parents) if self.archives else ()
        return next((folder for folder in folders if folder in self.archives), None)

    def rows(self) -> Iterator[tuple[OutputRef, Row]]:
        """Every document's row of the manifest, in its order, and where the document is."""
        counter = RefCounter()
        with (self.home / MANIFEST).open("rb", files.BUFFER) as lines:
            for line in lines:
                try:
                    row = from_line(line.decode())
                except DAMAGE as error:
                    raise RunReadError(f"{self.home / MANIFEST}: not as a run wrote it ({as_said(error)})") from None
                yield counter.ref(row), row

    def find(self, name: str) -> list[tuple[OutputRef, Row]]:
        """The documents with that output, input or id, or that line or id of a record file (`file.jsonl:17`).

        The line is the one of the input, as in the manifest. Raises RunReadError, naming the nearest, where there is
        none.
        """
        matches: list[tuple[OutputRef, Row]] = []
        others: set[str] = set()
        for ref, row in self.rows():
            names_of_row = names_of(row)
            if name in names_of_row:
                matches.append((ref, row))
            elif len(others) < COMPARED:
                others |= names_of_row
        if not matches:
            raise RunReadError(f"{self.out}: the run has no document {name!r}{nearest(name, others)}")
        return matches

    def documents(self, refs: Sequence[OutputRef]) -> Iterator[tuple[OutputRef, str, Trace, Recorded | None]]:
        """The cleaned text, the trace and the selection of some documents, given and returned in their order.

        A record with several texts comes once for each, its main field first; the others have no selection.
        """
        with self.outputs() as outputs:
            for ref, undo in zip(refs, self.undo_records(refs), strict=False):
                _, text, others = self._texts(ref, undo, outputs.read(ref))
                yield ref, text, trace_rows.from_row(undo["steps"]), review.from_row(undo.get("selection"))
                for field, other in others.items():
                    yield ref, other, trace_rows.from_row(steps_of(undo, field)), None

    def texts(self, refs: Iterable[OutputRef]) -> Iterator[str]:
        """The cleaned text of some documents, given and returned in their order; of a record with several, all."""
        with self.outputs() as outputs:
            for ref in refs:
                yield "\n\n".join(kind_of(ref.input).format.texts_of(outputs.read(ref), self.fields).values())

    def undo_records(self, refs: Iterable[OutputRef]) -> Iterator[UndoRecord]:
        """The lines of the trace of some documents. All others are passed over: a line's beginning says whose it is."""
        waiting = iter(refs)
        beginning = heads(next(waiting, None))
        for number, line in enumerate(self.trace_lines(), 1):
            if beginning and line.startswith(beginning):
                yield self.undo_record(number, line)
                beginning = heads(next(waiting, None))
            if not beginning:
                return

    def undo_record(self, number: int, line: bytes) -> UndoRecord:
        """A line of the trace, its number from 1. Raises RunReadError where it is none."""
        try:
            undo: UndoRecord = json.loads(line)
            if isinstance(undo["input"], str) and "line" in undo:
                return undo
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        raise RunReadError(f"{self.home / TRACE}: line {number} is not as a run wrote it")

    def trace_lines(self) -> Iterator[bytes]:
        """The lines of the trace as they are in its file."""
        try:
            with files.opened(self.home / TRACE) as lines:
                yield from lines
        except (OSError, EOFError, zlib.error) as error:
            raise RunReadError(f"{self.home / TRACE}: cannot be read: {files.plainly(error)}") from None

    def explain(self, name: str, on_changed: OnChanged | None = None) -> Iterator[RunDocument]:
        """The documents that `find` finds, each as the run made it; see `look_at`."""
        return self.look_at(self.find(name), on_changed)

    def look_at(
        self, matches: Iterable[tuple[OutputRef, Row]], on_changed: OnChanged | None = None
    ) -> Iterator[RunDocument]:
        """Some documents in their order in the run, each as the run made it.

        Where an output is no longer what the run wrote, `on_changed` is called with the error and the next document
        follows; without it, the error is raised.
        """
        pairs, again = tee(matches)
        with self.outputs() as outputs:
            undo_records = self.undo_records(ref for ref, _ in again)
            for ref, row in pairs:
                if (undo := next(undo_records, None)) is None:
                    raise RunReadError(f"{self.home / TRACE}: has no line of {row.id!r}")
                try:
                    document = self._made(ref, row, undo, outputs.read(ref))
                except names.OutsideError as error:
                    raise RunReadError(str(error)) from None
                except DAMAGE as error:
                    changed = self.changed(ref, error)
                    if on_changed is None:
                        raise changed from None
                    on_changed(changed)
                    continue
                yield document

    def _made(self, ref: OutputRef, row: Row, undo: UndoRecord, output: bytes) -> RunDocument:
        """A document, from its output and its line of the trace. Raises one of DAMAGE where they are not as written."""
        data = original(undo, output, self.fields)
        chosen = review.from_row(undo.get("selection"))
        selection = chosen.selection if chosen else None
        field, text, texts = self._texts(ref, undo, output)
        document = Document(text, row.id, metadata=row.metadata, selection=selection)
        result = Result(document, trace_rows.from_row(undo["steps"]), None, row.duplicate_of, row.similarity)
        more = {
            name: Result(Document(text, row.id), trace_rows.from_row(steps_of(undo, name)))
            for name, text in texts.items()
        }
        return RunDocument(ref, row, result, data, field if more else "", more)

    def changed(self, ref: OutputRef | None, error: Exception) -> ChangedError:
        """The error that a document's output is no longer there as the run wrote it."""
        output = self.out / (ref.output if ref and ref.output else f".cleanse/{DROPPED}")
        return ChangedError(f"{output}: missing, or no longer what the run wrote ({as_said(error)})")

    def _texts(self, ref: OutputRef, undo: UndoRecord, output: bytes) -> tuple[str, str, dict[str, str]]:
        """(main field, its text, the other texts by field) of a document's output."""
        texts = kind_of(ref.input).format.texts_of(output, self.fields)
        main = str(undo.get("field", next(iter(texts))))
        return main, texts.pop(main), texts


def locate(words: str | Path) -> tuple[RunReader, str] | None:
    """The run in whose output folder a path lies, and its name there; None where it lies in none."""
    path = Path(os.path.abspath(words))
    for folder in path.parents:
        if (folder / ".cleanse" / MANIFEST).is_file():
            return RunReader(folder), path.relative_to(folder).as_posix()
    return None
