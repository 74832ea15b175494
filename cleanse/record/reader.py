"""What a finished run left, read: manifest rows, outputs and traces, each document found by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from cleanse.formats import Fields, files, names
from cleanse.formats.kinds import kind_of
from cleanse.model import Document
from cleanse.record import trace_rows
from cleanse.record.manifest import DROPPED, MANIFEST, RUN, TRACE, Row, from_line
from cleanse.record.summary import RunRecord
from cleanse.trace import Result, Trace

_COMPARED = 10_000  # names that a wrong one is compared with, which takes a second


class RunReadError(ValueError):
    """A folder that no run wrote, or that has no such document; the message says which."""


class OutputRef(NamedTuple):
    """Where a document's output and trace are found."""

    number: int
    """Its row in the manifest, from 0."""
    id: str
    input: str
    line: int | None
    output: str | None
    """None for one that was dropped."""
    at: int
    """Its line in the output file, or among all that was dropped, from 0."""


class RefCounter:
    """Gives each document of a run its `OutputRef`, from the rows of the manifest in their order."""

    def __init__(self) -> None:
        self._number = self._dropped = self._at = 0
        self._output = ""

    def ref(self, row: Row) -> OutputRef:
        if row.output is None:
            at, self._dropped = self._dropped, self._dropped + 1
        else:
            if row.output != self._output:
                self._output, self._at = row.output, 0
            at, self._at = self._at, self._at + 1
        self._number += 1
        return OutputRef(self._number - 1, row.id, row.input, row.line, row.output, at)


class RunDocument(NamedTuple):
    """A document of a run: where it is, its row in the manifest, and its clean text with the trace that led there.

    The trace has all that the run did, templates included; the result names what a near-duplicate is one of.
    """

    ref: OutputRef
    row: Row
    result: Result


class RunReader:
    """The output folder of a finished run. Raises RunReadError where `out` is none."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.home = out / ".cleanse"
        if not (self.home / MANIFEST).is_file():
            raise RunReadError(f"{out}: no output of a finished run (it has no .cleanse/{MANIFEST})")

    @cached_property
    def record(self) -> RunRecord:
        """The settings and the summary of the run."""
        return RunRecord(**json.loads((self.home / RUN).read_text(encoding="utf-8")))

    @property
    def fields(self) -> Fields:
        """The fields of a record that hold its text and its id."""
        return Fields(self.record.settings["text_field"], self.record.settings["id_field"])

    def rows(self) -> Iterator[tuple[OutputRef, Row]]:
        """Every document's row of the manifest, in its order, and where the document is."""
        counter = RefCounter()
        with (self.home / MANIFEST).open(encoding="utf-8") as lines:
            for row in map(from_line, lines):
                yield counter.ref(row), row

    def find(self, name: str) -> list[tuple[OutputRef, Row]]:
        """The documents with that output, input or id, or that line of an input (`file.jsonl:17`).

        Raises RunReadError, naming the nearest, where there is none.
        """
        matches: list[tuple[OutputRef, Row]] = []
        others: set[str] = set()
        for ref, row in self.rows():
            names_of_row = {row.id, row.input, row.output or row.input, f"{row.input}:{row.line}"}
            if name in names_of_row:
                matches.append((ref, row))
            elif len(others) < _COMPARED:
                others |= names_of_row
        if not matches:
            raise RunReadError(f"{self.out}: the run has no document {name!r}{nearest(name, others)}")
        return matches

    def documents(self, refs: Sequence[OutputRef]) -> Iterator[tuple[OutputRef, str, Trace]]:
        """The cleaned text and the trace of some documents, given and returned in their order in the run."""
        with Outputs(self.out) as outputs:
            for ref, trace in zip(refs, self.traces(refs), strict=False):
                yield ref, self._text(ref, outputs), trace

    def traces(self, refs: Sequence[OutputRef]) -> Iterator[Trace]:
        """The traces of some documents. All others are passed over unread: a line's beginning says whose it is."""
        waiting = iter(refs)
        heads = _heads(next(waiting, None))
        with files.opened(self.home / TRACE) as lines:
            for line in lines:
                if heads and line.startswith(heads):
                    yield trace_rows.from_row(json.loads(line)["steps"])
                    heads = _heads(next(waiting, None))
                if not heads:
                    return

    def explain(self, name: str) -> Iterator[RunDocument]:
        """The documents that `find` finds, each as the run made it."""
        matches = self.find(name)
        for (ref, text, trace), (_, row) in zip(self.documents([ref for ref, _ in matches]), matches, strict=True):
            document = Document(text, row.id, metadata=row.metadata)
            yield RunDocument(ref, row, Result(document, trace, None, row.duplicate_of, row.similarity))

    def _text(self, ref: OutputRef, outputs: Outputs) -> str:
        return kind_of(ref.input).format.text_of(outputs.read(ref), self.fields)


class Outputs:
    """The outputs of a run as bytes, asked for in the order of its manifest: files, lines of record files, dropped."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._home = out / ".cleanse"
        self._dropped_file = ExitStack()
        self._dropped = enumerate(self._dropped_file.enter_context(files.opened(self._home / DROPPED)))
        self._file = ExitStack()
        self._name = ""
        self._lines: Iterator[tuple[int, bytes]] = iter(())

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.close()
        self._dropped_file.close()

    def read(self, ref: OutputRef) -> bytes:
        """The output of a document. Raises OSError or ValueError where it is missing, OutsideError where elsewhere."""
        if ref.output is None:
            return str(json.loads(_line(self._dropped, ref.at))["output"]).encode()
        path = names.inside(self._out, ref.output, self._home / MANIFEST)
        if ref.line is None:
            return path.read_bytes()
        if ref.output != self._name:
            self._file.close()
            self._name, self._lines = ref.output, enumerate(self._file.enter_context(files.opened(path)))
        return _line(self._lines, ref.at)


def locate(path: Path) -> tuple[RunReader, str] | None:
    """The run in whose output folder a path lies, and its name there; None where it lies in none."""
    path = path.absolute()
    for folder in path.parents:
        if (folder / ".cleanse" / MANIFEST).is_file():
            return RunReader(folder), path.relative_to(folder).as_posix()
    return None


def nearest(name: str, others: Iterable[str]) -> str:
    """The end of a message that names the name most like this one; empty where none is near."""
    near = get_close_matches(name, sorted(others)[:_COMPARED], 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _heads(ref: OutputRef | None) -> tuple[bytes, ...]:
    """How the trace of a document begins, in either spelling of JSON (see `formats.dump`)."""
    if ref is None:
        return ()
    fields = {"input": ref.input, "line": ref.line}
    spellings = (json.dumps(fields, ensure_ascii=plain) for plain in (False, True))
    return tuple(f"{spelling[:-1]}, ".encode("utf-8", "surrogatepass") for spelling in spellings)


def _line(lines: Iterator[tuple[int, bytes]], at: int) -> bytes:
    for number, line in lines:
        if number == at:
            return line
    raise ValueError(f"it has no line {at + 1}")
