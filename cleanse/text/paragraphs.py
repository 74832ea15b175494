"""Text → paragraphs of two or more lines, as somebody who looks for hard wraps sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from cleanse.text.chars import COMMAS, SEMICOLONS, WIDE
from cleanse.text.front_matter import front_matter
from cleanse.text.lazy import lazy_pattern

_WIDE = lazy_pattern(f"[{WIDE}]")
_FENCES = ("```", "~~~")
_FENCE = re.compile("[ ]{0,3}(`{3,}|~{3,})")
# Lines that belong to a list, a table, a quotation or code: one of them and the paragraph stays.
_STRUCTURED = re.compile(
    "\\s*(?:[-–—*+•·▪●■►>|#]|[0-9]{1,3}[.)]\\s|[a-zA-Z][.)]\\s|o\\s)|.*(?:\t|[^\\s.]\\s{3}|\\||[{}]$|[)\\]\"'0-9];$)|\\s*https?://\\S+$"
)
_SYMBOLS = "=(){}<>_\\$#;*[]"
_CODE = 0.04  # of the characters, those symbols; prose has a tenth of it
# Dots that lead the eye to a number or a short word: a table of contents, a price list, a programme.
_LEADER = re.compile("(?:\\.{3,}|(?:\\s\\.){3,}|…{2,}|·{3,}|_{3,})\\s{0,3}\\S.{0,20}$")
_ITEMS = 2  # that many lines of such a kind are no accident
_NEARLY_ALL = 0.75
_ITEM_END = (*SEMICOLONS,)
_PAUSE_END = (*SEMICOLONS, *COMMAS)


class WrappedLine(NamedTuple):
    """A line without the white space at its end, and where it begins in the text."""

    start: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def columns(self) -> int:
        """How wide the line is, indentation apart; a character of `WIDE` takes two columns."""
        return columns(self.text.lstrip())


def columns(text: str) -> int:
    """The width of a text on a screen on which a character of `WIDE` takes two columns.

    >>> columns("flood"), columns("洪水 2")
    (5, 6)
    """
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def paragraphs(text: str) -> Iterator[list[WrappedLine]]:
    """The paragraphs of two or more lines, set apart by blank lines or by the indentation of their first lines.

    Front matter and what is between code fences are none. A paragraph may still be a list, a table or verse.

    >>> [[line.text for line in p] for p in paragraphs("A title\\n\\nThe talks were\\nbroken off.")]
    [['The talks were', 'broken off.']]
    """
    for group in _groups(text):
        yield from _by_indentation(group)


def literal_spans(text: str) -> list[tuple[int, int]]:
    """Where front matter and fenced code are: first and last offset of each. An open fence goes to the end."""
    lines = text.split("\n")
    spans, begin, fence, opened = [], 0, "", 0
    front = front_matter(lines)
    for i, line in enumerate(lines if any(mark in text for mark in _FENCES) else lines[:front]):
        end = begin + len(line) + 1
        mark = _FENCE.match(line)
        if i < front:
            spans.append((begin, end))
        elif not fence and mark:
            fence, opened = mark[1], begin
        elif fence and mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            spans.append((opened, end))
            fence = ""
        begin = end
    return [*spans, (opened, begin)] if fence else spans


def _groups(text: str) -> Iterator[list[WrappedLine]]:
    """Groups of two or more lines without a blank line between them."""
    spans = iter(literal_spans(text))
    literal = next(spans, None)
    group: list[tuple[int, str]] = []
    begin = 0
    for whole in chain(text.split("\n"), [""]):
        while literal and literal[1] <= begin:
            literal = next(spans, None)
        line = "" if literal and literal[0] <= begin else whole.rstrip()
        if line:
            group.append((begin, line))
        elif group:
            if len(group) > 1:
                yield list(starmap(WrappedLine, group))
            group = []
        begin += len(whole) + 1


def _by_indentation(group: list[WrappedLine]) -> Iterator[list[WrappedLine]]:
    """The paragraphs of a group that indents their first lines; none if the indentation is of another kind."""
    if not any(line.text[0].isspace() for line in group):
        yield group
        return
    parts = [[group[0]]]
    level = len({line.indent for line in group[1:]}) == 1  # only the first line differs, if any
    for before, line in pairwise(group):
        if line.indent > before.indent and not level:
            parts.append([])
        parts[-1].append(line)
    for part in parts:
        if len({line.indent for line in part[1:]}) == 1:
            yield part


def is_structured(lines: Sequence[WrappedLine]) -> bool:
    """Whether the lines are a list, a table, verse, a quotation or code."""
    texts = [line.text for line in lines]
    symbols = sum(map("\n".join(texts).count, _SYMBOLS))
    if symbols > _CODE * sum(map(len, texts)) or any(map(_STRUCTURED.match, texts)):
        return True
    if sum(bool(_LEADER.search(text)) for text in texts) >= _ITEMS:
        return True
    # the last line of a list ends otherwise
    items = sum(text.endswith(_ITEM_END) for text in texts[:-1])
    pauses = sum(text.endswith(_PAUSE_END) for text in texts[:-1])
    return items >= max(_ITEMS, len(texts[:-1]) / 2) or pauses >= max(_ITEMS + 1, _NEARLY_ALL * len(texts[:-1]))
