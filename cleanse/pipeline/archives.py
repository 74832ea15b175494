"""Archives among the inputs of a run: unpacked for the time of the run, their files inputs like others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cleanse.formats import InputError, dump, files, naming
from cleanse.formats.archives import is_archive, unpack
from cleanse.formats.inputs import Input, Skipped, find
from cleanse.pipeline.shards import Plan
from cleanse.record import originals
from cleanse.record.manifest import ARCHIVES
from cleanse.record.summary import Failure


def unpack_archives(inputs: Sequence[Input], plan: Plan, failures: list[Failure]) -> tuple[list[Input], list[Skipped]]:
    """The inputs with the files of each archive in its place, below a folder of its name; what of these is skipped.

    An archive is kept, or noted, as what leads back to all of it. One that cannot be read is added to `failures`.
    """
    expanded = [item for item in inputs if not is_archive(item.name)]
    skipped: list[Skipped] = []
    whole = []
    for archive in inputs:
        if not is_archive(archive.name):
            continue
        try:
            path = originals.keep(plan.home / ARCHIVES, archive.name, archive.path, plan.options.originals)
            members, left = _members(archive, path, plan.work / ARCHIVES / archive.name)
        except InputError as error:
            failures.append(Failure(archive.name, None, str(error)))
            continue
        expanded += members
        skipped += left
        whole.append(archive.name)
    files.write(plan.home / f"{ARCHIVES}.json", f"{dump(sorted(whole))}\n".encode())
    return _named(expanded), skipped


def _members(archive: Input, path: Path, folder: Path) -> tuple[list[Input], list[Skipped]]:
    left = unpack(path, folder, archive.path.stat().st_mtime_ns)
    members, skipped = find([folder])
    return (
        [item._replace(name=f"{archive.name}/{item.name}") for item in members],
        [Skipped(archive.path / part.name, part.reason, part.failed) for part in left]
        + [item._replace(path=archive.path / item.path.relative_to(folder)) for item in skipped],
    )


def _named(inputs: Iterable[Input]) -> list[Input]:
    """The inputs, each once, with outputs that no two share."""
    unique = {item.name: item for item in inputs}
    outputs = naming.outputs(unique)
    return [unique[name]._replace(output=outputs[name]) for name in sorted(unique)]
