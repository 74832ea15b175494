"""Text that was decoded wrongly, or escaped once too often, before it reached this program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cleanse import edits
from cleanse.fixpoint import fixpoint
from cleanse.model import HTML, Document, Edit
from cleanse.mojibake.escapes import backslashes, entities, percents
from cleanse.mojibake.pairs import Pair
from cleanse.mojibake.residue import bytes_lost, residue
from cleanse.mojibake.suspicion import line_may_be_mojibake, may_be_mojibake
from cleanse.settings import Settings

if TYPE_CHECKING:
    from cleanse.mojibake.repair import Repair

_LINE = re.compile(r"[^\n]+")
# what is judged at once: a line, or a piece of a very long one that ends between words
_PIECE = re.compile(r"[^\n]{1,6000}(?:\Z|(?<= ))|[^\n]{1,6000}")
_ESCAPE = re.compile(r"&[#A-Za-z]|\\[u‘’‚“”„«»']|%[0-9A-Fa-f]{2}")
_SIGNS = ("&", "\\", "%")  # looking for these first is ten times as fast
_SHORT = 2000  # characters up to which a line may be too little evidence by itself
_TOGETHER = 64  # lines that are read at once as those before them
_HOPELESS = 0.4  # from where on a document is taken for no language: two lines that cost a fifth more, or one of noise
_ROUNDS = 4  # escaped, misread, escaped again: deeper than that does not occur
_LETTERS = re.compile(r"([A-Za-z0-9][\x00-\x7f]*)")  # between two changes


class Mojibake:
    """Undoes wrong decodings line by line, and resolves entities, backslashes and percent escapes left in prose.

    `La dÃ©cision &amp; le dÃ©bat` → `La décision & le débat`

    >>> list(Mojibake().edits(Document("La dÃ©cision")))[0][:4]
    (4, 6, 'é', 'mojibake/utf-8-as-cp1252')
    """

    name = "mojibake"

    def edits(self, document: Document) -> Iterable[Edit]:
        text = document.text
        escaped = _escaped(text)
        if not escaped and not may_be_mojibake(text):
            return
        markup = document.media_type == HTML
        seen = _Seen()
        unchanged = []
        lines = [line for line in _LINE.finditer(text) if escaped or not line[0].isascii()]
        looked_at = 0
        for number, line in enumerate(lines):
            if seen.mistakes and number >= looked_at:
                looked_at = number + _TOGETHER
                seen.look_ahead([later[0] for later in lines[number:looked_at]])
            to_mend = (escaped and _escaped(line[0])) or line_may_be_mojibake(line[0])
            changes = list(_mended(line[0], markup, seen)) if to_mend else []
            yield from _moved(changes, line.start())
            if not changes and not line[0].isascii():
                unchanged.append(line)
        if seen.mistakes:
            for line in unchanged:
                yield from _moved(_reread_alike(line[0], seen.mistakes), line.start())


@dataclass(slots=True)
class _Seen:
    """The wrong decodings of a document so far, in order, and what they make of the lines to come."""

    mistakes: dict[Pair, None] = field(default_factory=dict)
    ahead: dict[str, Repair] = field(default_factory=dict)
    hopeless: float = 0
    """By how much the lines that were not misread either cost more than a language does (see `nonsense`), summed up."""

    def look_ahead(self, lines: list[str]) -> None:
        """Read lines as those before were misread: together, which takes a tenth of the time."""
        from cleanse.mojibake.repair import repaired_together

        suspicious = [line for line in lines if len(line) <= _SHORT and line_may_be_mojibake(line)]
        repairs = repaired_together(suspicious, self.mistakes)
        self.ahead.clear()
        self.ahead.update((line, repair) for line, repair in zip(suspicious, repairs, strict=True) if repair)


def build(settings: Settings) -> Mojibake:
    return Mojibake()


def _escaped(text: str) -> bool:
    return (any(sign in text for sign in _SIGNS) and _ESCAPE.search(text) is not None) or bytes_lost(text)


def _mended(line: str, markup: bool, seen: _Seen) -> Iterator[Edit]:
    """The edits that mend a line: one remedy after another, until none changes it."""

    def reread(text: str) -> Iterator[Edit]:
        return _reread(text, seen)

    # a backslash may be half of a misread character, so misreading comes before; markup keeps its entities
    remedies = (residue, reread, backslashes) if markup else (residue, entities, percents, reread, backslashes)
    composed: list[Edit] = []

    def apply(remedy: Callable[[str], Iterable[Edit]], text: str) -> str | None:
        nonlocal composed
        proposed = list(remedy(text))
        if not proposed:
            return None
        changes = edits.to_changes(text, proposed)
        composed = edits.compose(line, edits.to_changes(line, composed), changes) if composed else proposed
        return edits.apply(text, changes)

    fixpoint(line, [partial(apply, remedy) for remedy in remedies], _ROUNDS)
    yield from composed


def _reread(line: str, seen: _Seen) -> Iterator[Edit]:
    """The edits that make a line what it was before it was misread, if the character model is sure that it was."""
    if not line_may_be_mojibake(line):
        return
    from cleanse.mojibake.repair import nonsense, repaired

    for piece in _PIECE.finditer(line):
        if len(piece[0]) < len(line) and not line_may_be_mojibake(piece[0]):
            continue
        is_hopeless = seen.hopeless >= _HOPELESS and not seen.mistakes
        repair = seen.ahead.get(piece[0]) or repaired(piece[0], seen.mistakes, only_utf8=is_hopeless)
        if repair:
            seen.mistakes[repair.pair] = None
            yield from _moved(_repair_edits(piece[0], repair), piece.start())
        elif not is_hopeless:
            seen.hopeless += max(0.0, nonsense(piece[0]) - 1)


def _reread_alike(line: str, mistakes: dict[Pair, None]) -> Iterator[Edit]:
    """The same for a line that is too little evidence by itself, in a document with these mistakes in other lines."""
    from cleanse.mojibake.repair import repaired_alike

    repair = repaired_alike(line, mistakes) if len(line) <= _SHORT else None
    if repair:
        yield from _repair_edits(line, repair)


def _repair_edits(line: str, repair: Repair) -> Iterator[Edit]:
    wrong, true = repair.pair
    note = f"{true} read as {wrong}: {repair.evidence}"
    for begin, end, new in _changes(line, repair.text):
        yield Edit(begin, end, new, f"mojibake/{true}-as-{wrong}", note)


def _moved(changes: Iterable[Edit], start: int) -> Iterable[Edit]:
    if not start:
        return changes
    return (edit._replace(start=edit.start + start, end=edit.end + start) for edit in changes)


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The differences between two forms of a line, piece by piece if both have the same ASCII characters.

    Those with a space or a sign between them are one.
    """
    old, new = _LETTERS.split(before), _LETTERS.split(after)
    if old[1::2] != new[1::2]:
        yield from edits.changed_spans(before, after)
        return
    start = 0
    for a, b in zip(old, new, strict=True):
        if a != b:
            yield edits.changed_span(a, b, start)
        start += len(a)
