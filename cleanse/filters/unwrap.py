"""Paragraphs that were hard-wrapped at a column become one line again.

Two things show a wrap: the lines of a paragraph fill a column, and sentences run on over their ends. Verse, lists,
tables, addresses, code and rows of links fail one or the other, and stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

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
from cleanse.text.east_asian_wraps import full_lines, is_east_asian, is_tight
from cleanse.text.hyphens import Hyphens, begins_pair, ends_in_hyphen
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import PROSE_ENDS, ends_sentence
from cleanse.text.paragraphs import WrappedLine, columns, is_structured, literal_spans, paragraphs

_GAP = re.compile("\n(?:[^\\S\n]*\n){2,}")
_WIDE = lazy_pattern(f"[{WIDE}]")
_HANGUL = lazy_pattern(f"[{HANGUL}]")
_MARK = re.compile(f"[{re.escape(SENTENCE_ENDS + COMMAS + SEMICOLONS + COLONS)}]")
# A sentence, or a clause of Arabic, that is over before the line is.
_STOP_INSIDE = lazy_pattern(f"[{CJK_SENTENCE_ENDS}].|[{re.escape(SENTENCE_ENDS)}،؛] ")

# These numbers are chosen by hand, to tell the texts of `fixtures/tables/unwrap.toml` apart: wrapped prose in five
# languages; verse, lists, headlines, tables, an address, code, a log. No measurement over a corpus is recorded.
_FEWEST_LINES = 3
_MOST_HEADS = 3  # lines above a paragraph, without a blank line
_COLUMN = range(45, 116)  # where text is wrapped: narrower may be verse or an address, wider is no screen or page
_FULL = 0.75  # of the column: a line broken because it was full
_FULL_LINES = 0.7
_FULL_LINES_IF_ALL_RUN_ON = 0.5  # where an editor inserted words lines are shorter, but none ends a sentence
_NEARLY_ALL = 0.75
_SHORT = 0.6  # of the column: a line that was broken early
_REACHED = 0.9  # of the column, by a line and the first word of the next
_RUNS_ON = 0.4  # of the line ends, those after which a small letter follows; nouns of German have capitals
_WITH_MARKS = 0.3  # of the lines, those with a comma or a full stop
# Scripts without capitals show less, so all their lines but the last must be of one length.
_FEWEST_UNCASED = 4
_EVEN = 0.88
_EVEN_LINES = 0.9
_RUNS_ON_UNCASED = 0.6


@dataclass(frozen=True, slots=True)
class Unwrap:
    """Joins the lines of hard-wrapped paragraphs, and leaves one blank line between paragraphs.

    `The talks were broken off late on Monday, two people in the\\nroom said, …` → `…, two people in the room said, …`

    The glue is a space, but nothing between Chinese or Japanese characters and after a hyphen. A headline and a short
    line before a capital stay lines of their own; a document without wrapped paragraphs is not touched.
    """

    name: str = "unwrap"

    def edits(self, document: Document) -> Iterator[Edit]:
        prose = [lines for lines in paragraphs(document.text) if not is_structured(lines)]
        east_asian = list(map(is_east_asian, prose))
        prose = [lines if wide else _without_heads(lines) for lines, wide in zip(prose, east_asian, strict=True)]
        full = full_lines(list(compress(prose, east_asian)))
        wrapped = {i: column for i, lines in enumerate(prose) if not east_asian[i] and (column := _column(lines))}
        if not wrapped and not full:
            return
        widest = max((line.columns for i in wrapped for line in prose[i]), default=0)
        usual = sorted(wrapped.values())[len(wrapped) // 2] if wrapped else 0
        hyphens = Hyphens(document.text)
        tight = bool(full) and is_tight(document.text)
        for i, lines in enumerate(prose):
            if east_asian[i]:
                joins = [(line, after) for line, after in pairwise(lines) if line in full]
                yield from _joined(joins, max(full.values(), default=0), hyphens, tight)
            elif i in wrapped or (usual and _fits(lines, usual, widest)):
                column = wrapped.get(i, usual)
                joins = [(line, after) for line, after in pairwise(lines) if _goes_on(line, after, lines, column)]
                yield from _joined(joins, column, hyphens)
        # what wrapped the lines also set the paragraphs apart; now that they are lines, one blank line does that
        literal = literal_spans(document.text)
        for gap in _GAP.finditer(document.text):
            before = bisect_right(literal, (gap.start(), len(document.text))) - 1
            if before < 0 or gap.start() >= literal[before][1]:
                yield Edit(*gap.span(), "\n\n", "unwrap/gap", "more than one blank line between paragraphs")


def _without_heads(lines: list[WrappedLine]) -> list[WrappedLine]:
    """A paragraph without the headline, byline and standfirst directly above it, if only the rest is wrapped."""
    for heads in range(_MOST_HEADS + 1):
        is_begin = heads == 0 or not lines[heads].text.lstrip()[0].islower()
        if len(lines) - heads < _FEWEST_LINES:
            break
        rest = lines[heads:]
        if is_begin and _column(rest) and (heads == 0 or (_is_greedy(rest) and not is_structured(rest))):
            return rest
    return lines


def _column(lines: Sequence[WrappedLine]) -> int:
    """The column at which a paragraph was wrapped; 0 if there is no sign that it was."""
    if len(lines) < _FEWEST_LINES or not _has_sentence(lines):
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
    if lines[0].text.lstrip()[0].islower() and not _is_greedy(lines):
        return 0  # a list in small letters
    all_run_on = runs_on >= _NEARLY_ALL * len(ends)
    with_marks = sum(bool(_MARK.search(line.text)) for line in lines)
    wrapped = (
        (runs_on >= max(2, _RUNS_ON * len(ends)) or (runs_on and _is_greedy(lines) and ends_sentence(lines[-1].text)))
        and full >= (_FULL_LINES_IF_ALL_RUN_ON if all_run_on else _FULL_LINES) * len(widths)
        and with_marks >= _WITH_MARKS * len(lines)
    )
    return column if wrapped else 0


def _has_sentence(lines: Sequence[WrappedLine]) -> bool:
    """Whether a sentence ends inside the lines or with the last: a list in small letters has none."""
    return ends_sentence(lines[-1].text, also=PROSE_ENDS) or any(_STOP_INSIDE.search(line.text) for line in lines)


def _is_greedy(lines: Sequence[WrappedLine], widest: int = 0) -> bool:
    """Whether no line had room for the first word of the next, up to the `widest` line."""
    widest = max(widest, *(line.columns for line in lines))
    return all(line.columns + 1 + columns(after.text.split(maxsplit=1)[0]) > widest for line, after in pairwise(lines))


def _is_even(lines: Sequence[WrappedLine], ends: Sequence[tuple[WrappedLine, WrappedLine]]) -> bool:
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


def _fits(lines: Sequence[WrappedLine], column: int, widest: int) -> bool:
    """A shorter paragraph of a document with wrapped ones: every line full, and every sentence running on.

    Where capitals hide that, each line must have been too long for the next word, and look like prose.
    """
    ends = list(pairwise(lines))
    if all(_FULL * column <= line.columns <= column / _FULL and _runs_on(line, after) for line, after in ends):
        return True
    return (
        _is_greedy(lines, widest)
        and ends_sentence(lines[-1].text)
        and any(not _is_over(line) and _MARK.search(line.text) for line, _ in ends)
        and not is_structured(lines)
        and not any(_starts_uncased(after) for _, after in ends)
    )


def _runs_on(line: WrappedLine, after: WrappedLine) -> bool:
    return after.text.lstrip()[0].islower() and not _is_over(line)


def _is_over(line: WrappedLine) -> bool:
    return ends_sentence(line.text, also=COLONS)  # a list or a quotation follows


def _starts_uncased(line: WrappedLine) -> bool:
    first = line.text.lstrip()[0]
    return first.isalpha() and first.lower() == first.upper()


def _goes_on(line: WrappedLine, after: WrappedLine, lines: Sequence[WrappedLine], column: int) -> bool:
    """Whether a line of a wrapped paragraph was ended by its column, not on purpose as a headline is."""
    if _runs_on(line, after):
        return True
    with_next = line.columns + 1 + columns(after.text.split(maxsplit=1)[0])
    if line is lines[0] and not _is_over(line) and not after.text.lstrip()[0].islower():
        return with_next > max(x.columns for x in lines[1:])
    return line.columns >= _SHORT * column and with_next > _REACHED * column


def _joined(
    joins: Iterable[tuple[WrappedLine, WrappedLine]], column: int, hyphens: Hyphens, tight: bool = False
) -> Iterator[Edit]:
    for line, after in joins:
        text, following = line.text, after.text.lstrip()
        end = line.start + len(text)
        start = end
        if hyphens.is_of_the_wrap(text, following):
            start, glue = end - 1, ""
        else:
            glue = _glue(text, following, tight)
        yield Edit(start, after.start + after.indent, glue, "unwrap/line", f"column {column}")


def _glue(line: str, after: str, tight: bool) -> str:
    """What replaces the line break: nothing, or a space. `tight` text has no space between 3 and 月 either."""
    if ends_in_hyphen(line) and after[0].isalpha() and not begins_pair(after):
        return ""
    ends = line[-1] + after[0]
    if tight and (ends.isdecimal() or (_WIDE.search(ends) and not _HANGUL.search(ends))):
        return ""
    # Korean has spaces between its words
    return "" if len(_WIDE.findall(ends)) == 2 and not _HANGUL.search(ends) else " "


def build(settings: Settings) -> Unwrap:
    return Unwrap()
