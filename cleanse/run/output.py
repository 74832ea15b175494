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
from cleanse.run.compare import Compared
from cleanse.run.plan import Plan, Shard

MANIFEST = "manifest.jsonl"
TRACE = "trace.jsonl.gz"
DROPPED = "dropped.jsonl.gz"

Row = dict[str, Any]


def write(
    out: Path, inputs: Sequence[files.Input], shards: Sequence[Shard], plan: Plan, compared: Compared
) -> tuple[int, int]:
    """Write the output folder from what the tasks left; (duplicates found, documents dropped).

    `inputs` are those that could be read. Each file appears whole or not at all, the manifest last: a folder with a
    manifest holds a whole run.
    """
    duplicates = compared.duplicates
    _clear(out, plan.home)
    drop = plan.options.duplicates == "drop"
    dropped = 0
    with (
        _Texts(out, inputs) as texts,
        gzip.GzipFile(plan.home / DROPPED, "wb", 6, mtime=0) as drops,
        (plan.home / f"{MANIFEST}.part").open("w", encoding="utf-8") as manifest,
    ):
        for number, (name, line, output) in enumerate(_outputs(shards, plan)):
            match = duplicates[number] if duplicates else None
            if match or plan.options.contained:
                row = json.loads(line)
                if plan.options.contained:
                    row["contained_in"], row["contained"] = compared.contained.get(number, (None, None))
                if match:
                    row["duplicate_of"], row["similarity"] = match[0], round(match[1], 4)
                if match and drop:
                    dropped += 1
                    row["output"], row["rules"]["duplicates/near"] = None, 1
                    lost = {"input": name, "line": row.get("line"), "output": output.decode()}
                    drops.write((dump(lost) + "\n").encode())
                line = dump(row) + "\n"
            if not (match and drop):
                texts.write(name, output)
            manifest.write(line)
    with (plan.home / TRACE).open("wb") as whole:  # gzip archives end to end are a gzip archive
        for shard in shards:
            whole.write((plan.folder(shard) / "trace.jsonl.gz").read_bytes())
    os.replace(plan.home / f"{MANIFEST}.part", plan.home / MANIFEST)
    return sum(match is not None for match in duplicates), dropped


def _outputs(shards: Sequence[Shard], plan: Plan) -> Iterator[tuple[str, str, bytes]]:
    """Every document's input, manifest row and output, in order."""
    for shard in shards:
        folder, staged = plan.folder(shard), plan.staged(shard)
        with (folder / "rows.jsonl").open(encoding="utf-8") as rows, (folder / "output").open("rb") as output:
            for name, length, line in zip(staged.inputs, staged.lengths, rows, strict=True):
                yield name, line, output.read(length)


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
