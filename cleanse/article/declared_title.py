"""The headline of a page: which of its lines says the title that it declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from cleanse.text.normalize import match_key

TITLE_WITHIN = 4
"""Lines at the beginning of a text among which its title may be, below a section name or a kicker."""

PIECES = 3
"""Lines into which a headline may be broken."""

TAIL_SHARE = 0.5
"""What a line must have of the title's characters to stand for the title that it ends, as a kicker has not; and the
title of the line's, if it ends the line, as it does not end a sentence."""


def title_lines(lines: Sequence[str], kept: Sequence[bool], title: str) -> range:
    """The lines to keep as the headline: the last that say the title before the article's text has begun.

    None where one of the first lines that are kept says it already, but for a kicker, or no line does.

    >>> title_lines(["Sport", "Flood", "Share", "The river rose."], [False, False, False, True], "Flood")
    range(1, 2)
    >>> title_lines(["A flood", "of votes", "The river rose."], [False, True, True], "A flood of votes")
    range(0, 2)
    """
    key = match_key(title)
    if not key:
        return range(0)
    first = [i for i, stays in enumerate(kept) if stays][:TITLE_WITHIN]
    if any(_begins_with(match_key(lines[i]), key) for i in first):
        return range(0)
    for start in reversed(range(first[-1] if first else len(lines))):
        if len(lines[start]) <= 2 * len(title) + 20 and key.startswith(match_key(lines[start])):
            for number, said in enumerate(_joined(lines[start : start + PIECES]), 1):
                if said == key:
                    return range(start, start + number)
    return range(0)


def says_title(first_lines: Sequence[str], title: str) -> bool:
    """Whether the first lines of a text say its title: one beside a kicker, several together, or one most of it.

    >>> says_title(["Coast: Harbour wall to be rebuilt", "The council …"], "Harbour wall to be rebuilt")
    True
    >>> says_title(["Harbour wall", "The council …"], "Why a town quarrels over its harbour wall")
    False
    """
    key, lines = match_key(title), first_lines[:TITLE_WITHIN]
    if any(_says(match_key(line), key) for line in lines):
        return True
    return any(key in _joined(lines[i : i + PIECES]) for i in range(len(lines)))


def _joined(lines: Iterable[str]) -> Iterable[str]:
    """The keys of the first line, the first two, and so on."""
    return accumulate(map(match_key, lines))


def _says(line: str, key: str) -> bool:
    """Whether a line says a title, or the greater part of it; both are keys."""
    if line.startswith(key):
        return _begins_with(line, key)
    if line.endswith(key):
        return len(key) >= TAIL_SHARE * len(line)  # a kicker before it
    return key.endswith(line) and len(line) >= TAIL_SHARE * len(key)


def _begins_with(line: str, key: str) -> bool:
    return line.startswith(key) and len(line) <= 2 * len(key) + 20  # a site's name after it
