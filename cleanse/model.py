"""The nouns that flow through cleanse: documents, edits, traces and results. No behaviour beyond their own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

HTML = "text/html"
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Document:
    """One text on its way through the chain.

    `source` is the site or folder that corpus statistics are kept for. `metadata` holds facts about the text, strings
    by name (`date`, `author`, `licence`, …), among them `media_type`: what the text is written in at this moment.
    """

    text: str
    id: str = "-"
    source: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


class Edit(NamedTuple):
    """One change a filter proposes: `text[start:end]` becomes `replacement`.

    Offsets are code points of the text the filter was given. `rule` names what decided, from the general to the
    particular (`boilerplate/zh/icp-licence`); `note` is the evidence, for a person to read. `metadata` are the facts
    that would be lost with the removed text, as pairs. An edit that changes nothing is a remark: it stands in the trace
    and the text stays.
    """

    start: int
    end: int
    replacement: str
    rule: str
    note: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


class Change(NamedTuple):
    """An edit that was applied, and the text that stood there before: enough to take it back."""

    edit: Edit
    before: str


class Step(NamedTuple):
    """What one filter did in one pass over a document: its changes in order of `start`, none overlapping."""

    filter: str
    changes: tuple[Change, ...]


Trace = tuple[Step, ...]


class Filter(Protocol):
    """Something that proposes edits. It never changes text: the chain does.

    The same document must always give the same edits, whatever was seen before, and the edits must not overlap. An
    object that is shared by threads may not keep anything from one call to the next.

    A filter that has judged what its edits leave, and found nothing more to do there, may say so with an attribute
    `settles = True`: the chain then asks it again only after another filter has changed the text.
    """

    @property
    def name(self) -> str: ...

    def edits(self, document: Document) -> Iterable[Edit]: ...


class Decoded(NamedTuple):
    """Bytes as text. `encoding` is a Python codec name; `reason` says in words how the choice fell."""

    text: str
    encoding: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned document and the trace that leads back to what it was."""

    document: Document
    trace: Trace
    decoded: Decoded | None = None
    duplicate_of: str | None = None
    similarity: float | None = None

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def changed(self) -> bool:
        if not self.trace:
            return False
        return any(change.before != change.edit.replacement for step in self.trace for change in step.changes)

    def restore(self) -> str:
        """The decoded text exactly as it came in."""
        from cleanse.edits import restore

        return restore(self.document.text, self.trace)
