"""Subheads of the article that read like headings of other parts: `Comments`, `What's next`, `About the author`.

What follows tells them apart. Below a subhead the article goes on, in sentences; below the heading of another part
stand headlines, names and dates, a form, or one short sentence about the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleanse.article.lines import Line
from cleanse.article.section_words import section_words
from cleanse.text.normalize import rule_key

GAP = 3  # lines from the article's last one to a subhead: two that rules match may stand between
HEADING_UPTO = 60  # effective length of a subhead
FEW = 2  # lines of a part so short that their length says nothing of it
# Of the mean length of the article's paragraphs so far, up to so much: shorter ones are a list of headlines.
LENGTH_SHARE, LENGTH_UPTO = 0.5, 90
SENTENCES_SHARE = 0.75  # of a part's letters are in sentences if it is the article's
PARAGRAPHS = 40  # of a part are looked at: a longer one is no list of teasers with a sentence each

_ADDRESS = re.compile(r"@|://|www\.")
_MARKDOWN = re.compile(r"\A#{1,6} ")
_NOT_WITHIN = re.compile(r"[\d:：|›»→•#<>]")  # a count, a label and what it labels, a row, a link


def subheads(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that rules take for the heading of another part and that are subheads of the article."""
    found: set[int] = set()
    paragraphs = length = 0  # of the article so far
    previous = -1  # its last line
    for i, line in enumerate(lines):
        if line.text_of_article:
            paragraphs, length = paragraphs + 1, length + line.length
            previous = i
        elif not paragraphs:
            continue
        elif not line.rules:
            previous = i
        elif i - previous <= GAP and _may_be_subhead(line) and _article_follows(lines, i, length / paragraphs):
            found.add(i)
            previous = i
    return found


def _may_be_subhead(line: Line) -> bool:
    """Whether a line that rules match is so only as a heading, or as an entry of a menu."""
    return (
        line.length <= HEADING_UPTO
        and line.pieces == 1
        and not _NOT_WITHIN.search(_MARKDOWN.sub("", line.text))
        and not line.has_rule("anywhere", "head", "tail")
        and not section_words().lists.search(rule_key(line.text))
    )


def _article_follows(lines: Sequence[Line], heading: int, mean: float) -> bool:
    """Whether the lines below a heading are the article's. `mean` is the mean length of its paragraphs so far."""
    part = list(_part(lines, heading + 1))
    if not part or not part[0].text_of_article:
        return False
    sentences = [line.length for line in part if line.text_of_article]
    if sum(sentences) < SENTENCES_SHARE * sum(line.length for line in part):
        return False
    if len(part) <= FEW and any(_ADDRESS.search(line.text) for line in part):
        return False
    if len(part) == 1:
        return not section_words().authors.search(rule_key(lines[heading].text))  # a bio
    return len(part) <= FEW or sum(sentences) / len(sentences) >= min(LENGTH_UPTO, LENGTH_SHARE * mean)


def _part(lines: Sequence[Line], start: int) -> Iterator[Line]:
    """The lines from `start` to the next that a rule matches, or so many of them."""
    for line in lines[start : start + PARAGRAPHS]:
        if line.rules:
            return
        yield line
