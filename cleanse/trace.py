"""What a chain did to a document: the trace, and the result that carries it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanse import edits
from cleanse.model import Change, Decoded, Document, Step

if TYPE_CHECKING:
    from cleanse.positions.map import Position, PositionMap, Span


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
    fingerprint: tuple[int, int, bytes] | None = field(default=None, repr=False)
    """Length, CRC-32 and first bytes of what came in, if bytes did: enough to tell whether offsets lead back."""
    _maps: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getstate__(self) -> tuple[Any, ...]:
        return self.document, self.trace, self.decoded, self.duplicate_of, self.similarity, self.fingerprint

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for name, value in zip(self.__slots__, (*state, {}), strict=True):
            object.__setattr__(self, name, value)

    @property
    def text(self) -> str:
        """The clean text."""
        return self.document.text

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
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

    def origin(self, start: int, end: int) -> tuple[Span, ...]:
        """Where characters `start` up to `end` of the clean text come from: spans of the original text, in order.

        With bytes in, each span also says where it is in the bytes. Offsets are code points; a span that was replaced
        as a whole is given as a whole. Of a page, the words are found in its source.

        >>> from cleanse import Cleaner
        >>> result = Cleaner().clean("Café\\u200b news: itâ€™s open".encode())
        >>> result.text, result.origin(5, 9)
        ('Café news: it’s open', (Span(start=6, end=10, bytes=(9, 13)),))
        """
        from cleanse.positions.map import Span

        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is no span of a text of {len(self.text)} characters")
        in_bytes = self._byte_offsets()
        return tuple(
            Span(begin, stop, in_bytes.of(begin, stop) if in_bytes else None)
            for begin, stop in self._position_map().origin(start, end)
        )

    def position(self, original: int) -> Position:
        """Where a character of the original text is in the clean text, or the edit that removed it.

        >>> from cleanse import Cleaner
        >>> result = Cleaner(filters=["characters"]).clean("a\\u200bb")
        >>> result.position(2).at, result.position(1).change.rule
        (1, 'characters/invisible')
        """
        return self._position_map().position(original)

    def _position_map(self) -> PositionMap:
        if "positions" not in self._maps:
            from cleanse.positions.map import PositionMap

            self._maps["positions"] = PositionMap(self.trace, self.restore(), self.text)
        made: PositionMap = self._maps["positions"]
        return made

    def _byte_offsets(self) -> Any:
        if self.fingerprint is None or self.decoded is None:
            return None
        if "bytes" not in self._maps:
            from cleanse.positions.in_bytes import ByteOffsets

            self._maps["bytes"] = ByteOffsets(self.restore(), self.decoded.encoding, self.fingerprint)
        return self._maps["bytes"]


class Moved(NamedTuple):
    """Annotations after a move: those that are in the clean text, and those whose characters were all removed."""

    kept: list[tuple[int, int, Any]]
    removed: list[tuple[int, int, Any]]


def move(spans: Iterable[tuple[int, int, Any]], result: Result) -> Moved:
    """Annotations (start, end, label) of an original text, carried over to the clean text of its result.

    One whose characters were all removed comes apart, with the offsets that it had; of the others only what is left.

    >>> from cleanse import Cleaner
    >>> result = Cleaner(filters=["characters"]).clean("The \\u200b\\u200bferry")
    >>> move([(6, 11, "BOAT"), (4, 6, "NOTHING")], result)
    Moved(kept=[(4, 9, 'BOAT')], removed=[(4, 6, 'NOTHING')])
    """
    kept, removed = [], []
    positions = result._position_map()
    for start, end, label in spans:
        span = positions.span(start, end)
        if span is None:
            removed.append((start, end, label))
        else:
            kept.append((*span, label))
    return Moved(kept, removed)
