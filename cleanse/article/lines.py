"""A page's lines as they are judged: with the rules that know them, and the pieces of one line put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cleanse.rules import Rule
from cleanse.rules.matcher import Matcher
from cleanse.text.chars import CJK

# Length is counted in letters, and a letter of Chinese, Japanese or Korean says as much as two and a half of others.
CJK_WEIGHT = 1.5  # more for each such letter
HEAVIEST = 1 + CJK_WEIGHT
MUCH = 2000  # letters from which it no longer matters which they are
SENTENCE = 70  # from here a line that ends like a sentence is prose: captions, teasers and buttons are shorter
LONG = 250  # from here any line is prose: no menu entry is that long
PIECE = 20  # letters of a line that a name may go on
WRAPPED, WRAPPED_SHARE = 45, 0.4  # a wrapped paragraph: letters a line, and lines that begin with a small letter

_CJK = re.compile(f"[{CJK}]+")
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
    wrapped: bool

    @property
    def sentence(self) -> bool:
        return ends_sentence(self.text)

    @property
    def prose(self) -> bool:
        if self.rules:
            return False
        return self.weight >= LONG or self.wrapped or (self.weight >= SENTENCE and self.sentence)

    def known(self, *places: str) -> bool:
        """Whether a rule that holds in one of these places knows the line."""
        return bool(self.rules) and not {rule.where for rule in self.rules}.isdisjoint(places)


Rules = tuple[Rule, ...]
Known = Mapping[str, Rules]


def known_lines(lines: Iterable[str]) -> Known:
    """The lines that rules know, with the rules; lines that hold something, without white space around them."""
    return matcher().known(lines)


@cache
def matcher() -> Matcher:
    return Matcher()


def read(text: str, known: Known | None = None) -> list[Line]:
    """The lines of a text that hold anything, in order; `known`, where it has been asked for already."""
    bare = [line.strip() for line in text.split("\n")]
    known = known_lines(filter(None, bare)) if known is None else known
    weigh = weight_of if _CJK.search(text) else len
    lines: list[Line] = []
    group: list[str] = []
    for line in [*bare, ""]:
        if line:
            group.append(line)
        elif group:  # an empty line
            lines += _group(group, known, weigh)
            group = []
    return lines


def _group(group: Sequence[str], known: Known, weigh: Callable[[str], int]) -> list[Line]:
    """Lines with no empty line between them, pieces of one put together."""
    if len(group) == 1:
        return [Line(group[0], 1, known.get(group[0], ()), weigh(group[0]), False)]
    lines = []
    rules = [known.get(line, ()) for line in group]
    wrapped = _is_wrapped(group)
    first = 0
    for last, text in enumerate(group):
        if last + 1 < len(group) and (
            (wrapped and not (rules[last] or rules[last + 1])) or _goes_on(group, rules, last)
        ):
            continue
        if last > first:
            text = " ".join(group[first : last + 1])
        lines.append(Line(text, last + 1 - first, () if last > first else rules[last], weigh(text), wrapped))
        first = last + 1
    return lines


def _goes_on(group: Sequence[str], rules: Sequence[Rules], number: int) -> bool:
    """Whether the next line is the same sentence: a renderer broke it at a link, an emphasis, a footnote."""
    this, following = group[number : number + 2]
    strong = _strong(rules[number])
    if following[0] in _GOING_ON or this[-1] in _UNFINISHED:
        return not strong
    if strong or this[-1] in _FINISHED:
        return False
    if following[0].islower():
        return not _strong(rules[number + 1]) or following[-1] in _FINISHED
    if len(this) < PIECE or number + 2 == len(group):
        return False
    after = group[number + 2][0]  # a name between two pieces of a sentence
    return after in _GOING_ON or after.islower()


def _strong(rules: Sequence[Rule]) -> bool:
    return bool(rules) and any(not rule.weak for rule in rules)


def weight_of(text: str) -> int:
    if text.isascii() or len(text) > MUCH:
        return len(text)
    return len(text) + int(CJK_WEIGHT * sum(map(len, _CJK.findall(text))))


def ends_sentence(text: str) -> bool:
    """Whether the line, without white space around it, ends as a sentence does."""
    return _TERMINAL.search(text[-8:]) is not None


def _is_wrapped(group: Sequence[str]) -> bool:
    """Whether the lines are one paragraph, broken at a width: long, and many begin in the middle of a sentence."""
    if len(group) < 2 or sum(map(len, group)) < WRAPPED * len(group):
        return False
    going_on = sum(line[0].islower() for line in group[1:])
    return going_on >= WRAPPED_SHARE * (len(group) - 1)
