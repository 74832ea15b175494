"""A page's lines as they are judged: with the rules that know them, and the pieces of one line put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from cleanse.blocks import CJK
from cleanse.rules import Rule
from cleanse.rules.matcher import Matcher

# Length is counted in letters, and a letter of Chinese, Japanese or Korean says as much as two and a half of others.
CJK_WEIGHT = 1.5  # more for each such letter
MUCH = 2000  # letters from which it no longer matters which they are
SENTENCE = 70  # from here a line that ends like a sentence is prose: captions, teasers and buttons are shorter
LONG = 250  # from here any line is prose: no menu entry is that long
PIECE = 20  # letters of a line that a name may go on
WRAPPED, WRAPPED_SHARE = 45, 0.4  # a wrapped paragraph: letters a line, and lines that begin with a small letter

_CJK = re.compile(f"[{CJK}]")
_TERMINAL = re.compile(r"""[.!?…。！？:：;；؟।۔][\s"'”’»›)\]」』）*]{0,4}$|[”»」"]$""")
_GOING_ON = frozenset("&,;.!?…)]}»”’،؛，。、；：！？）」』》】")
_UNFINISHED = frozenset("&,([{«“„‘،（「『《【，、")
_FINISHED = frozenset(".!?…:;。！？：；؟|")


class Line(NamedTuple):
    """A line that holds something, or some that are pieces of one: `text` is theirs, with spaces between."""

    text: str
    pieces: int
    rules: tuple[Rule, ...]
    weight: int
    sentence: bool
    wrapped: bool

    @property
    def prose(self) -> bool:
        return not self.rules and (self.weight >= LONG or self.wrapped or (self.sentence and self.weight >= SENTENCE))

    def known(self, *places: str) -> bool:
        """Whether a rule that holds in one of these places knows the line."""
        return any(rule.where in places for rule in self.rules)


Raw = tuple[str, tuple[Rule, ...]]


def read(text: str) -> list[Line]:
    """The lines of a text that hold anything, in order."""
    lines: list[Line] = []
    group: list[Raw] = []
    weigh = weight_of if _CJK.search(text) else len
    for line, rules in zip(text.split("\n"), matcher().of_lines(text), strict=True):
        bare = line.strip()
        if bare:
            group.append((bare, rules))
        elif group:  # an empty line
            lines += _group(group, weigh)
            group = []
    lines += _group(group, weigh)
    return lines


@cache
def matcher() -> Matcher:
    return Matcher()


def _group(group: Sequence[Raw], weigh: Callable[[str], int]) -> Iterator[Line]:
    """Lines with no empty line between them, pieces of one put together."""
    wrapped = _is_wrapped([text for text, _ in group])
    first = 0
    for last, (_, rules) in enumerate(group):
        if last + 1 < len(group) and (_goes_on(group, last) or (wrapped and not (rules or group[last + 1][1]))):
            continue
        whole = " ".join(text for text, _ in group[first : last + 1])
        yield Line(whole, last + 1 - first, rules if last == first else (), weigh(whole), ends_sentence(whole), wrapped)
        first = last + 1


def ends_sentence(text: str) -> bool:
    """Whether the line, without white space around it, ends as a sentence does."""
    return _TERMINAL.search(text[-8:]) is not None


def _goes_on(group: Sequence[Raw], number: int) -> bool:
    """Whether the next line is the same sentence: a renderer broke it at a link, an emphasis, a footnote."""
    (this, rules), (following, next_rules) = group[number : number + 2]
    if following[0] in _GOING_ON or this[-1] in _UNFINISHED:
        return not _strong(rules)
    if this[-1] in _FINISHED or _strong(rules):
        return False
    if following[0].islower():
        return not _strong(next_rules) or following[-1] in _FINISHED
    if number + 2 == len(group) or len(this) < PIECE:
        return False
    after = group[number + 2][0][0]  # a name between two pieces of a sentence
    return after in _GOING_ON or after.islower()


def _strong(rules: Sequence[Rule]) -> bool:
    return any(not rule.weak for rule in rules)


def weight_of(text: str) -> int:
    if text.isascii() or len(text) > MUCH:
        return len(text)
    return len(text) + int(CJK_WEIGHT * len(_CJK.findall(text)))


def _is_wrapped(group: Sequence[str]) -> bool:
    """Whether the lines are one paragraph, broken at a width: long, and many begin in the middle of a sentence."""
    if len(group) < 2 or sum(map(len, group)) < WRAPPED * len(group):
        return False
    going_on = sum(line[0].islower() for line in group[1:])
    return going_on >= WRAPPED_SHARE * (len(group) - 1)
