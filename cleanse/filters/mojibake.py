"""Text that was decoded wrongly, or escaped once too often, before it came here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import cycle, islice
from typing import Any

from cleanse import edits
from cleanse.blocks import CJK
from cleanse.config import Settings
from cleanse.filters.escapes import REMEDIES
from cleanse.model import HTML, Change, Document, Edit

_LINE = re.compile(r"[^\n]+")
# UTF-8 read as single bytes always leaves two such characters side by side: what the bytes 0x80 to 0xFF are in the
# single-byte encodings. East Asian text has none of them.
_GATE = re.compile(f"[^\x00-\x7f\u3000-\u303f\uff00-\uffef{CJK}]{{2}}|[ÃÂâ][ -~]")
_SUSPECT = re.compile(_GATE.pattern + r"|&[#A-Za-z]|\\[u‘’‚“”„«»']|%[0-9A-Fa-f]{2}")
_ROUNDS = 4  # escaped, misread, escaped again: deeper than that is not seen
_ASCII = re.compile(r"([\x00-\x7f]+)")


class Mojibake:
    """Undoes wrong decodings line by line, and mends entities, stray backslashes and other escapes left in prose.

    >>> list(Mojibake().edits(Document("La dÃ©cision")))[0][:4]
    (4, 6, 'é', 'mojibake/utf-8-as-latin-1')
    """

    name = "mojibake"

    def edits(self, document: Document) -> Iterable[Edit]:
        if not _SUSPECT.search(document.text):
            return
        markup = document.metadata.get("media_type") == HTML
        for line in _LINE.finditer(document.text):
            if _SUSPECT.search(line[0]):
                yield from _mended(line[0], line.start(), markup)


def build(settings: Settings) -> Mojibake:
    return Mojibake()


def _mended(line: str, start: int, markup: bool) -> Iterator[Edit]:
    """The edits that mend a line: one remedy after another, until none has anything to say."""
    remedies = REMEDIES[:1] if markup else REMEDIES
    done: tuple[Change, ...] = ()
    text, quiet = line, 0
    for remedy in islice(cycle((*remedies, _by_ftfy)), _ROUNDS * (1 + len(remedies))):
        changes = edits.ordered(text, remedy(text))
        quiet = 0 if changes else quiet + 1
        if quiet > len(remedies):
            break
        if changes:
            done = edits.ordered(line, edits.compose(line, done, changes)) if done else changes
            text = edits.apply(text, changes)
    for edit, _ in done:
        yield edit._replace(start=edit.start + start, end=edit.end + start)


def _by_ftfy(line: str) -> Iterator[Edit]:
    if not _GATE.search(line):
        return
    fix, config = _ftfy()
    fixed, plan = fix(line, config)
    if fixed == line:
        return
    steps = [step.parameter for step in plan or () if step.action in ("encode", "decode", "transcode")]
    rule = "mojibake/" + ("-".join(_plain(step) for step in steps if "utf" not in step)[:40] or "utf-8")
    note = "ftfy: " + ", ".join(f"{step.action} {step.parameter}" for step in plan or ())
    for begin, end, replacement in _changes(line, fixed):
        yield Edit(begin, end, replacement, rule, note)


def _plain(codec: str) -> str:
    return "utf-8-as-" + codec.replace("sloppy-windows-", "cp")


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
