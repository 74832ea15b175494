"""Any text as HTML a person can trust: escaped, and with what cannot be seen made visible."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import NamedTuple

# Joiners are letters to Persian or Indic readers: inside a text they stay as they are.
_JOINERS = "\u200c\u200d"
_SPACES = "\t\u00a0\u2009\u202f\u3000"
_NAMES = {" ": "␣", "\t": "⇥", "\r": "␍"}
_MANY = 4  # as many of the same invisible character are shown once, with their number
# Each repetition starts at a line break, so that these are linear on any amount of white space.
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_BREAKS = re.compile(r"\n\s*")

FLOWING = "\n"
"""A line break shown as one."""
MARKED = "↵\n"
"""A line break shown as one, with a sign: it was removed or added."""
INLINE = "↵ "
"""A line break shown by its sign alone."""


class Cut(NamedTuple):
    """The beginning of a text, how many characters are left out behind it, and the end."""

    head: str
    left_out: int = 0
    tail: str = ""


def cut(text: str, most: int) -> Cut:
    """At most about `most` characters of a text."""
    if len(text) <= most * 1.1:
        return Cut(text)
    tail = most // 3
    return Cut(text[: most - tail], len(text) - most, text[len(text) - tail :])


def shown(text: str, line_break: str = INLINE) -> str:
    r"""The text as HTML. What has no visible form, or would turn the text around it, is named by its code point.

    >>> shown("<b>\u202e")
    '&lt;b&gt;⟨U+202E⟩'
    """
    if text.isprintable() and not text.isspace():
        return escape(text, quote=False)
    blank = all(c.isspace() or c in _JOINERS or not c.isprintable() for c in text)
    if not blank:
        text = text.replace("\r\n", "\n")
        text = _BREAKS.sub("\n", text) if line_break == INLINE else _EMPTY_LINES.sub("\n\n", text)
    pieces = []
    for c, run in groupby(text):
        number = len(list(run))
        sign = _sign(c, blank, line_break)
        if sign == c:
            pieces.append(escape(c, quote=False) * number)
        else:
            pieces.append(sign * number if number < _MANY else f"{sign.rstrip()}×{number}{sign[len(sign.rstrip()) :]}")
    return "".join(pieces)


def _sign(c: str, blank: bool, line_break: str) -> str:
    """What a character is shown as. In a text of nothing but blanks each of them counts, and is named."""
    if c == "\n":
        return line_break
    if blank:
        return _NAMES.get(c, f"⟨U+{ord(c):04X}⟩")
    return c if c.isprintable() or c in _SPACES or c in _JOINERS else _NAMES.get(c, f"⟨U+{ord(c):04X}⟩")


def shown_cut(piece: Cut, line_break: str = INLINE) -> str:
    """A shortened text as HTML, with the number of characters that are not shown."""
    if not piece.left_out:
        return shown(piece.head, line_break)
    gap = f'<span class="gap">… {piece.left_out:,} characters …</span>'
    apart = "\n" if line_break != INLINE and "\n" in piece.head + piece.tail else " "
    return f"{shown(piece.head, line_break)}{apart}{gap}{apart}{shown(piece.tail, line_break)}"
