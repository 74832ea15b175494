"""Write the files of boilerplate rules (cleanse/rules/*.toml) in their one form, so that a diff shows what changed.

    python tools/format_rules.py

One entry a line. Phrases and words are sorted by code point and stand once: of two that compare equal (`繁體中文`,
`繁体中文`) the first stays. Examples, keys and rules keep their order, and so does the comment a file begins with.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from cleanse.rules import words_of
from cleanse.text.normalize import phrase_key, rule_key

RULES = Path(__file__).parent.parent / "cleanse" / "rules"
SORTED: dict[str, Callable[[str], Any]] = {
    "everyday": str.casefold,
    "phrases": lambda phrase: phrase_key(rule_key(phrase)),
    "words": lambda words: frozenset(words_of(words)),
    "anchors": lambda words: frozenset(words_of(words)),
}
ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}


def formatted(source: str) -> str:
    """The text of a file of rules in the form the files have."""
    table = tomllib.loads(source)
    comment = [line for line in source.partition("[[rule]]")[0].split("\n") if line.startswith("#")]
    head = [_entry(name, value) for name, value in table.items() if name != "rule"]
    rules = ["\n".join(("[[rule]]", *(_entry(*entry) for entry in rule.items()))) for rule in table["rule"]]
    return "\n\n".join(filter(None, ("\n".join((*comment, *head)), *rules))) + "\n"


def _entry(name: str, value: Any) -> str:
    if isinstance(value, list):
        entries = _sorted(value, SORTED[name]) if name in SORTED else value
        return "\n".join((f"{name} = [", *(f"  {_string(entry)}," for entry in entries), "]"))
    if isinstance(value, dict):
        return f"{name} = {{ {', '.join(f'{inner} = {_literal(text)}' for inner, text in value.items())} }}"
    if isinstance(value, str):
        return f"{name} = {_literal(value) if name == 'pattern' else _string(value)}"
    return f"{name} = {str(value).lower()}"


def _sorted(entries: Iterable[str], compared: Callable[[str], Any]) -> list[str]:
    return sorted(_distinct(entries, compared))


def _distinct(entries: Iterable[str], compared: Callable[[str], Any]) -> Iterator[str]:
    """The entries without those that compare equal to an earlier one."""
    seen = set()
    for entry in entries:
        form = compared(entry)
        if form not in seen:
            seen.add(form)
            yield entry


def _string(text: str) -> str:
    return f'"{text.translate(ESCAPES)}"'


def _literal(text: str) -> str:
    """A regular expression, in quotes that leave backslashes alone; `@date` and the like as a plain string."""
    return f"'''{text}'''" if "'''" not in text and not text.startswith("@") else _string(text)


def main() -> None:
    for path in sorted(RULES.glob("*.toml")):
        source = path.read_text(encoding="utf-8")
        if (text := formatted(source)) != source:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path)


if __name__ == "__main__":
    main()
