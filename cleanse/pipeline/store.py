"""What a task leaves in its shard's folder: written by one, read by what comes after all tasks are done.

`rows`, the manifest row of each document and the bytes of its output; `names`, what of these is needed first; `output`,
the cleaned texts or records end to end; `trace.jsonl.gz`; `sketches`, what duplicates are found by; `tally`.
"""

from __future__ import annotations

import gzip
import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import files
from cleanse.pipeline.shards import Plan, Tally
from cleanse.record.manifest import TRACE, Row
from cleanse.templates import Source

BATCH = 512  # documents written, and signed, at once: enough for numpy to be busy
CHARACTERS = 1 << 22  # or as many as make so long a text


class Names(NamedTuple):
    """What is needed of all documents at once."""

    ids: list[str]
    dates: list[str]
    sources: list[Source | None]
    """None where templates are not looked for, or what was left is not plain text but still a page."""


class Writer:
    """Takes in documents in their order, and their lines of the trace, for a shard's folder."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._open = ExitStack()
        self._rows, self._output, self._sketches = (
            self._open.enter_context((folder / name).open("wb", files.BUFFER))
            for name in ("rows", "output", "sketches")
        )
        self._trace = self._open.enter_context(files.packed_lines(folder / TRACE))
        self._names = Names([], [], [])
        self._sources: dict[Source | None, Source | None] = {}  # one object for all that are equal
        self._waiting: tuple[list[Row], list[int], list[str]] = [], [], []  # rows, bytes of the outputs, texts
        self._lines: list[str] = []
        self._characters = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._open.close()

    def add(self, row: Row, output: bytes, text: str, line: str, source: Source | None = None) -> None:
        """Take a document, its output, its text to compare, its line of the trace and where it is from."""
        self._names.ids.append(row.id)
        self._names.dates.append(row.metadata.get("date", ""))
        self._names.sources.append(self._sources.setdefault(source, source))
        rows, lengths, texts = self._waiting
        rows.append(row)
        lengths.append(len(output))
        texts.append(text)
        self._characters += len(text)
        self._output.write(output)
        self.trace(line)

    def trace(self, line: str) -> None:
        """Take a line of the trace; where many wait, all is written."""
        self._lines.append(line)
        if len(self._lines) == BATCH or self._characters > CHARACTERS:
            self._write()

    def finish(self, tally: Tally) -> None:
        """Add what is known at the end: a folder with a tally is whole."""
        (self._folder / "names").write_bytes(pickle.dumps(self._names))
        (self._folder / "tally").write_bytes(pickle.dumps(tally))

    def _write(self) -> None:
        (rows, lengths, texts), self._waiting = self._waiting, ([], [], [])
        self._trace.writelines(f"{line}\n" for line in self._lines)
        self._lines, self._characters = [], 0
        if not rows:
            return
        pickle.dump(([tuple(row) for row in rows], lengths), self._rows)  # plain tuples take a third of the time
        if self._plan.options.duplicates != "keep":
            from cleanse.dedup import minhash as signatures
            from cleanse.dedup import spill as store
            from cleanse.dedup.lsh import bands

            count, width = bands(self._plan.options.threshold)  # other values than theirs are never looked at
            store.write(self._sketches, signatures.sketches(texts, count * width))


@contextmanager
def writing(folder: Path, plan: Plan, tally: Tally) -> Iterator[Writer]:
    """A writer for the folder of a shard, which appears whole or not at all; the tally is what it is at the end."""
    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with Writer(part, plan) as writer:
        yield writer
    writer.finish(tally)
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(part, folder)


def rows(folder: Path) -> Iterator[tuple[Row, bytes]]:
    """The manifest row of each document of a shard, as far as its task knew it, and its output."""
    with (folder / "rows").open("rb") as batches, (folder / "output").open("rb", files.BUFFER) as output:
        while batches.peek(1):
            for row, length in zip(*pickle.load(batches), strict=True):
                yield Row._make(row), output.read(length)


def trace(folder: Path) -> Iterator[str]:
    """The lines of the trace, without their line breaks."""
    with gzip.open(folder / TRACE, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def names(folder: Path) -> Names:
    found: Names = pickle.loads((folder / "names").read_bytes())
    return found


def tally(folder: Path) -> Tally:
    found: Tally = pickle.loads((folder / "tally").read_bytes())
    return found
