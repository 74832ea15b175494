"""A run's output and trace → the bytes that went in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import InputError, files, names
from cleanse.formats.kinds import kind_of
from cleanse.record import originals, sums
from cleanse.record.damage import DAMAGE, RunReadError
from cleanse.record.finding import nearest
from cleanse.record.manifest import ARCHIVES, MANIFEST, TRACE
from cleanse.record.outputs import OutputRef, Outputs
from cleanse.record.reader import RunReader
from cleanse.record.undo import ChangedError, UndoRecord, is_left_out, left_out, original
from cleanse.text.messages import count


class RestoreError(ValueError):
    """A folder that no run wrote, or whose output is no longer what the run wrote."""


class Restored(NamedTuple):
    """What became of the inputs of a run: the names of those that are restored, and why each other one is not."""

    names: list[str]
    failures: list[str]


def restore(out: Path, target: Path, only: str | None = None, verify: bool = True) -> list[str]:
    """Write every input of the run that made `out` below `target`, byte for byte; their names.

    `only` is the name of one input, or of its output, if no others are wanted. If not `verify`, what was damaged is
    written as it is. Raises RestoreError where `out` is not a
    whole run, `target` holds something already, or there is no input `only`; and, once all other inputs are restored,
    where an output file was changed or is missing, naming each.
    """
    try:
        run = RunReader(out)
        wanted = None if only is None else inputs_of(run, only)
        occupied = target.exists() and (not target.is_dir() or any(target.iterdir()))
        if occupied and (wanted is None or any((target / name).exists() for name in wanted) or not target.is_dir()):
            raise RestoreError(f"{target}: is there already and not empty; name a new folder with -o")
        restored, failures = restore_inputs(run, target, wanted, verify)
    except RunReadError as error:
        raise RestoreError(str(error)) from None
    except OSError as error:  # of the target: what is read has errors of its own
        raise RestoreError(f"{error.filename or target}: cannot be written: {files.plainly(error)}") from None
    if failures:
        others = f"{count(len(restored), 'other input')} {'is' if len(restored) == 1 else 'are'} restored to {target}"
        raise RestoreError("\n".join([*failures, *([others] if restored else [])]))
    return restored


def inputs_of(run: RunReader, name: str) -> set[str]:
    """The inputs with that name or output, or in the folder of that name; it may be a path into the run's folder.

    Raises RestoreError, naming the nearest, where there is none.
    """
    if Path(name).is_relative_to(run.out):
        name = Path(name).relative_to(run.out).as_posix()
    others: set[str] = set(run.archives)
    wanted: set[str] = {path for path in run.archives if path == name or path.startswith(f"{name.rstrip('/')}/")}
    lines = enumerate(run.trace_lines(), 1)
    inputs = {str(run.undo_record(number, line)["input"]) for number, line in lines if b'"left_out"' in line}
    for _, row in run.rows():
        inputs.add(row.input)
        others.add(row.output or row.input)
        if name == row.output:
            wanted.add(row.input)
    wanted |= {path for path in inputs if path == name or path.startswith(f"{name.rstrip('/')}/")}
    if not wanted:
        raise RestoreError(f"{run.out}: the run has no input or output {name!r}{nearest(name, inputs | others)}")
    return wanted


def restore_inputs(
    run: RunReader, target: Path, wanted: Collection[str] | None = None, verify: bool = True
) -> Restored:
    """Write inputs of a run below `target`: those with the names `wanted`, all if None.

    What is written is verified, and not left there where it is not what was read; if not `verify`, it is left as it
    is. Raises RestoreError where a name leads elsewhere.
    """
    restored = Restored([], [])
    digests = _digests(run) if verify else {}
    for name in sorted(run.archives if wanted is None else run.archives.intersection(wanted)):
        try:
            path = names.inside(target, name, run.home / f"{ARCHIVES}.json")
            files.copy(originals.find(run.home / ARCHIVES, name), path)
            if digests and sums.sha256(path) != digests.get(name):
                path.unlink()
                raise InputError(f"{name}: what is brought back is not what was read; nothing is written")
            restored.names.append(name)
        except names.OutsideError as error:
            raise RestoreError(str(error)) from None
        except InputError as error:
            restored.failures.append(str(error))
    with run.outputs() as outputs:
        for name, rows in groupby(documents(run), key=lambda document: str(document[0]["input"])):
            archive = run.archive_of(name)
            if (wanted is not None and name not in wanted) or (archive and (wanted is None or archive in wanted)):
                continue
            try:
                path = names.inside(target, name, run.home / TRACE)
                with files.writing(path) as file:
                    whole = hashlib.sha256()
                    for piece in input_pieces(name, rows, run, outputs, verify):
                        file.write(piece)
                        whole.update(piece)
                    if digests and digests.get(name) != whole.hexdigest():
                        raise ChangedError(f"{name}: what is brought back is not what was read; nothing is written")
                restored.names.append(name)
            except names.OutsideError as error:
                raise RestoreError(str(error)) from None
            except ChangedError as error:
                restored.failures.append(str(error))
    return restored


def _digests(run: RunReader) -> dict[str, str]:
    """The SHA-256 of each input; of a run that noted none, nothing."""
    path = run.home / sums.INPUTS
    try:
        return sums.read(path) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise RunReadError(f"{path}: {files.plainly(error)}; --skip-verify restores without it") from None


def documents(run: RunReader) -> Iterator[tuple[UndoRecord, OutputRef | None]]:
    """Each line of the trace, and where the output is that it belongs to; None for what was left out of the output.

    Raises RunReadError where a line is not as a run wrote it, or the trace ends before the manifest does.
    """
    refs = (ref for ref, _ in run.rows())
    for number, line in enumerate(run.trace_lines(), 1):
        undo = run.undo_record(number, line)
        yield undo, None if is_left_out(undo) else next(refs, None)
    if rest := next(refs, None):
        raise RunReadError(f"{run.home / TRACE}: ends before {rest.id!r}, which {MANIFEST} has; it is not whole")


def input_pieces(
    name: str,
    rows: Iterable[tuple[UndoRecord, OutputRef | None]],
    run: RunReader,
    outputs: Outputs,
    verify: bool = True,
) -> Iterator[bytes]:
    """The bytes of one input, piece by piece. Raises ChangedError where they would not be those that were read."""
    is_kept = kind_of(name).keeps_original
    for undo, ref in rows:
        if is_kept and not verify:
            continue
        try:
            data = left_out(undo) if is_left_out(undo) else _original(undo, ref, outputs, run, verify)
        except names.OutsideError:
            raise
        except DAMAGE as error:
            raise run.changed(ref, error) from None
        if not is_kept:
            yield data
    if is_kept:
        yield from _kept_pieces(run.home, name)


def _kept_pieces(home: Path, name: str) -> Iterator[bytes]:
    """The bytes of an input that was kept, or is still where it was."""
    try:
        kept = originals.find(home, name)
    except names.OutsideError:
        raise
    except InputError as error:
        raise ChangedError(str(error)) from None
    try:
        with kept.open("rb") as file:
            while piece := file.read(files.BUFFER):
                yield piece
    except OSError as error:
        raise ChangedError(f"{kept}: cannot be read: {files.plainly(error)}") from None


def _original(undo: UndoRecord, ref: OutputRef | None, outputs: Outputs, run: RunReader, verify: bool) -> bytes:
    """The bytes of one document. Raises ValueError where they are not those read."""
    if ref is None or (ref.input, ref.line) != (undo["input"], undo["line"]):
        raise ValueError(f"{TRACE} has {undo['input']!r} where {MANIFEST} has {ref.input if ref else None!r}")
    return original(undo, outputs.read(ref), run.fields, verify)
