"""Which characters of a page's source its rendered text is made of: each line is looked for among the page's words."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import unescape

import numpy as np

from cleanse.text.arrays import Ints1d

# What shows nothing: comments, scripts, styles, tags. Only words between them are compared, so a mistake of this
# pattern costs an offset, never a text.
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>|<[!?/]?[a-z][^<>]*>", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"(&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);?)|\S", re.IGNORECASE)
_WORD = re.compile(r"\S+")


def align(source: str, rendered: str) -> tuple[Ints1d, Ints1d]:
    """Where each character of a rendered text begins and ends in the source of its page, each of shape (characters,).

    A character that the source does not have lies between those beside it, and has no width.

    >>> [offsets.tolist() for offsets in align("<p>A &amp; b</p>", "A & b")]
    [[3, 4, 5, 10, 11], [4, 5, 10, 11, 12]]
    """
    seen, starts, ends = _visible(source)
    start = np.full(len(rendered), -1, np.int64)
    end = np.full(len(rendered), -1, np.int64)
    at = 0
    for begin, line in _lines(rendered):
        words = [(begin + word.start(), word[0]) for word in _WORD.finditer(line)]
        whole = "".join(word for _, word in words)
        found = seen.find(whole, at) if whole else -1
        if found >= 0:
            at = found
            for place, word in words:
                start[place : place + len(word)] = starts[at : at + len(word)]
                end[place : place + len(word)] = ends[at : at + len(word)]
                at += len(word)
    return _filled(start, end, len(source))


def _visible(source: str) -> tuple[str, Ints1d, Ints1d]:
    """The characters of a page that may be seen, without white space, and where each begins and ends in its source.

    The offsets are of shape (characters,).
    """
    unseen = [match.span() for match in _UNSEEN.finditer(source)]
    begins = [begin for begin, _ in unseen]
    characters, starts, ends = [], [], []
    at = 0
    while match := _PART.search(source, at):
        at = match.end()
        hidden = bisect_left(begins, match.start() + 1) - 1
        if hidden >= 0 and match.start() < unseen[hidden][1]:
            at = unseen[hidden][1]
            continue
        for character in unescape(match[0]) if match[1] else match[0]:
            if not character.isspace():
                characters.append(character)
                starts.append(match.start())
                ends.append(match.end())
    return "".join(characters), np.array(starts, np.int64), np.array(ends, np.int64)


def _lines(text: str) -> list[tuple[int, str]]:
    lines, begin = [], 0
    for line in text.split("\n"):
        lines.append((begin, line))
        begin += len(line) + 1
    return lines


def _filled(start: Ints1d, end: Ints1d, size: int) -> tuple[Ints1d, Ints1d]:
    """The offsets, both of shape (characters,), with those of characters that were not found between their neighbours.

    A space between two words takes what is between these.
    """
    found = start >= 0
    before = np.maximum.accumulate(np.where(found, end, 0))
    after = np.minimum.accumulate(np.where(found, start, size)[::-1])[::-1]
    gap = ~found
    start[gap] = before[gap]
    # the first character of a gap takes all of it, so that nothing of the source is claimed twice
    end[gap] = np.where(np.append(True, found[:-1])[gap], after[gap], before[gap])
    start[gap] = np.where(np.append(True, found[:-1])[gap], before[gap], end[gap])
    return start, np.maximum(end, start)
