"""The findings of a run: totals by rule, and the few documents that a person should look at.

They are collected from the manifest row by row, and hold numbers by rule and by group, and choices. A hash of each
document's name decides which are chosen: they are spread over the whole run, and the same ones every time.
"""

from __future__ import annotations

import zlib
from bisect import insort
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from cleanse.model import DOUBTFUL_DECODING
from cleanse.record.manifest import Row
from cleanse.record.outputs import OutputRef, RefCounter
from cleanse.record.reader import RunReader
from cleanse.templates import RULE as TEMPLATE

CANDIDATES = 8  # documents looked into for examples of one rule
LOSSES = 20  # documents shown that lost most
GROUPS = 15  # groups of near-duplicates shown: so many of the largest, and so many of the least similar
SAMPLE = 20  # changed documents shown that are taken by chance
TEMPLATED = 200  # documents looked into for the templates of their sites
DOUBTFUL = 20  # documents shown that were chosen from with the least confidence
COPIES = 6  # members shown of one group
SHORT = 200  # characters added to a document's length when losses are compared, so that two lost lines are no alarm

T = TypeVar("T")


class SmallestK(Generic[T]):
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
    least: SmallestK[tuple[OutputRef, float]] = field(default_factory=lambda: SmallestK(COPIES))


class Loss(NamedTuple):
    """A document and what its filters left of it. `text` is its length before, of a page that of its article."""

    place: OutputRef
    text: int
    left: int


class Doubtful(NamedTuple):
    """A document in which a classifier chose among lines, and the F1 to expect of its choice."""

    place: OutputRef
    confidence: float


@dataclass(slots=True)
class Findings:
    """What the rows of the manifest say, taken in one after the other, in numbers and choices."""

    edits: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    candidates: dict[str, SmallestK[OutputRef]] = field(default_factory=dict)
    losses: SmallestK[Loss] = field(default_factory=lambda: SmallestK(LOSSES))
    sample: SmallestK[OutputRef] = field(default_factory=lambda: SmallestK(SAMPLE))
    """Documents that were changed, by chance."""
    templated: SmallestK[OutputRef] = field(default_factory=lambda: SmallestK(TEMPLATED))
    """Documents from which template lines were removed, by chance."""
    changed: int = 0
    doubtful: SmallestK[Doubtful] = field(default_factory=lambda: SmallestK(DOUBTFUL))
    judged: int = 0
    """Documents in which a classifier chose among lines."""
    emptied: int = 0
    groups: dict[str, Group] = field(default_factory=dict)
    encodings: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    """Documents by the language that they say they are in."""
    reasons: dict[str, SmallestK[tuple[OutputRef, str]]] = field(default_factory=dict)
    undecided: SmallestK[tuple[OutputRef, Row]] = field(default_factory=lambda: SmallestK(DOUBTFUL))
    """Documents whose encoding is doubtful, the most doubtful first."""
    copied: Container[str] = ()
    """The ids of the documents that others are near-duplicates of, if they are known beforehand."""
    kept: dict[str, OutputRef] = field(default_factory=dict)
    """Where those are."""
    confidences: list[int] = field(default_factory=lambda: [0] * 10)
    similarities: list[int] = field(default_factory=lambda: [0] * 10)
    """Documents by the tenth that their confidence, or their similarity to the one that is kept, is in."""
    lengths: Counter[int] = field(default_factory=Counter)
    """Documents by the number of digits of their clean text's length; 0 for those without text."""
    _refs: RefCounter = field(default_factory=RefCounter)

    def add(self, row: Row) -> None:
        ref = self._refs.ref(row)
        order = zlib.crc32(f"{ref.input}:{ref.line}".encode("utf-8", "surrogatepass"))
        for rule, count in row.rules.items():
            self.edits[rule] += count
            self.documents[rule] += 1
            wanted = self.candidates.setdefault(rule, SmallestK(CANDIDATES))
            wanted.offer(zlib.crc32(rule.encode("utf-8", "surrogatepass"), order), ref.number, ref)
        if row.rules:
            self.changed += 1
            self.sample.offer(order, ref.number, ref)
        if TEMPLATE in row.rules:
            self.templated.offer(order, ref.number, ref)
        if language := row.metadata.get("language"):
            self.languages[language] += 1
        self.encodings[row.encoding] += 1
        if row.encoding not in self.reasons:
            self.reasons[row.encoding] = SmallestK(3)
        self.reasons[row.encoding].offer(order, ref.number, (ref, row.encoding_reason))
        if row.decoding_confidence < DOUBTFUL_DECODING:
            self.undecided.offer(row.decoding_confidence, ref.number, (ref, row))
        self.lengths[len(str(row.characters_out)) if row.characters_out else 0] += 1
        if row.confidence is not None:
            self.confidences[min(9, int(10 * row.confidence))] += 1
        if row.similarity is not None:
            self.similarities[min(9, int(10 * row.similarity))] += 1
        if row.duplicate_of is None:
            self._lost(ref, row.characters_text, row.characters_out)
            if row.confidence is not None:
                self.judged += 1
                self.doubtful.offer(row.confidence, ref.number, Doubtful(ref, row.confidence))
            for name in (row.id, f"{row.input}:{row.line}"):  # of several with one id, the run names the place
                if name in self.copied:
                    self.kept.setdefault(name, ref)
        else:
            self._copy(ref, row.duplicate_of, row.similarity or 0.0)

    def _lost(self, ref: OutputRef, text: int, left: int) -> None:
        self.emptied += left == 0 < text
        if left < text:
            self.losses.offer((left - text) / (text + SHORT), ref.number, Loss(ref, text, left))

    def _copy(self, ref: OutputRef, id: str, similarity: float) -> None:
        group = self.groups.setdefault(id, Group(id))
        group.copies += 1
        group.similarity = min(group.similarity, similarity)
        group.least.offer(similarity, ref.number, (ref, similarity))

    def shown_groups(self) -> list[Group]:
        """The largest groups and those with the least similar copies, largest first."""
        largest = sorted(self.groups.values(), key=lambda g: (-g.copies, g.id))[:GROUPS]
        doubtful = sorted(self.groups.values(), key=lambda g: (g.similarity, g.id))[:GROUPS]
        shown = {group.id: group for group in (*largest, *doubtful)}
        return sorted(shown.values(), key=lambda g: (-g.copies, g.id))


def survey(run: RunReader) -> Findings:
    """The findings of a finished run, from its manifest."""
    findings = Findings(copied={row.duplicate_of for _, row in run.rows() if row.duplicate_of is not None})
    for _, row in run.rows():
        findings.add(row)
    return findings
