"""Text that was decoded wrongly, or escaped once too often, before it reached this program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from cleanse import edits
from cleanse.fixpoint import fixpoint
from cleanse.model import HTML, Document, Edit
from cleanse.mojibake.escapes import backslashes, entities, percents
from cleanse.mojibake.pairs import Pair
from cleanse.mojibake.residue import bytes_lost, residue
from cleanse.mojibake.suspicion import may_be_mojibake
from cleanse.settings import Settings

if TYPE_CHECKING:
    from cleanse.mojibake.repair import Repair

_LINE = re.compile(r"[^\n]+")
# what is judged at once: a line, or a piece of a very long one that ends between words
_PIECE = re.compile(r"[^\n]{1,6000}(?:\Z|(?<= ))|[^\n]{1,6000}")
_ESCAPE = re.compile(r"&[#A-Za-z]|\\[u‘’‚“”„«»']|%[0-9A-Fa-f]{2}")
_SIGNS = ("&", "\\", "%")  # looking for these first is ten times as fast
_SHORT = 2000  # characters up to which a line may be too little evidence by itself
_ROUNDS = 4  # escaped, misread, escaped again: deeper than that does not occur
_ASCII = re.compile(r"([\x00-\x7f]+)")


class Mojibake:
    """Undoes wrong decodings line by line, and resolves entities, backslashes and percent escapes left in prose.

    `La dÃ©cision &amp; le dÃ©bat` → `La décision & le débat`

    >>> list(Mojibake().edits(Document("La dÃ©cision")))[0][:4]
    (4, 6, 'é', 'mojibake/utf-8-as-latin-1')
    """

    name = "mojibake"

    def edits(self, document: Document) -> Iterable[Edit]:
        text = document.text
        if not _escaped(text) and not may_be_mojibake(text):
            return
        markup = document.media_type == HTML
        mistakes: dict[Pair, None] = {}  # those of this document so far, in order
        unchanged = []
        for line in _LINE.finditer(text):
            to_mend = _escaped(line[0]) or may_be_mojibake(line[0])
            changes = list(_mended(line[0], markup, mistakes)) if to_mend else []
            yield from _moved(changes, line.start())
            if not changes and not line[0].isascii():
                unchanged.append(line)
        if mistakes:
            for line in unchanged:
                yield from _moved(_reread_alike(line[0], mistakes), line.start())


def build(settings: Settings) -> Mojibake:
    return Mojibake()


def _escaped(text: str) -> bool:
    return (any(sign in text for sign in _SIGNS) and _ESCAPE.search(text) is not None) or bytes_lost(text)


def _mended(line: str, markup: bool, mistakes: dict[Pair, None]) -> Iterator[Edit]:
    """The edits that mend a line: one remedy after another, until none changes it."""

    def reread(text: str) -> Iterator[Edit]:
        return _reread(text, mistakes)

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


def _reread(line: str, mistakes: dict[Pair, None]) -> Iterator[Edit]:
    """The edits that make a line what it was before it was misread, if the character model is sure that it was."""
    if not may_be_mojibake(line):
        return
    from cleanse.mojibake.repair import repaired

    for piece in _PIECE.finditer(line):
        repair = repaired(piece[0], mistakes) if len(piece[0]) == len(line) or may_be_mojibake(piece[0]) else None
        if repair:
            mistakes[repair.pair] = None
            yield from _moved(_repair_edits(piece[0], repair), piece.start())


def _reread_alike(line: str, mistakes: dict[Pair, None]) -> Iterator[Edit]:
    """The same for a line that is too little evidence by itself, in a document with these mistakes in other lines."""
    from cleanse.mojibake.repair import repaired_alike

    repair = repaired_alike(line, mistakes) if len(line) <= _SHORT else None
    if repair:
        yield from _repair_edits(line, repair)


def _repair_edits(line: str, repair: Repair) -> Iterator[Edit]:
    wrong, true = repair.pair
    note = f"{true} read as {wrong}: as {true} it is likelier by {repair.gain:.0f} bits of {repair.bits:.0f}"
    for begin, end, new in _changes(line, repair.text):
        yield Edit(begin, end, new, f"mojibake/{true}-as-{wrong}", note)


def _moved(changes: Iterable[Edit], start: int) -> Iterable[Edit]:
    if not start:
        return changes
    return (edit._replace(start=edit.start + start, end=edit.end + start) for edit in changes)


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The differences between two forms of a line, piece by piece if both have the same ASCII characters."""
    old, new = _ASCII.split(before), _ASCII.split(after)
    if old[1::2] != new[1::2]:
        yield from edits.changed_spans(before, after)
        return
    start = 0
    for a, b in zip(old, new, strict=True):
        if a != b and len(a) != len(b):
            yield start, start + len(a), b
        elif a != b:
            yield from edits.changed_spans(a, b, start)
        start += len(a)
