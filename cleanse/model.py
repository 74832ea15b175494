"""The nouns that flow through cleanse: documents, edits, changes, steps. No behaviour beyond their own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

HTML = "text/html"
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Document:
    """One text on its way through the chain.

    `source` is the site or folder that corpus statistics are kept for. `media_type` is what the text is written in at
    this moment (`text/html`, `text/plain`; None: not looked at yet). `metadata` are facts about the text by name
    (`date`, `author`, `licence`, …). `selection` says how sure the filters are that chose among its lines; None where
    none did. `kept` are the lines that no filter may remove, whatever it says, each by its
    `match_key`: those of elements that a rule keeps are not to be known from the text.
    """

    text: str
    id: str = "-"
    source: str = ""
    media_type: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    selection: Selection | None = None


class Doubt(NamedTuple):
    """A line that a filter was not sure of: its probability of belonging to the article, and whether it was kept."""

    line: str
    score: float
    kept: bool


class Selection(NamedTuple):
    """How sure a filter is of the lines it chose: `confidence` is the F1 to expect of them, from 0 to 1.

    `reason` says in words why a filter that had to choose chose nothing: the document was left alone, and the
    confidence is 0.
    """

    confidence: float
    doubts: tuple[Doubt, ...] = ()
    reason: str = ""

    def also(self, other: Selection) -> Selection:
        """Both as one: as sure as the less sure of the two."""
        reason = "; ".join(filter(None, (self.reason, other.reason)))
        return Selection(min(self.confidence, other.confidence), self.doubts + other.doubts, reason)


class Edit(NamedTuple):
    """One change a filter proposes: `text[start:end]` becomes `replacement`.

    Offsets are code points of the text the filter was given. `rule` names what decided, from the general to the
    particular (`boilerplate/zh/icp-licence`); `note` is the evidence, for a person to read. `metadata` are the facts
    that would be lost with the removed text, as pairs. `media_type` is what the text is written in after the edit, if
    the edit changes that. An edit that changes nothing is left out of the trace.
    """

    start: int
    end: int
    replacement: str
    rule: str
    note: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None


class Remark(NamedTuple):
    """What a filter has to say of a document without changing it: `boilerplate/left-alone`, and the evidence."""

    rule: str
    note: str = ""


class Proposals(NamedTuple):
    """What a filter proposes beyond edits of the text it was given.

    `passes` are edits and remarks pass by pass: the offsets of each are those of the text that the pass before leaves,
    and the chain records a step for each. `selection` is how sure the filter is of the lines it chose. `kept` are lines
    that no filter may remove from here on, each by its `match_key`.
    """

    passes: tuple[Iterable[Edit | Remark], ...]
    selection: Selection | None = None
    kept: frozenset[str] = frozenset()


class Change(NamedTuple):
    """An edit that was applied, with the text that it replaced (`before`): enough to take it back."""

    start: int
    end: int
    replacement: str
    rule: str
    note: str
    before: str
    metadata: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None

    @classmethod
    def of(cls, edit: Edit, before: str) -> Change:
        start, end, replacement, rule, note, metadata, media_type = edit
        return cls(start, end, replacement, rule, note, before, metadata, media_type)

    @property
    def edit(self) -> Edit:
        """The edit as it was proposed. Deprecated: a change has every field of its edit; goes with version 0.2."""
        start, end, replacement, rule, note, _, metadata, media_type = self
        return Edit(start, end, replacement, rule, note, metadata, media_type)


class Step(NamedTuple):
    """What one filter did in one pass over a document: its changes in order of `start`, none overlapping; its remarks.

    A remark is recorded in the filter's first pass only.
    """

    filter: str
    changes: tuple[Change, ...]
    remarks: tuple[Remark, ...] = ()


class Filter(Protocol):
    """Something that proposes edits. It never changes text: the chain does.

    The same document must always give the same edits, whatever was seen before, and the edits must not overlap. An
    object that is shared by threads may not keep anything from one call to the next.

    A filter whose edits leave a text in which it has nothing more to do may say so with an attribute
    `self_stable = True`: the chain then asks it again only after another filter has changed the text.
    """

    @property
    def name(self) -> str: ...

    def edits(self, document: Document) -> Iterable[Edit | Remark] | Proposals: ...


class Decoded(NamedTuple):
    """Bytes as text. `encoding` is a Python codec name; `reason` says in words how the choice fell.

    `confidence` is from 0 to 1: 1 where the bytes show their encoding, below `DOUBTFUL_DECODING` where the text may
    well be another one, or none.
    """

    text: str
    encoding: str
    reason: str
    confidence: float = 1.0


DOUBTFUL_DECODING = 0.5
"""The confidence below which the encoding of a text is doubtful, and a run says so."""
