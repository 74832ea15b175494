"""Files of own rules: what may be in them, a line for each mistake, what can never apply, and `cleanse rules`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.rules import load as package_rules
from cleanse.rules.book import _ENTRY, _TOP, read_toml
from cleanse.rules.dead import dead_parts
from cleanse.rules.matcher import Matcher
from cleanse.settings import ConfigError

Capture = pytest.CaptureFixture[str]
DOCS = (Path(__file__).parents[1] / "docs" / "own-rules.md").read_text(encoding="utf-8")

WRONG = [
    ("rule = 3", "rule: give tables, each below a line [[rule]]"),
    ('[rule]\nname = "a"', "rule: give tables, each below a line [[rule]]"),
    ("[[rule]\n", "not valid TOML"),
    ("[[rules]]\n", "unknown key 'rules'; did you mean 'rule'?"),
    ('sites = "example.org"', "unknown key 'sites'; did you mean 'site'?"),
    ("[[rule]]\nphrases = ['a']", "rule 1: give it a name"),
    ("[[rule]]\nname = 'a b'\nphrases = ['a']", "rule 1: give it a name without spaces"),
    ("[[rule]]\nname = 'a'\nphrase = ['a']", "rule 'a': unknown key 'phrase'; did you mean 'phrases'?"),
    ("[[rule]]\nname = 'a'\nphrases = 'a'", "rule 'a': phrases = 'a': give a list of texts"),
    ("[[rule]]\nname = 'a'\nphrases = [1]", "rule 'a': phrases = [1]: give a list of texts"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\nmax = true", "rule 'a': max = True: give a whole number from 1"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\nmax = 0", "rule 'a': max = 0: give a whole number from 1"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\nweak = 1", "rule 'a': weak = 1: give true or false"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\nwhere = 'tial'", "rule 'a': where = 'tial'; did you mean 'tail'?"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\naction = 'kep'", "rule 'a': action = 'kep'; did you mean 'keep'?"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\naction = 'keep'\nwhere = 'tail'", "where: is for rules that drop"),
    ("[[rule]]\nname = 'a'\nwhy = 'b'", "rule 'a': says no line that it is for"),
    ("[[rule]]\nname = 'a'\npattern = 'a('", "rule 'a': pattern = 'a(': is no regular expression that can be tried"),
    ("[[rule]]\nname = 'a'\npattern = '(?i)a'", "has a flag like (?i)"),
    ("[[rule]]\nname = 'a'\npattern = 'a(?:b+c?)*'", "has a repeat within a repeat"),
    ("[[rule]]\nname = 'a'\npattern = 'a(?i:b)'", "has a flag like (?i)"),
    (r"[[rule]]" "\nname = 'a'\npattern = '(a)b|(c)\\2'", "is no regular expression that can be tried"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\nfacts = {date = 'x'}", "date = 'x': give a regular expression with"),
    ("[[rule]]\nname = 'a'\nphrases = ['a']\n[[rule]]\nname = 'a'\nphrases = ['b']", "a rule of that name above"),
    ("drop_xpath = ['//p']", 'drop_xpath: is for the pages of one site; name it: site = "example.org"'),
    ("site = 'example.org'\ndrop_xpath = '//p'", "drop_xpath = '//p': give a list of texts"),
    ("site = 'example.org'\ndrop_xpath = ['//p[']", "drop_xpath: '//p[' is no XPath"),
    ("site = 'example.org'\nkeep-xpath = ['count(//p)']", "keep_xpath: 'count(//p)' gives a number, not elements"),
    ("site = 'example.org'\nbody_xpath = ['//p[contain(., 1)]']", "calls contain(), which XPath 1.0 does not"),
    ("site = 'example.org'\nbody_xpath = ['//svg:p']", "has a prefix that is not known"),
]  # fmt: skip

DEAD = [
    ("phrases = ['***', 'a']", "its phrase '***' is nothing but signs"),
    ("phrases = ['harbour news']\nmax = 5", "max = 5 is less than its shortest phrase has, 12 characters"),
    ("words = ['tip', 'jar']\nanchors = ['jars']", "none of its anchors is among its words"),
    ("words = ['tip', 'jar']", "its words need anchors"),
    ("phrases = ['a']\nanchors = ['jar']", "its anchors say nothing without words"),
    ("words = ['tip', '#']\nanchors = ['tip']", "'#' among its words has no letter or digit"),
    ("pattern = 'Share .*'", "where 'S' is 's'"),
    ("pattern = 'straße'", "where 'ß' is 'ss'"),
    ("pattern = 'a(?:B|C)'", "its pattern can match no line"),
    ("pattern = '[A-Z]+'", "its pattern can match no line"),
    ("pattern = 'a$b'", "something must follow its $"),
    ("pattern = 'a(?!)'", "it says that nothing follows"),
    (r"pattern = 'a\t+b'", "only single spaces"),
    ("pattern = 'abcdefghij'\nmax = 9", "max = 9 is less than the shortest line that its pattern matches, 10"),
    ("phrases = ['a']\nneeds = 'date'", "needs = 'date' is none of its facts"),
]
ALIVE = [
    "phrases = ['*** a']",
    "phrases = ['a']\npattern = 'share (?:[A-Z]|this)'",
    r"pattern = '\S+ \d+'",
    "pattern = '[A-Za-z]+'",
    "pattern = 'B?a$'",
    "pattern = '(?=a).*$'",
    r"pattern = 'a$\s*'",
    "words = ['tip', 'jar']\nanchors = ['jar', 'jars']",
    "phrases = ['a']\nmax = 2",
]


def book(content: str, name: str = "my.toml") -> object:
    return read_toml(name, content.encode())


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_a_mistake_is_one_line_that_says_where_it_is(content: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        book(content)
    assert str(caught.value).startswith("my.toml: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("entry", "message"), DEAD)
def test_what_can_never_apply_is_reported(entry: str, message: str) -> None:
    (line,) = dead_parts([read_toml("my.toml", f"[[rule]]\nname = 'one'\n{entry}".encode())])
    assert line.startswith("my.toml: rule 'one': ")
    assert message in line


@pytest.mark.parametrize("entry", ALIVE)
def test_what_can_apply_is_not_reported(entry: str) -> None:
    assert not list(dead_parts([read_toml("my.toml", f"[[rule]]\nname = 'one'\n{entry}".encode())]))


def test_no_rule_of_the_package_can_never_apply() -> None:
    from cleanse.rules import sources

    books = [read_toml(str(path), path.read_bytes()) for path in sources()]
    assert [rule.id for each in books for rule in each.rules] == [rule.id for rule in package_rules()]
    assert not [line for each in books for line in dead_parts([each])]


def test_a_rule_that_an_earlier_one_says_is_reported() -> None:
    one = read_toml("a.toml", b"[[rule]]\nname = 'one'\npattern = 'a.*|b.*'\nwhere = 'tail'\ndrop = ['a']")
    two = read_toml("b.toml", b"[[rule]]\nname = 'two'\npattern = '(?:a.*|b.*)'\nwhere = 'tail'\nwhy = 'another'")
    site = read_toml("c.toml", b"site = 'example.org'\n[[rule]]\nname = 'one'\npattern = 'a.*|b.*'\nwhere = 'tail'")
    other = read_toml("d.toml", b"[[rule]]\nname = 'one'\npattern = 'a.*|b.*'\nwhere = 'head'")
    assert list(dead_parts([one, other])) == []
    assert list(dead_parts([site, one])) == []
    assert list(dead_parts([one, two])) == ["b.toml: rule 'two': says what a/one in a.toml says already"]
    assert list(dead_parts([one, site])) == ["c.toml: rule 'one': says what a/one in a.toml says already"]
    (line,) = dead_parts([two], one.rules)  # the package's, say
    assert "says what a/one, which comes with cleanse, says already" in line


def test_a_site_that_is_no_host_name_is_reported_and_an_expression_that_chooses_no_element() -> None:
    (line,) = dead_parts([read_toml("a.toml", b"site = 'https://example.org/'\ndrop_xpath = ['//p']")])
    assert "'https://example.org/' is no host name" in line
    content = b"site = 'example.org'\ndrop_xpath = ['//p/@class', '//p', '//p']"
    first, second = dead_parts([read_toml("a.toml", content)])
    assert "chooses no elements" in first
    assert "says what example.org/a-drop_xpath-2 in a.toml says already" in second


def test_a_phrase_of_signs_matches_no_line_and_a_long_one_its_own() -> None:
    long = "harbour " * 100
    entries = f"[[rule]]\nname = 'one'\nphrases = ['***', '{long}']"
    rules = read_toml("my.toml", entries.encode()).rules
    for matches in (Matcher(rules).rules_of, lambda line: [rule for rule in rules if rule.matches(line)]):
        assert not matches("* * *")
        assert not matches("***")
        assert matches(f"» {long}")


def test_max_holds_for_phrases_too() -> None:
    rules = read_toml("my.toml", b"[[rule]]\nname = 'one'\nphrases = ['harbour']\nmax = 8").rules
    for line, known in (("harbour", True), ("»harbour", True), (">>>harbour", False)):
        assert bool(Matcher(rules).rules_of(line)) == known
        assert rules[0].matches(line) == known


GOOD = """
[[rule]]
name = "letter"
phrases = ["the lighthouse letter"]
drop = ["The Lighthouse Letter:"]
keep = ["The lighthouse letter was lost."]

[[rule]]
name = "rights"
action = "keep"
phrases = ["all rights reserved"]
keep = ["All rights reserved."]
drop = ["Some rights reserved."]
"""


def run_test(tmp_path: Path, content: str, *words: str) -> int:
    (tmp_path / "my.toml").write_text(content)
    return main(["rules", "test", str(tmp_path / "my.toml"), *words])


def test_examples_that_come_true_are_counted(tmp_path: Path, capsys: Capture) -> None:
    assert run_test(tmp_path, GOOD) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "2 rules" in shown.err
    assert "4 examples, 0 failed" in shown.err


@pytest.mark.parametrize(
    ("old", "new", "failed"),
    [
        ("Letter:", "Letters:", "drop = 'The Lighthouse Letters:': this rule does not match the line"),
        ("letter was lost.", "letter", "keep = 'The lighthouse letter': rule 'my/letter' drops the line"),
        ("letter was lost.", "letter is by Share on Facebook", ""),
        ("The lighthouse letter was lost.", "Share on Facebook", "rule 'en/share' comes with cleanse and drops"),
        ("The lighthouse letter was lost.", "All rights reserved", ""),  # which the other rule keeps
        ("All rights reserved.", "No rights", "keep = 'No rights': this rule does not match the line"),
        ("Some rights", "All rights", "rule 'my/rights': drop = 'All rights reserved.': this rule keeps the line"),
        ('"the lighthouse letter"', '"the lighthouse letter", "all rights reserved"', ""),
        ("The Lighthouse Letter:", "All rights reserved", "rule 'my/rights' keeps the line"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_come_true_is_named(
    tmp_path: Path, capsys: Capture, old: str, new: str, failed: str
) -> None:
    assert old in GOOD
    assert run_test(tmp_path, GOOD.replace(old, new)) == (1 if failed else 0)
    out = capsys.readouterr().out
    assert failed in out
    assert bool(out) == bool(failed)
    assert all(line.startswith(f"failed: {tmp_path / 'my.toml'}: rule ") for line in out.splitlines())


def test_the_command_says_what_can_never_apply_and_what_it_ignores(tmp_path: Path, capsys: Capture) -> None:
    assert run_test(tmp_path, GOOD.replace('phrases = ["the', 'max = 9\nphrases = ["the'), "--json") == 1
    row = json.loads(capsys.readouterr().out)
    assert "max = 9" in row["never_apply"][0]
    site = tmp_path / "example.org.txt"
    site.write_text("body: //article\nauthor: //p\n")
    assert main(["rules", "test", str(site)]) == 0
    assert "line 2: author: a page's own declaration gives it" in capsys.readouterr().out
    assert main(["run", str(tmp_path / "my.toml"), "-o", str(tmp_path / "out"), "--rules", str(site)]) == 2
    assert "author" not in capsys.readouterr().err


def test_a_wrong_file_is_one_line_and_2(tmp_path: Path, capsys: Capture) -> None:
    assert run_test(tmp_path, "[[rules]]\n") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "did you mean 'rule'?" in line
    (tmp_path / "in.txt").write_text("Ferry news.")
    for words in (["run", "in.txt", "-o", "out"], ["check", "in.txt"], ["explain", "in.txt"], ["rules", "list"]):
        words = [str(tmp_path / word) if word in ("in.txt", "out") else word for word in words]
        assert main([*words, "--rules", str(tmp_path / "my.toml")]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "my.toml: unknown key 'rules'" in line


def test_rules_are_listed_and_matched_with_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "my.toml").write_text(GOOD)
    (tmp_path / "site.toml").write_text("site = 'example.org'\ndrop_xpath = ['//aside']\n")
    (tmp_path / "cleanse.toml").write_text('rules = ["my.toml", "site.toml"]')
    monkeypatch.chdir(tmp_path)

    def rows(*words: str) -> list[dict[str, object]]:
        assert main(["rules", *words, "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    every = rows()
    assert rows("list") == every
    assert len(every) == len(package_rules()) + 3
    assert [row["rule"] for row in rows("list", "--language", "my")] == [
        "boilerplate/my/letter",
        "boilerplate/my/rights",
    ]
    (mark,) = rows("list", "--language", "example.org")
    assert mark == {"rule": "boilerplate/example.org/site-drop_xpath-1", "action": "drop", "xpath": "//aside"}
    for words in (
        ["match", "All rights reserved"],
        ["All rights reserved"],
        ["--language", "my", "All rights reserved"],
    ):
        matched = rows(*words)
        assert matched[0]["rule"] == "boilerplate/my/rights"
        assert matched[0]["action"] == "keep"
        assert (len(matched) == 1) == ("--language" in words)
    assert main(["rules", "match", "The river rose."]) == 0
    assert "no rule matches this line" in capsys.readouterr().out
    assert main(["rules", "list", "--language", "tlh"]) == 2
    assert "no rules for 'tlh'" in capsys.readouterr().err


def test_the_examples_in_the_documentation_are_rules_and_come_true(tmp_path: Path, capsys: Capture) -> None:
    blocks = [block for block in re.findall(r"^```toml\n(.*?)^```$", DOCS, re.M | re.S) if "[[rule]]" in block]
    assert len(blocks) == 2
    for number, block in enumerate(blocks):
        (tmp_path / f"{number}.toml").write_text(block)
    assert main(["rules", "test", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "3 rules and 5 expressions in 2 files: 5 examples, 0 failed" in shown.err


def test_the_documentation_names_every_key() -> None:
    for key in (*_ENTRY, *_TOP):
        assert re.search(rf"`{key}`|\b{key} = |\[\[{key}\]\]", DOCS), key
