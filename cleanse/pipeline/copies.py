"""The cleaned copies of a run's inputs, written one after the other as their documents come."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from cleanse.formats import files
from cleanse.formats.inputs import Input
from cleanse.formats.kinds import kind_of
from cleanse.formats.tables import Table
from cleanse.pipeline.documents import fields_of
from cleanse.pipeline.shards import Plan
from cleanse.record import originals
from cleanse.record.manifest import Row
from cleanse.record.undo import UndoRecord, has_failed, left_out

_SPOOL = "records"  # where the outputs of a table's documents wait until all of them are there


class Copies:
    """Writes a text at once, a record file as its records come, a table when the last of its records has come.

    A record file that holds no document is written too, unless reading it has failed.
    """

    def __init__(self, plan: Plan, out: Path, inputs: Sequence[Input], failed: Container[str]) -> None:
        self._out = out
        self._failed = failed
        self._waiting = iter(inputs)
        self._fields = fields_of(plan.options)
        self._home = plan.home
        self._spool = plan.work / _SPOOL
        self._item: Input | None = None
        self._open = ExitStack()
        self._file: IO[bytes] | None = None
        self._at = 0
        self.failed_at: dict[str, list[int]] = {}
        """Of each output: the records, from 0, that are in it though they could not be cleaned."""

    def __enter__(self) -> Copies:
        return self

    def __exit__(self, *error: Any) -> None:
        if error == (None, None, None):
            for item in self._waiting:
                self._next(item, is_wanted=item.name not in self._failed)
            self._finish()
        self._open.__exit__(*error)

    def write(self, row: Row, output: bytes) -> None:
        """Add a document. Inputs come in the order they were given; some have no document left."""
        item = self._open_for(row.input)
        if self._file is None:
            files.write(self._out / item.output, output)
        else:
            self._add(item, row.line, output)

    def keep(self, undo: UndoRecord) -> None:
        """Add a record that could not be cleaned as it is, where its format allows that (WARC has no form for it)."""
        if undo["input"] in self._failed or not has_failed(undo):
            return
        item, data = self._open_for(undo["input"]), left_out(undo)
        if isinstance(kind_of(item.name).format, Table):
            data = b""
        elif kind_of(item.name).format.keeps_original:
            return
        self.failed_at.setdefault(item.output, []).append(self._at)
        self._add(item, undo["line"], data if data.endswith(b"\n") else data + b"\n")

    def _open_for(self, name: str) -> Input:
        """Go on to the input of that name."""
        while self._item is None or self._item.name != name:
            item = next(self._waiting)
            self._next(item, is_wanted=item.name == name or item.name not in self._failed)
        return self._item

    def _add(self, item: Input, number: int | None, output: bytes) -> None:
        """Add a record to the file that is open."""
        assert self._file is not None
        if isinstance(kind_of(item.name).format, Table):
            output = f"{number}\t".encode() + output
        self._file.write(output)
        self._at += 1

    def _next(self, item: Input, is_wanted: bool) -> None:
        self._finish()
        self._item, self._file, self._at = item, None, 0
        kind = kind_of(item.name)
        if not kind.format.holds_records or not is_wanted:
            return
        if isinstance(kind.format, Table):
            self._file = self._open.enter_context(files.writing(self._spool))
        else:
            # a table's copy is packed as it is; what became another kind of file is not
            packing = kind_of(item.output).packing
            self._file = self._open.enter_context(files.writing(self._out / item.output, packing))

    def _finish(self) -> None:
        """Close the file that is open; of a table, write the copy from the original."""
        self._open.close()
        if self._file is None or self._item is None:
            return
        kind = kind_of(self._item.name)
        if isinstance(kind.format, Table):
            with (
                self._spool.open("rb") as spool,
                files.reading(originals.find(self._home, self._item.name)) as data,
                files.writing(self._out / self._item.output, kind.packing) as target,
            ):
                kind.format.finish(data, _spooled(spool), target, self._fields)
            self._spool.unlink()
        self._file = None


def _spooled(lines: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The outputs that were spooled, each by the number of its record."""
    for line in lines:
        number, _, output = line.partition(b"\t")
        yield json.loads(number), output
