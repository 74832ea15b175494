"""All rules against all lines of a text, fast.

A rule says what it matches as a list of alternatives. Those that begin with known characters are looked up by the first
character of a line; of the others (`.{0,80}all rights reserved`), most are ruled out for a whole text at once, by words
they cannot do without.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleanse.blocks import HAN, HANGUL, KANA
from cleanse.rules import WORDS, Rule, compiled, fold_text, is_row, key, load

Tree = Sequence[tuple[Any, Any]]


# A text without a letter of a script needs none of the words in it looked for.
_SCRIPTS = [
    re.compile(f"[{letters}]") for letters in (KANA, HANGUL, HAN, "\u0400-\u052f", "\u0600-\u06ff", "à-ÿ", "\0-\uffff")
]


class Alternative(NamedTuple):
    rule: Rule
    pattern: str


class Matcher:
    """The rules, arranged for looking lines up. What it finds is what `Rule.matches` says of each rule."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        rules = load() if rules is None else tuple(rules)
        self._order = {rule.id: number for number, rule in enumerate(rules)}
        self._phrases = _grouped((phrase, rule) for rule in rules for phrase in rule.phrases)
        self._words = _grouped((word, rule) for rule in rules for word in rule.words)
        by_first: defaultdict[str, list[Alternative]] = defaultdict(list)
        self._anywhere: dict[re.Pattern[str], defaultdict[str, list[Alternative]]] = {
            script: defaultdict(list) for script in _SCRIPTS
        }
        self._whole: list[Alternative] = []
        for alternative in (Alternative(rule, part) for rule in rules for part in alternatives(rule.pattern)):
            tree = _parser.parse(alternative.pattern)
            first, needed = first_characters(tree), needed_words(tree)
            if first is not None:
                for character in first:
                    by_first[character].append(alternative)
            elif needed:
                for word in needed:
                    script = next(script for script in _SCRIPTS if script.search(word))
                    self._anywhere[script][word].append(alternative)
            else:
                self._whole.append(alternative)
        self._by_first = {first: _Gate(found) for first, found in by_first.items()}
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> tuple[Rule, ...]:
        """The rules that know the line, in the order of the files."""
        (found,) = self.of_lines(line.replace("\n", " "))
        return found

    def of_lines(self, text: str) -> Iterator[tuple[Rule, ...]]:
        """The same for each line of a text, between its newlines."""
        lines, forms = text.split("\n"), fold_text(text).split("\n")
        first = {form: number for number, form in reversed(list(enumerate(forms))) if len(form) <= self._longest}
        candidates = self._candidates(list(first))  # a page says many of its lines twice
        known: dict[str, tuple[Rule, ...]] = {}
        for form, number in first.items():
            folded = " ".join(form.split())
            known[form] = self._rules_of(lines[number], folded, candidates.get(form)) if folded else ()
        return (known.get(form, ()) for form in forms)

    def _candidates(self, forms: Sequence[str]) -> dict[str, list[Alternative]]:
        """The alternatives of which a needed word stands in a line, by line."""
        whole = "\n".join(forms)
        ends = list(accumulate(len(form) + 1 for form in forms))
        found: defaultdict[str, list[Alternative]] = defaultdict(list)
        for script, words in self._anywhere.items():
            if script.search(whole) is None:
                continue
            for word, wanted in words.items():
                at = whole.find(word)
                while at >= 0:
                    number = bisect_right(ends, at)
                    found[forms[number]] += wanted
                    at = whole.find(word, ends[number])
        return found

    def _rules_of(self, line: str, folded: str, candidates: list[Alternative] | None) -> tuple[Rule, ...]:
        found = list(self._phrases.get(key(folded), ()))
        gate = self._by_first.get("0" if folded[0].isdigit() else folded[0])
        if gate and gate.matches(folded):
            found += _matching(folded, gate.alternatives)
        if candidates:
            found += _matching(folded, candidates)
        found += _matching(folded, self._whole)
        word = WORDS.search(folded)
        if word and word[0] in self._words:
            found += (rule for rule in self._words[word[0]] if is_row(folded, rule))
        if not found:
            return ()
        held = (rule for rule in set(found) if not rule.needs or rule.needs in dict(rule.found(line)))
        return tuple(sorted(held, key=lambda rule: self._order[rule.id]))


class _Gate:
    """The alternatives for lines that begin with one character, to be tried one by one where one of all matches."""

    def __init__(self, alternatives: Sequence[Alternative]) -> None:
        self.alternatives = alternatives
        self._longest = max(alternative.rule.max for alternative in alternatives)

    @cached_property
    def _any(self) -> re.Pattern[str]:  # most characters are not met in most runs, and compiling takes a second in all
        return re.compile("|".join(f"(?:{a.pattern})" for a in self.alternatives), re.DOTALL)

    def matches(self, folded: str) -> bool:
        return len(folded) <= self._longest and self._any.fullmatch(folded) is not None


def _matching(folded: str, alternatives: Iterable[Alternative]) -> list[Rule]:
    length = len(folded)
    return [
        rule for rule, pattern in alternatives if length <= rule.max and compiled(pattern).fullmatch(folded) is not None
    ]


def _grouped(pairs: Iterable[tuple[str, Rule]]) -> dict[str, tuple[Rule, ...]]:
    grouped: defaultdict[str, list[Rule]] = defaultdict(list)
    for name, rule in pairs:
        grouped[name].append(rule)
    return {name: tuple(rules) for name, rules in grouped.items()}


_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


def alternatives(pattern: str) -> list[str]:
    """The parts of a regular expression between the bars that stand in no parentheses.

    >>> alternatives("a(b|c)|[|]d")
    ['a(b|c)', '[|]d']
    """
    parts, depth = [""], 0
    pieces = _PIECE.findall(pattern)
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    if len(parts) == 1 and _is_one_group(pieces):
        return alternatives(pattern[3:-1])
    return [part for part in parts if part]


def _is_one_group(pieces: Sequence[str]) -> bool:
    """Whether the first parenthesis, a plain `(?:`, is closed by the last."""
    if len(pieces) < 3 or pieces[0] != "(" or not pieces[1].startswith("?:") or pieces[-1] != ")":
        return False
    depth = 0
    for number, piece in enumerate(pieces, 1):
        depth += (piece == "(") - (piece == ")")
        if not depth:
            return number == len(pieces)
    return False


def first_characters(tree: Tree) -> set[str] | None:
    """The characters a match can begin with, every digit as 0; None where it can be anything or nothing."""
    found: set[str] = set()
    for op, argument in tree:
        if op in (ops.ASSERT, ops.ASSERT_NOT, ops.AT):
            continue
        first, optional = _first_of(op, argument)
        if first is None:
            return None
        found |= first
        if not optional:
            return found
    return None


def _first_of(op: Any, argument: Any) -> tuple[set[str] | None, bool]:
    """What one part can begin with, and whether it can be left out."""
    if op is ops.LITERAL:
        return {_name(chr(argument))}, False
    if op is ops.IN:
        return _set(argument), False
    if op is ops.SUBPATTERN:
        return first_characters(argument[3]), False
    if op is ops.BRANCH:
        return _union(first_characters(branch) for branch in argument[1]), False
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        low, _, inner = argument
        return first_characters(inner), low == 0
    return None, False


def _set(members: Sequence[tuple[Any, Any]]) -> set[str] | None:
    found: set[str] = set()
    for op, argument in members:
        if op is ops.LITERAL:
            found.add(_name(chr(argument)))
        elif op is ops.RANGE and argument[1] - argument[0] < 64:
            found.update(_name(chr(c)) for c in range(argument[0], argument[1] + 1))
        elif (op, argument) == (ops.CATEGORY, ops.CATEGORY_DIGIT):
            found.add("0")
        else:
            return None
    return found


def _union(sets: Iterable[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for members in sets:
        if members is None:
            return None
        found |= members
    return found


def _name(character: str) -> str:
    return "0" if character.isdigit() else character


def needed_words(tree: Tree) -> frozenset[str]:
    """Strings of which every match holds at least one; empty where there are none. The longest are taken."""
    best: frozenset[str] = frozenset()
    run = ""
    for op, argument in [*tree, (None, None)]:
        if op is ops.LITERAL:
            run += chr(argument)
            continue
        for words in (frozenset([run]) if run else frozenset(), _needed_of(op, argument)):
            if words and min(map(len, words)) > min(map(len, best), default=0):
                best = words
        run = ""
    return best


def _needed_of(op: Any, argument: Any) -> frozenset[str]:
    if op is ops.SUBPATTERN:
        return needed_words(argument[3])
    if op is ops.BRANCH:
        branches = [needed_words(branch) for branch in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT) and argument[0] > 0:
        return needed_words(argument[2])
    if op is ops.ASSERT and argument[0] > 0:
        return needed_words(argument[1])
    if op is ops.IN and all(member is ops.LITERAL for member, _ in argument):
        return frozenset(chr(character) for _, character in argument)
    return frozenset()
