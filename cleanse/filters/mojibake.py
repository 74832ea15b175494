"""Text that was decoded wrongly, or escaped once too often, before it came here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import cycle, islice
from typing import Any

from cleanse import edits
from cleanse.config import Settings
from cleanse.encoding.escapes import backslashes, entities, percents, residue
from cleanse.encoding.misread import Reading, readings
from cleanse.encoding.suspicion import suspicious
from cleanse.model import HTML, Change, Document, Edit

_LINE = re.compile(r"[^\n]+")
# what is judged at once: a line, or of a very long one a piece that ends between words
_PIECE = re.compile(r"[^\n]{1,6000}(?:\Z|(?<= ))|[^\n]{1,6000}")
_ESCAPE = re.compile(r"&[#A-Za-z]|\\[u‘’‚“”„«»']|%[0-9A-Fa-f]{2}|锟斤拷|烫烫烫|屯屯屯")
_SIGNS = ("&", "\\", "%", "锟", "烫", "屯")  # finding these is ten times as fast
_ROUNDS = 4  # escaped, misread, escaped again: deeper than that is not seen
_ASCII = re.compile(r"([\x00-\x7f]+)")
_GAIN = 10  # bits by which a reading must be likelier than the text as it stands
_LOST = "\ufffd"
_LOST_BITS = 20  # what the model takes for it
_MARK_BITS = 12  # for taking a question mark for a lost byte
_LETTER = re.compile(r"[^\W\d_]")


class Mojibake:
    """Undoes wrong decodings line by line, and mends entities, stray backslashes and other escapes left in prose.

    >>> list(Mojibake().edits(Document("La dÃ©cision")))[0][:4]
    (4, 6, 'é', 'mojibake/utf-8-as-cp1252')
    """

    name = "mojibake"

    def edits(self, document: Document) -> Iterable[Edit]:
        text = document.text
        if not _escaped(text) and not suspicious(text):
            return
        markup = document.metadata.get("media_type") == HTML
        for line in _LINE.finditer(text):
            if _escaped(line[0]) or suspicious(line[0]):
                yield from _mended(line[0], line.start(), markup)


def _escaped(text: str) -> bool:
    return any(sign in text for sign in _SIGNS) and _ESCAPE.search(text) is not None


def build(settings: Settings) -> Mojibake:
    return Mojibake()


def _mended(line: str, start: int, markup: bool) -> Iterator[Edit]:
    """The edits that mend a line: one remedy after another, until none has anything to say."""
    # a backslash may be half of a misread character, so misreading comes before; markup keeps its entities
    remedies = (residue, _reread, backslashes) if markup else (residue, entities, percents, _reread, backslashes)
    done: tuple[Change, ...] = ()
    text, quiet = line, 0
    for remedy in islice(cycle(remedies), _ROUNDS * len(remedies)):
        changes = edits.ordered(text, remedy(text))
        quiet = 0 if changes else quiet + 1
        if quiet == len(remedies):
            break
        if changes:
            done = edits.ordered(line, edits.compose(line, done, changes)) if done else changes
            text = edits.apply(text, changes)
    for edit, _ in done:
        yield edit._replace(start=edit.start + start, end=edit.end + start)


def _reread(line: str) -> Iterator[Edit]:
    """The line as it was before it was misread, where the character model is sure that it was."""
    if suspicious(line):
        for piece in _PIECE.finditer(line):
            if len(piece[0]) == len(line) or suspicious(piece[0]):
                for edit in _reread_piece(piece[0]):
                    yield edit._replace(start=edit.start + piece.start(), end=edit.end + piece.start())


def _reread_piece(line: str) -> Iterator[Edit]:
    found = {reading.text: reading for reading in (*readings(line), *_by_ftfy(line))}
    bits, *others = _bits(line, list(found.values()))
    for cost, text in sorted(zip(others, found, strict=True)):
        if bits - cost < _GAIN:
            return
        changes = list(_changes(line, text))
        if any(_LETTER.search(line[a:b] + new) for a, b, new in changes):
            break
    else:
        return
    _, true, wrong, _ = found[text]
    note = f"{true} read as {wrong}: as {true} it is likelier by {bits - cost:.0f} bits of {bits:.0f}"
    for begin, end, replacement in changes:
        yield Edit(begin, end, replacement, f"mojibake/{true}-as-{wrong}", note)


def _bits(line: str, found: list[Reading]) -> list[float]:
    """What the line and its readings cost, in bits. Bytes that are lost already speak neither for nor against."""
    from cleanse.language.characters import model

    bits: list[float] = model().bits([line, *(reading.text for reading in found)]).tolist()
    known = line.count(_LOST)
    for i, reading in enumerate((Reading(line, "", ""), *found)):
        bits[i] += _MARK_BITS * reading.marks - _LOST_BITS * min(reading.text.count(_LOST), known + reading.marks)
    return bits


def _by_ftfy(line: str) -> Iterator[Reading]:
    fix, config = _ftfy()
    fixed, plan = fix(line, config)
    if fixed != line:
        wrong = [step.parameter for step in plan or () if step.action == "encode"]
        yield Reading(fixed, "utf-8", wrong[0].replace("sloppy-windows-", "cp") if wrong else "cp1252")


@cache
def _ftfy() -> tuple[Any, Any]:
    import ftfy

    # Everything is off that rewrites sound text: widths (67 % of Chinese lines), quotes (19 %), ligatures, escapes.
    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
    )
    return ftfy.fix_encoding_and_explain, config


def _changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The differences between two forms of a line, piece by piece where both hold the same ASCII."""
    old, new = _ASCII.split(before), _ASCII.split(after)
    if old[1::2] != new[1::2]:
        yield from edits.runs(before, after)
        return
    start = 0
    for a, b in zip(old, new, strict=True):
        if a != b:
            yield from edits.runs(a, b, start)
        start += len(a)
