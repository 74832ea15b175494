"""What the tasks left, put together in the output folder: texts and records, manifest and trace."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from cleanse import formats
from cleanse.formats import dump, files
from cleanse.run.plan import Plan, Shard

MANIFEST = "manifest.jsonl"
TRACE = "trace.jsonl.gz"
DROPPED = "dropped.jsonl.gz"

Row = dict[str, Any]


def mark_duplicates(shards: Sequence[Shard], plan: Plan) -> list[tuple[str, float] | None]:
    """For every document, in order, the id and similarity of the one that is kept in its place; None where it stays."""
    if plan.options.duplicates == "keep":
        return []
    from cleanse.corpus.duplicates import find
    from cleanse.corpus.store import Stored

    sketches = Stored([plan.folder(shard) / "sketches" for shard in shards])
    ids, dates = [], []
    for shard in shards:
        for staged in _staged(plan.folder(shard)):
            ids.append(staged["row"]["id"])
            dates.append(staged["row"]["metadata"].get("date", ""))
    found = find(ids, sketches, plan.options.threshold, dates)
    return [None if match is None else (ids[match[0]], match[1]) for match in found]


def write(out: Path, inputs: Sequence[files.Input], shards: Sequence[Shard], plan: Plan) -> tuple[int, int]:
    """Write the output folder from what the tasks left; (duplicates found, documents dropped).

    `inputs` are those that could be read. Each file appears whole or not at all, the manifest last: a folder with a
    manifest holds a whole run.
    """
    duplicates = mark_duplicates(shards, plan)
    _clear(out, plan.home)
    drop = plan.options.duplicates == "drop"
    dropped = 0
    with (
        _Texts(out, inputs) as texts,
        gzip.GzipFile(plan.home / DROPPED, "wb", 6, mtime=0) as drops,
        (plan.home / f"{MANIFEST}.part").open("w", encoding="utf-8") as manifest,
    ):
        for number, (row, output) in enumerate(_outputs(shards, plan)):
            match = duplicates[number] if duplicates else None
            if match:
                row["duplicate_of"], row["similarity"] = match[0], round(match[1], 4)
            if match and drop:
                dropped += 1
                row["output"], row["rules"]["duplicates/near"] = None, 1
                lost = {"input": row["input"], "line": row.get("line"), "output": output.decode()}
                drops.write((dump(lost) + "\n").encode())
            else:
                texts.write(row["input"], output)
            manifest.write(dump(row) + "\n")
    with (plan.home / TRACE).open("wb") as whole:  # gzip archives end to end are a gzip archive
        for shard in shards:
            whole.write((plan.folder(shard) / "trace.jsonl.gz").read_bytes())
    os.replace(plan.home / f"{MANIFEST}.part", plan.home / MANIFEST)
    return sum(match is not None for match in duplicates), dropped


def _outputs(shards: Sequence[Shard], plan: Plan) -> Iterator[tuple[Row, bytes]]:
    """Every document's manifest row and output, in order."""
    for shard in shards:
        with (plan.folder(shard) / "output").open("rb") as output:
            for staged in _staged(plan.folder(shard)):
                output.seek(staged["start"])
                yield staged["row"], output.read(staged["length"])


def _staged(folder: Path) -> Iterator[Row]:
    with (folder / "rows.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


class _Texts:
    """The output files, written one after the other: a text at once, a record file as its records come."""

    def __init__(self, out: Path, inputs: Sequence[files.Input]) -> None:
        self.out = out
        self.waiting = iter([item.name for item in inputs])
        self.name = ""
        self.open = ExitStack()
        self.file: IO[bytes] | None = None

    def __enter__(self) -> _Texts:
        return self

    def __exit__(self, *error: Any) -> None:
        if error == (None, None, None):
            for name in self.waiting:
                self._next(name)
        self.open.__exit__(*error)

    def write(self, name: str, output: bytes) -> None:
        """Add a document of the input `name`. Inputs come in the order they were given; some have no document left."""
        while self.name != name:
            self._next(next(self.waiting))
        if self.file is None:
            files.write(self.out / formats.output_name(name), output)
        else:
            self.file.write(output)

    def _next(self, name: str) -> None:
        self.open.close()
        self.name, self.file = name, None
        if formats.has_records(name):
            path = self.out / formats.output_name(name)
            self.file = self.open.enter_context(files.writing(path, formats.is_compressed(name)))


def _clear(out: Path, home: Path) -> None:
    """Remove what an earlier run wrote here, by its manifest, and nothing else."""
    if (home / MANIFEST).is_file():
        with (home / MANIFEST).open(encoding="utf-8") as lines:
            for name in {json.loads(line)["output"] for line in lines} - {None}:
                (out / name).unlink(missing_ok=True)
        (home / MANIFEST).unlink()
