"""What the tasks left, put together in the output folder: texts and records, manifest and trace."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import cast

from cleanse.formats import dump, files, names
from cleanse.formats.inputs import Input
from cleanse.formats.kinds import kind_of
from cleanse.pipeline.copies import Copies
from cleanse.pipeline.dedup_stage import DedupResult
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.results import ShardResults, is_packed
from cleanse.pipeline.shards import Plan, Shard
from cleanse.pipeline.store import LEVEL
from cleanse.pipeline.tasks import Tasks
from cleanse.record import originals
from cleanse.record.manifest import DROPPED, FAILED, MANIFEST, TRACE, Row, to_line
from cleanse.record.review import REVIEW
from cleanse.settings import RunSettings

OUTPUTS = "outputs.json"  # the names of all files that a run writes, noted before it writes the first


def check(out: Path, home: Path, inputs: Sequence[Input]) -> None:
    """Raises ValueError where a run over these inputs would write or remove anything outside `out`.

    A link in the output folder may lead elsewhere in it; a manifest may say anything.
    """
    if not out.is_dir():
        return
    for name in (".cleanse", *(f".cleanse/{entry.name}" for entry in _entries(home))):
        names.inside(out, name, out)
    for there in (out, home):  # or what an earlier run left there is deleted before that is seen
        if there.is_dir() and not os.access(there, os.W_OK | os.X_OK):
            raise ValueError(f"{there}: cannot be written to: permission denied")
    earlier = set(_earlier(out, home))
    for item in inputs:
        place = names.inside(out, item.output, item.path)
        if place.is_dir() and not earlier.issuperset(_files(place)):
            raise ValueError(f"{place}: is a folder where the cleaned copy of {item.path} belongs; move it elsewhere")
        if kind_of(item.name).keeps_original:
            for folder in originals.FOLDERS.values():
                names.inside(out, f".cleanse/{folder}/{item.name}", item.path)


def write(
    out: Path,
    inputs: Sequence[Input],
    failed: Container[str],
    shards: Sequence[Shard],
    tasks: Tasks,
    dedup: DedupResult,
    on_row: Callable[[Row], None],
) -> int:
    """Write the output folder from what the tasks left; how many documents were dropped.

    `failed` are the names of inputs that could not be read, or not to their end; `on_row` is called with each row of
    the manifest. Each file appears whole or not at all, the manifest last: a folder with a manifest holds a whole run.
    """
    plan = tasks.plan
    _clear(out, plan.home)
    outputs = [item.output for item in inputs if item.name not in failed]
    files.write(plan.home / OUTPUTS, f"{dump(outputs)}\n".encode())
    left_out: set[str] = set()  # files without a copy: one of that name is none of ours
    drop = plan.options.duplicates == "drop"
    first = dropped = 0
    packing = tasks.run("writing", pack_trace, shards, [shard.size for shard in shards])
    with (
        Copies(plan, out, inputs, failed) as copies,
        gzip.GzipFile(plan.home / DROPPED, "wb", LEVEL, mtime=0) as drops,
        (plan.home / f"{MANIFEST}.part").open("w", files.BUFFER, encoding="utf-8") as manifest,
        (plan.home / TRACE).open("wb") as trace,
    ):
        for shard, _ in zip(shards, packing, strict=True):
            results = ShardResults(plan.folders(shard))
            for part in _documents(results, first, dedup, plan.options):
                if isinstance(part, bytes):
                    copies.keep(json.loads(part))
                    continue
                row, output, is_left_out = part
                if drop and is_left_out:
                    dropped += 1
                    if row.line is None:
                        left_out.add(str(row.output))
                    row = row._replace(output=None, rules={**row.rules, "duplicates/near": 1})
                    lost = {"input": row.input, "line": row.line, "output": output.decode()}
                    drops.write((dump(lost) + "\n").encode())
                else:
                    copies.write(row, output)
                manifest.write(to_line(row))
                on_row(row)
            first += len(results)
            with plan.trace(shard).open("rb") as packed:  # gzip archives end to end are a gzip archive
                shutil.copyfileobj(packed, trace, files.BUFFER)
    if copies.failed_at:
        files.write(plan.home / FAILED, f"{dump(copies.failed_at)}\n".encode())
    files.write(plan.home / OUTPUTS, f"{dump([name for name in outputs if name not in left_out])}\n".encode())
    files.force(plan.home / DROPPED, plan.home / TRACE, plan.home / f"{MANIFEST}.part")
    os.replace(plan.home / f"{MANIFEST}.part", plan.home / MANIFEST)
    files.force(plan.home)
    return dropped


@seldom_collected()
def pack_trace(shard: Shard, plan: Plan) -> None:
    """Write the trace of a shard as gzip archives end to end: one for each long line, one for all between two."""
    with files.writing(plan.trace(shard)) as whole:
        for packed, lines in groupby(ShardResults(plan.folders(shard)).trace(), is_packed):
            if packed:
                whole.writelines(lines)
            else:
                archive = cast(io.RawIOBase, gzip.GzipFile("", "wb", LEVEL, whole, 0))
                with io.BufferedWriter(archive, files.BUFFER) as buffer:
                    buffer.writelines(lines)


def _documents(
    results: ShardResults, first: int, dedup: DedupResult, options: RunSettings
) -> Iterator[tuple[Row, bytes, bool] | bytes]:
    """The manifest row of each document of a shard with what was found across documents, its output, if it is a copy.

    `first` is the number of its first document in the run. Where records that failed are kept, the lines of the trace
    that are of no document are among them, in their places.
    """
    parts: Iterable[tuple[Row, bytes] | bytes] = zip(results.rows(), results.outputs(), strict=True)
    number = first - 1
    for part in results.with_left_out() if options.on_error == "keep" else parts:
        if isinstance(part, bytes):
            yield part
            continue
        number, (row, output) = number + 1, part
        if dedup.duplicates and (match := dedup.duplicates[number]):
            relation = dedup.related[number].relation
            row = row._replace(
                duplicate_of=match[0],
                similarity=round(match[1], 4),
                relation=relation.kind,
                differs=relation.differs,
            )
        if options.contained:
            row = row._replace(contained=dedup.contained.get(number, (None, None)))
        yield row, output, number in dedup.related and dedup.related[number].is_left_out


def _clear(out: Path, home: Path) -> None:
    """Remove what an earlier run wrote here, by its manifest, and nothing else."""
    earlier = _earlier(out, home)
    if not (home / MANIFEST).exists():  # that run was interrupted, perhaps in the midst of a file
        earlier += _parts(earlier)
    for path in earlier:
        if not path.is_dir():
            path.unlink(missing_ok=True)
    (home / MANIFEST).unlink(missing_ok=True)
    (home / REVIEW).unlink(missing_ok=True)
    (home / FAILED).unlink(missing_ok=True)
    _remove_empty(out, {folder for path in earlier for folder in path.parents if out in folder.parents})


def _remove_empty(out: Path, folders: Collection[Path]) -> None:
    """Remove those of the folders that are empty: a file may come where one of them was."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _parts(paths: Sequence[Path]) -> list[Path]:
    """The files that were being written when a run over these was killed."""
    prefixes = {names.part_prefix(path) for path in paths}
    folders = {path.parent for path in paths if path.parent.is_dir()}
    hidden = (path for folder in folders for path in folder.glob(f".*{names.PART}"))
    return [path for path in hidden if f"{path.name.removesuffix(names.PART).rpartition('.')[0]}." in prefixes]


def _files(folder: Path) -> Iterator[Path]:
    """All below a folder that is no folder itself."""
    return (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _earlier(out: Path, home: Path) -> list[Path]:
    """The output files of an earlier run, by its record. Raises ValueError where that names what no run wrote.

    A run that was interrupted has no manifest, and a record file without a document is in none: OUTPUTS names these.
    """
    paths: dict[str, Path] = {}
    for record, outputs_of in ((home / MANIFEST, _in_manifest), (home / OUTPUTS, json.load)):
        if not record.is_file():
            continue
        try:
            with record.open(encoding="utf-8") as file:
                written = set(outputs_of(file))
            paths |= {name: names.inside(out, name, record) for name in sorted(written)}
        except names.OutsideError:
            raise
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{record}: not as a run wrote it ({error}); name another folder, or empty this one"
            ) from None
    return list(paths.values())


def _in_manifest(lines: Iterable[str]) -> set[str]:
    return {json.loads(line)["output"] for line in lines} - {None}


def _entries(home: Path) -> list[Path]:
    return list(home.iterdir()) if home.is_dir() else []
