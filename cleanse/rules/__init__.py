"""Boilerplate rules: what they say, and which of them match a line.

A language is one file here, `de.toml`, and each `[[rule]]` in it has

- `name` and `why`: what an edit made by it says of itself;
- at least one of `phrases` (the whole line is one of them), `words` (the line has only these words, at least `least`
  of them and one from `anchors`) and `pattern` (a regular expression for the whole line);
- `where`: `anywhere` (the default), `head` (before the article), `tail` (after it), `edge` (either), or `section`:
  a heading over a part that is not the article;
- `weak`: articles hold such lines too, so the rule holds only among lines that others know;
- `max`: the longest line `pattern` is tried on;
- `facts`: what a removed line tells of the document, each a regular expression with one group for the line as it stands
  (`@date`: the first date in it); with `needs`, the rule holds only where that fact is found;
- `drop` and `keep`: lines it must and must not match. They are the rule's tests; every `keep` is tried on every rule,
  since boilerplate's language is often not the document's.

Lines are compared folded: NFKC, lower case, Simplified script, white space as single spaces. Phrases also without the
signs around them and with any number as 0.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from cleanse.rules.dates import iso_date
from cleanse.text.normalize import DIGITS as DIGITS
from cleanse.text.normalize import DOTLESS, phrase_key, rule_fold, rule_key, simplified
from cleanse.text.normalize import SIGNS as SIGNS

fold, fold_text, key = rule_key, rule_fold, phrase_key  # their names until now

PLACES = ("anywhere", "section", "edge", "head", "tail")
LONGEST = 160  # characters a pattern is tried on unless the rule says more: few lines of boilerplate are longer

WORDS = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One way to know a line that is not the article. `id` is language and name: `zh/copyright`."""

    id: str
    why: str
    where: str = "anywhere"
    phrases: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    least: int = 1
    pattern: str = ""
    max: int = LONGEST
    weak: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    needs: str = ""
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def matches(self, line: str) -> bool:
        """Whether the rule knows this line, wherever it may stand."""
        folded = rule_key(line)
        return (
            phrase_key(folded) in self.phrases
            or (len(folded) <= self.max and is_row(WORDS.findall(folded), self))
            or (len(folded) <= self.max and bool(compiled(self.pattern).fullmatch(folded)))
        ) and (not self.needs or self.needs in dict(self.found(line)))

    def found(self, line: str) -> Iterator[tuple[str, str]]:
        """The facts the line tells: `("date", "2023-09-25")`."""
        for name, pattern in self.facts.items():
            if pattern == "@date":
                value = iso_date(line)
            else:
                match = compiled(pattern).search(line)
                value = match[1] if match else None
            if value:
                yield name, value


def load() -> tuple[Rule, ...]:
    """Every rule of every language, in the order of the files."""
    return _load()


def matching(line: str) -> list[Rule]:
    """The rules that know this line, whatever they say of where it must stand.

    >>> [rule.id for rule in matching("Share - WeChat")]
    ['und/social-row']
    """
    return [rule for rule in load() if rule.matches(line)]


def is_row(words: Sequence[str], rule: Rule) -> bool:
    """Whether the words of a line are such as the rule says."""
    return len(words) >= rule.least and rule.words.issuperset(words) and not rule.anchors.isdisjoint(words)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern or r"(?!)", re.DOTALL)


@cache
def _load() -> tuple[Rule, ...]:
    return tuple(rule for name in _names() for rule in _read(name))


def _names() -> list[str]:
    return sorted(entry.name for entry in files(__name__).iterdir() if entry.name.endswith(".toml"))


def _read(name: str) -> Iterator[Rule]:
    language = name.removesuffix(".toml")
    table = tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    for row in table["rule"]:
        yield _rule(language, dict(row))


def _rule(language: str, row: dict[str, Any]) -> Rule:
    name = f"{language}/{row.pop('name')}"
    row["phrases"] = frozenset(phrase_key(rule_key(phrase)) for phrase in row.get("phrases", ()))
    for words in ("words", "anchors"):
        row[words] = frozenset(_folded(row.get(words, ())))
    row["pattern"] = _simplified(row.get("pattern", ""))
    row["drop"], row["keep"] = tuple(row.get("drop", ())), tuple(row.get("keep", ()))
    if row.get("where", "anywhere") not in PLACES:
        raise ValueError(f"rule {name}: where = {row['where']!r}; choose from {', '.join(PLACES)}")
    return Rule(id=name, **row)


def _folded(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from WORDS.findall(rule_key(word))


def _simplified(pattern: str) -> str:
    """Patterns are written in the script their language uses; lines come in Simplified."""
    return simplified(pattern.translate(DOTLESS))
