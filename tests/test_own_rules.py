"""Own rules in cleaning: beside the package's, for all documents or for those of one site, and lines that they keep."""

from __future__ import annotations

import hashlib
import json
import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cleanse
from cleanse import Cleaner, ConfigError, Document
from cleanse.cli.main import main
from cleanse.formats.inputs import find as find_inputs
from cleanse.pipeline.shards import Plan, make_shards
from cleanse.rules.own import OwnRules, load
from cleanse.settings import RuleFile, RunSettings, checked, settings
from cleanse.templates import remove
from cleanse.templates.count import find, line_keys
from cleanse.text.normalize import match_key

Capture = pytest.CaptureFixture[str]

PROSE = "The river rose by two metres during the night and flooded parts of the old town, the mayor said on Monday."
ROW = "The lighthouse letter, every morning"
RULE = f'[[rule]]\nname = "letter"\nwhy = "our newsletter"\nphrases = ["{ROW}"]\n'
KEEP = '[[rule]]\nname = "stays"\naction = "keep"\nphrases = ["{}"]\n'


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def own(*paths: Path) -> OwnRules:
    return load(checked("rules", paths))


def rules_of(result: cleanse.Result) -> list[str]:
    return [change.rule for change in result.trace.changes]


def test_an_own_rule_removes_a_line_that_no_other_knows(tmp_path: Path) -> None:
    text = f"{PROSE}\n{ROW}\n{PROSE.replace('river', 'lake')}"
    assert cleanse.clean(text) == text
    result = Cleaner(rules=[written(tmp_path, "en.toml", RULE)]).clean(text)
    assert ROW not in result.text
    assert rules_of(result) == ["boilerplate/en/letter"]
    assert [change.note for change in result.trace.changes] == ["our newsletter"]
    assert result.restore() == text


@pytest.mark.parametrize(
    ("name", "first", "id"),
    [("is.toml", "", "is/letter"), ("mine.toml", 'language = "is"\n', "is/letter"), ("mine.toml", "", "mine/letter")],
)
def test_the_language_is_the_files_stem_or_its_key(tmp_path: Path, name: str, first: str, id: str) -> None:
    assert [rule.id for rule in own(written(tmp_path, name, first + RULE)).rules] == [id]


def test_a_rule_of_a_site_holds_on_its_documents_only(tmp_path: Path) -> None:
    cleaner = Cleaner(rules=[written(tmp_path, "letter.toml", f'site = "example.org"\n{RULE}')])
    text = f"{PROSE}\n{ROW}"
    for source in ("example.org", "www.example.org", "news.example.org"):
        assert cleaner.clean(text, source=source).text.strip() == PROSE, source
    for source in ("", "example.com", "notexample.org", "org"):
        assert cleaner.clean(text, source=source).text == text, source
    assert rules_of(cleaner.clean(text, id="crawl/example.org/a.txt")) == ["boilerplate/example.org/letter"]


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "https://www.example.org/a"},
        {"url": "https://www.example.org/a", "source": "The Lighthouse"},
        {"site": "news.example.org", "url": "/a"},
    ],
)
def test_a_record_is_of_the_site_of_its_address_whatever_its_source_is_called(
    tmp_path: Path, capsys: Capture, fields: dict[str, str]
) -> None:
    rules = written(tmp_path, "letter.toml", f'site = "example.org"\n{RULE}')
    records = written(tmp_path, "a.jsonl", json.dumps({**fields, "text": f"{PROSE}\n{ROW}"}) + "\n")
    assert main(["explain", str(records), "--rules", str(rules)]) == 0
    assert "boilerplate/example.org/letter" in capsys.readouterr().out


# lines that rules of the package remove, that the model or the rules around an article do, each kept by a rule
@pytest.mark.parametrize("boilerplate", ["rules", "model"])
@pytest.mark.parametrize(
    "line", ["Share on Facebook", "All rights reserved", "Subscribe to our newsletter", "Home", "An odd line"]
)
def test_boilerplate_leaves_a_line_that_a_rule_keeps(tmp_path: Path, boilerplate: str, line: str) -> None:
    above, below = ["Home", "Log in", "Privacy policy", "Contact us"], ["Advertisement", "Follow us on Facebook"]
    below += ["Share on Facebook", "Subscribe to our newsletter", "All rights reserved", "An odd line"]
    text = "\n".join([*above, PROSE, PROSE.replace("river", "lake"), *below])
    cleaner = Cleaner(filters=["boilerplate"], boilerplate=boilerplate)
    assert line not in cleaner.clean(text).text.split("\n")
    file = written(tmp_path, "keep.toml", KEEP.format(line.lower()))
    keeping = Cleaner(filters=["boilerplate"], boilerplate=boilerplate, rules=[file])
    result = keeping.clean(text)
    assert line in result.text.split("\n")
    assert "Advertisement" not in result.text.split("\n")
    assert keeping.clean(result.text).text == result.text


def test_repeats_leave_a_line_that_a_rule_keeps(tmp_path: Path) -> None:
    first, second = PROSE, PROSE.replace("river", "lake").replace("Monday", "Sunday").replace("mayor", "fire chief")
    text = "\n".join([first, second, "Between both there is a line.", first, second])
    cleaner = Cleaner(filters=["repeats"])
    file = written(
        tmp_path, "keep.toml", '[[rule]]\nname = "lake"\naction = "keep"\npattern = "the lake .*"\nmax = 400\n'
    )
    keeping = Cleaner(filters=["repeats"], rules=[file])
    long = text.replace(first, f"{first} {first.replace('river', 'stream')}").replace(
        second, f"{second} {second.replace('lake', 'pond')}"
    )
    assert cleaner.clean(long).text.count("The lake") == 1
    kept = keeping.clean(long).text
    assert kept.count("The lake") == 2
    assert kept.count("The river") == 1
    assert keeping.clean(kept).text == kept


def test_a_line_that_the_document_keeps_stays_in_whatever_form_it_is() -> None:
    letter, copy = "Subscribe to our newsletter", " ".join([PROSE, PROSE.replace("river", "lake")])
    text = "\n".join([copy, "Share on Facebook", letter, "All rights reserved", copy])
    cleaner = Cleaner(filters=["boilerplate", "repeats"])
    assert cleaner.clean(text).text == copy
    kept = frozenset({match_key("Ｓubscribe  to our Newsletter"), match_key(copy)})
    result = cleaner.clean(Document(text, kept=kept))
    assert result.text.split("\n") == [copy, letter, copy]
    assert cleaner.clean(result.document).text == result.text


def test_templates_leave_a_line_that_a_rule_keeps() -> None:
    texts = [
        f"Lighthouse Gazette of the coast\n{PROSE.replace('two', str(n))}\nLetters to the editor of our gazette"
        for n in range(9)
    ]
    templates = find(lambda: [(line_keys(texts), np.zeros(9, np.int64))], np.array([9]))
    assert len(remove.edits(texts[0], templates, 0, "x")) == 2
    edits = remove.edits(texts[0], templates, 0, "x", kept=lambda lines: [line for line in lines if "Letters" in line])
    assert [texts[0][edit.start : edit.end].strip() for edit in edits] == ["Lighthouse Gazette of the coast"]


def test_a_run_leaves_a_templates_line_that_a_rule_keeps(tmp_path: Path) -> None:
    letters, imprint = "Letters to the editor of our gazette", "Printed and sold at the old harbour"
    for n in range(12):
        story = " ".join(PROSE.replace("two", f"{n}{i}").replace("Monday", f"day {n * i}") for i in range(3))
        record = {"url": f"https://www.example.org/{n}", "text": f"{story}\n{letters}\n{imprint}\n"}
        with (tmp_path / "in.jsonl").open("a") as file:
            file.write(json.dumps(record) + "\n")
    keep = written(tmp_path, "keep.toml", 'site = "example.org"\n' + KEEP.format(letters))
    words = ["run", str(tmp_path / "in.jsonl"), "--duplicates", "keep", "-q", "-o"]
    assert main([*words, str(tmp_path / "out")]) == 0
    assert letters not in (tmp_path / "out/in.jsonl").read_text()
    assert main([*words, str(tmp_path / "kept"), "--rules", str(keep)]) == 0
    kept = (tmp_path / "kept/in.jsonl").read_text()
    assert kept.count(letters) == 12
    assert imprint not in kept


def test_a_line_that_is_kept_is_dropped_by_no_own_rule(tmp_path: Path) -> None:
    both = RULE + KEEP.format(ROW)
    text = f"{PROSE}\n{ROW}"
    assert Cleaner(rules=[written(tmp_path, "en.toml", both)]).clean(text).text == text


def test_a_cleaner_with_own_rules_is_pickled_and_used_by_processes(tmp_path: Path) -> None:
    cleaner = Cleaner(rules=[written(tmp_path, "en.toml", RULE)])
    text = f"{PROSE}\n{ROW}"
    copy = pickle.loads(pickle.dumps(cleaner))
    assert copy.clean(text).text == cleaner.clean(text).text != text
    assert [result.text for result in cleaner.clean_many([text] * 3, jobs=2)] == [copy.clean(text).text] * 3


def test_rules_that_changed_meanwhile_are_not_used_in_silence(tmp_path: Path) -> None:
    file = written(tmp_path, "en.toml", RULE)
    pickled = pickle.dumps(Cleaner(rules=[file]))
    load.cache_clear()
    written(tmp_path, "en.toml", RULE.replace("letter", "note"))
    with pytest.raises(ConfigError, match=r"en\.toml: was changed after"):
        pickle.loads(pickled)


def test_paths_in_a_file_are_relative_to_it_and_the_command_line_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    written(tmp_path, "cleanse.toml", 'rules = ["my-rules/"]')
    written(tmp_path, "my-rules/en.toml", RULE)
    written(tmp_path, "sub/a.txt", f"{PROSE}\n{ROW}\n")
    other = written(tmp_path, "other/en.toml", RULE.replace(ROW, "Nothing of the kind"))
    monkeypatch.chdir(tmp_path / "sub")
    assert main(["check", "a.txt"]) == 1
    assert main(["explain", "a.txt"]) == 0
    assert "boilerplate/en/letter" in capsys.readouterr().out
    assert main(["check", "a.txt", "--rules", str(other)]) == 0
    assert main(["check", "a.txt", "--rules", str(other), "--rules", "../my-rules"]) == 2  # two rules of one name


def test_a_resumed_run_cleans_again_what_other_rules_cleaned(tmp_path: Path) -> None:
    text = written(tmp_path, "a.txt", PROSE)
    file = written(tmp_path, "en.toml", RULE)

    def key() -> str:
        plan = Plan(tmp_path, settings(rules=[file]), RunSettings())
        return make_shards(find_inputs([text])[0], plan, [])[0].key

    before = key()
    assert key() == before
    file.write_text(RULE + "# changed\n")
    assert key() != before


def test_the_record_of_a_run_names_the_files_and_what_was_in_them(tmp_path: Path) -> None:
    file = written(tmp_path, "en.toml", RULE)
    written(tmp_path, "in/a.txt", PROSE)
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", "--rules", str(file)]) == 0
    record = json.loads((tmp_path / "out/.cleanse/run.json").read_text())
    assert record["settings"]["rules"] == [{"path": str(file), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}]
    assert str(file) in (tmp_path / "out/.cleanse/report.html").read_text(encoding="utf-8")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "bare"), "-q"]) == 0
    assert "rules " not in json.dumps(json.loads((tmp_path / "bare/.cleanse/run.json").read_text())["settings"])


def test_a_folder_gives_its_files_of_rules_in_order(tmp_path: Path) -> None:
    for name in ("b.toml", "a/en.toml", "example.org.txt", "README.txt", "notes.md", ".git/x.toml", ".hidden.toml"):
        written(tmp_path / "rules", name, "")
    files = checked("rules", [tmp_path / "rules"])
    names = [Path(file.path).relative_to(tmp_path / "rules").as_posix() for file in files]
    assert names == ["a/en.toml", "b.toml", "example.org.txt"]
    assert checked("rules", [tmp_path / "rules/b.toml", tmp_path / "rules", *files])[0] == files[1]
    assert len(checked("rules", [*files, tmp_path / "rules"])) == 3


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "rules = 3: give a list"),
        ("my-rules/", "rules = 'my-rules/': give a list"),
        ([3], "rules has 3 in it"),
        ([""], "rules has '' in it"),
        (["nowhere.toml"], "nowhere.toml: cannot be read: No such file"),
        (["rules.json"], "rules.json: is no file of rules"),
        (["empty"], "empty: holds no file of rules"),
    ],
)
def test_what_names_no_rules_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: Any, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        Cleaner(rules=value)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_library_call_warns_once_of_what_can_never_apply(tmp_path: Path) -> None:
    file = written(tmp_path, "en.toml", '[[rule]]\nname = "shout"\npattern = "Share.*"\n')
    with pytest.warns(UserWarning, match="rule 'shout': its pattern can match no line") as warned:
        cleaner = Cleaner(rules=[file])
    assert len(warned) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pickle.loads(pickle.dumps(cleaner)).clean(PROSE)


def test_a_run_says_once_what_can_never_apply_and_says_nothing_if_quiet(tmp_path: Path, capsys: Capture) -> None:
    file = written(tmp_path, "en.toml", '[[rule]]\nname = "shout"\npattern = "Share.*"\n')
    for n in range(3):
        written(tmp_path, f"in/{n}.txt", PROSE)
    words = ["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--rules", str(file), "--jobs", "2"]
    assert main(words) == 0
    assert capsys.readouterr().err.count("warning: ") == 1
    assert main([*words, "-q"]) == 0
    assert "warning" not in capsys.readouterr().err


SITE_RULES = """site = "gazette.example"
drop_xpath = ["//div[@class='promo']"]
keep_xpath = ["//p[@id='box']"]
[[rule]]
name = "stays"
action = "keep"
phrases = ["Share on Facebook"]
"""
SITE_PAGE = f"""<html><head><title>Flood</title>
<link rel="canonical" href="https://www.gazette.example/flood"></head><body>
<ul><li><a href="/">Home</a></li><li><a href="/a">Sport</a></li></ul><h1>Flood</h1><p>{PROSE}</p><div class="promo">
<p>{PROSE.replace("river", "lake")}</p></div><p id="box">Subscribe to our newsletter</p>
<p>{PROSE.replace("two", "six")}</p>
<p>Share on Facebook</p><p>Share on WhatsApp</p></body></html>"""


def test_rules_of_a_site_decide_over_elements_and_lines_of_its_pages(tmp_path: Path) -> None:
    cleaner = Cleaner(rules=[written(tmp_path, "gazette.toml", SITE_RULES)])
    result = cleaner.clean(SITE_PAGE, id="a.html")
    assert "the lake rose" not in result.text.lower()
    assert any("promo" in change.note for change in result.trace.changes)
    assert "Subscribe to our newsletter" in result.text
    assert "Share on Facebook" in result.text
    assert "Share on WhatsApp" not in result.text
    assert result.restore() == SITE_PAGE
    elsewhere = cleaner.clean(SITE_PAGE.replace("gazette.example", "other.example"), id="a.html").text
    assert "the lake rose" in elsewhere.lower()
    assert "Subscribe to our newsletter" not in elsewhere


def test_without_own_rules_nothing_is_loaded_or_matched() -> None:
    rules = OwnRules()
    assert not rules
    assert not rules.kept([PROSE])
    assert rules.site_of(Document("", source="example.org")) == ""
    assert load(()).match([PROSE]) == ({}, {})
    assert RuleFile("a", "b") in {RuleFile("a", "b")}
