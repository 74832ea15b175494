"""The list of documents to look at: who is in it, with which lines, and that it does not depend on how a run goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.model import Doubt, Selection
from cleanse.record.manifest import Row
from cleanse.record.review import MOST_DOUBTS, review_line

PAGE = """<html><head><title>Flood {n}</title></head><body>
<ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li>
<li><a href="/w">Weather</a></li></ul><h1>Flood {n}</h1><p>The river rose by {n} metres during the night and flooded
parts
of the old town, the mayor said on Monday, and two bridges were closed to all traffic.</p>
<div><a href="/a">Ferry returns to
the lake after the storm</a></div><div>Nobody at the harbour knew the name of ship number {n}</div>
<footer>Imprint</footer></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(2, 8):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{n}.html").write_text(PAGE.format(n=n), encoding="utf-8")
    (tmp_path / "in" / "plain.txt").write_text("A text of one line is not in doubt.", encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(folder: Path, out: str, *words: str) -> Path:
    command = ["run", str(folder / "in"), "-o", str(folder / out), "--duplicates", "keep", "-q", *words]
    assert main(command) == 0
    return folder / out / ".cleanse"


def test_documents_below_the_threshold_are_listed_and_no_others(folder: Path) -> None:
    home = run(folder, "out", "--review", "1")
    confidence = {row["id"]: row["confidence"] for row in rows(home / "manifest.jsonl")}
    assert confidence["plain.txt"] is None  # nothing was to be chosen
    listed = {row["id"]: row["confidence"] for row in rows(home / "review.jsonl")}
    assert listed == {id: value for id, value in confidence.items() if value is not None and value < 1}
    assert listed
    assert list(listed.values()) == sorted(listed.values())
    middle = sorted(listed.values())[len(listed) // 2]
    fewer = {row["id"] for row in rows(run(folder, "fewer", "--review", str(middle)) / "review.jsonl")}
    assert fewer == {id for id, value in listed.items() if value < middle}


def test_the_list_is_the_same_for_any_number_of_jobs_and_goes_with_a_run_without_it(folder: Path) -> None:
    one = (run(folder, "out", "--review", "1", "--jobs", "1") / "review.jsonl").read_bytes()
    assert (run(folder, "two", "--review", "1", "--jobs", "2") / "review.jsonl").read_bytes() == one
    assert not (run(folder, "out") / "review.jsonl").exists()


def test_the_most_doubtful_lines_come_first_and_the_rest_is_counted() -> None:
    doubts = tuple(Doubt(f"line {n}", n / 100, n > 50) for n in range(20, 81))
    row = Row("a", "a.html", None, "a.html.txt", "utf-8", "", 9, 9, 9, {}, {}, confidence=0.4)
    listed = json.loads(review_line(row, Selection(0.4, doubts)))
    assert listed["doubts"][0] == {"line": "line 50", "score": 0.5, "kept": False}
    assert len(listed["doubts"]) == MOST_DOUBTS
    assert listed["more"] == len(doubts) - MOST_DOUBTS


@pytest.mark.parametrize("value", ["-1", "1.5", "some"])
def test_a_threshold_is_a_share(folder: Path, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "--review", value]) == 2
    assert "review" in capsys.readouterr().err


def test_a_near_duplicate_that_is_left_out_is_not_listed_and_the_summary_names_the_list(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in/copy.html").write_bytes((folder / "in/2.html").read_bytes())
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "--review", "1"]) == 0
    home = folder / "out/.cleanse"
    listed = rows(home / "review.jsonl")
    written = {row["id"] for row in rows(home / "manifest.jsonl") if row["output"] is not None}
    assert len(written) < 8
    assert {row["id"] for row in listed} <= written
    assert all((folder / "out" / row["output"]).is_file() for row in listed)
    said = " ".join("".join(capsys.readouterr()).split())
    number = f"{len(listed)} document{'s' * (len(listed) != 1)}"
    assert f"{number} below confidence 1, least confident first: {home / 'review.jsonl'}" in said


def test_documents_left_alone_come_first_with_their_reason(folder: Path) -> None:
    (folder / "in/z.txt").write_text("Home\nNews\nSport\nShare on Facebook\n© 2025 A. All rights reserved.\nImprint\n")
    first, *others = rows(run(folder, "out", "--review", "1") / "review.jsonl")
    assert (first["id"], first["confidence"], first["doubts"]) == ("z.txt", 0, [])
    assert "too many to believe" in first["reason"]
    assert others
    assert not any(row["reason"] for row in others)


def test_a_run_over_nothing_has_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--review", ".6"])
    assert (tmp_path / "out/.cleanse/review.jsonl").read_bytes() == b""
