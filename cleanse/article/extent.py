"""Where the article is: the run of lines that prose holds together, and its headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from cleanse.article.lines import Line
from cleanse.text.chars import CJK

# What a line adds to the part of the page it stands in; the article is the part with the greatest sum. A line of prose
# counts by its length up to LONGEST; the others are small against it, so that lists and subheadings inside an article
# stay, and thirty menu entries outweigh a lone teaser.
PROSE, PER_LETTER, LONGEST = 0.5, 0.01, 600
SECTION = -8.0  # the heading of another part: only as much prose as an article has brings the text back
KNOWN = -1.5  # a line of boilerplate
KNOWN_AT_EDGE = -1.0  # a line that is boilerplate where it stands outside the article
SHORT_SENTENCE = 0.3
PHRASE = -0.1  # a headline, a caption, an item of a list
WORD = -0.15  # a word or two
PHRASE_FROM, SHORT_SENTENCE_FROM = 40, 25

TITLE_WITHIN, SHORTEST_TITLE, TITLE_FROM, TITLE_UPTO = 60, 6, 15, 300  # how far before the article, how long
TITLE_SHARE = 0.5
TITLE_GAP = 12  # lines between headline and article among which captions and standfirsts are kept
ENOUGH_WORDS = 2000

_WORDS = re.compile(f"[^\\W\\d_{CJK}]{{4,}}|[{CJK}]{{2}}")


def article_of(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines with the greatest sum of scores: (first, one past the last); (0, 0) where nothing is prose."""
    return best_run(score(line) for line in lines)


def best_run(scores: Iterable[float]) -> tuple[int, int]:
    """The run with the greatest sum: (first, one past the last); (0, 0) where no score is above 0."""
    best = total = 0.0
    start = end = begun = 0
    for i, value in enumerate(scores):
        if total <= 0:
            total, begun = 0.0, i
        total += value
        if total > best:
            best, start, end = total, begun, i + 1
    return start, end


def score(line: Line) -> float:
    if line.rules:
        return SECTION if line.known("section") else KNOWN if line.known("anywhere") else KNOWN_AT_EDGE
    if line.weight < SHORT_SENTENCE_FROM and not line.wrapped:
        return WORD
    if line.prose:
        return PROSE + PER_LETTER * min(line.weight, LONGEST)
    if line.sentence:
        return SHORT_SENTENCE
    return PHRASE if line.weight >= PHRASE_FROM else WORD


def headlines(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """What stays before the article: lines near it that say what it says, and the longer lines after the first of them.

    These are the headline, standfirsts and captions.
    """
    shared = _shares(lines, start, end)
    enough = max(0.01, TITLE_SHARE * max(shared.values(), default=0.0))
    found = {i for i, share in shared.items() if share >= enough}
    first = min((i for i in found if start - i <= TITLE_GAP), default=start)
    return found | {i for i in shared if i > first and lines[i].weight >= PHRASE_FROM}


def title_signs(lines: Sequence[Line], start: int, end: int) -> dict[int, list[float]]:
    """For each line that can be the headline of the article from `start` to `end`, what speaks for it."""
    near = [
        i
        for i in range(max(0, start - TITLE_WITHIN), min(start + 3, end))
        if SHORTEST_TITLE <= lines[i].weight <= TITLE_UPTO and not lines[i].rules
    ]
    article = _words_of(lines[start:end]) if near else set()
    said = Counter(line.text for line in lines)
    alike = 0  # lines as long as headlines between this one and the article
    signs = {}
    for i in reversed(near):
        line, words = lines[i], _words(lines[i].text)
        shared = len(words & article)
        share = shared / max(1, len(words))
        asking = float(line.text[-1] in "?!？！")
        signs[i] = [
            float(start - i),
            _shared(words, article),
            share,
            float(shared),
            float(said[line.text]),
            asking,
            float(alike),
        ]
        alike += not line.rules and TITLE_FROM <= line.weight <= TITLE_UPTO / 2
    return signs


def _shares(lines: Sequence[Line], start: int, end: int) -> dict[int, float]:
    """How much each line before the article says of what it says; only those near, and none that a rule knows."""
    near = [
        i for i in range(max(0, start - TITLE_WITHIN), start) if not lines[i].rules and lines[i].weight >= TITLE_FROM
    ]
    article = _words_of(lines[start:end]) if near else set()
    return {i: _shared(_words(lines[i].text[:TITLE_UPTO]), article) for i in near}


def _shared(words: set[str], article: set[str]) -> float:
    """How much of a line the article says too; long lines count for more, chance hits for nothing."""
    shared = len(words & article)
    return shared / len(words) ** 0.5 if shared >= 2 and 2 * shared >= len(words) else 0.0


def _words_of(lines: Sequence[Line]) -> set[str]:
    """The words of the first lines, until they are enough."""
    article = _words("\n".join(line.text for line in lines))
    if len(article) <= ENOUGH_WORDS:
        return article
    article = set()
    for line in lines:
        article |= _words(line.text)
        if len(article) > ENOUGH_WORDS:
            break
    return article


def _words(text: str) -> set[str]:
    """Words of four letters and more, and pairs of Chinese, Japanese or Korean ones: what a headline shares."""
    return set(_WORDS.findall(text.casefold()))
