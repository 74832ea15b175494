"""Proof that every input of a run can be brought back, and that nothing of what it left was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import InputError, files, names
from cleanse.record import originals, sums
from cleanse.record.damage import RunReadError
from cleanse.record.manifest import ARCHIVES
from cleanse.record.reader import RunReader
from cleanse.record.restore import documents, input_pieces
from cleanse.record.undo import ChangedError


class Verified(NamedTuple):
    """What a verification found: how many files and inputs were checked, and what is wrong, a line each."""

    files: int
    inputs: int
    failures: list[str]


def verify(out: Path) -> Verified:
    """Check the files of a run by their SHA-256, and each input by making its bytes again in memory.

    What fails is named, and the rest is checked all the same. Raises RunReadError where `out` is not of a finished run.
    """
    home = out / ".cleanse"
    failures: list[str] = []
    checked = _check_files(out, home, failures)
    try:
        inputs = _check_inputs(RunReader(out), failures)
    except RunReadError as error:
        if not checked:
            raise
        inputs = 0
        failures.append(f"{error}; inputs are not checked further")
    return Verified(checked, inputs, failures)


def _check_files(out: Path, home: Path, failures: list[str]) -> int:
    digests = _digests(home / sums.SUMS, failures)
    for name, digest in digests.items():
        try:
            if sums.sha256(names.inside(out, name, home / sums.SUMS)) != digest:
                failures.append(f"{out / name}: is not what the run wrote")
        except OSError as error:
            failures.append(f"{out / name}: {files.plainly(error)}")
        except names.OutsideError as error:
            failures.append(str(error))
    return len(digests)


def brought_back(run: RunReader) -> Iterator[tuple[str, str | ChangedError | names.OutsideError]]:
    """(name, SHA-256) of each input made again in memory, its documents compared with the checksums of what was read.

    An error in its place where that cannot be done. Archives come first, then each file that was read.
    """
    for name in sorted(run.archives):
        try:
            yield name, sums.sha256(originals.find(run.home / ARCHIVES, name))
        except names.OutsideError as error:
            yield name, error
        except (InputError, OSError) as error:
            yield name, ChangedError(str(error))
    with run.outputs() as outputs:
        for name, rows in groupby(documents(run), key=lambda document: str(document[0]["input"])):
            whole = hashlib.sha256()
            try:
                for piece in input_pieces(name, rows, run, outputs):
                    whole.update(piece)
            except (ChangedError, names.OutsideError) as error:
                yield name, error
            else:
                yield name, whole.hexdigest()


def _check_inputs(run: RunReader, failures: list[str]) -> int:
    digests = _digests(run.home / sums.INPUTS, failures)
    number = 0
    for name, digest in brought_back(run):
        number += 1
        wanted = digests.pop(name, None)
        if not isinstance(digest, str):
            failures.append(f"{name}: cannot be brought back: {digest}")
        elif wanted is None:
            failures.append(f"{name}: {run.home / sums.INPUTS} does not have it")
        elif digest != wanted:
            failures.append(f"{name}: what is brought back is not what was read")
    failures += [f"{name}: the trace does not have it" for name in digests]
    return number


def _digests(path: Path, failures: list[str]) -> dict[str, str]:
    try:
        return sums.read(path)
    except (OSError, ValueError) as error:
        failures.append(f"{path}: {files.plainly(error)}")
        return {}
