"""What can never apply in files of own rules: phrases that are nothing, patterns no line has, rules said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from cleanse.html.marks import chooses_no_elements
from cleanse.rules import Rule, words_of
from cleanse.rules.book import RuleBook
from cleanse.rules.own import OwnRules
from cleanse.rules.patterns import alternatives
from cleanse.rules.sites import host_name
from cleanse.rules.table import rules_of, shipped
from cleanse.text.normalize import phrase_key, rule_fold, rule_key

Tree = Sequence[tuple[Any, Any]]


def never_apply(own: OwnRules) -> list[str]:
    """A line for each part of these rules that can never apply, beside those of the package."""
    return list(dead_parts(own.books, rules_of(shipped())))


def dead_parts(books: Iterable[RuleBook], shipped: Iterable[Rule] = ()) -> Iterator[str]:
    """A line for each part of these files that can never apply. `shipped` are the rules that are there before them."""
    said: dict[object, str] = {}
    for rule in shipped:
        said.setdefault(_meaning("", rule), f"{rule.id}, which comes with cleanse,")
    for book in books:
        if book.site and not host_name(book.site):
            yield f"{book.path}: site {book.site!r} is no host name, like example.org: no document is of it"
        for rule, entry in zip(book.rules, book.entries, strict=True):
            where = f"{book.path}: rule {entry['name']!r}"
            yield from (f"{where}: {what}" for what in dead_parts_of(rule, entry))
            # what holds on every site holds on this one
            earlier = said.get(_meaning("", rule)) or said.get(_meaning(book.site, rule))
            if earlier:
                yield f"{where}: says what {earlier} says already"
            said.setdefault(_meaning(book.site, rule), f"{rule.id} in {book.path}")
        for mark in book.marks:
            where = f"{book.path}: {mark.rule.rpartition('/')[2]}"
            if chooses_no_elements(mark.xpath):
                yield f"{where}: {mark.xpath!r} chooses no elements, only parts of such"
            meaning = (book.site, mark.action, mark.xpath)
            if meaning in said:
                yield f"{where}: says what {said[meaning]} says already"
            said.setdefault(meaning, f"{mark.rule} in {book.path}")


def dead_parts_of(rule: Rule, entry: Mapping[str, Any]) -> Iterator[str]:
    """What of a rule can never apply, or that none of it can. `entry` is how its file writes it."""
    for phrase in entry.get("phrases", ()):
        if not phrase_key(rule_key(phrase)):
            yield f"its phrase {phrase!r} is nothing but signs, which are left out of lines that are compared"
    shortest = min(map(len, rule.phrases), default=0)
    if rule.max < shortest:
        yield f"max = {rule.max} is less than its shortest phrase has, {shortest} characters"
    yield from _dead_words(rule, entry)
    if rule.pattern:
        tree = _parser.parse(rule.pattern, re.DOTALL)
        least = tree.getwidth()[0]
        if why := _impossible(tree):
            yield f"its pattern can match no line: {why}"
        elif least > rule.max:
            yield f"max = {rule.max} is less than the shortest line that its pattern matches, {least} characters"
    if rule.needs and rule.needs not in rule.facts:
        yield f"needs = {rule.needs!r} is none of its facts: {', '.join(rule.facts) or 'it has none'}"


def _dead_words(rule: Rule, entry: Mapping[str, Any]) -> Iterator[str]:
    for key in ("words", "anchors"):
        for word in entry.get(key, ()):
            if not words_of(word):
                yield f"{word!r} among its {key} has no letter or digit"
    if rule.anchors and not rule.words:
        yield "its anchors say nothing without words"
    elif rule.words and not rule.anchors:
        yield "its words need anchors: some of them, of which a line must have one"
    elif rule.words and rule.words.isdisjoint(rule.anchors):
        yield "none of its anchors is among its words, so no line can have one"


def _meaning(site: str, rule: Rule) -> object:
    """What a rule says, but for its name, its reason and its examples."""
    return (
        site, rule.action, rule.where, rule.phrases, rule.words, rule.anchors, rule.least, rule.max, rule.weak,
        tuple(alternatives(rule.pattern)), tuple(sorted(rule.facts.items())), rule.needs,
    )  # fmt: skip


def _impossible(tree: Tree) -> str:
    """Why no line can match an expression; empty if none of its parts says so."""
    ended = False
    for op, argument in tree:
        if op is ops.AT:
            ended = ended or argument in (ops.AT_END, ops.AT_END_STRING)
            continue
        if ended and _takes(op, argument):
            return "something must follow its $"
        if why := _impossible_part(op, argument):
            return why
    return ""


def _takes(op: Any, argument: Any) -> bool:
    """Whether a part matches one character at least."""
    return op not in (ops.ASSERT, ops.ASSERT_NOT) and _width(op, argument) > 0


def _width(op: Any, argument: Any) -> int:
    piece = _parser.SubPattern(_parser.State(), [(op, argument)])
    least: int = piece.getwidth()[0] if op is not ops.GROUPREF else 0
    return least


def _impossible_part(op: Any, argument: Any) -> str:
    if op is ops.LITERAL:
        return _not_in_lines(argument)
    if op is ops.IN:
        return _impossible_class(argument)
    if op is ops.SUBPATTERN:
        return _impossible(argument[3])
    if op is ops.ATOMIC_GROUP:
        return _impossible(argument)
    if op is ops.BRANCH:
        reasons = [_impossible(branch) for branch in argument[1]]
        return reasons[0] if all(reasons) else ""
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
        return _impossible(argument[2]) if argument[0] else ""
    if op is ops.ASSERT:
        return _impossible(argument[1])
    if op is ops.FAILURE or (op is ops.ASSERT_NOT and not len(argument[1])):
        return "it says that nothing follows, whatever it is"
    return ""


def _impossible_class(members: Sequence[tuple[Any, Any]]) -> str:
    """Why a class of characters can match none of a line: all of its members are single characters that no line has."""
    reasons = [
        _not_in_lines(argument) if op is ops.LITERAL else _range_in_lines(op, argument) for op, argument in members
    ]
    return reasons[0] if reasons and all(reasons) else ""


def _range_in_lines(op: Any, argument: Any) -> str:
    if op is not ops.RANGE or argument[1] - argument[0] > 64:  # a wide range can be anything
        return ""
    reasons = [_not_in_lines(code) for code in range(argument[0], argument[1] + 1)]
    return reasons[0] if all(reasons) else ""


def _not_in_lines(code: int) -> str:
    """Why no folded line has this character; empty if one may have it."""
    character = chr(code)
    if character != " " and character.isspace():
        return f"lines have no {character!r}, only single spaces"
    folded = rule_fold(character)
    return (
        f"lines are compared in lower case and plain forms, where {character!r} is {folded!r}"
        if folded != character
        else ""
    )
