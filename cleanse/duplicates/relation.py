"""What two near-duplicates are to each other: a copy, a version of one story, or distinct issues of one form.

What counts is what was put in the place of what: other numbers, days or names make another story, another wording does
not. Texts are compared paragraph by paragraph, and those that differ word by word.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cleanse.text.chars import CJK
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import ends_sentence
from cleanse.text.normalize import word_forms, word_key

COPY, VERSION, DISTINCT = "copy", "version", "distinct"
RULE = "relation/1"
"""The rule by which pairs are told apart; it changes when the same pair may be called something else."""

_TOKEN = lazy_pattern(f"[0-9]+(?:[.,:/][0-9]+)*|[{CJK}]|[^\\W\\d_{CJK}]+(?:[’'-][^\\W\\d_{CJK}]+)*")
_SEPARATORS = re.compile("(?<=[0-9])[,.](?=[0-9]{3}(?![0-9]))")
_IS_CJK = lazy_pattern(f"[{CJK}]")
_LABEL = 60  # characters: a shorter line that is no sentence and says a time is a label, not part of the story
_SHOWN = 5  # differences that are told
_LONGEST = 6  # East Asian characters in a name
_SENTENCE = 8  # words that only one text has, from which it says more
_NAME = 0.5  # what a replaced word counts in a script without capitals: two of them are as good as a name


class Relation(NamedTuple):
    """What one text is to another: `kind` is COPY, VERSION or DISTINCT; `differs` has a few `this → that`."""

    kind: str
    differs: tuple[str, ...] = ()


class _Token(NamedTuple):
    key: str
    text: str


class _Change(NamedTuple):
    """Tokens that stand in the place of others; `weight` is 1 for a fact, `_NAME` for what may be one, or 0."""

    before: str
    after: str
    weight: float


def relate(kept: str, other: str) -> Relation:
    """What `other` is to `kept`.

    >>> relate("The bank paid 0.91 dollars on Monday.", "The bank paid 0.92 dollars on Tuesday.")
    Relation(kind='distinct', differs=('0.91 → 0.92', 'Monday → Tuesday'))
    >>> relate("Eleven people were hurt, police said.", "11 people were injured, police said.").kind
    'copy'
    >>> relate("11 people were hurt, police said.", "8 people were hurt, police said.")
    Relation(kind='version', differs=('11 → 8',))
    """
    changes: list[_Change] = []
    plain = added = 0  # words that were added, left out or said otherwise; those that only `other` has
    for before, after in _differing(kept, other):
        small: set[str] | None = None
        # frequent words are no anchors: among near-duplicates there are others enough, and it is much faster
        matcher = SequenceMatcher(None, [t.key for t in before], [t.key for t in after])
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "replace":
                small = small or _in_small_letters(kept) | _in_small_letters(other)
                changes += _changes(before[a:b], after[c:d], small)
            if kind != "equal":
                plain += max(b - a, d - c)
                added += max(0, (d - c) - (b - a))
    places = Counter(changes)
    facts = {change: count for change, count in places.items() if change.weight}
    weight = sum(change.weight * min(count, 2) if change.weight < 1 else 1 for change, count in facts.items())
    if weight < 1:
        return Relation(VERSION if added >= _SENTENCE else COPY)
    differs = tuple(f"{change.before} → {change.after}" for change in list(facts)[:_SHOWN])
    systematic = len(facts) > 1 or max(facts.values()) > 1
    return Relation(DISTINCT if systematic and plain <= 3 * sum(facts.values()) else VERSION, differs)


def _differing(kept: str, other: str) -> Iterator[tuple[list[_Token], list[_Token]]]:
    """The tokens of paragraphs that stand in each other's place and are not the same, and of those that are added."""
    one, two = ([" ".join(line.split()) for line in text.split("\n") if line.strip()] for text in (kept, other))
    for kind, a, b, c, d in SequenceMatcher(None, one, two, False).get_opcodes():
        if kind in ("replace", "insert"):
            yield _trimmed(_of_lines(one[a:b]), _of_lines(two[c:d]))


def _of_lines(lines: Sequence[str]) -> list[_Token]:
    """The tokens of some lines, without labels such as `Updated: 3 March, 10:15`."""
    tokens = []
    for line in lines:
        of_line = list(_tokens(line))
        if not _is_label(line, of_line):
            tokens += of_line
    return tokens


def _trimmed(before: list[_Token], after: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Both without the tokens that they begin with, and end with, alike."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start].key == after[start].key:
        start += 1
    end = 0
    while end < most - start and before[-1 - end].key == after[-1 - end].key:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def _tokens(line: str) -> Iterator[_Token]:
    numbers = _numbers()
    for word in _TOKEN.findall(_SEPARATORS.sub("", word_forms(line))):
        key = word_key(word)
        yield _Token(numbers.get(key, key), word)


def _is_label(line: str, tokens: Sequence[_Token]) -> bool:
    if len(line) > _LABEL or ends_sentence(line.rstrip()):
        return False
    return sum(_is_fact(token) for token in tokens) >= max(2, len(tokens) / 2)


def _changes(before: Sequence[_Token], after: Sequence[_Token], small: set[str]) -> Iterator[_Change]:
    """The facts of a place that are others on the other side."""
    mine, theirs = ([t for t in side if _is_fact(t) or _is_name(t, small)] for side in (before, after))
    kept = Counter(t.key for t in mine) & Counter(t.key for t in theirs)
    mine, theirs = (_without(side, kept) for side in (mine, theirs))
    if mine and theirs:
        for one, two in zip(mine, theirs, strict=False):
            yield _Change(one.text, two.text, 1)
    elif mine or theirs:  # `four years` → `a year`; a name that is left out is no other name
        if any(_is_fact(t) for t in (*mine, *theirs)):
            yield _Change(_shown(before), _shown(after), 1)
    elif _may_be_names(before, after):
        yield _Change(_shown(before), _shown(after), _NAME)


def _without(tokens: Sequence[_Token], kept: Counter[str]) -> list[_Token]:
    left, rest = Counter(kept), []
    for token in tokens:
        if left[token.key]:
            left[token.key] -= 1
        else:
            rest.append(token)
    return rest


def _may_be_names(before: Sequence[_Token], after: Sequence[_Token]) -> bool:
    """Whether words of a script without capitals are other words, with nothing in common."""
    if not before or not after or max(len(before), len(after)) > _LONGEST:
        return False
    words = [t.text for t in (*before, *after)]
    if any(word.upper() != word.lower() for word in words):
        return False
    return not {t.key for t in before} & {t.key for t in after}


def _is_fact(token: _Token) -> bool:
    return token.key[0].isdecimal() or token.key in _times() or token.key in _east_asian()


def _is_name(token: _Token, small: set[str]) -> bool:
    """Whether a word has a capital, and not because a sentence begins: neither text has it in small letters."""
    return token.text[0].isupper() and token.key not in small


def _in_small_letters(text: str) -> set[str]:
    return {word for word in _TOKEN.findall(text) if word.islower()}


def _shown(tokens: Sequence[_Token]) -> str:
    glue = "" if all(_IS_CJK.match(t.text) for t in tokens) else " "
    return glue.join(t.text for t in tokens[:_LONGEST])


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("cleanse.duplicates").joinpath("facts.toml").read_text(encoding="utf-8"))


@cache
def _numbers() -> dict[str, str]:
    """The digits of each number word."""
    return {word: digits for digits, words in _table()["numbers"].items() for word in words.split()}


@cache
def _times() -> frozenset[str]:
    return frozenset(_table()["times"]["words"].split())


@cache
def _east_asian() -> frozenset[str]:
    return frozenset(_table()["east-asian"]["characters"])
