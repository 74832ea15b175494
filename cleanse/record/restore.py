"""A run's output and trace → the bytes that went in."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Generator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from cleanse.formats import Fields, files, names, rows
from cleanse.formats.kinds import kind_of, output_name
from cleanse.record import trace_rows as trace
from cleanse.record.manifest import DROPPED, MANIFEST, TRACE, renamed

Row = dict[str, Any]
_CHANGED = "missing, or no longer what the run wrote"


class RestoreError(ValueError):
    """A folder that no run wrote, or whose output is no longer what the run wrote."""


def restore(out: Path, target: Path) -> list[str]:
    """Write every input of the run that made `out` below `target`, byte for byte; their names.

    Raises RestoreError, naming the file, where `out` is not a whole run, an output file was changed or is missing, or
    `target` holds something already.
    """
    home = out / ".cleanse"
    if not (home / MANIFEST).is_file():
        raise RestoreError(f"{out}: no output of a finished run (it has no .cleanse/{MANIFEST})")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RestoreError(f"{target}: is there already and not empty; name a new folder with -o")
    fields = Fields(json.loads((home / "run.json").read_text(encoding="utf-8"))["settings"]["text_field"])
    restored = []
    with _Outputs(out) as outputs, gzip.open(home / TRACE, "rt", encoding="utf-8") as lines:
        for name, group in groupby(map(json.loads, lines), key=lambda row: str(row["input"])):
            path = _inside(target, name, home / TRACE)
            with files.writing(path) as file:
                for row in group:
                    try:
                        file.write(_original(row, outputs, fields))
                    except RestoreError:
                        raise
                    except (OSError, ValueError, KeyError, TypeError) as error:
                        raise RestoreError(f"{out / outputs.name_of(name)}: {_CHANGED} ({error})") from None
            if kind_of(name).packed:
                files.write(path, _inside(out, f".cleanse/originals/{name}", home / TRACE).read_bytes())
            restored.append(name)
    return restored


def _renamed(manifest: Path) -> dict[str, str]:
    try:
        return renamed(manifest)
    except (ValueError, KeyError, TypeError) as error:
        raise RestoreError(f"{manifest}: not as a run wrote it ({error})") from None


def _inside(folder: Path, name: str, record: Path) -> Path:
    try:
        return names.inside(folder, name, record)
    except names.OutsideError as error:
        raise RestoreError(str(error)) from None


def _original(row: Row, outputs: _Outputs, fields: Fields) -> bytes:
    """The bytes of one document, or of one line of a record file. Raises ValueError where they are not those read."""
    if row.get("left_out"):
        return rows.unpacked(row["raw"])
    steps = trace.from_row(row["steps"])
    data = kind_of(row["input"]).format.original(outputs.of(row), row, steps.restore, fields)
    if zlib.crc32(data) != row["crc32"]:
        raise ValueError("the checksum differs")
    return data


class _Outputs:
    """The outputs of a run in the order of its trace: files, lines of record files, and what was dropped."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.open = ExitStack()
        self.dropped = self._dropped()
        self.next_dropped = next(self.dropped, None)
        self.name = ""
        self.file: IO[bytes] | None = None
        self.renamed = _renamed(out / ".cleanse" / MANIFEST)

    def name_of(self, input: str) -> str:
        """What the output of an input is called."""
        return self.renamed.get(input) or output_name(input)

    def __enter__(self) -> _Outputs:
        return self

    def __exit__(self, *error: Any) -> None:
        self.dropped.close()
        self.open.__exit__(*error)

    def of(self, row: Row) -> bytes:
        drop = self.next_dropped
        if drop and (drop["input"], drop["line"]) == (row["input"], row["line"]):
            self.next_dropped = next(self.dropped, None)
            return str(drop["output"]).encode()
        path = _inside(self.out, self.name_of(row["input"]), self.out / ".cleanse" / TRACE)
        if row["line"] is None:
            return path.read_bytes()
        if self.name != row["input"] or self.file is None:
            self.open.close()
            self.name, self.file = row["input"], self.open.enter_context(files.opened(path))
        return self.file.readline()

    def _dropped(self) -> Generator[Row, None, None]:
        with gzip.open(self.out / ".cleanse" / DROPPED, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
