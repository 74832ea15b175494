"""The record of a run as a backup of files that were then cleaned in place: what is noted, and the way back."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import InputError, dump, files
from cleanse.record import sums
from cleanse.record.manifest import RUN
from cleanse.record.reader import RunReader
from cleanse.record.restore import Restored, RestoreError, inputs_of, restore_inputs
from cleanse.record.summary import write_record


class BackedUp(NamedTuple):
    """A file that is cleaned in place: its absolute path, and the checksums of what it held and of what was written."""

    path: str
    original: str
    written: str


def checksum(pieces: Iterable[bytes]) -> str:
    """The checksum (SHA-256) of what a file holds, of an archive of what is in it."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def checksum_of(path: Path) -> str:
    """The checksum of a file. Raises InputError where it cannot be read."""
    with files.reading(path) as file:
        return checksum(iter(lambda: file.read(files.BUFFER), b""))


def note(run: RunReader, places: Mapping[str, BackedUp]) -> None:
    """Write into a run's `run.json` that it is a backup, and where each of its inputs is, by name."""
    write_record(run.home, run.record._replace(backup={name: place._asdict() for name, place in places.items()}))
    listed = sums.read(run.home / sums.SUMS)
    sums.write_outputs(run.out, run.home, (name for name in listed if not name.startswith(".cleanse/")))


def put_back(run: RunReader, only: str | None = None) -> Restored:
    """Put the original bytes of every file back where it was, or of the file `only`: a path, or a name in the record.

    A file is written only if it holds what was written when it was cleaned, or else is refused by name. Raises
    RestoreError where the run is no backup, or has no such file.
    """
    places = _places(run)
    names = places.keys() if only is None else _named(run, places, only)
    with tempfile.TemporaryDirectory(prefix="restored-", dir=run.home) as folder:
        restored = restore_inputs(run, Path(folder), names)
        done = Restored([], list(restored.failures))
        for name in restored.names:
            place = places[name]
            try:
                _put_back(place, Path(folder) / name)
                done.names.append(place.path)
            except (InputError, OSError) as error:
                reason = str(error) if isinstance(error, InputError) else files.plainly(error)
                done.failures.append(f"{place.path}: {reason}; -o FOLDER gives its original")
    return done


def _put_back(place: BackedUp, original: Path) -> None:
    path = Path(place.path)
    present = checksum_of(path)
    if present == place.original:
        return
    if present != place.written:
        raise InputError("was changed since it was cleaned")
    files.write(path, original.read_bytes())


def _places(run: RunReader) -> dict[str, BackedUp]:
    backup = run.record.backup
    if backup is None:
        raise RestoreError(f"{run.out}: is no backup; name a new folder for the originals with -o FOLDER")
    try:
        places = {name: BackedUp(**place) for name, place in backup.items()}
        if all(isinstance(value, str) for place in places.values() for value in place):
            return places
        raise ValueError("a place is no text")
    except (TypeError, AttributeError, ValueError) as error:
        raise RestoreError(f"{run.home / RUN}: not as cleanse wrote it ({dump(str(error))})") from None


def _named(run: RunReader, places: Mapping[str, BackedUp], only: str) -> Collection[str]:
    path = str(Path(only).absolute())
    return [name for name, place in places.items() if place.path == path] or inputs_of(run, only)
