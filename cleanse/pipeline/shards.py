"""The inputs of a run, cut into shards: the pieces of work that an engine hands to processes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cleanse.filters import CHAIN
from cleanse.formats import files
from cleanse.formats.inputs import Input
from cleanse.formats.kinds import kind_of
from cleanse.settings import RunSettings, Settings
from cleanse.trace import Result, Trace

SHARD_BYTES = 4_000_000  # large enough that starting a task costs nothing beside it, small enough to balance the cores
SHARD_FILES = 256
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
    """The pieces one task works through. `key` names its folder: the same for the same work, and for no other."""

    key: str
    pieces: tuple[Piece, ...]


class Plan(NamedTuple):
    """What all tasks of a run share. `home` is the run's own folder, OUT/.cleanse."""

    home: Path
    settings: Settings
    options: RunSettings

    def folder(self, shard: Shard) -> Path:
        """Where the task of this shard leaves its results."""
        return self.home / "work" / shard.key

    @property
    def cuts_templates(self) -> bool:
        """Whether the lines of templates go, as boilerplate does."""
        filters = CHAIN if self.settings.filters is None else self.settings.filters
        return BOILERPLATE in filters and self.options.templates == "cut"


class Failure(NamedTuple):
    """An input, or a record of one, that could not be cleaned."""

    name: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}" if self.line else f"{self.name}: {self.message}"


@dataclass(slots=True)
class Tally:
    """What was done, in numbers that add up. `seconds` are CPU seconds by filter.

    `rules` counts edits by rule, `removed` and `added` the characters these took away and put in.
    """

    documents: int = 0
    changed: int = 0
    characters_in: int = 0
    characters_out: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def count(self, characters_in: int, result: Result, rules: Mapping[str, int]) -> None:
        self.documents += 1
        self.characters_in += characters_in
        self.characters_out += len(result.text)
        if not result.trace:
            return
        self.changed += result.changed
        self._edited(result.trace, rules)

    def add_second_pass(self, length: int, text: str, before: Trace, steps: Trace) -> None:
        """Count what `steps` made of a text of that length which was counted before, after the steps of `before`."""
        self.changed += not before.changed
        self.characters_out += len(text) - length
        self._edited(steps, steps.counts())

    def _edited(self, steps: Trace, rules: Mapping[str, int]) -> None:
        removed, added = steps.sizes()
        self.rules.update(rules)
        self.removed.update(removed)
        self.added.update(added)

    def add(self, other: Tally) -> None:
        self.documents += other.documents
        self.changed += other.changed
        self.characters_in += other.characters_in
        self.characters_out += other.characters_out
        self.rules.update(other.rules)
        self.removed.update(other.removed)
        self.added.update(other.added)
        for name, value in other.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value
        self.failures += other.failures


def cut(inputs: Sequence[Input], plan: Plan, failures: list[Failure]) -> list[Shard]:
    """The inputs as shards of similar size, in order; what cannot even be opened is added to `failures`."""
    shards: list[Shard] = []
    pieces: list[Piece] = []
    size = 0
    for piece in _openable(inputs, failures):
        if pieces and (size + piece.end - piece.start > SHARD_BYTES or len(pieces) >= SHARD_FILES):
            shards.append(_shard(pieces, plan))
            pieces, size = [], 0
        pieces.append(piece)
        size += piece.end - piece.start
    return [*shards, _shard(pieces, plan)] if pieces else shards


def _openable(inputs: Sequence[Input], failures: list[Failure]) -> Iterator[Piece]:
    for item in inputs:
        try:
            yield from list(_pieces(item))
        except OSError as error:
            failures.append(Failure(item.name, None, f"cannot be read: {files.plainly(error)}"))


def _pieces(item: Input) -> Iterator[Piece]:
    """The file whole, or cut behind line breaks where it is a large record file that can be read from the middle."""
    path = item.path.absolute()  # a task may run in a process that was started in another folder
    size = path.stat().st_size
    kind = kind_of(item.name)
    with path.open("rb") as file:
        if size <= SHARD_BYTES or not kind.format.splits_at_lines or kind.packed:
            yield Piece(path, item.name, item.output, 0, size)
            return
        start, line = 0, 1
        while chunk := file.read(SHARD_BYTES):
            rest = file.readline()
            end = start + len(chunk) + len(rest)
            yield Piece(path, item.name, item.output, start, end, line)
            start, line = end, line + chunk.count(b"\n") + rest.count(b"\n")


def _shard(pieces: list[Piece], plan: Plan) -> Shard:
    from cleanse import __version__

    options = plan.options
    facts: list[object] = [__version__, plan.settings, options.text_field, options.id_field]
    facts += [options.duplicates == "keep", options.threshold]  # what is compared
    facts.append(plan.cuts_templates)  # whether sources are kept
    for piece in pieces:
        stat = piece.path.stat()
        facts += [str(piece.path.resolve()), piece[1:], stat.st_size, stat.st_mtime_ns]
    key = hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return Shard(key, tuple(pieces))
