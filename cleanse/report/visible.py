"""Text → HTML: escaped, with invisible characters made visible, and shortened."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import NamedTuple

# Persian and Indic scripts need joiners: inside a text they stay as they are.
_JOINERS = "\u200c\u200d"
_SPACES = "\t\u00a0\u2009\u202f\u3000"
_NAMES = {" ": "␣", "\t": "⇥", "\r": "␍"}
_MANY = 4  # from so many in a row, an invisible character is shown once, with their number
# Each repetition starts at a line break, so that matching is linear in the amount of white space.
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_BREAKS = re.compile(r"\n\s*")

FLOWING = "\n"
"""A line break is shown as one."""
MARKED = "↵\n"
"""A line break is shown as one and with a sign, because it was removed or added."""
INLINE = "↵ "
"""A line break is shown by its sign alone."""


class Truncated(NamedTuple):
    """The head of a text, the number of characters left out after it, and the tail."""

    head: str
    left_out: int = 0
    tail: str = ""


def truncate(text: str, most: int) -> Truncated:
    """Shorten a text to `most` characters, two thirds from its head; one that is only 10 % longer stays whole.

    >>> truncate("0123456789", 6)
    Truncated(head='0123', left_out=4, tail='89')
    """
    if len(text) <= most * 1.1:
        return Truncated(text)
    tail = most // 3
    return Truncated(text[: most - tail], len(text) - most, text[len(text) - tail :])


def shown(text: str, line_break: str = INLINE) -> str:
    r"""The text as HTML. Characters that are invisible, or change the direction of text, are named by their code point.

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
    """The visible form of a character. In a `blank` text every character is named, because there is no other to see."""
    if c == "\n":
        return line_break
    if blank:
        return _NAMES.get(c, f"⟨U+{ord(c):04X}⟩")
    return c if c.isprintable() or c in _SPACES or c in _JOINERS else _NAMES.get(c, f"⟨U+{ord(c):04X}⟩")


def shown_truncated(piece: Truncated, line_break: str = INLINE) -> str:
    """A shortened text as HTML, with the number of characters left out."""
    if not piece.left_out:
        return shown(piece.head, line_break)
    gap = f'<span class="gap">… {piece.left_out:,} characters …</span>'
    apart = "\n" if line_break != INLINE and "\n" in piece.head + piece.tail else " "
    return f"{shown(piece.head, line_break)}{apart}{gap}{apart}{shown(piece.tail, line_break)}"
