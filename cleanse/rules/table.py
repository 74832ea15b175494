"""The rules arranged for looking lines up, as one table of plain lists and strings.

The table of the rules that come with the package is shipped, `table.json`, since to read and arrange them takes longer
than to clean twenty pages; `tools/build_rule_table.py` makes it. Rules are in it by their number, alternatives of
their patterns by theirs.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from cleanse.rules import Rule, sources

TABLE = Path(__file__).with_name("table.json")

OFTEN = 0.2  # of the lines: beginnings so frequent tell little
SHORTEST, LONGEST = 3, 8  # characters of a beginning that lines are looked up by,
MOST = 40  # and how many beginnings an alternative may have, of those longer than the shortest
LINE = 50  # about so many characters has a line: so much rarer is a string at the beginning of one

Numbers = list[int]


class Table(TypedDict):
    """A rule's pattern is a list of alternatives, and a line that matches one of them matches the pattern."""

    rules: list[dict[str, Any]]
    phrases: dict[str, Numbers]  # rules by phrase
    words: dict[str, Numbers]  # rules by word
    alternatives: list[tuple[int, str, list[str]]]  # rule, pattern, strings of which every match holds one
    strings: dict[str, Numbers]  # alternatives by string that a line holds on which they are tried; one that begins
    # with a newline is how a line begins, one that ends with a newline how it ends
    others: Numbers  # alternatives of which nothing is known
    everyday: dict[str, list[str]]  # words that are on nearly every page of a language


_OMITTED = ("phrases", "pattern", "drop", "keep")  # the first two are told by the rest, nobody asks for the others
_DEFAULTS = {field.name: field.default for field in fields(Rule)}


def arranged(rules: Sequence[Rule], everyday: Mapping[str, list[str]] | None = None) -> Table:
    """The table of these rules and languages. Patterns are taken apart by the parser of `re`."""
    from cleanse.rules.patterns import alternatives, needed

    parts = [(number, part) for number, rule in enumerate(rules) for part in alternatives(rule.pattern)]
    by_string: list[tuple[str, int]] = []
    others: Numbers = []
    listed: list[tuple[int, str, list[str]]] = []
    for number, (rule, pattern) in enumerate(parts):
        strings = sorted(needed(pattern))
        listed.append((rule, pattern, strings))
        looked_for = _looked_for(pattern, strings)
        by_string += ((string, number) for string in looked_for)
        if not looked_for:
            others.append(number)
    return Table(
        rules=[_row(rule) for rule in rules],
        phrases=_grouped((phrase, number) for number, rule in enumerate(rules) for phrase in sorted(rule.phrases)),
        words=_grouped((word, number) for number, rule in enumerate(rules) for word in sorted(rule.words)),
        alternatives=listed,
        strings=_grouped(by_string),
        others=others,
        everyday=dict(everyday or {}),
    )


def _looked_for(pattern: str, strings: list[str]) -> list[str]:
    """The strings that lines are looked up by before the pattern is tried: its beginnings or these that it needs.

    Those are chosen that the fewest lines have; none if nothing is known of the pattern.
    """
    from cleanse.rules.patterns import beginnings, expected_frequency

    begins = beginnings(pattern, SHORTEST)
    for size in range(SHORTEST + 1, LONGEST + 1):
        longer = beginnings(pattern, size)
        if not longer or len(longer) > MOST:
            break
        begins = longer
    often = expected_frequency(begins)
    if begins and often < OFTEN and (not strings or often / LINE < expected_frequency(strings)):
        return sorted(f"\n{begin}" for begin in begins)
    return strings


def rules_of(table: Table) -> tuple[Rule, ...]:
    """The rules of a table, without their examples."""
    phrases: defaultdict[int, set[str]] = defaultdict(set)
    for phrase, numbers in table["phrases"].items():
        for number in numbers:
            phrases[number].add(phrase)
    patterns: defaultdict[int, list[str]] = defaultdict(list)
    for number, pattern, _ in table["alternatives"]:
        patterns[number].append(pattern)
    return tuple(
        Rule(**{**_fields(row), "phrases": frozenset(phrases[number]), "pattern": "|".join(patterns[number])})
        for number, row in enumerate(table["rules"])
    )


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def shipped() -> Table:
    """The table of the rules that come with the package."""
    table: Table = json.loads(TABLE.read_bytes())["table"]
    return table


def checksum() -> str:
    """Of the files of rules: the table names those it was made from."""
    from hashlib import sha256

    return sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in sources())).hexdigest()


def _row(rule: Rule) -> dict[str, Any]:
    """What a rule says, but for what the table says elsewhere and what goes without saying."""
    row: dict[str, Any] = {}
    for name, default in _DEFAULTS.items():
        value = getattr(rule, name)
        if name not in _OMITTED and value not in (default, {}):
            row[name] = sorted(value) if isinstance(value, frozenset) else value
    return row


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, Numbers]:
    grouped: defaultdict[str, Numbers] = defaultdict(list)
    for name, value in pairs:
        grouped[name].append(value)
    return dict(grouped)
