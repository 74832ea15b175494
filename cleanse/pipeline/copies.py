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
        while self._item is None or self._item.name != row.input:
            item = next(self._waiting)
            self._next(item, is_wanted=item.name == row.input or item.name not in self._failed)
        if self._file is None:
            files.write(self._out / self._item.output, output)
        elif isinstance(kind_of(row.input).format, Table):
            self._file.write(f"{row.line}\t".encode() + output)
        else:
            self._file.write(output)

    def _next(self, item: Input, is_wanted: bool) -> None:
        self._finish()
        self._item, self._file = item, None
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
