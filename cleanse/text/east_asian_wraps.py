"""The column at which Chinese, Japanese or Korean text was wrapped, and which of its lines are full.

These scripts have no capitals to show that a sentence goes on. What shows it: each line is so full that the first
character of the next one (in Korean: its first word) would not have fitted, and sentences end inside the lines.
Headlines, verse, dialogue and lists have the one or the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleanse.text.chars import (
    CJK_CLOSERS,
    CJK_OPENERS,
    CJK_PAUSES,
    CJK_SENTENCE_ENDS,
    CLOSERS,
    COLONS,
    HAN,
    KANA,
    SENTENCE_ENDS,
    WIDE,
)
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import ends_sentence
from cleanse.text.paragraphs import WrappedLine, columns

_WIDE = lazy_pattern(f"[{WIDE}]")
# What a program moves to the next line as one: a character with the marks around it, a word of another script.
_NO_BEGINNING = f"{CJK_PAUSES}{CJK_SENTENCE_ENDS}{CJK_CLOSERS}”’"
_UNIT = lazy_pattern(f"[{CJK_OPENERS}“‘]*(?:[{HAN}{KANA}]|[^\\s{HAN}{KANA}{_NO_BEGINNING}]+)?[{_NO_BEGINNING}]*")
_INSIDE = lazy_pattern(
    f"[{CJK_SENTENCE_ENDS}][{re.escape(CLOSERS)}]*[^\\s{re.escape(CLOSERS)}]|[{re.escape(SENTENCE_ENDS)}] "
)

_TIGHT = lazy_pattern(f"[0-9A-Za-z][{HAN}{KANA}]|[{HAN}{KANA}][0-9A-Za-z]")
_SPACED = lazy_pattern(f"[0-9A-Za-z] [{HAN}{KANA}]|[{HAN}{KANA}] [0-9A-Za-z]")

# Chosen by hand, to tell the texts of `fixtures/tables/unwrap.toml` apart.
_COLUMN = range(34, 125)  # narrower may be verse
_MOSTLY = 0.5  # of the columns, those of wide characters
_SLACK = 2  # columns: a mark that hangs over the end of the fullest line
_FULL = 0.9  # of the lines that end within a sentence, those that are full
_RUN_ON = 0.4  # of the full lines, those that end within a sentence


def is_east_asian(lines: Sequence[WrappedLine]) -> bool:
    """Whether most of the text is Chinese, Japanese or Korean."""
    wide = sum(len(_WIDE.findall(line.text)) for line in lines)
    return wide > 0 and 2 * wide > _MOSTLY * sum(columns(line.text) for line in lines)


def is_tight(text: str) -> bool:
    """Whether a text sets no space between its numbers or Latin words and Han characters.

    >>> is_tight("7月3日，2 时"), is_tight("7 月 3 日")
    (True, False)
    """
    return len(_TIGHT.findall(text)) > len(_SPACED.findall(text))


def full_lines(paragraphs: Sequence[Sequence[WrappedLine]]) -> dict[WrappedLine, int]:
    """The lines that continue on the next line, each with the column of its document; none if it was not wrapped.

    `paragraphs` are all of a document that are East Asian and no lists or tables.
    """
    widths = [width for lines in paragraphs for width in _widths(lines)]
    column = max(widths, default=0)
    if column not in _COLUMN:
        return {}
    breaks = [
        (line, after, width + _first_width(after) > column - _SLACK)
        for lines in paragraphs
        for (line, after), width in zip(pairwise(lines), _widths(lines), strict=False)
    ]
    inside = [is_full for line, _, is_full in breaks if not _is_over(line)]
    strong = sum(is_full and _is_broken_sentence(line, after) for line, after, is_full in breaks)
    full = sum(is_full for _, _, is_full in breaks)
    if not strong or sum(inside) < max(_FULL * len(inside), _RUN_ON * full):
        return {}
    # where paragraphs follow each other without a blank line, a sentence that ends with its line may end one
    runs_together = any(_is_over(line) and not is_full for line, _, is_full in breaks)
    full_ones = {line for line, _, is_full in breaks if is_full and not (runs_together and _is_over(line))}
    return {line: column for lines in paragraphs for line in _of_sentences(lines, full_ones)}


def _of_sentences(lines: Sequence[WrappedLine], full: set[WrappedLine]) -> list[WrappedLine]:
    """Those full lines whose run comes to the end of a sentence: a headline above a name does not."""
    kept: list[WrappedLine] = []
    run: list[WrappedLine] = []
    for line in lines:
        if line in full and line is not lines[-1]:
            run.append(line)
            continue
        if _is_over(line):
            kept += run
        run = []
    return kept


def _widths(lines: Sequence[WrappedLine]) -> list[int]:
    """The width of each line, with what its indentation has more than that of the others: shape (lines,)."""
    least = min(line.indent for line in lines)
    return [columns(line.text[least:]) for line in lines]


def _first_width(line: WrappedLine) -> int:
    unit = _UNIT.match(line.text.lstrip())
    return columns(unit[0]) if unit else 0


def _is_over(line: WrappedLine) -> bool:
    return ends_sentence(line.text, also=COLONS)


def _is_broken_sentence(line: WrappedLine, after: WrappedLine) -> bool:
    """Whether the line cannot be a title or a line of verse: it begins a second sentence, or the next a pause."""
    if after.text.lstrip()[0] in CJK_PAUSES + CJK_SENTENCE_ENDS:
        return True
    return not _is_over(line) and bool(_INSIDE.search(line.text))
