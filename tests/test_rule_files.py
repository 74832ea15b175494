"""The files of rules are as `tools/format_rules.py` writes them: one entry a line, sorted, none twice."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from runpy import run_path

import pytest

from cleanse import rules
from cleanse.rules import table
from cleanse.text.normalize import phrase_key, rule_key

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "cleanse" / "rules").glob("*.toml"))
formatted = run_path(str(ROOT / "tools" / "format_rules.py"))["formatted"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_as_the_tool_writes_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if formatted(source) != source:
        pytest.fail(f"{path.name} is not in its form; run python tools/format_rules.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_phrase_stands_twice_in_a_rule(path: Path) -> None:
    for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        forms = [phrase_key(rule_key(phrase)) for phrase in rule.get("phrases", ())]
        assert len(set(forms)) == len(forms), rule["name"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_phrase_stands_in_two_rules_of_a_language(path: Path) -> None:
    names: dict[str, str] = {}
    for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]:
        for phrase in rule.get("phrases", ()):
            form = phrase_key(rule_key(phrase))
            assert names.setdefault(form, rule["name"]) == rule["name"], phrase


def test_phrases_are_sorted_and_stand_once_and_nothing_else_changes() -> None:
    source = """\
# A comment.

[[rule]]
name = "sample"
weak = true
why = "a \\"sample\\""
phrases = ["news", "繁體中文", "about", "繁体中文", "News:"]
pattern = '''\\d+ \\\\ x'''
max = 30
facts = { date = "@date", number = '''(\\d+)''' }
drop = ["12 x", "about"]
keep = ["Yes"]
"""
    text = formatted(source)
    assert text.startswith('# A comment.\n\n[[rule]]\nname = "sample"\nweak = true\n')
    assert '\nphrases = [\n  "about",\n  "news",\n  "繁體中文",\n]\n' in text
    before, after = (tomllib.loads(form)["rule"][0] for form in (source, text))
    assert {**before, "phrases": None} == {**after, "phrases": None}
    assert list(before) == list(after)
    assert formatted(text) == text


def test_the_table_of_rules_is_that_of_these_files() -> None:
    stored = json.loads(table.TABLE.read_text(encoding="utf-8"))
    if stored["sources"] != table.checksum():
        pytest.fail("cleanse/rules/table.json was made from other files of rules; run python tools/build_rule_table.py")
    assert (
        table.TABLE.read_text(encoding="utf-8") == run_path(str(ROOT / "tools" / "build_rule_table.py"))["rendered"]()
    )


def test_rules_come_out_of_the_table_as_they_went_in() -> None:
    for stored, rule in zip(table.rules_of(table.shipped()), rules.load(), strict=True):
        for name in ("id", "why", "where", "phrases", "words", "anchors", "least", "max", "weak", "facts", "needs"):
            assert getattr(stored, name) == getattr(rule, name), rule.id
        assert all(stored.matches(line) for line in rule.drop), rule.id
        assert not any(stored.matches(line) for line in rule.keep), rule.id
