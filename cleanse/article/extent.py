"""Where the article is: the run of lines that prose holds together, and its headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cleanse.article.lines import Line
from cleanse.text.chars import CJK, QUESTIONS
from cleanse.text.lazy import lazy_pattern

# What a line adds to the part of the page it is in; the article is the part with the greatest sum. A line of prose
# counts by its length up to LONGEST; the others are small against it, so that lists and subheadings inside an article
# stay, and thirty menu entries outweigh a lone teaser.
# All numbers here are chosen by hand. Only what they and the rules achieve together was measured, "the rules alone" in
# MODEL_CARD.md: F1 .891, 2.8 % of the articles' characters lost. The trees of the text model are trained on
# scores and signs that are computed with them, so a change needs new weights.
PROSE, PER_LETTER, LONGEST = 0.5, 0.01, 600
SECTION = -8.0  # the heading of another part: only as much prose as an article has brings the text back
BOILERPLATE = -1.5  # a line that a rule matches anywhere
BOILERPLATE_AT_EDGE = -1.0  # a line that a rule matches outside the article
SHORT_SENTENCE = 0.3
PHRASE = -0.1  # a headline, a caption, an item of a list
WORD = -0.15  # a word or two
PHRASE_FROM, SHORT_SENTENCE_FROM = 40, 25  # effective lengths

TITLE_WITHIN = 60  # lines before the article among which the headline is looked for
SHORTEST_TITLE, TITLE_FROM, TITLE_UPTO = 6, 15, 300  # its effective length: at least, as a rule, at most
TITLE_SHARE = 0.5  # of the best line's score, for another that is a headline too
TITLE_GAP = 12  # lines between headline and article among which captions and standfirsts are kept
ENOUGH_WORDS = 2000  # different words of an article with which a headline is compared

_WORDS = lazy_pattern(f"[^\\W\\d_{CJK}]{{4,}}|[{CJK}]{{2}}")


def article_of(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines with the greatest sum of scores: (first, one past the last); (0, 0) if no line is prose."""
    return best_run(score(line) for line in lines)


def best_run(scores: Iterable[float]) -> tuple[int, int]:
    """The run with the greatest sum: (first, one past the last); (0, 0) if no score is above 0."""
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
    """What a line adds to the part of the page it is in."""
    if line.rules:
        return (
            SECTION if line.has_rule("section") else BOILERPLATE if line.has_rule("anywhere") else BOILERPLATE_AT_EDGE
        )
    if line.length < SHORT_SENTENCE_FROM and not line.wrapped:
        return WORD
    if line.prose:
        return PROSE + PER_LETTER * min(line.length, LONGEST)
    if line.sentence:
        return SHORT_SENTENCE
    return PHRASE if line.length >= PHRASE_FROM else WORD


def headlines(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """The lines before the article to keep: the headline, standfirsts and captions.

    They are lines near it that share its words, and the longer lines after the first of these. If no line does, the one
    that stands nearest to the article is the headline, whatever it says.
    """
    overlap = _overlaps(lines, start, end)
    enough = max(0.01, TITLE_SHARE * max(overlap.values(), default=0.0))
    titles = {i for i, share in overlap.items() if share >= enough}
    if not titles:
        nearest = next((i for i in range(start - 1, max(-1, start - TITLE_GAP), -1) if not lines[i].rules), -1)
        return {nearest} if nearest in overlap and lines[nearest].length <= TITLE_UPTO / 2 else set()
    first = min((i for i in titles if start - i <= TITLE_GAP), default=start)
    return titles | {i for i in overlap if i > first and lines[i].length >= PHRASE_FROM}


def title_signs(lines: Sequence[Line], start: int, end: int) -> dict[int, list[float]]:
    """The features of each line that may be the headline of the article from `start` to `end`, by its number.

    They are: lines before the article, `overlap_of` with it, share of its words and number of words that the article
    has too, how often the line is on the page, whether it asks, lines of a headline's length between both.
    """
    near = [
        i
        for i in range(max(0, start - TITLE_WITHIN), min(start + 3, end))
        if SHORTEST_TITLE <= lines[i].length <= TITLE_UPTO and not lines[i].rules
    ]
    article = words_of(lines[start:end]) if near else set()
    copies = Counter(line.text for line in lines)
    between = 0
    signs = {}
    for i in reversed(near):
        line, words = lines[i], words_in(lines[i].text)
        shared = len(words & article)
        share = shared / max(1, len(words))
        asks = float(line.text[-1] in QUESTIONS)
        signs[i] = [
            float(start - i),
            overlap_of(words, article),
            share,
            float(shared),
            float(copies[line.text]),
            asks,
            float(between),
        ]
        between += not line.rules and TITLE_FROM <= line.length <= TITLE_UPTO / 2
    return signs


def _overlaps(lines: Sequence[Line], start: int, end: int) -> dict[int, float]:
    """The `overlap_of` with the article of each line before it that is near enough and matched by no rule."""
    near = [
        i for i in range(max(0, start - TITLE_WITHIN), start) if not lines[i].rules and lines[i].length >= TITLE_FROM
    ]
    article = words_of(lines[start:end]) if near else set()
    return {i: overlap_of(words_in(lines[i].text[:TITLE_UPTO]), article) for i in near}


def overlap_of(words: set[str], article: set[str]) -> float:
    """How many of a line's words the article has too, by the root of their number.

    It is 0 for fewer than two of them or less than half, which may be chance.
    """
    shared = len(words & article)
    return shared / len(words) ** 0.5 if shared >= 2 and 2 * shared >= len(words) else 0.0


def words_of(lines: Sequence[Line]) -> set[str]:
    """The words (`words_in`) of the first lines, until there are ENOUGH_WORDS."""
    article = words_in("\n".join(line.text for line in lines))
    if len(article) <= ENOUGH_WORDS:
        return article
    article = set()
    for line in lines:
        article |= words_in(line.text)
        if len(article) > ENOUGH_WORDS:
            break
    return article


def words_in(text: str) -> set[str]:
    """Words of four or more letters and pairs of Chinese, Japanese or Korean letters, case folded."""
    return set(_WORDS.findall(text.casefold()))
