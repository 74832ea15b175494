"""Whether a hyphen at the end of a line was put there by the wrap, or belongs to the word."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

# After these a hyphen at the line's end belongs to the word, and a space follows: Nord- / und Südseite.
_PAIRED = re.compile("(?:und|oder|bzw|sowie|and|or|et|ou|en|of|y|e|i)\\b")
_HALVES = re.compile(r"([^\W\d_]+)-\n([^\W\d_]+)")
_LAST_PART = re.compile(r"(?<![\w-])([^\W\d_]{2,})-$")
_FIRST_PART = re.compile(r"[^\W\d_]+(?!-)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FEWEST = 3  # everyday words of a language that a text must have
_SHORTEST = 4  # letters of a joined word


class _Language(NamedTuple):
    everyday: frozenset[str]
    joins: bool
    words: frozenset[str]


class Hyphens:
    """What one text shows of hyphens: the words that it writes as one, and its language.

    >>> Hyphens("An international court.").is_of_the_wrap("the inter-", "national court")
    True
    >>> Hyphens("A long-term plan.").is_of_the_wrap("the long-", "term plan")
    False
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def is_of_the_wrap(self, line: str, after: str) -> bool:
        """Whether the hyphen that ends a line goes when the next one is joined to it."""
        first, second = _LAST_PART.search(line), _FIRST_PART.match(after)
        if not first or not second or not second[0].islower() or begins_pair(after):
            return False
        if len(first[1]) > 1 and first[1].isupper():
            return False  # EU-weit
        joined = (first[1] + second[0]).lower()
        if len(joined) < _SHORTEST or f"{first[1]}-{second[0]}".lower() in self._words:
            return False
        if joined in self._words:
            return True
        language = self._language
        return language is not None and (language.joins or joined in language.words)

    @cached_property
    def _words(self) -> Counter[str]:
        # a word that is broken itself is no evidence of how it is written
        return Counter(_WORD.findall(_HALVES.sub(" ", self._text).lower()))

    @cached_property
    def _language(self) -> _Language | None:
        """The language most of whose everyday words the text has; None if it has too few of any."""
        counts = [(sum(word in self._words for word in known.everyday), known) for known in _languages()]
        count, language = max(counts, key=lambda counted: counted[0])
        return language if count >= _FEWEST else None


def ends_in_hyphen(line: str) -> bool:
    """Whether a line ends in a letter and a hyphen."""
    return line[-1:] == "-" and line[-2:-1].isalpha()


def begins_pair(after: str) -> bool:
    """Whether a line begins with a word that leaves the hyphen before it where it is: Nord- / und Südseite."""
    return _PAIRED.match(after) is not None


@cache
def _languages() -> tuple[_Language, ...]:
    table = tomllib.loads(files("cleanse.text").joinpath("hyphens.toml").read_text(encoding="utf-8"))
    return tuple(
        _Language(frozenset(entry["everyday"]), entry["joins"], frozenset(entry.get("words", "").split()))
        for entry in table.values()
    )
