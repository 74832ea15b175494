"""What the tasks left, put together in the output folder: texts and records, manifest and trace."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO, Any

from cleanse.formats import dump, files, names
from cleanse.formats.inputs import Input
from cleanse.formats.kinds import kind_of
from cleanse.pipeline import store as results
from cleanse.pipeline.compare import Compared
from cleanse.pipeline.shards import Plan, Shard
from cleanse.record.manifest import DROPPED, MANIFEST, TRACE, Row, to_line


def check(out: Path, home: Path, inputs: Sequence[Input]) -> None:
    """Raises ValueError where a run over these inputs would write or remove anything outside `out`.

    A link in the output folder may lead elsewhere in it; a manifest may say anything.
    """
    if not out.is_dir():
        return
    for name in (".cleanse", *(f".cleanse/{entry.name}" for entry in _entries(home))):
        names.inside(out, name, out)
    _earlier(out, home)
    for item in inputs:
        names.inside(out, item.output, item.path)
        if kind_of(item.name).packed:
            names.inside(out, f".cleanse/originals/{item.name}", item.path)


def write(
    out: Path,
    inputs: Sequence[Input],
    shards: Sequence[Shard],
    plan: Plan,
    compared: Compared,
    tell: Callable[[Row], None],
) -> tuple[int, int]:
    """Write the output folder from what the tasks left; (duplicates found, documents dropped).

    `inputs` are those that could be read; `tell` is told each row of the manifest. Each file appears whole or not at
    all, the manifest last: a folder with a manifest holds a whole run.
    """
    duplicates = compared.duplicates
    _clear(out, plan.home)
    drop = plan.options.duplicates == "drop"
    dropped = 0
    with (
        _Texts(out, inputs) as texts,
        gzip.GzipFile(plan.home / DROPPED, "wb", 4, mtime=0) as drops,
        (plan.home / f"{MANIFEST}.part").open("w", files.BUFFER, encoding="utf-8") as manifest,
    ):
        every = chain.from_iterable(results.rows(plan.folder(shard)) for shard in shards)
        for number, (row, output) in enumerate(every):
            match = duplicates[number] if duplicates else None
            if match:
                row = row._replace(duplicate_of=match[0], similarity=round(match[1], 4))
            if plan.options.contained:
                row = row._replace(contained=compared.contained.get(number, (None, None)))
            if match and drop:
                dropped += 1
                row = row._replace(output=None, rules={**row.rules, "duplicates/near": 1})
                lost = {"input": row.input, "line": row.line, "output": output.decode()}
                drops.write((dump(lost) + "\n").encode())
            else:
                texts.write(row.input, output)
            manifest.write(to_line(row))
            tell(row)
    with (plan.home / TRACE).open("wb") as whole:  # gzip archives end to end are a gzip archive
        for shard in shards:
            whole.write((plan.folder(shard) / TRACE).read_bytes())
    os.replace(plan.home / f"{MANIFEST}.part", plan.home / MANIFEST)
    return sum(match is not None for match in duplicates), dropped


class _Texts:
    """The output files, written one after the other: a text at once, a record file as its records come."""

    def __init__(self, out: Path, inputs: Sequence[Input]) -> None:
        self.out = out
        self.waiting = iter(inputs)
        self.name, self.output = "", ""
        self.open = ExitStack()
        self.file: IO[bytes] | None = None

    def __enter__(self) -> _Texts:
        return self

    def __exit__(self, *error: Any) -> None:
        if error == (None, None, None):
            for item in self.waiting:
                self._next(item)
        self.open.__exit__(*error)

    def write(self, name: str, output: bytes) -> None:
        """Add a document of the input `name`. Inputs come in the order they were given; some have no document left."""
        while self.name != name:
            self._next(next(self.waiting))
        if self.file is None:
            files.write(self.out / self.output, output)
        else:
            self.file.write(output)

    def _next(self, item: Input) -> None:
        self.open.close()
        self.name, self.output, self.file = item.name, item.output, None
        kind = kind_of(item.name)
        if kind.format.holds_records:
            self.file = self.open.enter_context(files.writing(self.out / item.output, kind.packed))


def _clear(out: Path, home: Path) -> None:
    """Remove what an earlier run wrote here, by its manifest, and nothing else."""
    for path in _earlier(out, home):
        if not path.is_dir():
            path.unlink(missing_ok=True)
    (home / MANIFEST).unlink(missing_ok=True)


def _earlier(out: Path, home: Path) -> list[Path]:
    """The output files of an earlier run, by its manifest. Raises ValueError where it names what no run wrote."""
    manifest = home / MANIFEST
    if not manifest.is_file():
        return []
    try:
        with manifest.open(encoding="utf-8") as lines:
            written = {json.loads(line)["output"] for line in lines} - {None}
        return [names.inside(out, name, manifest) for name in sorted(written)]
    except names.OutsideError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{manifest}: not as a run wrote it ({error}); name another folder, or empty this one"
        ) from None


def _entries(home: Path) -> list[Path]:
    return list(home.iterdir()) if home.is_dir() else []
