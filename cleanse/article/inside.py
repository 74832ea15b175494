"""Lines inside the article that a rule would remove, and that their neighbours hold there.

They are the times of a live blog, rows of a table, and a paragraph that begins like a link: `Watch: the ferry turns …`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from cleanse.article.headline import is_mostly_free
from cleanse.article.lines import Line
from cleanse.text.chars import COLONS, QUESTIONS
from cleanse.text.lines import ends_sentence

T = TypeVar("T")

FEWEST_TIMES = 2  # with a paragraph below each: one alone is the time of publication
LABEL_UPTO = 25  # characters before the colon of a paragraph that begins like a link

_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?: ?[ap]\.?m\.?)?(?: ?(?:uhr|[a-z]{2,4}))?", re.IGNORECASE)
_CELLS = re.compile(r"\t+| {2,}| [|│] ")
_ENDS_WITH_NUMBER = re.compile(r"\w.* [-+−]?[$€£¥]?\d[\d.,]*(?: ?[%‰€£$])?$")
_LABEL = re.compile(f"[^{COLONS}]{{2,{LABEL_UPTO}}}[{COLONS}] ?")


def without_lines_inside(lines: Sequence[Line], removals: Mapping[int, T]) -> dict[int, T]:
    """What is to be removed, by line, but for the lines that the article around them holds."""
    times = {i for i in removals if _TIME.fullmatch(lines[i].text) and _is_text(lines, removals, i + 1)}
    held = times if len(times) >= FEWEST_TIMES else set()
    held |= {
        i for i in removals if lines[i].rules and (_is_row(lines, removals, i) or _is_paragraph(lines, removals, i))
    }
    return {i: removal for i, removal in removals.items() if i not in held}


def _is_text(lines: Sequence[Line], removals: Mapping[int, T], i: int) -> bool:
    return 0 <= i < len(lines) and i not in removals and lines[i].text_of_article


def _is_row(lines: Sequence[Line], removals: Mapping[int, T], i: int) -> bool:
    """Whether a line stands between two that stay and have as many cells, or end with a number like it."""
    if not 0 < i < len(lines) - 1 or i - 1 in removals or i + 1 in removals:
        return False
    before, line, after = (_shape(lines[n].text) for n in (i - 1, i, i + 1))
    return line > 0 and before == line == after


def _shape(text: str) -> int:
    """The number of cells of a row, 1 if it has no separators and ends with a number; 0 if a line is no row."""
    cells = len(_CELLS.split(text))
    return cells if cells > 1 else int(len(text) <= 80 and _ENDS_WITH_NUMBER.search(text) is not None)


def _is_paragraph(lines: Sequence[Line], removals: Mapping[int, T], i: int) -> bool:
    """Whether a line is a sentence of which rules know the label that it begins with, between two paragraphs."""
    line = lines[i]
    return (
        line.length >= 60
        and ends_sentence(line.text)
        and line.text[-1] not in QUESTIONS
        and _LABEL.match(line.text) is not None
        and _is_text(lines, removals, i - 1)
        and _is_text(lines, removals, i + 1)
        and is_mostly_free(line)
    )
