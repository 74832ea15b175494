"""Stories with one source: which are found, what is said of each copy, and that nothing else of a run changes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanse.cli.main import command as main
from cleanse.duplicates.agencies import agency_of, tables
from cleanse.duplicates.passages import Story, compare

LEADS = {
    "en": "Farmers in the valley said the long winter had cost them half of the lambs that were born since Christmas",
    "ru": "Жители деревни рассказали что долгая зима стоила им половины ягнят родившихся после нового года в долине",
    "zh": "山谷里的农民说漫长的冬天让他们失去了圣诞节以来出生的一半羔羊今年的草场也比往年晚了三个星期才变绿",
}
SPACED = {"en": " ", "ru": " ", "zh": ""}


def paragraph(language: str, number: int) -> str:
    """A paragraph like no other of its language: its words in another order, some of them numbers."""
    words = 2 * (list(LEADS[language]) if language == "zh" else LEADS[language].split())
    random.Random(f"{language} {number}").shuffle(words)
    words[::9] = [str(number * 10 + place) for place in range(len(words[::9]))]
    return SPACED[language].join(words) + ("。" if language == "zh" else ".")


def story(language: str, *numbers: int) -> str:
    return "\n\n".join(paragraph(language, number) for number in numbers)


def run(folder: Path, records: list[dict[str, str]], *more: str) -> tuple[list[dict[str, Any]], Path]:
    folder.mkdir(exist_ok=True)
    source, out = folder / "in.jsonl", folder / "out"
    source.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(source), "-o", str(out), "-q", *more])
    assert done.exit_code == 0, done.output
    path = out / ".cleanse/syndication.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else [], out


def ids(group: Mapping[str, Any]) -> list[str]:
    return [group["source"]["id"], *(copy["id"] for copy in group["copies"])]


def records(language: str) -> list[dict[str, str]]:
    return [
        {"id": "late", "date": "2024-05-03", "text": story(language, 90, 2, 3, 1)},
        {"id": "source", "date": "2024-05-01", "text": story(language, 0, 1, 2, 3, 4, 5)},
        {"id": "cut", "date": "2024-05-02", "text": story(language, 0, 1, 2)},
        {"id": "other", "date": "2024-05-02", "text": story(language, 80, 81, 82, 83)},
    ]


@pytest.mark.parametrize("language", LEADS)
def test_copies_are_found_with_what_they_changed(tmp_path: Path, language: str) -> None:
    (group,), _ = run(tmp_path, records(language), "--syndication", "--filters", "none")
    assert ids(group) == ["source", "cut", "late"]
    cut, late = group["copies"]
    assert (cut["days"], late["days"]) == (1, 2)
    assert cut["own"] == 0
    assert cut["added"] == []
    assert len(cut["cut"]) == 3
    assert 0.4 < cut["share"] < 0.6
    assert late["added"] == [line if len(line) <= 120 else line[:119] + "…" for line in [paragraph(language, 90)]]


def test_a_window_of_days(tmp_path: Path) -> None:
    again = [
        *records("en"),
        {"id": "next year", "date": "2025-05-01", "text": story("en", 0, 1, 2, 3)},
        {"id": "undated", "text": story("en", 1, 2, 3, 95)},
    ]
    (group,), _ = run(tmp_path, again, "--syndication", "2", "--filters", "none")
    assert sorted(ids(group)) == ["cut", "late", "source", "undated"]


def test_without_dates(tmp_path: Path) -> None:
    undated = [{"id": record["id"], "text": record["text"]} for record in records("en")]
    (group,), _ = run(tmp_path, undated, "--syndication", "--filters", "none")
    assert sorted(ids(group)) == ["cut", "late", "source"]
    assert all(copy["days"] is None for copy in group["copies"])


def dated(**texts: str) -> list[dict[str, str]]:
    """A record a text, one a day from the first of May."""
    return [{"id": id, "date": f"2024-05-{day:02}", "text": text} for day, (id, text) in enumerate(texts.items(), 1)]


def test_a_copy_of_a_copy_says_what_it_is_a_copy_of(tmp_path: Path) -> None:
    chain = dated(a=story("en", 1, 2), b=story("en", 2, 3), c=story("en", 3, 4), d=story("en", 4, 5))
    (group,), _ = run(tmp_path, chain, "--syndication", "--filters", "none")
    assert ids(group) == ["a", "b", "c", "d"]
    assert [copy["of"] and copy["of"]["id"] for copy in group["copies"]] == [None, "b", "c"]
    assert all(0.3 < copy["share"] < 0.7 for copy in group["copies"])


def test_what_is_printed_again_every_month_is_no_boilerplate(tmp_path: Path) -> None:
    column = story("en", 1, 2, 3, 4)
    months = [{"id": f"month {n}", "date": f"2024-{n:02}-01", "text": column} for n in range(1, 9)]
    copy = {"id": "copy", "date": "2024-08-03", "text": story("en", 1, 2, 90)}
    (group,), _ = run(tmp_path, [*months, copy], "--syndication", "--filters", "none")
    assert ids(group) == ["month 8", "copy"]


def test_a_weekly_box_is_boilerplate(tmp_path: Path) -> None:
    box = story("en", 70, 71)
    weeks = [
        {"id": f"{paper} {n}", "date": f"2024-{1 + n // 4:02}-{1 + n % 4 * 7:02}", "text": story("en", number, 70, 71)}
        for n in range(12)
        for paper, number in (("a", 100 + n), ("b", 200 + n))
    ]
    assert box in weeks[0]["text"]
    assert run(tmp_path, weeks, "--syndication", "--filters", "none")[0] == []


def test_folders_archives_and_an_interrupted_run_give_the_same(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for record in records("en"):
        page = f"<meta property='article:published_time' content='{record['date']}'><title>t</title>"
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in record["text"].split("\n\n"))
        (source / f"{record['id']}.html").write_text(f"<html>{page}<body>{paragraphs}</body></html>", encoding="utf-8")
    found = []
    for name, more in {"one": ["--jobs", "1"], "two": ["--jobs", "2"], "templates": ["--templates", "cut"]}.items():
        command = ["run", str(source), "-o", str(tmp_path / name), "--syndication", "-q", *more]
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
        again = CliRunner().invoke(main, [*command, "--resume"])
        assert again.exit_code == 0, again.output
        found.append((tmp_path / name / ".cleanse/syndication.jsonl").read_text(encoding="utf-8"))
    assert [ids(json.loads(line)) for line in found[0].splitlines()] == [["source.html", "cut.html", "late.html"]]
    assert found[0] == found[1] == found[2]


BOX = "The Harbour Times is printed every day but Sunday; write to us, we answer every letter within a week."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (story("en", 1, 2, 3), story("en", 4, 6, 8)),
        (story("zh", 1, 2, 3), story("zh", 4, 6, 8)),
        (story("ru", 1, 2, 3), story("ru", 4, 6, 8)),
        (f"LONDON (Reuters) - {story('en', 1, 2, 3)}", f"LONDON (Reuters) - {story('en', 4, 6, 8)}"),
        (story("en", 1, 2, 3, 11) + f"\n\n{BOX}", story("en", 4, 6, 8, 12) + f"\n\n{BOX}"),
        ("short", "short"),
    ],
    ids=["words", "Chinese", "Russian", "credit", "box", "short"],
)
def test_other_stories_are_no_copies(tmp_path: Path, one: str, other: str) -> None:
    pair = [{"id": "a", "date": "2024-05-01", "text": one}, {"id": "b", "date": "2024-05-01", "text": other}]
    assert run(tmp_path, pair, "--syndication", "--filters", "none")[0] == []


def test_nothing_else_changes(tmp_path: Path) -> None:
    _, without = run(tmp_path / "a", records("en"))
    groups, with_it = run(tmp_path / "b", records("en"), "--syndication", "--jobs", "2")
    assert groups
    assert (without / "in.jsonl").read_bytes() == (with_it / "in.jsonl").read_bytes()
    for name in ("manifest.jsonl", "trace.jsonl.gz"):
        assert (without / ".cleanse" / name).read_bytes() == (with_it / ".cleanse" / name).read_bytes()
    verified = CliRunner().invoke(main, ["verify", str(with_it)])
    assert verified.exit_code == 0, verified.output


def test_a_run_without_it_leaves_no_list(tmp_path: Path) -> None:
    assert run(tmp_path, records("en"), "--syndication", "--duplicates", "keep")[0]
    groups, out = run(tmp_path, records("en"))
    assert groups == []
    assert not (out / ".cleanse/syndication.jsonl").exists()


def test_the_report_shows_it(tmp_path: Path) -> None:
    marked = [{**record, "id": f"<b>{record['id']}"} for record in records("en")]
    _, out = run(tmp_path, marked, "--syndication")
    page = (out / ".cleanse/report.html").read_text(encoding="utf-8")
    section = page[page.index('id="stories"') :]
    assert "&lt;b&gt;source" in section
    assert "<b>source" not in page
    assert "day 1 of 2" in section


@pytest.mark.parametrize("value", ["-1", "a", "1.5"])
def test_a_wrong_number_of_days(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "o"), f"--syndication={value}"]
    )
    assert done.exit_code == 2


@pytest.mark.parametrize("line", tables()["credits"])
def test_credits(line: str) -> None:
    agency = tables()["credits"][line]
    assert agency_of(f"A headline\n{line}\n{story('en', 1)}") == agency
    assert agency_of("\n".join([story("en", *range(8)), line])) == agency


@pytest.mark.parametrize("line", tables()["none"]["lines"])
def test_no_credits(line: str) -> None:
    assert agency_of(f"A headline\n{line}\n{story('en', 1)}") is None


@given(st.text(), st.text())
def test_shares_are_shares(one: str, other: str) -> None:
    shared = compare(Story(one), Story(other))
    assert 0 <= shared.share <= 1
    assert 0 <= shared.own <= 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True), max_size=8), st.integers(1, 9))
def test_groups_change_nothing_else_and_share_passages(
    tmp_path_factory: pytest.TempPathFactory, stories: list[list[int]], days: int
) -> None:
    folder = tmp_path_factory.mktemp("stories")
    written = [
        {"id": str(n), "date": f"2024-05-{1 + sum(numbers) % 28:02}", "text": story("en", *numbers)}
        for n, numbers in enumerate(stories)
    ]
    _, without = run(folder / "a", written, "--filters", "none")
    groups, with_it = run(folder / "b", written, "--filters", "none", f"--syndication={days}")
    for name in ("in.jsonl", ".cleanse/manifest.jsonl", ".cleanse/trace.jsonl.gz"):
        assert (without / name).read_bytes() == (with_it / name).read_bytes()
    members = [id for group in groups for id in ids(group)]
    assert len(members) == len(set(members)), "a document is in one group"
    for group in groups:
        assert all(copy["share"] > 0 for copy in group["copies"])
        assert group["source"]["date"] <= min(copy["date"] for copy in group["copies"])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True))
def test_a_text_has_all_of_itself(numbers: list[int]) -> None:
    text = story("en", *numbers)
    assert compare(Story(text), Story(text)) == (1.0, 0.0, (), ())


def test_copies_are_found_where_most_pairs_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.duplicates.story_pairs._MOST", 0)
    monkeypatch.setattr("cleanse.duplicates.story_pairs._PART", 40)
    (group,), _ = run(tmp_path, records("en"), "--syndication", "--filters", "none", "--jobs", "1")
    assert ids(group) == ["source", "cut", "late"]
