"""What a chain did to a document: the trace, and the result that carries it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cleanse import edits
from cleanse.model import Change, Decoded, Document, Step


class Trace(tuple[Step, ...]):
    """The steps that led from a document's text to its clean text, first to last; enough to go all the way back."""

    __slots__ = ()

    def restore(self, text: str) -> str:
        """The text as it was before the first step, from `text` as the last step left it."""
        for step in reversed(self):
            text = edits.invert(text, step.changes)
        return text

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of all steps. Each has the offsets of the text that its own step saw."""
        return tuple(change for step in self for change in step.changes)

    @property
    def changed(self) -> bool:
        """Whether anything was changed; remarks change nothing."""
        return any(step.changes for step in self)

    @property
    def filters(self) -> frozenset[str]:
        """The names of the filters that changed something."""
        return frozenset(step.filter for step in self if step.changes)

    @property
    def growth(self) -> int:
        """How many characters longer the text is after these steps; below 0 where it is shorter."""
        return sum(len(change.replacement) - len(change.before) for change in self.changes)

    def counts(self) -> dict[str, int]:
        """How many changes and remarks each rule made, in order of the rules' names."""
        if not self:  # as of most documents
            return {}
        rules = Counter(change.rule for change in self.changes)
        rules.update(remark.rule for step in self for remark in step.remarks)
        return dict(sorted(rules.items()))

    def sizes(self) -> tuple[Counter[str], Counter[str]]:
        """How many characters each rule took away, and how many it put in their place."""
        removed: Counter[str] = Counter()
        added: Counter[str] = Counter()
        for change in self.changes:
            removed[change.rule] += len(change.before)
            added[change.rule] += len(change.replacement)
        return removed, added

    @property
    def conversion(self) -> Trace:
        """The steps that lead up to the text itself: those up to the last that changed its media type.

        Empty for what came in as text; one step long for a page that the first step turned into its article.
        """
        converting = (n for n, step in enumerate(self, 1) if any(change.media_type for change in step.changes))
        return Trace(self[: max(converting, default=0)])

    def without_remarks(self) -> Trace:
        """The steps that changed something, their remarks left out."""
        return Trace(step._replace(remarks=()) for step in self if step.changes)


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
        return self.trace.changed

    @property
    def confidence(self) -> float | None:
        """The F1 to expect of the lines that were kept, from 0 to 1; None where no classifier chose among lines.

        It is 0 where a filter should have chosen and left the document alone.
        """
        return self.document.selection.confidence if self.document.selection else None

    def restore(self) -> str:
        """The decoded text exactly as it came in.

        >>> from cleanse import Cleaner
        >>> Cleaner(filters=["characters"]).clean("a\\u200bb").restore()
        'a\\u200bb'
        """
        return self.trace.restore(self.document.text)
