"""A backup of the files that are about to be cleaned in place, made and tried before any of them is written.

It is the record of a run over these files, so that `explain` and `restore` work on it as on any other.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cleanse.formats import InputError
from cleanse.formats.inputs import find
from cleanse.pipeline.inplace import Checksums
from cleanse.pipeline.run import run
from cleanse.record.backup import BackedUp, checksum_of, note
from cleanse.record.reader import RunReader
from cleanse.record.restore import restore_inputs
from cleanse.settings import RunSettings, Settings


class BackupError(ValueError):
    """No backup can be made; the message says why. No file was changed."""


def check_folder(folder: Path, paths: Iterable[Path]) -> None:
    """Raises BackupError where the folder holds something, or lies in or around what is to be cleaned."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder}: is there already and not empty; name a new folder for the backup")
    inside = folder.resolve()
    for path in paths:
        place = path.resolve()
        if place.is_relative_to(inside) or (path.is_dir() and inside.is_relative_to(place)):
            where = "around" if place.is_relative_to(inside) else "inside"
            raise BackupError(f"{folder}: lies {where} {path}; name a folder elsewhere for the backup")


def back_up(folder: Path, changing: Mapping[Path, Checksums], settings: Settings, options: RunSettings) -> None:
    """Write the record of a run over some files into a new folder, and try whether it gives their bytes back.

    `changing` has the files' checksums before and after. Raises BackupError; then the folder is as it was.
    """
    was_there = folder.is_dir()
    try:
        _back_up(folder, changing, settings, options)
    except BaseException as error:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not was_there and folder.is_dir():
            folder.rmdir()
        if isinstance(error, OSError | ValueError):
            raise BackupError(f"{folder}: no backup could be made, nothing was changed: {error}") from None
        raise


def _back_up(folder: Path, changing: Mapping[Path, Checksums], settings: Settings, options: RunSettings) -> None:
    alone = replace(options, templates="keep", duplicates="keep", index=None, contained=False, engine="local")
    summary = run(list(changing), folder, settings, alone)
    inputs, _ = find(changing)
    names = {item.name: item.path for item in inputs}
    reader = RunReader(folder)
    with tempfile.TemporaryDirectory(prefix="tried-", dir=reader.home) as trial:
        restored = restore_inputs(reader, Path(trial))
        failures = [str(failure) for failure in summary.tally.failures if failure.line is None]
        if failures or restored.failures or set(restored.names) != set(names) or len(names) != len(changing):
            raise BackupError("; ".join([*failures, *restored.failures]) or "a file is missing in it")
        for name, path in names.items():
            if not checksum_of(Path(trial, name)) == checksum_of(path) == changing[path].before:
                raise InputError(f"{path} was changed meanwhile")
    places = {name: BackedUp(str(path.absolute()), *changing[path]) for name, path in names.items()}
    note(reader, places)
