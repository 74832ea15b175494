"""The headline of a page: which of its lines says the title that it declares."""

from __future__ import annotations

from collections.abc import Sequence

from cleanse.text.normalize import match_key

TITLE_WITHIN = 4
"""Lines at the beginning of a text among which its title may be, below a section name or a kicker."""

TAIL_SHARE = 0.5
"""What a line must have of the title's characters to stand for the title that it ends, as a kicker has not; and the
title of the line's, if it ends the line, as it does not end a sentence."""


def title_line(lines: Sequence[str], kept: Sequence[bool], title: str) -> int | None:
    """The line to keep as the headline: the last that says the title before the article's text has begun.

    None where one of the first lines that are kept says it already, but for a kicker, or no line does.

    >>> title_line(["Sport", "Flood", "Share", "The river rose."], [False, False, False, True], "Flood")
    1
    """
    if not title:
        return None
    key = match_key(title)
    first = [i for i, stays in enumerate(kept) if stays][:TITLE_WITHIN]
    if any(_says(match_key(lines[i]), key, with_kicker=False) for i in first):
        return None
    before = range(first[-1] if first else len(lines))
    same = (i for i in reversed(before) if len(lines[i]) <= 2 * len(title) + 20 and match_key(lines[i]) == key)
    return next(same, None)


def says_title(first_lines: Sequence[str], title: str) -> bool:
    """Whether one of the first lines of a text says its title: alone, beside a kicker, or as the second of two lines.

    >>> says_title(["Coast: Harbour wall to be rebuilt", "The council …"], "Harbour wall to be rebuilt")
    True
    >>> says_title(["Harbour wall", "The council …"], "Why a town quarrels over its harbour wall")
    False
    """
    key = match_key(title)
    return any(_says(match_key(line), key) for line in first_lines[:TITLE_WITHIN])


def _says(line: str, key: str, with_kicker: bool = True) -> bool:
    """Whether a line says a title, or the greater part of it; both are keys."""
    if line.startswith(key):
        return len(line) <= 2 * len(key) + 20  # a site's name after it
    if line.endswith(key):
        return with_kicker and len(key) >= TAIL_SHARE * len(line)  # a kicker before it
    return key.endswith(line) and len(line) >= TAIL_SHARE * len(key)
