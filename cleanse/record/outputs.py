"""Where the outputs of a run are, and what is in them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from cleanse.formats import Fields, files, names
from cleanse.formats.kinds import kind_of
from cleanse.record.manifest import DROPPED, FAILED, MANIFEST, Row


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


class Outputs:
    """The outputs of a run as bytes, asked for in the order of its manifest: files, lines of record files, dropped."""

    def __init__(self, out: Path, fields: Fields) -> None:
        self._out = out
        self._fields = fields
        self._home = out / ".cleanse"
        self._dropped_file = ExitStack()
        self._dropped: Iterator[tuple[int, bytes]] | None = None
        self._file = ExitStack()
        self._name = ""
        self._lines: Iterator[tuple[int, bytes]] = iter(())
        failed = self._home / FAILED
        self._failed_at: dict[str, list[int]] = json.loads(failed.read_bytes()) if failed.is_file() else {}

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.close()
        self._dropped_file.close()

    def read(self, ref: OutputRef) -> bytes:
        """The output of a document. Raises OSError or ValueError where it is missing, OutsideError where elsewhere."""
        if ref.output is None:
            if self._dropped is None:
                self._dropped = enumerate(self._dropped_file.enter_context(files.opened(self._home / DROPPED)))
            return str(json.loads(_line(self._dropped, ref.at))["output"]).encode()
        if ref.line is None:
            return self._path(ref.output).read_bytes()
        if ref.output != self._name:  # a name is looked at once a file: it takes as long as reading a document
            self._file.close()
            data = self._file.enter_context(files.opened(self._path(ref.output)))
            format = kind_of(ref.input).format
            failed = frozenset(self._failed_at.get(ref.output, ()))
            records = enumerate(format.outputs(data, self._fields))
            documents = (record for number, record in records if number not in failed)
            self._name, self._lines = ref.output, enumerate(documents)
        return _line(self._lines, ref.at)

    def _path(self, name: str) -> Path:
        return names.inside(self._out, name, self._home / MANIFEST)


def _line(lines: Iterator[tuple[int, bytes]], at: int) -> bytes:
    try:
        for number, line in lines:
            if number == at:
                return line
    except (EOFError, zlib.error) as error:
        raise ValueError(f"{error}") from None
    raise ValueError(f"it has no line {at + 1}")
