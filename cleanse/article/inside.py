"""Lines inside the article that a rule would remove, and that their neighbours hold there.

They are the times of a live blog, rows of a table, and a paragraph that begins like a link: `Watch: the ferry turns …`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from cleanse.article.headline import is_mostly_free
from cleanse.article.lines import Line
from cleanse.rules.free import free_text
from cleanse.text.chars import COLONS, QUESTIONS
from cleanse.text.lines import effective_length, ends_sentence

T = TypeVar("T")

FEWEST_TIMES = 2  # with a paragraph below each: one alone is the time of publication
FEWEST_ROWS, KNOWN_SHARE = 3, 0.5  # rows of a table, and how many of them rules may match: more are a list of counts
ROW_UPTO = 80  # characters of a row that is known by the number it ends with
LABEL_UPTO, PARAGRAPH_FROM = 25, 60  # characters before the colon of a paragraph that begins like a link; of it all
FREE_SHARE = 0.9  # of what is after the colon: what no rule may have known

_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?: ?[ap]\.?m\.?)?(?: ?(?:uhr|[a-z]{2,4}))?", re.IGNORECASE)
_CELLS = re.compile(r"\t+| {2,}| [|│] ")
_NUMBER_AT_END = re.compile(r" [-+−]?[$€£¥]?\d[\d.,]*(?: ?[%‰€£$])?$")
_LABEL = re.compile(f"[^{COLONS}]{{2,{LABEL_UPTO}}}[{COLONS}]")


def without_lines_inside(lines: Sequence[Line], removals: Mapping[int, T]) -> dict[int, T]:
    """What is to be removed, by line, but for the lines that the article around them holds."""
    if not removals:
        return {}
    texts = [i for i, line in enumerate(lines) if i not in removals and line.text_of_article]
    is_text = frozenset(texts)
    times = [i for i, line in enumerate(lines) if i + 1 in is_text and _TIME.fullmatch(line.text)]
    held = set(times) if len(times) >= FEWEST_TIMES else set()
    if texts:
        held |= _rows(lines, sorted(i for i in removals if texts[0] < i < texts[-1] and lines[i].rules))
    held.update(i for i in removals if i - 1 in is_text and i + 1 in is_text and _is_paragraph(lines[i]))
    return {i: removal for i, removal in removals.items() if i not in held}


def _rows(lines: Sequence[Line], numbers: Sequence[int]) -> set[int]:
    """Which of these lines are rows of a table: several lines of as many cells, of which rules match the fewer part."""
    rows: set[int] = set()
    end = 0
    for i in numbers:
        if i < end or not (shape := _shape(lines[i].text)):
            continue
        start, end = i, i + 1
        while start and _shape(lines[start - 1].text) == shape:
            start -= 1
        while end < len(lines) and _shape(lines[end].text) == shape:
            end += 1
        known = sum(line.has_strong_rule for line in lines[start:end])
        if end - start >= FEWEST_ROWS and known <= KNOWN_SHARE * (end - start):
            rows.update(range(start, end))
    return rows.intersection(numbers)


def _shape(text: str) -> int:
    """The number of cells of a row, 1 if it has no separators and ends with a number; 0 if a line is no row."""
    cells = len(_CELLS.split(text))
    return cells if cells > 1 else int(len(text) <= ROW_UPTO and _NUMBER_AT_END.search(text) is not None)


def _is_paragraph(line: Line) -> bool:
    """Whether a line is a sentence of which rules know only the label that it begins with."""
    label = _LABEL.match(line.text)
    if not label or line.length < PARAGRAPH_FROM or not line.rules or line.text[-1] in QUESTIONS:
        return False
    least = FREE_SHARE * effective_length(line.text[label.end() :].strip())
    return (
        ends_sentence(line.text)
        and is_mostly_free(line)
        and all(effective_length(free_text(rule, line.text)) >= least for rule in line.rules)
    )
