"""The headline is never removed by a rule that knows only its first words, or a word in it.

`Watch: ferry runs aground` looks like a link to another story; above the story it is the headline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from cleanse.article.extent import TITLE_FROM, TITLE_GAP, overlap_of, words_in, words_of
from cleanse.article.lines import Line
from cleanse.rules import WORDS
from cleanse.rules.free import free_text
from cleanse.text.chars import CJK, COLONS, COMMAS, QUESTIONS, SEMICOLONS, SENTENCE_ENDS
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import effective_length

T = TypeVar("T")

# Chosen by hand: `Sign up for our weekly newsletter` is free in `for our weekly`, `Watch: ferry runs aground` in three
# quarters of it.
FREE_SHARE, FREE_LENGTH = 0.55, 15  # of the line, and its effective length: what no rule may have known
SHORTEST_CJK = 8  # letters of one in a script without, at the end of a path
LONGEST = 150  # effective length of a headline
FEWEST_WORDS = 3  # of a headline in a script with spaces

# No headline ends with one of these, or has these signs in it: a sentence, a lead-in, a teaser cut short; a path, a
# row, a copyright line, an address.
_NOT_AT_END = frozenset(SENTENCE_ENDS + COLONS + COMMAS + SEMICOLONS) - frozenset(QUESTIONS)
_NOT_WITHIN = lazy_pattern(r"[©®@|›»→•{}]|\([cC]\)|://|www\.| [>/·«] |>[^>]*>|/[^/]*/|[;；][^;；]*[;；]")
_PATH = lazy_pattern(" ?[»›>] ?")
_QUOTED = lazy_pattern("«[^«»]{1,80}»|»[^«»]{1,80}«")
_CJK = lazy_pattern(f"[{CJK}]")


def without_headline(lines: Sequence[Line], removals: Mapping[int, T]) -> dict[int, T]:
    """What is to be removed, by line, but for the headline that rules match.

    It is looked for above the first line of the article. A line that rules know whole is none, and where another line
    stands there as a headline, a line counts only for the words that it shares with the article.
    """
    first = next((i for i, line in enumerate(lines) if i not in removals and line.text_of_article), 0)
    near = [i for i in range(max(0, first - TITLE_GAP), first) if _has_form(lines[i].text, lines[i].length)]
    candidates = [i for i in near if i in removals and may_be_headline(lines[i])]
    if not near:  # a page may name itself only at the end of the path to it
        candidates = near = [
            i for i in range(max(0, first - TITLE_GAP), first) if i in removals and _ends_path(lines[i])
        ]
    if not candidates:
        return dict(removals)
    article = words_of([line for i, line in enumerate(lines[first:], first) if i not in removals])
    shared = {i: overlap_of(words_in(lines[i].text), article) for i in near}
    best = max(candidates, key=lambda i: (shared[i], -i))
    others = [shared[i] for i in near if i not in removals]
    # the last part of a path shares as many words with the article as its headline
    if others and (not shared[best] or shared[best] < max(others) or "/" in lines[best].text):
        return dict(removals)
    return {i: removal for i, removal in removals.items() if i != best}


def may_be_headline(line: Line) -> bool:
    """Whether a line that rules match has the form of a headline, and every rule leaves most of it open."""
    if not line.rules or line.pieces > 1 or not _has_form(line.text, line.length):
        return False
    if len(WORDS.findall(line.text)) < FEWEST_WORDS and not _CJK.search(line.text):
        return False
    return is_mostly_free(line)


def is_mostly_free(line: Line) -> bool:
    """Whether every rule that matches a line leaves most of it open, and none is one for bylines or dates."""
    least = max(FREE_LENGTH, FREE_SHARE * line.length)
    return all(not rule.facts and effective_length(free_text(rule, line.text)) >= least for rule in line.rules)


def _ends_path(line: Line) -> bool:
    """Whether a line is a path that ends with a headline: `Rock Herald » News » Lighthouse goes dark on Gull Rock`."""
    last = _PATH.split(line.text)[-1].strip()
    enough = len(WORDS.findall(last)) > FEWEST_WORDS or len(_CJK.findall(last)) > SHORTEST_CJK
    return last != line.text and enough and _has_form(last, effective_length(last)) and is_mostly_free(line)


def _has_form(text: str, length: int) -> bool:
    """Whether a line of this effective length is as long as a headline, and does not end like something else."""
    return (
        TITLE_FROM <= length <= LONGEST
        and text[-1] not in _NOT_AT_END
        and not _NOT_WITHIN.search(_QUOTED.sub("", text))
    )
