"""Reader comments below an article in plain text, known by their heading and by their rhythm.

A comment is a name, a date, a text and a button to reply: `3 Comments`, `user0`, `March 1, 2024 at 9:00`, `I feel that
…`, `Reply`. Interviews, letters, live blogs and dialogues have names, dates or both: only a heading that says comments,
or several of the buttons, tells comments from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from cleanse.article.lines import Line
from cleanse.article.section_words import SEPARATED, is_comment_button, section_words
from cleanse.text.lines import ends_sentence
from cleanse.text.normalize import rule_key

# Chosen by hand, so that each of the texts of tests/test_comments.py stays or goes as it says there.
STAMP_UPTO = 80  # characters of a line that gives the date of a comment, and perhaps its author
NAME_UPTO = 40  # characters of a line that is its author
TITLE_UPTO = 200  # characters of a heading that names the story, `3 thoughts on “The wall”`,
HEADING_UPTO = 40  # characters of another, by which at most …
CONTROLS = 8  # … so many lines stand before the first comment: `Log in`, `Newest first`
TEXT_LINES = 12  # of one comment at most
FEWEST = 2  # comments that are known by their rhythm

_CLOCK = r"(?<![\d:])\d{1,2}[:.h]\d\d(?![\d:]*[%\w])"
_NUMERIC = r"(?<!\d)(?:19|20)\d\d[年년./-] ?\d|\d[./-](?:19|20)\d\d(?!\d)"
_DAY_FIRST = r"\d{1,2}(?:st|nd|rd|th|er|\.)? ?(?:de )?[^\W\d_]{3,12}\.?(?: de)?,? (?:19|20)\d\d(?!\d)"
_MONTH_FIRST = r"[^\W\d_]\.? \d{1,2}(?:st|nd|rd|th)?, (?:19|20)\d\d"
_DIGIT = re.compile(r"\d")
_COUNT = re.compile(r"\d[\d.,]*")


@cache
def _stamp() -> re.Pattern[str]:
    """A date, a time or an age."""
    return re.compile("|".join((_CLOCK, _NUMERIC, _DAY_FIRST, _MONTH_FIRST, section_words().ago)), re.IGNORECASE)


@cache
def _numbered() -> re.Pattern[str]:
    """A number of comments."""
    return re.compile(rf"\d[\d.,]* ?(?:{'|'.join(map(re.escape, section_words().comments))})")


@cache
def _number_after() -> re.Pattern[str]:
    """The word for comments and their number."""
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, section_words().comments))})\w{{0,4}}[^\w]{{0,3}}\d[\d.,]*\W?\w?\W?"
    )


class Comments(NamedTuple):
    """The lines of a list of comments, from its heading to its last button: `start` to one before `end`."""

    start: int
    end: int
    number: int


class _Mark(NamedTuple):
    """A line that tells where a comment begins (`is_stamp`: its author and date) or ends (its button)."""

    line: int
    is_stamp: bool


def reader_comments(lines: Sequence[Line]) -> list[Comments]:
    """The lists of reader comments below an article; none where a doubt is left."""
    found: list[Comments] = []
    end = 0
    # the length of the article's text before each line, and of all
    lengths = [0, *accumulate(line.length * line.text_of_article for line in lines)]
    for marks in _clusters(_marks(lines)):
        comments = _comments(lines, marks, end)
        # no more of the article's text stands after comments than before
        if comments and lengths[comments.start] > lengths[-1] - lengths[comments.end]:
            found.append(comments)
            end = comments.end
    if not found:
        counted = (_by_number(lines, i) for i in range(len(lines)) if _DIGIT.search(lines[i].text[:HEADING_UPTO]))
        found = [each for each in counted if each and lengths[each.start] > lengths[-1] - lengths[each.end]][:1]
    return found


def _marks(lines: Sequence[Line]) -> Iterator[_Mark]:
    for i, line in enumerate(lines):
        if is_comment_button(line.text):
            yield _Mark(i, False)
        # a line that a rule knows as a date holds no name: it stands in the line before
        elif _is_stamp(line.text) and (not line.rules or (i and _is_name(lines[i - 1]))):
            yield _Mark(i, True)


def _clusters(marks: Iterator[_Mark]) -> Iterator[list[_Mark]]:
    """Runs of marks that are no further apart than a comment is long."""
    cluster: list[_Mark] = []
    for mark in marks:
        if cluster and mark.line - cluster[-1].line > TEXT_LINES + 1:
            yield cluster
            cluster = []
        cluster.append(mark)
    if cluster:
        yield cluster


def _comments(lines: Sequence[Line], marks: Sequence[_Mark], after: int) -> Comments | None:
    """The comments of a cluster of marks; None if neither a heading nor their buttons say that they are comments."""
    heading = _heading(lines, marks[0].line, after)
    if heading is None:  # dates of the article may stand before the list
        later = next(
            (n for n, mark in enumerate(marks) if n and _heading(lines, mark.line, marks[n - 1].line) is not None), 0
        )
        if later:
            return _comments(lines, marks[later:], marks[later - 1].line + 1)
    stamps = [mark.line for mark in marks if mark.is_stamp]
    buttons = len(marks) - len(stamps)
    count = max(len(stamps), buttons)
    if heading is None:
        return _by_rhythm(lines, marks, after)
    number = _COUNT.search(lines[heading].text)
    fewest = min(FEWEST, int(re.sub(r"\D", "", number[0]))) if number else FEWEST
    return Comments(heading, _end(lines, marks), count) if count >= fewest > 0 else None


def _by_rhythm(lines: Sequence[Line], marks: Sequence[_Mark], after: int) -> Comments | None:
    """Comments without a heading: each has author, date and button, in turn."""
    pairs = [n for n in range(len(marks) - 1) if marks[n].is_stamp and not marks[n + 1].is_stamp]
    if len(pairs) < FEWEST:
        return None
    first = marks[pairs[0]].line
    start = first - 1 if first > after and _is_name(lines[first - 1]) else first
    return Comments(start, _end(lines, marks), len(pairs))


def _by_number(lines: Sequence[Line], heading: int) -> Comments | None:
    """As many names, each with a text below it, as a heading of few words says that there are comments."""
    text = lines[heading].text
    number = number_of_comments(text) if len(text) <= HEADING_UPTO else 0
    if number < FEWEST:
        return None
    found, i = 0, heading + 1
    while found < number and i + 1 < len(lines) and _is_name(lines[i]) and not _is_name(lines[i + 1]):
        begin = i + 1
        i = begin + 1
        while i < len(lines) and i - begin < TEXT_LINES and not _is_name(lines[i]) and not lines[i].rules:
            i += 1
        found += 1
    return Comments(heading, i, number) if found == number else None


def _heading(lines: Sequence[Line], first: int, after: int) -> int | None:
    """The line that says that comments follow, of those shortly before `first`."""
    for i in range(first - 1, max(after, first - CONTROLS) - 1, -1):
        if _is_heading(lines[i].text):
            return i
        if lines[i].text_of_article:
            return None
    return None


def _end(lines: Sequence[Line], marks: Sequence[_Mark]) -> int:
    """One past the last line of the comments. The last one's text is taken for as long as the others' at most."""
    last = marks[-1]
    if not last.is_stamp:
        return last.line + 1
    gaps = [after.line - before.line for before, after in pairwise(marks) if before.is_stamp]
    longest = max(1, min(gaps, default=2) - 1)
    end = last.line + 1
    while end < len(lines) and end - last.line <= longest and not lines[end].rules:
        end += 1
    return end


def _is_heading(text: str) -> bool:
    """Whether a line is the word for comments, or their number, the word and perhaps the title of the story."""
    if len(text) > TITLE_UPTO or ends_sentence(text):
        return False
    if _numbered().match(rule_key(text)):
        return True
    if len(text) > HEADING_UPTO:
        return False
    folded = rule_key(text)
    words = [word for word in SEPARATED.split(folded) if word]
    heads = section_words().comments
    return 0 < len(words) <= 3 and (words[0].startswith(heads) or words[-1].startswith(heads))


def number_of_comments(text: str) -> int:
    """The number in a heading that says how many comments there are; 0 for any other line.

    >>> number_of_comments("3 Comments"), number_of_comments("Comments (3)"), number_of_comments("コメント3件")
    (3, 3, 3)
    >>> number_of_comments("Comments"), number_of_comments("3 comments were read aloud.")
    (0, 0)
    """
    if len(text) > TITLE_UPTO or not _DIGIT.search(text) or ends_sentence(text):
        return 0
    folded = rule_key(text)
    if not _numbered().match(folded) and not _number_after().fullmatch(folded):
        return 0
    number = _COUNT.search(folded)
    return int(re.sub(r"\D", "", number[0])) if number else 0


def _is_stamp(text: str) -> bool:
    if len(text) > STAMP_UPTO or not _DIGIT.search(text) or ends_sentence(text):
        return False
    return _stamp().search(text) is not None


def _is_name(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= NAME_UPTO
        and not ends_sentence(text)
        and not is_comment_button(text)
        and any(map(str.isalpha, text))
    )
