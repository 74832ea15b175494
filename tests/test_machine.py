"""What `check` says for programs, and what shells are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
TEXT = "Caf\u00e9\u200b news.\nIt\u00e2\u20ac\u2122s open, 50%: the mayor said.\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("a,b.txt").write_text(TEXT, encoding="utf-8")
    Path("clean.txt").write_text("Sound prose.\n", encoding="utf-8")
    return "a,b.txt"


def test_json_has_each_edit_with_its_place_in_the_file(file: str, capsys: Capture) -> None:
    assert main(["check", file, "clean.txt", "--format", "json"]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["version"], first["file"], first["changed"]) == (1, file, True)
    places = [(f["line"], f["column"], f["end_line"], f["end_column"], f["rule"]) for f in first["findings"]]
    assert places == [(1, 5, 1, 6, "characters/invisible"), (2, 3, 2, 6, "mojibake/utf-8-as-cp1252")]
    lines = TEXT.split("\n")
    for f in first["findings"]:
        assert lines[f["line"] - 1][f["column"] - 1 : f["end_column"] - 1] == f["before"]
    assert (second["changed"], second["findings"]) == (False, [])


def test_a_record_is_found_by_its_line(file: str, capsys: Capture) -> None:
    Path("n.jsonl").write_text('{"text": "Sound."}\n{"text": "Ferry\\u200b news."}\n', encoding="utf-8")
    assert main(["check", "n.jsonl", "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["line"], finding["column"]) == (2, 6)


def test_github_gets_an_annotation_for_each_edit(file: str, capsys: Capture) -> None:
    assert main(["check", file, "--format", "github"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("::warning file=a%2Cb.txt,line=1,endLine=1,col=5,endColumn=6,title=characters/invisible::")
    assert ",line=2,endLine=2,col=3,endColumn=6,title=mojibake/utf-8-as-cp1252::" in second


def test_fixes_of_sarif_make_the_clean_text(file: str, capsys: Capture) -> None:
    assert main(["check", file, "clean.txt", "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert {result["ruleId"] for result in run["results"]} == set(rules)
    lines = TEXT.split("\n")
    for result in reversed(run["results"]):
        (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
        region = replacement["deletedRegion"]
        line = lines[region["startLine"] - 1]
        before, after = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
        lines[region["startLine"] - 1] = before + replacement["insertedContent"]["text"] + after
    assert "\n".join(lines) == "Café news.\nIt’s open, 50%: the mayor said.\n"


def test_a_file_that_fails_is_said_in_every_format(file: str, capsys: Capture) -> None:
    Path("a.pdf").write_bytes(b"%PDF-1.7")
    for name in ("json", "github", "sarif"):
        assert main(["check", "a.pdf", file, "--format", name]) == 2
        assert "a.pdf" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_their_completion(shell: str, capsys: Capture) -> None:
    assert main(["completion", shell]) == 0
    assert "_CLEANSE_COMPLETE" in capsys.readouterr().out


def test_the_library_logs_nowhere_by_itself() -> None:
    import logging

    import cleanse  # noqa: F401

    handlers = logging.getLogger("cleanse").handlers
    assert [type(handler) for handler in handlers] == [logging.NullHandler]
