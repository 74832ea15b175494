"""The inputs of a run as shards: the pieces of work that an engine hands to processes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleanse.filters import names_of
from cleanse.formats import files
from cleanse.formats.inputs import Input
from cleanse.formats.kinds import kind_of
from cleanse.pipeline.documents import fields_of
from cleanse.record.summary import Failure
from cleanse.settings import RunSettings, Settings
from cleanse.version import __version__

SHARD_BYTES = 4_000_000  # large enough that starting a task costs nothing beside it, small enough to balance the cores
SHARD_FILES = 256
SKETCHES = "sketches"
BOILERPLATE = "boilerplate"  # the filter that the lines of templates are said to be cut by


class Piece(NamedTuple):
    """A file, or the bytes `start` to `end` of a record file, whose first line has the number `line`.

    `output` is what its cleaned copy is called.
    """

    path: Path
    name: str
    output: str
    start: int
    end: int
    line: int = 1


class Shard(NamedTuple):
    """The pieces one task works through. `key` names its folder: the same for the same work, and for no other.

    `passes` counts the second passes over its documents, each of which left an overlay beside that folder.
    """

    key: str
    pieces: tuple[Piece, ...]
    passes: int = 0

    @property
    def size(self) -> int:
        """The bytes of its pieces."""
        return sum(piece.end - piece.start for piece in self.pieces)

    @property
    def after_pass(self) -> Shard:
        """The shard with one more overlay."""
        return self._replace(passes=self.passes + 1)


class Plan(NamedTuple):
    """What all tasks of a run share. `home` is the run's own folder, OUT/.cleanse."""

    home: Path
    settings: Settings
    options: RunSettings

    @property
    def work(self) -> Path:
        """The folder for what tasks leave; it goes when the run is over."""
        return self.home / "work"

    def folders(self, shard: Shard) -> list[Path]:
        """Where the results of this shard are: those of the first pass, then the overlays, the latest last."""
        return [self.work / shard.key, *(self.work / f"{shard.key}.{n}" for n in range(1, shard.passes + 1))]

    def sketches(self, shard: Shard) -> Path:
        """The file for the sketches of this shard's documents, or of those that its latest pass changed."""
        if self.sketches_at_once:
            return self.folders(shard)[0] / SKETCHES
        return self.work / f"{shard.key}.{shard.passes}.sketches"

    def trace(self, shard: Shard) -> Path:
        """The file for the compressed trace of this shard."""
        return self.work / f"{shard.key}.trace.gz"

    @property
    def finds_duplicates(self) -> bool:
        return self.options.duplicates != "keep"

    @property
    def compares_documents(self) -> bool:
        """Whether documents are compared: for near-duplicates, or for stories with one source."""
        return self.finds_duplicates or self.options.syndication > 0

    @property
    def sketches_at_once(self) -> bool:
        """Whether documents are sketched as they are cleaned, because nothing changes them afterwards."""
        return self.compares_documents and not self.cuts_templates

    @property
    def keeps_texts(self) -> bool:
        """Whether cleaned texts are kept until the run is over, since templates and comparisons read them."""
        return self.cuts_templates or self.compares_documents

    @property
    def cuts_templates(self) -> bool:
        """Whether the lines of templates go, as boilerplate does."""
        return BOILERPLATE in names_of(self.settings) and self.options.templates == "cut"


def make_shards(inputs: Sequence[Input], plan: Plan, failures: list[Failure]) -> list[Shard]:
    """The inputs as shards of similar size, in order; what cannot even be opened is added to `failures`."""
    shards: list[Shard] = []
    pieces: list[Piece] = []
    size = 0
    for piece in _openable(inputs, failures):
        if pieces and (size + piece.end - piece.start > SHARD_BYTES or len(pieces) >= SHARD_FILES):
            shards.append(make_shard(pieces, plan))
            pieces, size = [], 0
        pieces.append(piece)
        size += piece.end - piece.start
    return [*shards, make_shard(pieces, plan)] if pieces else shards


def _openable(inputs: Sequence[Input], failures: list[Failure]) -> Iterator[Piece]:
    for item in inputs:
        try:
            yield from list(_pieces(item))
        except OSError as error:
            failures.append(Failure(item.name, None, f"cannot be read: {files.plainly(error)}"))


def _pieces(item: Input) -> Iterator[Piece]:
    """The file whole, or cut after line breaks where it is a large record file that can be read from the middle."""
    path = item.path.absolute()  # a task may run in a process that was started in another folder
    size = path.stat().st_size
    kind = kind_of(item.name)
    with path.open("rb") as file:
        if size <= SHARD_BYTES or not kind.format.splits_at_lines or kind.packing:
            yield Piece(path, item.name, item.output, 0, size)
            return
        start, line = 0, 1
        while chunk := file.read(SHARD_BYTES):
            end, breaks = start + len(chunk), chunk.count(b"\n")
            while rest := file.readline(SHARD_BYTES):  # a line may be as long as the file
                end += len(rest)
                if rest.endswith(b"\n"):
                    breaks += 1
                    break
            yield Piece(path, item.name, item.output, start, end, line)
            start, line = end, line + breaks


def make_shard(pieces: Sequence[Piece], plan: Plan) -> Shard:
    """The shard of these pieces. Its key depends on them, and on all that decides what becomes of them."""
    options = plan.options
    facts: list[object] = [__version__, plan.settings, *fields_of(options), options.originals]
    facts += [plan.compares_documents, plan.cuts_templates]  # which columns there are
    facts.append(options.threshold if plan.sketches_at_once else None)
    facts.append(options.review)
    for piece in pieces:
        facts += [str(piece.path.resolve()), piece[1:], *_version(piece.path)]
    key = hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return Shard(key, tuple(pieces))


def _version(path: Path) -> tuple[int, int]:
    """What differs when a file has changed. A file that has gone meanwhile has none: cleaning it will say so."""
    try:
        stat = path.stat()
    except OSError:
        return -1, -1
    return stat.st_size, stat.st_mtime_ns
