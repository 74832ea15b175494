"""A run's output and trace → the bytes that went in."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from cleanse.formats import Fields, files, names, rows
from cleanse.formats.kinds import kind_of
from cleanse.record import trace_rows
from cleanse.record.manifest import DROPPED, MANIFEST, TRACE
from cleanse.record.reader import OutputRef, Outputs, RunReader, RunReadError, nearest

UndoRecord = dict[str, Any]


class RestoreError(ValueError):
    """A folder that no run wrote, or whose output is no longer what the run wrote."""


class _ChangedError(ValueError):
    """An output from which an input cannot be restored; the message names it."""


def restore(out: Path, target: Path, only: str | None = None) -> list[str]:
    """Write every input of the run that made `out` below `target`, byte for byte; their names.

    `only` is the name of one input, or of its output, if no others are wanted. Raises RestoreError where `out` is not a
    whole run, `target` holds something already, or there is no input `only`; and, once all other inputs are restored,
    where an output file was changed or is missing, naming each.
    """
    try:
        run = RunReader(out)
    except RunReadError as error:
        raise RestoreError(str(error)) from None
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RestoreError(f"{target}: is there already and not empty; name a new folder with -o")
    wanted = None if only is None else _inputs_of(run, only)
    restored: list[str] = []
    failures: list[str] = []
    with Outputs(out) as outputs, files.opened(run.home / TRACE) as lines:
        for name, documents in groupby(_documents(run, lines), key=lambda document: str(document[0]["input"])):
            if wanted is not None and name not in wanted:
                continue
            try:
                _restore(name, documents, run, outputs, target)
                restored.append(name)
            except names.OutsideError as error:
                raise RestoreError(str(error)) from None
            except _ChangedError as error:
                failures.append(str(error))
    if failures:
        rest = f"\n{len(restored)} other input{'s are' if len(restored) > 1 else ' is'} restored" if restored else ""
        raise RestoreError("\n".join(failures) + rest)
    return restored


def _inputs_of(run: RunReader, name: str) -> set[str]:
    """The inputs with that name or output. Raises RestoreError, naming the nearest, where there is none."""
    others: set[str] = set()
    wanted: set[str] = set()
    with files.opened(run.home / TRACE) as lines:
        inputs = {str(json.loads(line)["input"]) for line in lines if b'"left_out"' in line}
    for _, row in run.rows():
        inputs.add(row.input)
        others.add(row.output or row.input)
        if name == row.output:
            wanted.add(row.input)
    wanted |= inputs & {name}
    if not wanted:
        raise RestoreError(f"{run.out}: the run has no input or output {name!r}{nearest(name, inputs | others)}")
    return wanted


def _documents(run: RunReader, lines: Iterable[bytes]) -> Iterator[tuple[UndoRecord, OutputRef | None]]:
    """Each line of the trace, and where the output is that it belongs to; None for what was left out of the output."""
    refs = (ref for ref, _ in run.rows())
    for line in lines:
        undo = json.loads(line)
        yield undo, None if undo.get("left_out") else next(refs, None)


def _restore(
    name: str, documents: Iterable[tuple[UndoRecord, OutputRef | None]], run: RunReader, outputs: Outputs, target: Path
) -> None:
    """Write one input. Raises _ChangedError where its bytes would not be those that were read."""
    path = names.inside(target, name, run.home / TRACE)
    with files.writing(path) as file:
        for undo, ref in documents:
            try:
                data = _original(undo, ref, outputs, run.fields)
            except names.OutsideError:
                raise
            except (OSError, ValueError, KeyError, TypeError) as error:
                output = run.out / (ref.output if ref and ref.output else f".cleanse/{DROPPED}")
                raise _ChangedError(f"{output}: missing, or no longer what the run wrote ({error})") from None
            file.write(data)
    if kind_of(name).packed:
        files.write(path, names.inside(run.out, f".cleanse/originals/{name}", run.home / TRACE).read_bytes())


def _original(undo: UndoRecord, ref: OutputRef | None, outputs: Outputs, fields: Fields) -> bytes:
    """The bytes of one document, or of one line of a record file. Raises ValueError where they are not those read."""
    if undo.get("left_out"):
        return rows.unpacked(undo["raw"])
    if ref is None or (ref.input, ref.line) != (undo["input"], undo["line"]):
        raise ValueError(f"{TRACE} has {undo['input']!r} where {MANIFEST} has {ref.input if ref else None!r}")
    trace = trace_rows.from_row(undo["steps"])
    data = kind_of(undo["input"]).format.original(outputs.read(ref), undo, trace.restore, fields)
    if zlib.crc32(data) != undo["crc32"]:
        raise ValueError("the checksum differs")
    return data
