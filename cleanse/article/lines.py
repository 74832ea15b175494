"""A page's lines as they are judged: the rules that match each, and the pieces of a broken line put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cleanse.article.section_words import is_comment_button
from cleanse.rules import Rules
from cleanse.rules.language import sorted_by_language
from cleanse.rules.matcher import Matcher
from cleanse.text.chars import (
    CJK,
    CJK_CLOSERS,
    COLONS,
    COMMAS,
    OPENERS,
    SEMICOLONS,
    SENTENCE_ENDS,
)
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import PROSE_ENDS, PROSE_LENGTH, effective_length, ends_sentence, is_prose

# Chosen by hand, and measured only together with the numbers of `extent.py`, as it says there.
PIECE = 20  # characters of a line from which a short one after it, a name or a link, may continue its sentence
SHORT_TEXT = 50  # effective length from which a sentence stands as a paragraph of an article
WRAPPED = 45  # characters a line in a wrapped paragraph, on average,
WRAPPED_SHARE = 0.4  # and the share of its lines that begin with a small letter

_CJK = lazy_pattern(f"[{CJK}]")
# What a line begins with that continues the one before it. No quotation mark that may also open; no ASCII colon, which
# begins lines of lists; no 〉, which menus have for an arrow.
_CONTINUES = frozenset("&)]}»”’：" + COMMAS + SEMICOLONS + SENTENCE_ENDS + CJK_CLOSERS) - {"〉"}
# What a line ends with whose sentence is not over.
_UNFINISHED = frozenset("&" + COMMAS + OPENERS)
# What a line ends with after which the next one is another, though it begins with a small letter.
_FINISHED = frozenset("|" + COLONS + SEMICOLONS + SENTENCE_ENDS)

RulesByLine = Mapping[str, Rules]


class Line(NamedTuple):
    """A line that is not blank, or several that are pieces of one: `text` has them with spaces between.

    `length` is its effective length; `wrapped` says that the pieces are a hard-wrapped paragraph.
    """

    text: str
    pieces: int
    rules: Rules
    length: int
    wrapped: bool

    @property
    def sentence(self) -> bool:
        return ends_sentence(self.text, also=PROSE_ENDS)

    @property
    def prose(self) -> bool:
        return not self.rules and (self.wrapped or is_prose(self.text, self.length))

    @property
    def text_of_article(self) -> bool:
        """Whether the line is prose, or a sentence that is no caption's or teaser's length, and no rule matches it."""
        return not self.rules and (
            self.wrapped or self.length >= PROSE_LENGTH or (self.length >= SHORT_TEXT and self.sentence)
        )

    @property
    def has_strong_rule(self) -> bool:
        return _has_strong(self.rules)

    def has_rule(self, *places: str) -> bool:
        """Whether a rule that applies in one of these places matches the line."""
        return bool(self.rules) and not {rule.where for rule in self.rules}.isdisjoint(places)

    def has_strong_rule_for(self, *places: str) -> bool:
        """Whether a rule that is not weak and applies in one of these places matches the line."""
        return any(rule.where in places for rule in self.rules if not rule.weak)


def match_rules(lines: Iterable[str]) -> RulesByLine:
    """The rules of each line that any rule matches, the one that fits the page's language best first.

    The lines are those of one page that are not blank, without white space around them.
    """
    page = list(lines)
    return sorted_by_language(matcher().match_lines(page), page)


@cache
def matcher() -> Matcher:
    return Matcher()


def read(text: str, rules: RulesByLine | None = None) -> list[Line]:
    """The lines of a text that are not blank, in order; `rules` are those of its lines, if they are known already."""
    bare = [line.strip() for line in text.split("\n")]
    rules = match_rules(filter(None, bare)) if rules is None else rules
    measure = effective_length if _CJK.search(text) else len
    lines: list[Line] = []
    group: list[str] = []
    for line in [*bare, ""]:
        if line:
            group.append(line)
        elif group:  # a blank line
            lines += _join_pieces(group, rules, measure)
            group = []
    return lines


def _join_pieces(group: Sequence[str], rules_by_line: RulesByLine, measure: Callable[[str], int]) -> list[Line]:
    """Lines with no blank line between them, pieces of one put together."""
    if len(group) == 1:
        return [Line(group[0], 1, rules_by_line.get(group[0], ()), measure(group[0]), False)]
    lines = []
    rules = [rules_by_line.get(line, ()) for line in group]
    wrapped = _is_wrapped(group)
    first = 0
    for last, text in enumerate(group):
        if last + 1 < len(group) and (
            (wrapped and not (rules[last] or rules[last + 1])) or _continues_after(group, rules, last)
        ):
            continue
        if last > first:
            text = " ".join(group[first : last + 1])
        lines.append(Line(text, last + 1 - first, () if last > first else rules[last], measure(text), wrapped))
        first = last + 1
    return lines


def _continues_after(group: Sequence[str], rules: Sequence[Rules], number: int) -> bool:
    """Whether the next line is the same sentence: a renderer broke it at a link, an emphasis, a footnote."""
    this, following = group[number : number + 2]
    strong = _has_strong(rules[number]) or (bool(rules[number]) and is_comment_button(this))
    if following[0] in _CONTINUES or this[-1] in _UNFINISHED:
        return not strong
    if strong or this[-1] in _FINISHED:
        return False
    if following[0].islower():
        return not _has_strong(rules[number + 1]) or following[-1] in _FINISHED
    if len(this) < PIECE or number + 2 == len(group):
        return False
    after = group[number + 2][0]  # a name between two pieces of a sentence
    return after in _CONTINUES or after.islower()


def _has_strong(rules: Rules) -> bool:
    return bool(rules) and any(not rule.weak for rule in rules)


def _is_wrapped(group: Sequence[str]) -> bool:
    """Whether the lines are one paragraph, broken at a width: long, and many begin in the middle of a sentence."""
    if len(group) < 2 or sum(map(len, group)) < WRAPPED * len(group):
        return False
    continued = sum(line[0].islower() for line in group[1:])
    return continued >= WRAPPED_SHARE * (len(group) - 1)
