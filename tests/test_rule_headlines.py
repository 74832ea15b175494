"""Furniture of a page goes by a rule that says what it is; headlines and subheads that begin alike stay."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleanse.article.lines import matcher
from cleanse.rules import Rule

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rules"
LINES = tomllib.loads((FIXTURES / "headlines.toml").read_text(encoding="utf-8"))
FURNITURE: dict[str, list[str]] = tomllib.loads((FIXTURES / "furniture.toml").read_text(encoding="utf-8"))


def strong(line: str, *places: str) -> list[str]:
    """The ids of the rules that take this line in one of these places whatever is around it."""
    rules: tuple[Rule, ...] = matcher().rules_of(line)
    return [rule.id for rule in rules if not rule.weak and rule.where in places]


def lines(kind: str) -> list[tuple[str, str]]:
    return [(language, line) for language, listed in LINES[kind].items() for line in listed]


def test_there_are_headlines_in_every_language_that_has_rules() -> None:
    assert len(lines("headlines")) >= 150
    languages = {
        "en",
        "zh",
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "nl",
        "pl",
        "ru",
        "ja",
        "ko",
        "tr",
        "ar",
        "sv",
        "da",
        "no",
        "cs",
    }
    assert languages <= {language for language, _ in lines("headlines")}


@pytest.mark.parametrize(("language", "line"), lines("headlines"))
def test_a_headline_is_no_boilerplate_wherever_it_is(language: str, line: str) -> None:
    assert not strong(line, "anywhere", "section"), language


@pytest.mark.parametrize(("language", "line"), lines("subheads"))
def test_a_subhead_is_boilerplate_only_as_the_heading_of_a_part(language: str, line: str) -> None:
    assert not strong(line, "anywhere"), language


@pytest.mark.parametrize(("name", "line"), [(name, line) for name, listed in FURNITURE.items() for line in listed])
def test_furniture_goes_by_a_rule_that_says_what_it_is(name: str, line: str) -> None:
    assert name in {rule.partition("/")[2] for rule in strong(line, "anywhere", "section")}
