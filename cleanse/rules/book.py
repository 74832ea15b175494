"""What one file of own rules says, and how a file in TOML is read: every mistake in it is one line that says where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from cleanse.html.marks import Mark, wrong_with
from cleanse.rules import ACTIONS, LONGEST, PLACES, Rule, rule_of
from cleanse.rules.patterns import alternatives, nodes
from cleanse.rules.sites import host_name
from cleanse.settings import ConfigError, suggestion

XPATHS = {"drop_xpath": "drop", "keep_xpath": "keep", "body_xpath": "body"}
"""The keys of a site's file for elements of its pages, and the action of their marks."""

_TOP: dict[str, type] = {"site": str, "language": str, "everyday": list, "rule": list, **dict.fromkeys(XPATHS, list)}
_ENTRY: dict[str, type] = {
    "name": str, "why": str, "action": str, "where": str, "weak": bool, "phrases": list, "words": list, "least": int,
    "anchors": list, "pattern": str, "max": int, "facts": dict, "needs": str, "drop": list, "keep": list,
}  # fmt: skip
_WANTED = {
    str: "text in quotes", bool: "true or false", int: "a whole number from 1",
    list: "a list of texts", dict: "a table of texts",
}  # fmt: skip
_WAYS = ("phrases", "words", "pattern")
AROUND = 20  # signs that may be around a phrase in a line
_OF_DROP = ("where", "weak", "facts", "needs")  # keys that say when a line goes: one that stays, stays anywhere


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """One file of own rules. `site` is the host name that they are for; empty if they are for all documents.

    `entries` are the rules as the file writes them, in the order of `rules`. `marks` are for elements of the site's
    pages. `ignored` names what the file says that has no part in cleaning.
    """

    path: str
    site: str = ""
    rules: tuple[Rule, ...] = ()
    entries: tuple[Mapping[str, Any], ...] = ()
    marks: tuple[Mark, ...] = ()
    ignored: tuple[str, ...] = ()


def read_toml(path: str, data: bytes) -> RuleBook:
    """The rules of a file like those of the package. Raises ConfigError, in one line, where it is wrong."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    top = _checked(path, table, _TOP)
    site = host_name(top["site"]) or top["site"] if "site" in top else ""
    entries = [_checked_entry(path, number, entry) for number, entry in enumerate(top.get("rule", ()), 1)]
    for number, entry in enumerate(entries):
        if any(entry["name"] == other["name"] for other in entries[:number]):
            raise ConfigError(f"{path}: rule {entry['name']!r}: there is a rule of that name above; name it otherwise")
    return RuleBook(
        path,
        site,
        tuple(_rule(path, site or top.get("language", PurePath(path).stem), entry) for entry in entries),
        tuple(entries),
        tuple(_marks(path, site, top)),
    )


def prefix_of(path: str, site: str) -> str:
    """What the names of a file's marks begin with: its site and, unless it is named by that alone, its own name."""
    stem = PurePath(path).name.removesuffix(PurePath(path).suffix)
    return f"{site}/" if stem == site else f"{site}/{stem}-"


def mark_of(where: str, action: str, rule: str, xpath: str) -> Mark:
    """The mark of an expression. Raises ConfigError if it is none; `where` says where it is written."""
    if wrong := wrong_with(xpath):
        raise ConfigError(f"{where}: {xpath!r} {wrong}")
    return Mark(action, rule, xpath)


def _marks(path: str, site: str, top: Mapping[str, Any]) -> Iterator[Mark]:
    for key, action in XPATHS.items():
        if key in top and not site:
            raise ConfigError(f'{path}: {key}: is for the pages of one site; name it: site = "example.org"')
        for number, xpath in enumerate(top.get(key, ()), 1):
            yield mark_of(f"{path}: {key}", action, f"{prefix_of(path, site)}{key}-{number}", xpath)


def _checked(where: str, table: Mapping[str, Any], keys: Mapping[str, type]) -> dict[str, Any]:
    """The table, with the spelling that its keys have here. Raises ConfigError for another key or type."""
    values: dict[str, Any] = {}
    for written, value in table.items():
        key = written.replace("-", "_")
        if key not in keys:
            raise ConfigError(f"{where}: unknown key {written!r}{suggestion(key, keys)}")
        if key == "rule":
            if not (isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)):
                raise ConfigError(f"{where}: rule: give tables, each below a line [[rule]]")
        elif not _is_legal(keys[key], value):
            raise ConfigError(f"{where}: {written} = {value!r}: give {_WANTED[keys[key]]}")
        values[key] = value
    return values


def _is_legal(kind: type[Any], value: Any) -> bool:
    if type(value) is not kind:  # a boolean is no number here
        return False
    items = value.values() if kind is dict else value if kind is list else ()
    return all(isinstance(item, str) for item in items) and (kind is not int or value >= 1)


def _checked_entry(path: str, number: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    name = entry.get("name")
    if not (isinstance(name, str) and re.fullmatch(r"[^\s/]+", name)):
        raise ConfigError(f'{path}: rule {number}: give it a name without spaces, like name = "share-row"')
    where = f"{path}: rule {name!r}"
    checked = _checked(where, entry, _ENTRY)
    for key, choices in (("action", ACTIONS), ("where", PLACES)):
        if checked.get(key, choices[0]) not in choices:
            raise ConfigError(f"{where}: {key} = {checked[key]!r}{suggestion(checked[key], choices)}")
    if not any(checked.get(way) for way in _WAYS):
        raise ConfigError(f"{where}: says no line that it is for; give phrases, words or a pattern")
    if checked.get("action") == "keep":
        for key in _OF_DROP:
            if key in checked:
                raise ConfigError(f"{where}: {key}: is for rules that drop; a line that is kept is kept anywhere")
    for key, pattern in (("pattern", checked.get("pattern", "")), *checked.get("facts", {}).items()):
        _check_pattern(f"{where}: {key}", pattern, key != "pattern")
    return checked


def _check_pattern(where: str, pattern: str, of_fact: bool) -> None:
    """Raises ConfigError if this is no regular expression, or one that lines cannot be looked up by."""
    if of_fact and pattern == "@date":
        return
    try:
        tree = _parser.parse(pattern, re.DOTALL)
        for part in alternatives(pattern):  # each is tried by itself
            re.compile(part, re.DOTALL)
    except (re.error, RecursionError, OverflowError) as error:
        raise ConfigError(f"{where} = {pattern!r}: is no regular expression that can be tried: {error}") from None
    has_flags = tree.state.flags & ~(re.UNICODE | re.DOTALL) or any(map(_sets_flags, nodes(tree)))
    if has_flags and not of_fact:
        raise ConfigError(f"{where} = {pattern!r}: has a flag like (?i); lines are compared in lower case anyway")
    if any(map(_repeats_within_a_repeat, nodes(tree))):
        raise ConfigError(
            f"{where} = {pattern!r}: has a repeat within a repeat, like (a+)+; one line could take for ever"
        )
    if of_fact and tree.state.groups != 2:
        raise ConfigError(f"{where} = {pattern!r}: give a regular expression with one group, or @date")


def _repeats_within_a_repeat(node: tuple[Any, Any]) -> bool:
    return _is_endless(node) and any(map(_is_endless, nodes(node[1][2])))


def _is_endless(node: tuple[Any, Any]) -> bool:
    op, argument = node
    return op in (ops.MAX_REPEAT, ops.MIN_REPEAT) and argument[1] == ops.MAXREPEAT


def _sets_flags(node: tuple[Any, Any]) -> bool:
    op, argument = node
    return op is ops.SUBPATTERN and bool(argument[1] or argument[2])


def _rule(path: str, language: str, entry: Mapping[str, Any]) -> Rule:
    """The rule of an entry. A phrase that is nothing once it is folded would be any line of signs: it is left out."""
    rule = rule_of(language, {"why": f"a rule of {PurePath(path).name}", **entry})
    longest = max([LONGEST, *(len(phrase) + AROUND for phrase in rule.phrases)])
    changes: dict[str, Any] = {"phrases": rule.phrases - {""}, "max": entry.get("max", longest)}
    return Rule(**{name: changes.get(name, getattr(rule, name)) for name in Rule.__slots__})
