"""The files of rules are as `tools/format_rules.py` writes them: one entry a line, sorted, none twice."""

from __future__ import annotations

import tomllib
from pathlib import Path
from runpy import run_path

import pytest

from cleanse import rules

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
        forms = [rules.key(rules.fold(phrase)) for phrase in rule.get("phrases", ())]
        assert len(set(forms)) == len(forms), rule["name"]


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
