"""Text that was decoded wrongly, or escaped once too often, before it came here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from cleanse import edits
from cleanse.fixpoint import fixpoint
from cleanse.model import HTML, Document, Edit
from cleanse.mojibake.escapes import backslashes, bytes_lost, entities, percents, residue
from cleanse.mojibake.pairs import Pair
from cleanse.mojibake.suspicion import suspicious
from cleanse.settings import Settings

if TYPE_CHECKING:
    from cleanse.mojibake.repair import Repair

_LINE = re.compile(r"[^\n]+")
# what is judged at once: a line, or of a very long one a piece that ends between words
_PIECE = re.compile(r"[^\n]{1,6000}(?:\Z|(?<= ))|[^\n]{1,6000}")
_ESCAPE = re.compile(r"&[#A-Za-z]|\\[u‘’‚“”„«»']|%[0-9A-Fa-f]{2}")
_SIGNS = ("&", "\\", "%")  # finding these is ten times as fast
_SHORT = 2000  # characters up to which a line may need the others to be understood
_ROUNDS = 4  # escaped, misread, escaped again: deeper than that is not seen
_ASCII = re.compile(r"([\x00-\x7f]+)")


class Mojibake:
    """Undoes wrong decodings line by line, and mends entities, stray backslashes and other escapes left in prose.

    >>> list(Mojibake().edits(Document("La dÃ©cision")))[0][:4]
    (4, 6, 'é', 'mojibake/utf-8-as-latin-1')
    """

    name = "mojibake"

    def edits(self, document: Document) -> Iterable[Edit]:
        text = document.text
        if not _escaped(text) and not suspicious(text):
            return
        markup = document.media_type == HTML
        known: dict[Pair, None] = {}  # the mistakes found in this document so far
        sound = []
        for line in _LINE.finditer(text):
            found = _escaped(line[0]) or suspicious(line[0])
            changes = list(_mended(line[0], markup, known)) if found else []
            yield from _moved(changes, line.start())
            if not changes and not line[0].isascii():
                sound.append(line)
        if known:
            for line in sound:
                yield from _moved(_alike(line[0], known), line.start())


def build(settings: Settings) -> Mojibake:
    return Mojibake()


def _escaped(text: str) -> bool:
    return (any(sign in text for sign in _SIGNS) and _ESCAPE.search(text) is not None) or bytes_lost(text)


def _mended(line: str, markup: bool, known: dict[Pair, None]) -> Iterator[Edit]:
    """The edits that mend a line: one remedy after another, until none has anything to say."""

    def reread(text: str) -> Iterator[Edit]:
        return _reread(text, known)

    # a backslash may be half of a misread character, so misreading comes before; markup keeps its entities
    remedies = (residue, reread, backslashes) if markup else (residue, entities, percents, reread, backslashes)
    done: list[Edit] = []

    def apply(remedy: Callable[[str], Iterable[Edit]], text: str) -> str | None:
        nonlocal done
        changes = edits.to_changes(text, remedy(text))
        if not changes:
            return None
        done = edits.compose(line, edits.to_changes(line, done), changes)
        return edits.apply(text, changes)

    fixpoint(line, [partial(apply, remedy) for remedy in remedies], _ROUNDS)
    yield from done


def _reread(line: str, known: dict[Pair, None]) -> Iterator[Edit]:
    """The line as it was before it was misread, where the character model is sure that it was."""
    if not suspicious(line):
        return
    from cleanse.mojibake.repair import repaired

    for piece in _PIECE.finditer(line):
        found = repaired(piece[0], known) if len(piece[0]) == len(line) or suspicious(piece[0]) else None
        if found:
            known[found.pair] = None
            yield from _moved(_repair(piece[0], found), piece.start())


def _alike(line: str, known: dict[Pair, None]) -> Iterator[Edit]:
    """A line that is not enough by itself to tell, in a document whose other lines were misread."""
    from cleanse.mojibake.repair import repaired_alike

    found = repaired_alike(line, known) if len(line) <= _SHORT else None
    if found:
        yield from _repair(line, found)


def _repair(line: str, found: Repair) -> Iterator[Edit]:
    wrong, true = found.pair
    note = f"{true} read as {wrong}: as {true} it is likelier by {found.gain:.0f} bits of {found.bits:.0f}"
    for begin, end, new in _changes(line, found.text):
        yield Edit(begin, end, new, f"mojibake/{true}-as-{wrong}", note)


def _moved(changes: Iterable[Edit], start: int) -> Iterator[Edit]:
    return (edit._replace(start=edit.start + start, end=edit.end + start) for edit in changes)


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The differences between two forms of a line, piece by piece where both hold the same ASCII."""
    old, new = _ASCII.split(before), _ASCII.split(after)
    if old[1::2] != new[1::2]:
        yield from edits.changed_spans(before, after)
        return
    start = 0
    for a, b in zip(old, new, strict=True):
        if a != b:
            yield from edits.changed_spans(a, b, start)
        start += len(a)
