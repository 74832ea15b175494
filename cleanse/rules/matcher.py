"""All rules against all lines of a text, fast.

A rule says what it matches as a list of alternatives. Those that begin with known characters are looked up by the first
character of a line; of the others (`.{0,80}all rights reserved`), most are ruled out for a whole text at once, by words
they cannot do without.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleanse.rules import WORDS, Rule, compiled, fold, fold_text, is_row, key, load

Tree = Sequence[tuple[Any, Any]]


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
        self._anywhere: list[tuple[frozenset[str], Alternative]] = []
        self._whole: list[Alternative] = []
        for alternative in (Alternative(rule, part) for rule in rules for part in alternatives(rule.pattern)):
            tree = _parser.parse(alternative.pattern)
            first, needed = first_characters(tree), needed_words(tree)
            if first is not None:
                for character in first:
                    by_first[character].append(alternative)
            elif needed:
                self._anywhere.append((needed, alternative))
            else:
                self._whole.append(alternative)
        self._by_first = {first: _Gate(found) for first, found in by_first.items()}
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> tuple[Rule, ...]:
        """The rules that know the line, in the order of the files."""
        folded = fold(line)
        return self._rules_of(line, folded, self._active(folded))

    def of_lines(self, text: str, lines: Sequence[str]) -> Iterator[tuple[Rule, ...]]:
        """The same for each line of a text. `lines` are its lines, without the newline."""
        whole = fold_text(text)
        active = self._active(whole)
        folded = whole.split("\n")
        if len(folded) != len(lines):
            folded = [fold(line) for line in lines]
        known: dict[str, tuple[Rule, ...]] = {"": ()}  # a page says many of its lines twice
        for line, form in zip(lines, folded, strict=True):
            found = known.get(line)
            if found is None:
                found = known[line] = self._rules_of(line, " ".join(form.split()), active)
            yield found

    def _active(self, folded: str) -> list[tuple[frozenset[str], Alternative]]:
        return [item for item in self._anywhere if any(word in folded for word in item[0])]

    def _rules_of(
        self, line: str, folded: str, active: Sequence[tuple[frozenset[str], Alternative]]
    ) -> tuple[Rule, ...]:
        if not folded or len(folded) > self._longest:
            return ()
        found = set(self._phrases.get(key(folded), ()))
        gate = self._by_first.get("0" if folded[0].isdigit() else folded[0])
        if gate:
            found.update(gate.rules(folded))
        for words, alternative in active:
            if any(word in folded for word in words):
                found.update(_matching(folded, (alternative,)))
        found.update(_matching(folded, self._whole))
        word = WORDS.search(folded)
        if word and word[0] in self._words:
            found.update(rule for rule in self._words[word[0]] if is_row(folded, rule))
        if not found:
            return ()
        held = (rule for rule in found if not rule.needs or rule.needs in dict(rule.found(line)))
        return tuple(sorted(held, key=lambda rule: self._order[rule.id]))


class _Gate:
    """The alternatives for lines that begin with one character: first all at once, then, if any matches, one by one."""

    def __init__(self, alternatives: Sequence[Alternative]) -> None:
        self._alternatives = alternatives

    @cached_property
    def _any(self) -> re.Pattern[str]:  # most characters are not met in most runs, and compiling takes a second in all
        return re.compile("|".join(f"(?:{a.pattern})" for a in self._alternatives), re.DOTALL)

    def rules(self, folded: str) -> Iterator[Rule]:
        if self._any.fullmatch(folded):
            yield from _matching(folded, self._alternatives)


def _matching(folded: str, alternatives: Iterable[Alternative]) -> Iterator[Rule]:
    length = len(folded)
    for rule, pattern in alternatives:
        if length <= rule.max and compiled(pattern).fullmatch(folded):
            yield rule


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
