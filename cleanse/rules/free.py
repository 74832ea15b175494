"""How much of a line a rule's pattern leaves open: `Watch: .{3,120}` says of a headline no more than its first word.

A line that a rule lists as a phrase, or allows as a row of words, is known whole: none of it is free.
"""

from __future__ import annotations

import re
from functools import cache

from cleanse.rules import WORDS, Rule, compiled, is_row
from cleanse.text.normalize import phrase_key, rule_key

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_ATOM = re.compile(rf"({_CLASS}|\\.|\(\?[:=!]|\(\?<[=!]|.)((?:[*+?]|\{{\d*,?\d*\}})[?+]?)?", re.DOTALL)
_OPEN = frozenset([".", r"\w", r"\S"])
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")


def free_text(rule: Rule, line: str) -> str:
    """The words of a line, folded, that the rule's pattern accepts whatever they are; empty if it knows the line whole.

    Of a part of the pattern that is repeated only the last copy counts.

    >>> rule = Rule("en/pitch", "why", pattern="(?:watch|listen): .{3,120}", phrases=frozenset(["watch: live"]))
    >>> free_text(rule, "Watch: ferry runs aground"), free_text(rule, "WATCH: LIVE")
    ('ferry runs aground', '')
    """
    folded = rule_key(line)
    words = WORDS.findall(folded)
    if phrase_key(folded) in rule.phrases or (len(folded) <= rule.max and is_row(words, rule)):
        return ""
    match = compiled(_with_groups(rule.pattern)).fullmatch(folded) if len(folded) <= rule.max else None
    return " ".join(part.strip() for part in match.groups() if part) if match else ""


@cache
def _with_groups(pattern: str) -> str:
    """The pattern with a group around each repeated atom that can be nearly any character, and no other group.

    A pattern that refers back to a group of its own is left without: new groups would change the numbers.

    >>> _with_groups("(ad|promo)[: ].{2,60}|[.]+")
    '(?:ad|promo)[: ](.{2,60})|[.]+'
    """
    if _BACK_REFERENCE.search(pattern):
        return f"(?:{pattern})"
    return _ATOM.sub(_grouped, pattern)


def _grouped(match: re.Match[str]) -> str:
    atom, repeat = match.groups()
    if atom == "(":
        return "(?:"
    is_open = atom in _OPEN or atom.startswith("[^") or (atom[0] == "[" and r"\w" in atom)
    return f"({match[0]})" if repeat and is_open else match[0]
