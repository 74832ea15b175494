"""Two runs compared, and a report made anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
PROSE = "The harbour board has moved the ferry's summer timetable forward by two weeks, it said on Monday."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{PROSE}\n")
    (folder / "b.txt").write_text("創(chuàng)新發(fā)展，市政府宣佈新的計畫。\n", encoding="utf-8")
    (folder / "n.jsonl").write_text(
        '{"text": "臺灣的天氣"}\n{"text": "Sound prose of the harbour."}\n', encoding="utf-8"
    )
    return tmp_path


def test_runs_alike_are_alike(here: Path, capsys: Capture) -> None:
    main(["run", "in", "-o", "one", "-q"])
    main(["run", "in", "-o", "two", "-q", "--jobs", "2"])
    assert main(["report", "one", "two"]) == 0
    assert capsys.readouterr().out == "4 documents alike, 0 different\n"


def test_texts_that_differ_in_a_character_are_different(here: Path, capsys: Capture) -> None:
    (here / "in/c.txt").write_text("The cat sat by the window all day.\n")
    main(["run", "in", "-o", "one", "-q"])
    (here / "in/c.txt").write_text("The cow sat by the window all day.\n")
    main(["run", "in", "-o", "two", "-q"])
    assert main(["report", "one", "two"]) == 1
    printed = capsys.readouterr().out
    assert "1 different" in printed
    assert "1 input changed between the runs, which this shows too: c.txt" in printed
    assert "  - The cat sat by the window" in printed
    assert "  + The cow sat by the window" in printed


def test_an_example_shows_the_first_place_that_differs(here: Path, capsys: Capture) -> None:
    main(["run", "in", "-o", "one", "-q"])
    main(["run", "in", "-o", "two", "-q", "--script", "keep"])
    assert main(["report", "one", "two", "--json"]) == 1
    row = json.loads(capsys.readouterr().out)
    assert row["other_inputs"] == []
    passages = {each["name"]: (each["text"], each["other_text"]) for each in row["examples"]}
    assert passages["n.jsonl:1"] == ("台湾的天气", "臺灣的天氣")


def test_what_a_setting_changes_is_said_by_rule_and_document(here: Path, capsys: Capture) -> None:
    main(["run", "in", "-o", "one", "-q"])
    (here / "in/c.txt").write_text("More sound prose, of another day.\n")
    main(["run", "in", "-o", "two", "-q", "--script", "keep"])
    assert main(["report", "one", "two", "--json"]) == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["same"], row["different"], row["only_before"], row["only_after"]) == (2, 2, [], ["c.txt"])
    assert row["rules"]["script/zh-Hans"][1] == 0
    assert row["filters"]["script"] == [2, 0]
    assert [each["name"] for each in row["examples"]] == ["b.txt", "n.jsonl:1"]
    assert main(["report", "one", "two"]) == 1
    shown = capsys.readouterr().out
    assert "2 documents alike, 2 different" in shown
    assert "1 document only in the second run: c.txt" in shown
    assert "documents changed by" in shown
    assert "script/zh-Hans" in shown


def test_a_report_is_made_anew_and_opened(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["run", "in", "-o", "one", "-q"])
    path = here / "one/.cleanse/report.html"
    before = path.read_bytes()
    path.unlink()
    opened: list[str] = []

    def show(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    assert main(["report", "one", "--open"]) == 0
    assert path.read_bytes() == before
    assert opened == [path.as_uri()]


def test_what_is_no_run_is_said(here: Path, capsys: Capture) -> None:
    assert main(["report", "in"]) == 2
    main(["run", "in", "-o", "one", "-q"])
    assert main(["report", "one", "in"]) == 2
    assert "no output of a finished run" in capsys.readouterr().err
