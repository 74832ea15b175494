"""Boilerplate rules: what they say, and which of them match a line.

A language is one file here, `de.toml`. It begins with `everyday`, a dozen words by which a page of the language is
known (single characters where there are no spaces between words), and each `[[rule]]` in it has

- `name` and `why`: what an edit made by it says of itself;
- at least one of `phrases` (the whole line is one of them), `words` (the line has only these words, at least `least`
  of them and one from `anchors`) and `pattern` (a regular expression for the whole line);
- `where`: `anywhere` (the default), `head` (before the article), `tail` (after it), `edge` (either), or `section`:
  a heading over a part that is not the article;
- `weak`: articles hold such lines too, so the rule holds only among lines that others know;
- `max`: the longest line it is tried on;
- `facts`: what a removed line tells of the document, each a regular expression with one group for the line as it is
  (`@date`: the first date in it); with `needs`, the rule holds only where that fact is found;
- `action`: `drop` (the default), or `keep` for lines that stay whatever other rules say;
- `drop` and `keep`: lines that go and lines that stay, as far as this rule has a say. They are its tests; every `keep`
  is tried on every rule, since boilerplate's language is often not the document's.

`own` reads rules that are not the package's.

Lines are compared folded: NFKC, lower case, Simplified script, white space as single spaces. Phrases also without the
signs around them and with any number as 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cleanse.rules.dates import iso_date
from cleanse.text.normalize import DOTLESS, phrase_key, rule_key, simplified

ACTIONS = ("drop", "keep")
PLACES = ("anywhere", "section", "edge", "head", "tail")
LONGEST = 160  # characters a pattern is tried on unless the rule says more: few lines of boilerplate are longer

WORDS = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One way to know a line that is not the article, or with `action` "keep" one that must stay.

    `id` is language and name: `zh/copyright`.
    """

    id: str
    why: str
    action: str = "drop"
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

    @property
    def language(self) -> str:
        return self.id.partition("/")[0]

    def matches(self, line: str) -> bool:
        """Whether the rule knows this line, wherever it may be."""
        folded = rule_key(line)
        return (
            len(folded) <= self.max
            and (
                phrase_key(folded) in self.phrases
                or is_row(WORDS.findall(folded), self)
                or bool(compiled(self.pattern).fullmatch(folded))
            )
            and (not self.needs or self.needs in dict(self.facts_in(line)))
        )

    def facts_in(self, line: str) -> Iterator[tuple[str, str]]:
        """The facts the line tells: `("date", "2023-09-25")`."""
        for name, pattern in self.facts.items():
            if pattern == "@date":
                value = iso_date(line)
            else:
                match = compiled(pattern).search(line)
                value = match[1] if match else None
            if value:
                yield name, value


Rules = tuple[Rule, ...]


@cache
def load() -> tuple[Rule, ...]:
    """Every rule of every language as its file says, examples included, in the order of the files.

    Reading the files takes a tenth of a second: lines are looked up in a table made from them (`table.json`).
    """
    return tuple(rule for path in sources() for rule in _read(path))


def sources() -> list[Path]:
    """The files of rules, in order."""
    return sorted(Path(__file__).parent.glob("*.toml"))


def matching(line: str) -> list[Rule]:
    """The rules that know this line, whatever they say of where it must be.

    >>> [rule.id for rule in matching("Share - WeChat")]
    ['und/social-row']
    """
    return [rule for rule in load() if rule.matches(line)]


def words_of(text: str) -> list[str]:
    """The words of a line, in the form they are compared in."""
    return WORDS.findall(rule_key(text))


def is_row(words: Sequence[str], rule: Rule) -> bool:
    """Whether the words of a line are such as the rule says."""
    return len(words) >= rule.least and rule.words.issuperset(words) and not rule.anchors.isdisjoint(words)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern or r"(?!)", re.DOTALL)


def everyday_words() -> dict[str, list[str]]:
    """Words, or characters, that are on nearly every page of a language, for each language that has rules."""
    return {path.stem: _table(path).get("everyday", []) for path in sources()}


def _read(path: Path) -> Iterator[Rule]:
    for row in _table(path)["rule"]:
        yield rule_of(path.stem, row)


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


def rule_of(language: str, entry: Mapping[str, Any]) -> Rule:
    """The rule that an entry of a language's file says, its keys being right."""
    row = dict(entry)
    name = f"{language}/{row.pop('name')}"
    row["phrases"] = frozenset(phrase_key(rule_key(phrase)) for phrase in row.get("phrases", ()))
    for words in ("words", "anchors"):
        row[words] = frozenset(word for entry in row.get(words, ()) for word in words_of(entry))
    row["pattern"] = _simplified(row.get("pattern", ""))
    row["drop"], row["keep"] = tuple(row.get("drop", ())), tuple(row.get("keep", ()))
    if row.get("where", "anywhere") not in PLACES:
        raise ValueError(f"rule {name}: where = {row['where']!r}; choose from {', '.join(PLACES)}")
    return Rule(id=name, **row)


def _simplified(pattern: str) -> str:
    """Patterns are written in the script their language uses; lines come in Simplified."""
    return simplified(pattern.translate(DOTLESS))
