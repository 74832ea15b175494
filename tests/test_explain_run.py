"""`cleanse explain` in the output folder of a run: the edits as the run made them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sites import pages, site, written

from cleanse.cli.main import main
from cleanse.formats import files

Capture = pytest.CaptureFixture[str]
STORY = written(pages("en", 1, 9, 5)[0], [], [])


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs, and the output of a run over them: a site, near-duplicates, a page, records."""
    here = tmp_path_factory.mktemp("run")
    for number, (whole, _) in enumerate(site("de", 8)):
        files.write(here / f"in/site/{number}.txt", whole.encode())
    files.write(here / "in/long.txt", f"{STORY}\nThe office reopens on Tuesday.\u200b\n".encode())
    files.write(here / "in/short.txt", f"{STORY}\u200b".encode())
    files.write(here / "in/page.html", f"<!doctype html><html><body><p>{STORY[:400]}</p></body></html>".encode())
    rows: list[dict[str, Any]] = [
        {"id": "x", "text": "No\u200bid"},
        {"text": STORY},
        {"id": "https://example.org/two", "text": "Two.\u200b"},
    ]
    files.write(here / "in/r.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    assert main(["run", str(here / "in"), "-o", str(here / "out"), "-q"]) == 0
    return here


def rows_of(capsys: Capture, words: list[str], code: int = 0) -> list[dict[str, Any]]:
    assert main(["explain", *words, "--json"]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_output_is_explained_with_its_template(run_folder: Path, capsys: Capture) -> None:
    rows = rows_of(capsys, [str(run_folder / "out/site/3.txt")])
    assert "boilerplate/template" in {row["rule"] for row in rows}
    assert {row["document"] for row in rows} == {"site/3.txt"}
    assert [row["step"] for row in rows] == sorted(row["step"] for row in rows)
    cut = next(row for row in rows if row["rule"] == "boilerplate/template")
    assert cut["before"]
    assert (cut["filter"], cut["duplicate_of"], cut["similarity"]) == ("boilerplate", None, None)


def test_of_the_input_alone_there_is_no_template_to_explain(run_folder: Path, capsys: Capture) -> None:
    assert "boilerplate/template" not in {row["rule"] for row in rows_of(capsys, [str(run_folder / "in/site/3.txt")])}


def test_a_page_is_found_by_its_output(run_folder: Path, capsys: Capture) -> None:
    (row, *_) = rows_of(capsys, [str(run_folder / "out/page.html.txt")])
    assert (row["document"], row["filter"], row["output"]) == ("page.html", "markup", "page.html.txt")


def test_a_dropped_near_duplicate_says_of_what_and_how_similar(run_folder: Path, capsys: Capture) -> None:
    assert not (run_folder / "out/short.txt").exists()
    *edits, last = rows_of(capsys, [str(run_folder / "out/short.txt")])
    assert [row["rule"] for row in edits] == ["characters/invisible"]
    assert (last["rule"], last["duplicate_of"], last["output"]) == ("duplicates/near", "long.txt", None)
    assert 0.8 < last["similarity"] <= 1
    assert main(["explain", str(run_folder / "out/short.txt")]) == 0
    out, err = capsys.readouterr()
    assert f"near-duplicate of long.txt, similarity {last['similarity']:.2f}; left out" in out
    assert err == "1 edit\n"


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("r.jsonl:3", "r.jsonl:3"),
        ("r.jsonl:x", "r.jsonl:1"),
        ("x", "r.jsonl:1"),
        ("r.jsonl:2", "r.jsonl:2"),
        ("https://example.org/two", "r.jsonl:3"),
        ("r.jsonl:https://example.org/two", "r.jsonl:3"),
    ],
)
def test_a_record_is_named_by_line_or_id(run_folder: Path, capsys: Capture, name: str, document: str) -> None:
    assert {row["document"] for row in rows_of(capsys, [f"{run_folder / 'out'}/{name}"])} == {document}


def test_a_record_file_is_explained_whole(run_folder: Path, capsys: Capture) -> None:
    rows = rows_of(capsys, [str(run_folder / "out/r.jsonl")])
    assert [row["document"] for row in rows] == ["r.jsonl:1", "r.jsonl:2", "r.jsonl:3"]
    assert rows[1]["duplicate_of"] == "long.txt"


def test_a_path_may_lead_in_from_anywhere(run_folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(run_folder / "out/site")
    for path in ("3.txt", "../site/3.txt", "./3.txt"):
        assert rows_of(capsys, [path])
    assert not rows_of(capsys, ["../../in/long.txt"])[0].keys() & {"duplicate_of"}


def test_an_edited_output_is_refused_and_the_other_records_are_shown(
    run_folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["run", str(run_folder / "in"), "-o", str(tmp_path / "out"), "-q"]) == 0
    (tmp_path / "out/long.txt").write_text("Edited.")
    records = (tmp_path / "out/r.jsonl").read_text(encoding="utf-8")
    (tmp_path / "out/r.jsonl").write_text(records.replace("Noid", "Edited"), encoding="utf-8")
    assert main(["explain", str(tmp_path / "out/long.txt")]) == 2
    assert "long.txt: missing, or no longer what the run wrote" in capsys.readouterr().err
    assert [row["document"] for row in rows_of(capsys, [str(tmp_path / "out/r.jsonl")], 2)] == [
        "r.jsonl:2",
        "r.jsonl:3",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["out/site/33.txt"], "the run has no document 'site/33.txt'; did you mean 'site/3.txt'?"),
        (["out/site/3.txt", "--script", "keep"], "whose settings hold"),
    ],
)
def test_what_no_run_can_explain_is_one_line(run_folder: Path, capsys: Capture, words: list[str], message: str) -> None:
    assert main(["explain", str(run_folder / words[0]), *words[1:]]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("file", "damage"), [("manifest.jsonl", b"{}\n"), ("trace.jsonl.gz", b"no archive")])
def test_a_damaged_record_is_one_line(
    run_folder: Path, tmp_path: Path, capsys: Capture, file: str, damage: bytes
) -> None:
    assert main(["run", str(run_folder / "in"), "-o", str(tmp_path / "out"), "-q"]) == 0
    (tmp_path / "out/.cleanse" / file).write_bytes(damage)
    assert main(["explain", str(tmp_path / "out/long.txt")]) == 2
    assert file in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 2
    assert file in capsys.readouterr().err
