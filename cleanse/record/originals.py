"""Inputs that nothing but themselves leads back to: kept as they came, or known by their path and SHA-256."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import InputError, dump, files, names
from cleanse.record import sums

KEEP, REFERENCE = "keep", "reference"
FOLDERS = {KEEP: "originals", REFERENCE: "references"}


class Reference(NamedTuple):
    """Where an input was, and the SHA-256 of its bytes in hexadecimal."""

    path: str
    sha256: str


def keep(home: Path, name: str, path: Path, how: str) -> Path:
    """Note the input `path` in the record below `home`; the file to read it from. Raises InputError.

    A kept input is read from its copy, whatever becomes of the input meanwhile.
    """
    place = home / FOLDERS[how] / name
    if how == KEEP:
        files.copy(path, place)
        return place
    reference = Reference(str(path.resolve()), _sha256(path))
    files.write(place, f"{dump(reference._asdict())}\n".encode())
    return path


def find(home: Path, name: str) -> Path:
    """The file that holds an input's bytes as they were read. Raises InputError where it is gone or was changed."""
    kept = names.inside(home.parent, f"{home.name}/{FOLDERS[KEEP]}/{name}", home)
    place = names.inside(home.parent, f"{home.name}/{FOLDERS[REFERENCE]}/{name}", home)
    if kept.exists():
        return kept
    if not place.exists():
        raise InputError(f"{kept}: cannot be read: it is missing, though the run kept the input there")
    try:
        reference = Reference(**json.loads(place.read_bytes()))
        path = Path(reference.path)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise InputError(f"{place}: not as a run wrote it ({error})") from None
    try:
        found = _sha256(path)
    except InputError as error:
        raise InputError(f"{path}: {error}; put the input back where it was") from None
    if found != reference.sha256:
        raise InputError(f"{path}: was changed since the run read it (its SHA-256 was {reference.sha256})")
    return path


def _sha256(path: Path) -> str:
    try:
        return sums.sha256(path)
    except OSError as error:
        raise InputError(f"cannot be read: {files.plainly(error)}") from None
