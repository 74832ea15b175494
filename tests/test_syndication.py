"""Stories with one source: which are found, what is said of each copy, and that nothing else of a run changes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleanse.cli.main import command as main
from cleanse.duplicates.agencies import agency_of, tables
from cleanse.duplicates.passages import compare

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
    shared = compare(one, other)
    assert 0 <= shared.share <= 1
    assert 0 <= shared.own <= 1


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True))
def test_a_text_has_all_of_itself(numbers: list[int]) -> None:
    text = story("en", *numbers)
    assert compare(text, text) == (1.0, 0.0, (), ())
