"""Paragraphs that were hard-wrapped at a column become one line again.

Two things show a wrap: the lines of a paragraph fill a column, and sentences run on over their ends. Verse, lists,
tables, addresses, code and rows of links fail one or the other, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import (
    CJK_SENTENCE_ENDS,
    COLONS,
    COMMAS,
    HANGUL,
    SEMICOLONS,
    SENTENCE_ENDS,
    WIDE,
)
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import ends_sentence

_GAP = re.compile("\n(?:[^\\S\n]*\n){2,}")
_WIDE = lazy_pattern(f"[{WIDE}]")
_HANGUL = lazy_pattern(f"[{HANGUL}]")
_MARK = re.compile(f"[{re.escape(SENTENCE_ENDS + COMMAS + SEMICOLONS + COLONS)}]")
# A sentence, or a clause of Arabic, that is over before the line is.
_STOP_INSIDE = lazy_pattern(f"[{CJK_SENTENCE_ENDS}].|[{re.escape(SENTENCE_ENDS)}،؛] ")
# Lines that belong to a list, a table, a quotation or code: one of them and the paragraph stays.
_STRUCTURED = re.compile(
    "\\s*(?:[-–—*+•·▪●■►>|#]|[0-9]{1,3}[.)]\\s|[a-zA-Z][.)]\\s|o\\s)|.*(?:\t|[^\\s.]\\s{3}|\\||[{}]$|[)\\]\"'0-9];$)|\\s*https?://\\S+$"
)
_SYMBOL = re.compile("[=(){}<>_\\\\$#;*\\[\\]]")
_CODE = 0.04  # of the characters, those symbols; prose has a tenth of it
# After these a hyphen at the line's end belongs to the word, and a space follows: Nord- / und Südseite.
_PAIRED = re.compile("(?:und|oder|bzw|and|or|et|ou|en|of|y|e|i)\\b")

# These numbers are chosen by hand, to tell the texts of `fixtures/tables/unwrap.toml` apart: wrapped prose in five
# languages; verse, lists, headlines, tables, an address, code, a log. No measurement over a corpus is recorded.
_FEWEST_LINES = 3
_COLUMN = range(45, 116)  # where text is wrapped: narrower may be verse or an address, wider is no screen or page
_FULL = 0.75  # of the column: a line broken because it was full
_FULL_LINES = 0.7
_FULL_LINES_IF_ALL_RUN_ON = 0.5  # where an editor inserted words lines are shorter, but none ends a sentence
_NEARLY_ALL = 0.75
_SHORT = 0.6  # of the column: a line that was broken early
_RUNS_ON = 0.4  # of the line ends, those after which a small letter follows; nouns of German have capitals
_WITH_MARKS = 0.3  # of the lines, those with a comma or a full stop
# Scripts without capitals show less, so all their lines but the last must be of one length.
_FEWEST_UNCASED = 4
_EVEN = 0.88
_EVEN_LINES = 0.9
_RUNS_ON_UNCASED = 0.6


class _WrappedLine(NamedTuple):
    """A line without the white space at its end, and where it begins in the text."""

    start: int
    text: str

    @property
    def columns(self) -> int:
        """How wide the line is, indentation apart; a character of `WIDE` takes two columns."""
        wide = 0 if self.text.isascii() else len(_WIDE.findall(self.text))
        return len(self.text.lstrip()) + wide


@dataclass(frozen=True, slots=True)
class Unwrap:
    """Joins the lines of hard-wrapped paragraphs, and leaves one blank line between paragraphs.

    `The talks were broken off late on Monday, two people in the\\nroom said, …` → `…, two people in the room said, …`

    The glue is a space, but nothing between Chinese or Japanese characters and after a hyphen. A headline and a short
    line before a capital stay lines of their own; a document without wrapped paragraphs is not touched.
    """

    name: str = "unwrap"

    def edits(self, document: Document) -> Iterator[Edit]:
        paragraphs = [part for group in _groups(document.text) for part in _by_indentation(group)]
        columns = {i: column for i, p in enumerate(paragraphs) if (column := _column(p)) and not _is_structured(p)}
        if not columns:
            return
        usual = sorted(columns.values())[len(columns) // 2]
        for i, paragraph in enumerate(paragraphs):
            if i in columns or (_fits(paragraph, usual) and not _is_structured(paragraph)):
                yield from _joined(paragraph, columns.get(i, usual))
        # what wrapped the lines also set the paragraphs apart; now that they are lines, one blank line does that
        for gap in _GAP.finditer(document.text):
            yield Edit(*gap.span(), "\n\n", "unwrap/gap", "more than one blank line between paragraphs")


def _groups(text: str) -> Iterator[list[_WrappedLine]]:
    """Groups of two or more lines without a blank line between them."""
    group: list[tuple[int, str]] = []
    begin = 0
    for whole in chain(text.split("\n"), [""]):
        if line := whole.rstrip():
            group.append((begin, line))
        elif group:
            if len(group) > 1:
                yield list(starmap(_WrappedLine, group))
            group = []
        begin += len(whole) + 1


def _by_indentation(group: list[_WrappedLine]) -> Iterator[list[_WrappedLine]]:
    """The paragraphs of a group that indents their first lines; none if the indentation is of another kind."""
    if not any(line.text[0].isspace() for line in group):
        yield group
        return
    parts = [[group[0]]]
    level = len({_indent(line) for line in group[1:]}) == 1  # only the first line differs, if any
    for before, line in pairwise(group):
        if _indent(line) > _indent(before) and not level:
            parts.append([])
        parts[-1].append(line)
    for part in parts:
        if len({_indent(line) for line in part[1:]}) == 1:
            yield part


def _is_structured(lines: Sequence[_WrappedLine]) -> bool:
    """Whether the lines are a list, a table, a quotation or code."""
    symbols = sum(len(_SYMBOL.findall(line.text)) for line in lines)
    return symbols > _CODE * sum(len(line.text) for line in lines) or any(_STRUCTURED.match(x.text) for x in lines)


def _column(lines: Sequence[_WrappedLine]) -> int:
    """The column at which a paragraph was wrapped; 0 if there is no sign that it was."""
    if len(lines) < _FEWEST_LINES:
        return 0
    widths = sorted(line.columns for line in lines[:-1])
    column = widths[len(widths) * 3 // 4]
    if column not in _COLUMN:
        return 0
    ends = list(pairwise(lines))
    uncased = sum(_starts_uncased(after) for _, after in ends)
    if 2 * uncased > len(ends):
        return column if _is_even(lines, ends) else 0
    runs_on = sum(_runs_on(line, after) for line, after in ends)
    full = sum(width >= _FULL * column for width in widths)
    all_run_on = runs_on >= _NEARLY_ALL * len(ends)
    with_marks = sum(bool(_MARK.search(line.text)) for line in lines)
    wrapped = (
        runs_on >= max(2, _RUNS_ON * len(ends))
        and full >= (_FULL_LINES_IF_ALL_RUN_ON if all_run_on else _FULL_LINES) * len(widths)
        and with_marks >= _WITH_MARKS * len(lines)
    )
    return column if wrapped else 0


def _is_even(lines: Sequence[_WrappedLine], ends: Sequence[tuple[_WrappedLine, _WrappedLine]]) -> bool:
    """Whether lines of a script without capitals are of one length, with sentences that end inside them."""
    widest = max(line.columns for line in lines)
    even = sum(line.columns >= _EVEN * widest for line in lines[:-1])
    runs_on = sum(not _is_over(line) for line, _ in ends)
    # titles cut to one length are as even, but have no sentences that end inside them
    sentences = sum(bool(_STOP_INSIDE.search(line.text)) for line in lines)
    return (
        len(lines) >= _FEWEST_UNCASED
        and even >= _EVEN_LINES * len(ends)
        and runs_on >= _RUNS_ON_UNCASED * len(ends)
        and sentences >= _WITH_MARKS * len(lines)
    )


def _fits(lines: Sequence[_WrappedLine], column: int) -> bool:
    """A shorter paragraph of a document with wrapped ones: every line full, every sentence running on."""
    return all(
        _FULL * column <= line.columns <= column / _FULL and _runs_on(line, after) for line, after in pairwise(lines)
    )


def _runs_on(line: _WrappedLine, after: _WrappedLine) -> bool:
    return after.text.lstrip()[0].islower() and not _is_over(line)


def _is_over(line: _WrappedLine) -> bool:
    return ends_sentence(line.text, also=COLONS)  # a list or a quotation follows


def _starts_uncased(line: _WrappedLine) -> bool:
    first = line.text.lstrip()[0]
    return first.isalpha() and first.lower() == first.upper()


def _joined(lines: Sequence[_WrappedLine], column: int) -> Iterator[Edit]:
    for line, after in pairwise(lines):
        if line.columns < _SHORT * column and not _runs_on(line, after):
            continue  # it was ended there on purpose
        end = after.start + _indent(after)
        yield Edit(
            line.start + len(line.text), end, _glue(line.text, after.text.lstrip()), "unwrap/line", f"column {column}"
        )


def _indent(line: _WrappedLine) -> int:
    return len(line.text) - len(line.text.lstrip())


def _glue(line: str, after: str) -> str:
    """What replaces the line break: nothing, or a space."""
    if line[-1] == "-" and line[-2:-1].isalpha() and after[0].isalpha() and not _PAIRED.match(after):
        return ""
    ends = line[-1] + after[0]
    # Korean has spaces between its words
    return "" if len(_WIDE.findall(ends)) == 2 and not _HANGUL.search(ends) else " "


def build(settings: Settings) -> Unwrap:
    return Unwrap()
