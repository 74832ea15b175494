"""The boilerplate rules: every example in their files, and that no pattern can take more than linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from cleanse import rules
from cleanse.rules.dates import iso_date
from cleanse.rules.matcher import Matcher
from cleanse.rules.patterns import alternatives, beginnings, needed

RULES = rules.load()
MATCHER = Matcher()
LANGUAGES = {"und", "en", "zh", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "ja", "ko", "tr", "ar"}
ATTESTED = [path.stem for path in rules.sources() if path.read_text(encoding="utf-8").startswith("# Phrases as")]
KINDS = ("share", "follow-us", "newsletter", "subscription", "consent", "comments", "read-also", "related", "copyright")


def ids(matched: Iterable[rules.Rule]) -> list[str]:
    return [rule.id for rule in matched]


def test_every_language_has_rules() -> None:
    assert {rule.language for rule in RULES} >= LANGUAGES
    assert len({rule.language for rule in RULES} - {"und"}) >= 40
    assert len(ATTESTED) >= 22


@pytest.mark.parametrize("language", ATTESTED)
def test_a_language_has_rules_for_every_kind_and_names_its_sources(language: str) -> None:
    assert {rule.id for rule in RULES} >= {f"{language}/{kind}" for kind in KINDS}
    (path,) = [path for path in rules.sources() if path.stem == language]
    comment = [line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("#")]
    assert re.search(r"[\w.-]+ \d+\.\d+", " ".join(comment)), "no package with its version"
    assert len(rules.everyday_words()[language]) >= 10


def test_names_of_rules_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_matches_what_it_drops_and_no_rule_matches_what_it_keeps(rule: rules.Rule) -> None:
    assert rule.why
    assert rule.drop
    assert rule.keep
    assert rule.phrases or rule.words or rule.pattern
    for line in rule.drop:
        assert rule.matches(line), line
        assert ids(MATCHER.rules_of(line)) == ids(rules.matching(line)), line
    for line in rule.keep:  # on every rule of every language
        assert not rules.matching(line), line
        assert not MATCHER.rules_of(line), line


@cache
def _matcher_of_rules() -> Matcher:
    """One that is arranged here, which takes seconds, where the package has a table."""
    return Matcher(RULES)


@pytest.mark.parametrize(("number", "form"), list(enumerate(["{}", "• {}", "{} 12", "12 {}", "{} – {}", "（{}）"])))
def test_looking_rules_up_finds_what_trying_each_one_does(number: int, form: str) -> None:
    some = RULES[number::5] if number else RULES  # to try each rule on a line takes long
    lines = [form.format(rule.drop[-1], rule.drop[-1]).upper() for rule in some]
    shipped, of_rules = MATCHER.match_lines(lines), _matcher_of_rules().match_lines(lines)
    assert sum(map(bool, shipped.values())) > 10
    for line in lines:
        expected = ids(rules.matching(line))
        assert ids(shipped.get(line, ())) == expected, line
        assert ids(of_rules.get(line, ())) == expected, line


@pytest.mark.parametrize(
    ("pattern", "begins", "holds"),
    [
        ("share(?: on)?|ad", {"sha", "ad\n"}, {"share", "share on"} | {"ad"}),
        (r"\d{1,2} likes?", {"0 l"}, {"0 like", "0 likes"}),
        (r"(?:mr|ms)\.? [a-z]{2,9}", {"mr ", "mr.", "ms ", "ms."}, {"mr ", "mr. ", "ms ", "ms. "}),
        (r".{0,9}all rights? reserved\b.*", set(), {"all right reserved", "all rights reserved"}),
        (r"(?=.*\d{4}-\d\d).{3,20}", set(), {"0-0"}),
        (r"\W+", set(), set()),
        (r"x{2,5}", {"xx\n", "xxx"}, {"x"}),
        (r"a*b", {"a", "b\n"}, {"b"}),
    ],
)
def test_what_a_pattern_says_of_its_matches(pattern: str, begins: set[str], holds: set[str]) -> None:
    assert beginnings(pattern, 3) == begins
    assert {string for part in alternatives(pattern) for string in needed(part)} == holds


def repeats(tree: Any) -> int:
    """How deep unbounded repeats stand within each other."""
    deepest = 0
    for op, argument in tree:
        inner = 0
        parts = argument if isinstance(argument, (list, tuple)) else [argument]
        for part in parts:
            if isinstance(part, _parser.SubPattern):
                inner = max(inner, repeats(part))
            elif isinstance(part, list):
                inner = max([inner, *(repeats(p) for p in part if isinstance(p, _parser.SubPattern))])
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[1] == _constants.MAXREPEAT:
            inner += 1
        deepest = max(deepest, inner)
    return deepest


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_repeat_within_a_repeat(rule: rules.Rule) -> None:
    for pattern in (rule.pattern, *rule.facts.values()):
        assert repeats(_parser.parse(pattern)) <= 1


REPEATED = [
    "a",
    "1 ",
    "a.",
    "home > ",
    "share ",
    "中 ",
    "关于我们",
    "...",
    "x@",
    "打印 ",
    "a, ",
    "a | ",
    "a · ",
    "a|",
    "1 | ",
]


@pytest.mark.parametrize("unit", [*REPEATED, "微信 ", "评论 ", "좋아요 ", "reply · "])
def test_no_line_takes_the_rules_more_than_linear_time(unit: str) -> None:
    for length in (150, 300, 600, 1100):
        # a pattern that tries one line in more than one way would not come to an end here
        assert isinstance(MATCHER.rules_of((unit * length)[:length] + "\u2603"), tuple)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ: Νέα μέτρα για τη λειψυδρία", "el/read-also"),  # capitals have no accents
        ("Vezi şi: Un sat fără apă", "ro/read-also"),  # a cedilla for the comma below
        ("بيشتر بخوانيد: نان گران شد", "fa/read-also"),  # Arabic letters
        ("اشتراک‌گذاری", "fa/share"),
        ("اشتراک گذاری", "fa/share"),  # a space for the joiner without width
        ("اشتراك گذاري", "fa/share"),
        ("ข่าวที่เกี่ยวข้อง", "th/read-also"),
        ("และข่าวที่เกี่ยวข้องกับเรื่องนี้", ""),  # no spaces: a part of a line is no line
        ("١٢ دیدگاه", "fa/comments"),
        ("১২ মন্তব্য", "bn/comments"),
    ],
)
def test_a_phrase_is_known_in_the_forms_its_script_has(line: str, rule: str) -> None:
    assert rule in ids(MATCHER.rules_of(line)) if rule else not MATCHER.rules_of(line)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Updated: Sep 25, 2023", "2023-09-25"),
        ("Stand: 12. März 2022, 14:30", "2022-03-12"),
        ("2023年9月25日 10:31", "2023-09-25"),
        ("입력 2023.09.25. 오전 10:31", "2023-09-25"),
        ("Publié le 1er août 2021", "2021-08-01"),
        ("3 de mayo de 2021", "2021-05-03"),
        ("12 мая 2022, 10:15", "2022-05-12"),
        ("3 Mayıs 2021", "2021-05-03"),
        ("03/04/2021", None),
        ("30/04/2021", "2021-04-30"),
        ("12/12/2021", "2021-12-12"),
        ("31.02.2021", None),
        ("Nonsense 12, 2021", None),
        ("no date", None),
    ],
)
def test_a_date_is_read_where_it_can_be_read_in_one_way(text: str, date: str | None) -> None:
    assert iso_date(text) == date


def test_matching_names_the_rules() -> None:
    assert "und/icp-licence" in [rule.id for rule in rules.matching("京ICP备13028878号-6")]
    assert rules.matching("The river rose two metres overnight.") == []


def test_facts_of_a_line_are_read_by_its_rule() -> None:
    (rule,) = [rule for rule in RULES if rule.id == "und/dateline"]
    assert dict(rule.facts_in("en.example.gov.cn | Updated: 2025-07-05")) == {
        "date": "2025-07-05",
        "site": "en.example.gov.cn",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", dict(rule.facts_in("Published on 4 March 2021"))["date"])


def test_lines_are_looked_up_whatever_characters_are_in_them() -> None:
    lines = [
        "Share on Facebook",
        "\ud800 half a pair",
        "😀 12 likes",
        "",
        "分享到 微信",
        "© 2024 The Post. All rights reserved.",
    ]
    by_line = MATCHER.match_lines(lines)
    assert {line: ids(rules) for line, rules in by_line.items()} == {
        line: ids(matched) for line in lines if (matched := rules.matching(line))
    }
    assert len(by_line) >= 3


def test_a_line_is_looked_up_by_its_own_beginning_and_end() -> None:
    rule = rules.Rule("x/y", "why", pattern="read on|(?:see|view) all [a-z]{3,9}")
    matcher = Matcher([rule])
    lines = ["read on", "and read on", "read on Monday", "on", "see all stories", "they see all stories"]
    assert list(matcher.match_lines(lines)) == ["read on", "see all stories"]
    assert not Matcher([rules.Rule("x/y", "why", phrases=frozenset(["news"]))]).match_lines(["The news"])
