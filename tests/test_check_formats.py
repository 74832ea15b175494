"""What `cleanse check` prints for programs: valid by its schemas, and its places are those of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from test_seen import PAGE

import cleanse
from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[1]
SARIF = json.loads((ROOT / "tests/schemas/sarif-2.1.0-profile.json").read_text(encoding="utf-8"))
ROW = json.loads((ROOT / "cleanse/cli/check.schema.json").read_text(encoding="utf-8"))
PROSE = "The river rose again on Monday, and the town closed its old bridge to all traffic until further notice."
TEXT = (
    f"It’s closed.\u200b {PROSE}\r\n"
    "Itâ€™s the cityâ€™s first café, 100% new: \U0001f30a\u200b here.\r\nShare on Facebook\r\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a b.txt").write_bytes(TEXT.encode())
    Path("legacy.txt").write_bytes("Мэр города сообщил в понедельник, что река поднялась.\n".encode("koi8-r"))
    Path("clean.txt").write_text(f"{PROSE}\n")
    Path("page.html").write_text(PAGE, encoding="utf-8")
    Path("r.jsonl").write_text(json.dumps({"text": PROSE}) + "\n" + json.dumps({"text": f"{PROSE}\u200b"}) + "\nbad\n")
    return tmp_path


def checked(capsys: Capture, *words: str) -> str:
    capsys.readouterr()
    assert main(["check", *words]) in (0, 1, 2)
    return capsys.readouterr().out


def replaced(text: str, places: list[tuple[int, int, int, int, str]]) -> str:
    """The text with each (line, column, end_line, end_column) replaced."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for first, column, last, end_column, after in sorted(places, reverse=True):
        start, end = starts[first - 1] + column - 1, starts[last - 1] + end_column - 1
        text = text[:start] + after + text[end:]
    return text


def test_every_row_of_json_is_as_its_schema_says(here: Path, capsys: Capture) -> None:
    rows = [json.loads(line) for line in checked(capsys, ".", "--format", "json").splitlines()]
    assert len(rows) == 5
    for row in rows:
        jsonschema.validate(row, ROW)
        assert row["changed"] == bool(row["edits"])
    assert checked(capsys, ".", "--format", "json") == checked(capsys, ".", "--json")


def test_the_edits_of_a_text_lead_to_the_clean_text(here: Path, capsys: Capture) -> None:
    row = json.loads(checked(capsys, "a b.txt", "--format", "json"))
    keys = ("line", "column", "end_line", "end_column", "after")
    places: list[Any] = [tuple(edit[key] for key in keys) for edit in row["edits"]]
    assert all(edit["exact"] for edit in row["edits"])
    assert replaced(TEXT, places) == cleanse.clean(TEXT)


def test_of_a_page_the_place_is_in_the_source_and_of_a_record_its_line(here: Path, capsys: Capture) -> None:
    row = json.loads(checked(capsys, "page.html", "--format", "json"))
    (share,) = (edit for edit in row["edits"] if "Share on Facebook" in edit["before"])
    line = PAGE.split("\n")[share["line"] - 1]
    assert line[share["column"] - 1 :].startswith("Share on Facebook")
    assert not share["exact"]
    row = json.loads(checked(capsys, "r.jsonl", "--format", "json"))
    assert [(edit["line"], edit["column"]) for edit in row["edits"]] == [(2, None)]


def test_the_sarif_log_is_valid_and_its_fixes_lead_to_the_clean_text(here: Path, capsys: Capture) -> None:
    log = json.loads(checked(capsys, ".", "--format", "sarif"))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    assert not run["invocations"][0]["executionSuccessful"]  # r.jsonl has a bad line
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    places = []
    for result in run["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        if uri == "a%20b.txt":
            (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
            region = [replacement["deletedRegion"][key] for key in ("startLine", "startColumn", "endLine", "endColumn")]
            places.append((*region, replacement["insertedContent"]["text"]))
        else:
            assert "fixes" not in result
    assert replaced(TEXT, places) == cleanse.clean(TEXT)
    assert any(result["ruleId"] == "encoding/koi8-r-to-utf-8" for result in run["results"])


def test_a_log_of_nothing_is_valid(here: Path, capsys: Capture) -> None:
    log = json.loads(checked(capsys, "clean.txt", "--format", "sarif"))
    jsonschema.validate(log, SARIF)
    assert log["runs"][0]["results"] == []


def test_workflow_commands_are_escaped_and_one_a_line(here: Path, capsys: Capture) -> None:
    Path("x,y.txt").write_text(f"100%\u200b new: {PROSE}\n", encoding="utf-8")
    (line,) = checked(capsys, "x,y.txt", "--format", "github").splitlines()
    assert line.startswith("::warning file=x%2Cy.txt,line=1,endLine=1,col=5,endColumn=6,title=characters/invisible::")
    out = checked(capsys, ".", "--format", "github")
    assert all(row.startswith(("::warning file=", "::error file=")) for row in out.splitlines())
    assert "::error file=r.jsonl::r.jsonl:3: not valid JSON" in out


def test_json_and_another_format_exclude_each_other(here: Path, capsys: Capture) -> None:
    assert main(["check", ".", "--json", "--format", "sarif"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_a_diff_marks_changes_within_their_lines(here: Path, capsys: Capture) -> None:
    out = checked(capsys, "a b.txt", "--diff")
    assert "It[-â€™-]{+’+}s the city[-â€™-]{+’+}s first café" in out
    assert "\n[-Share on Facebook-]\n" in out
    assert "It’s closed.[-\\u200b-] The river" in out
    assert "@@ line 1 @@" in out


@pytest.mark.parametrize("columns", ["40", "60", "200"])
@pytest.mark.parametrize(("variable", "coloured"), [("NO_COLOR", False), ("FORCE_COLOR", True)])
def test_a_diff_is_the_same_at_any_width_and_colours_only_add_to_it(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, columns: str, variable: str, coloured: bool
) -> None:
    plain = checked(capsys, "a b.txt", "--diff")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv(variable, "1")
    out = checked(capsys, "a b.txt", "--diff")
    assert ("\x1b[31m[-â€™-]" in out) == coloured
    assert coloured or out == plain
