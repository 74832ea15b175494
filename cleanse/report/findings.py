"""What a finished run tells about itself: totals by rule, and the few documents a person should look at.

The rows of the manifest are seen one by one, and the trace is gone through once; what is kept of both are numbers by
rule and by group, and choices. Which documents are looked at is decided by a hash of where they stand: spread over the
whole run, and the same ones every time.
"""

from __future__ import annotations

import json
import zlib
from bisect import insort
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from cleanse.formats import files, names
from cleanse.record import trace_rows as trace
from cleanse.record.manifest import DROPPED, MANIFEST, TRACE, Row, from_line
from cleanse.trace import Trace

CANDIDATES = 8  # documents looked into for examples of one rule
LOSSES = 20  # documents shown that lost most
GROUPS = 15  # groups of near-duplicates shown: so many of the largest, and so many of the least similar
COPIES = 6  # members shown of one group
SHORT = 200  # characters added to a document's length when losses are compared, so that two lost lines are no alarm

T = TypeVar("T")


class Place(NamedTuple):
    """Where a document's trace and output are found."""

    number: int
    """Its row in the manifest, from 0."""
    id: str
    input: str
    line: int | None
    output: str | None
    """None for one that was dropped."""
    at: int
    """Its line in the output file, or among all that was dropped, from 0."""


class First(Generic[T]):
    """The `most` items with the smallest keys, of any number offered."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: list[tuple[tuple[float, int], T]] = []

    def offer(self, key: float, number: int, item: T) -> None:
        """`number` decides between equal keys, so that the order in which items come does not."""
        if len(self.kept) == self.most:
            if (key, number) >= self.kept[-1][0]:
                return
            self.kept.pop()
        insort(self.kept, ((key, number), item), key=lambda pair: pair[0])

    def __iter__(self) -> Iterator[T]:
        return (item for _, item in self.kept)


@dataclass(slots=True)
class Group:
    """Near-duplicates of one document: how many, and the least similar of them."""

    id: str
    copies: int = 0
    similarity: float = 1.0
    least: First[tuple[Place, float]] = field(default_factory=lambda: First(COPIES))


class Loss(NamedTuple):
    """A document and what its filters left of it. `text` is its length before, of a page that of its article."""

    place: Place
    text: int
    left: int


@dataclass(slots=True)
class Findings:
    """What the rows of the manifest say, taken in one after the other, in numbers and choices."""

    edits: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    candidates: dict[str, First[Place]] = field(default_factory=dict)
    losses: First[Loss] = field(default_factory=lambda: First(LOSSES))
    emptied: int = 0
    groups: dict[str, Group] = field(default_factory=dict)
    encodings: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, First[tuple[Place, str]]] = field(default_factory=dict)
    copied: Container[str] = ()
    """The ids of the documents that others are near-duplicates of, if they are known beforehand."""
    kept: dict[str, Place] = field(default_factory=dict)
    """Where those are."""
    _places: Places = field(default_factory=lambda: Places())

    def add(self, row: Row) -> None:
        place = self._places.of(row)
        chance = zlib.crc32(f"{place.input}:{place.line}".encode("utf-8", "surrogatepass"))
        for rule, count in row.rules.items():
            self.edits[rule] += count
            self.documents[rule] += 1
            wanted = self.candidates.setdefault(rule, First(CANDIDATES))
            wanted.offer(zlib.crc32(rule.encode("utf-8", "surrogatepass"), chance), place.number, place)
        self.encodings[row.encoding] += 1
        if row.encoding not in self.reasons:
            self.reasons[row.encoding] = First(3)
        self.reasons[row.encoding].offer(chance, place.number, (place, row.encoding_reason))
        if row.duplicate_of is None:
            self._lost(place, row.characters_text, row.characters_out)
            if row.id in self.copied:
                self.kept.setdefault(row.id, place)
        else:
            self._copy(place, row.duplicate_of, row.similarity or 0.0)

    def _lost(self, place: Place, text: int, left: int) -> None:
        self.emptied += left == 0 < text
        if left < text:
            self.losses.offer((left - text) / (text + SHORT), place.number, Loss(place, text, left))

    def _copy(self, place: Place, id: str, similarity: float) -> None:
        group = self.groups.setdefault(id, Group(id))
        group.copies += 1
        group.similarity = min(group.similarity, similarity)
        group.least.offer(similarity, place.number, (place, similarity))

    def shown_groups(self) -> list[Group]:
        """The largest groups and those with the least similar copies, largest first."""
        largest = sorted(self.groups.values(), key=lambda g: (-g.copies, g.id))[:GROUPS]
        doubtful = sorted(self.groups.values(), key=lambda g: (g.similarity, g.id))[:GROUPS]
        shown = {group.id: group for group in (*largest, *doubtful)}
        return sorted(shown.values(), key=lambda g: (-g.copies, g.id))


@dataclass(slots=True)
class Places:
    """Says of each document of a run, one after the other, where it is found."""

    number: int = 0
    dropped: int = 0
    output: str = ""
    at: int = 0

    def of(self, row: Row) -> Place:
        if row.output is None:
            at, self.dropped = self.dropped, self.dropped + 1
        else:
            if row.output != self.output:
                self.output, self.at = row.output, 0
            at, self.at = self.at, self.at + 1
        self.number += 1
        return Place(self.number - 1, row.id, row.input, row.line, row.output, at)


def survey(home: Path) -> Findings:
    """What the whole manifest says, of a run that is over."""
    found = Findings(copied={row.duplicate_of for row in _rows(home) if row.duplicate_of is not None})
    for row in _rows(home):
        found.add(row)
    return found


def _rows(home: Path) -> Iterator[Row]:
    with (home / MANIFEST).open(encoding="utf-8") as lines:
        yield from map(from_line, lines)


def documents(home: Path, wanted: Sequence[Place], text_field: str) -> Iterator[tuple[Place, str, Trace]]:
    """The cleaned text and the trace of some documents of a run, given and returned in their order there."""
    with _Outputs(home, text_field) as outputs:
        for place, steps in zip(wanted, traces(home, wanted), strict=False):
            yield place, outputs.text(place), steps


def traces(home: Path, wanted: Sequence[Place]) -> Iterator[Trace]:
    """The traces of some documents. All others are passed over unread: a line's beginning says whose it is."""
    waiting = iter(wanted)
    heads = _heads(next(waiting, None))
    with files.opened(home / TRACE) as lines:
        for line in lines:
            if heads and line.startswith(heads):
                yield trace.from_row(json.loads(line)["steps"])
                heads = _heads(next(waiting, None))
                if not heads:
                    return


def _heads(place: Place | None) -> tuple[bytes, ...]:
    """How the trace of a document begins, in either spelling of JSON (see `formats.dump`)."""
    if place is None:
        return ()
    fields = {"input": place.input, "line": place.line}
    spellings = (json.dumps(fields, ensure_ascii=plain) for plain in (False, True))
    return tuple(f"{spelling[:-1]}, ".encode("utf-8", "surrogatepass") for spelling in spellings)


class _Outputs:
    """Output texts of a run, asked for in the order of its manifest."""

    def __init__(self, home: Path, text_field: str) -> None:
        self.home = home
        self.text_field = text_field
        self.open = ExitStack()
        self.dropped = enumerate(self.open.enter_context(files.opened(home / DROPPED)))
        self.name = ""
        self.file = ExitStack()
        self.lines: Iterator[tuple[int, bytes]] = iter(())

    def __enter__(self) -> _Outputs:
        return self

    def __exit__(self, *error: Any) -> None:
        self.file.close()
        self.open.close()

    def text(self, place: Place) -> str:
        if place.output is None:
            output = json.loads(_line(self.dropped, place.at))["output"]
            return str(output if place.line is None else json.loads(output)[self.text_field])
        path = names.inside(self.home.parent, place.output, self.home / MANIFEST)
        if place.line is None:
            return path.read_bytes().decode("utf-8", "replace")
        if place.output != self.name:
            self.file.close()
            self.name, self.lines = place.output, enumerate(self.file.enter_context(files.opened(path)))
        return str(json.loads(_line(self.lines, place.at))[self.text_field])


def _line(lines: Iterator[tuple[int, bytes]], at: int) -> bytes:
    return next(line for number, line in lines if number == at)
