"""The examples in files of own rules, tried: what should go goes, what should stay stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanse.rules import Rule, matching
from cleanse.rules.own import OwnRules


def failures(own: OwnRules) -> Iterator[str]:
    """A line for each example that does not come true, with its file, its rule and the line it gives.

    An example is a line on a page of the site that its file is for. Those to drop are dropped by their rule, and kept
    by none; those to keep are kept by their rule if that is what it does, and else dropped by no rule: none of these
    files, and none of the package.
    """
    for book in own.books:
        for rule in book.rules:
            for line in rule.drop:
                for what in _wrong_with_drop(own, book.site, rule, line):
                    yield f"{book.path}: rule {rule.id!r}: drop = {line!r}: {what}"
            for line in rule.keep:
                for what in _wrong_with_keep(own, book.site, rule, line):
                    yield f"{book.path}: rule {rule.id!r}: keep = {line!r}: {what}"


def examples(own: OwnRules) -> int:
    """How many examples these files have."""
    return sum(len(rule.drop) + len(rule.keep) for rule in own.rules)


def _wrong_with_drop(own: OwnRules, site: str, rule: Rule, line: str) -> Iterator[str]:
    if rule.action == "keep":
        if rule.matches(line):
            yield "this rule keeps the line"
        return
    if not rule.matches(line):
        yield "this rule does not match the line"
    yield from _named("keeps the line", [other for other in _of(own, site, "keep") if other.matches(line)])


def _wrong_with_keep(own: OwnRules, site: str, rule: Rule, line: str) -> Iterator[str]:
    if rule.action == "keep" and not rule.matches(line):
        yield "this rule does not match the line"
    if any(other.matches(line) for other in _of(own, site, "keep")):
        return
    yield from _named("drops the line", [other for other in _of(own, site, "drop") if other.matches(line)])
    yield from _named("comes with cleanse and drops the line", matching(line))


def _named(what: str, rules: Sequence[Rule]) -> Iterator[str]:
    yield from (f"rule {rule.id!r} {what}" for rule in rules)


def _of(own: OwnRules, site: str, action: str) -> Iterator[Rule]:
    """The rules with this action that hold on a page of the site."""
    for book in own.books:
        if book.site == "" or site == book.site or site.endswith(f".{book.site}"):
            yield from (rule for rule in book.rules if rule.action == action)
