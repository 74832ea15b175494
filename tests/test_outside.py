"""Names in the records of a run, and links in its folder, never lead a command to files outside that folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.formats import names
from cleanse.report import html

Capture = pytest.CaptureFixture[str]
OUTSIDE = [
    "../victim.txt",
    "sub/../../victim.txt",
    "C:/victim.txt",
    "C:\\victim.txt",
    "",
    ".",
    "a\0b.txt",
    "link/victim.txt",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a run's output in `out` and, beside it, a file that no command may touch."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text("Ferry news.\u200b")
    Path("in/b.txt.gz").write_bytes(gzip.compress(b"No ferry today."))
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    Path("victim.txt").write_text("precious")
    return tmp_path


def rewrite(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    rows = [json.loads(line) for line in (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8")]
    text = "".join(json.dumps(change(row)) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", [*OUTSIDE, "{here}/victim.txt"])
def test_restore_writes_nothing_by_a_name_that_leads_outside(here: Path, capsys: Capture, name: str) -> None:
    name = name.format(here=here)
    Path("out/link").symlink_to(here)
    rewrite(Path("out/.cleanse/trace.jsonl.gz"), lambda row: {**row, "input": name})
    before = everything(here)
    assert main(["restore", "out", "-o", "back"]) == 2
    assert everything(here) == before
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert repr(name) in error
    assert "trace.jsonl.gz" in error


def test_restore_reads_no_output_through_a_link_that_leads_outside(here: Path, capsys: Capture) -> None:
    Path("out/a.txt").rename("moved.txt")
    Path("out/a.txt").symlink_to(here / "moved.txt")
    assert main(["restore", "out", "-o", "back"]) == 2
    assert "'a.txt' leads outside out" in capsys.readouterr().err


def test_restore_reads_no_original_through_a_link_that_leads_outside(here: Path, capsys: Capture) -> None:
    Path("out/.cleanse/originals").rename("moved")
    Path("out/.cleanse/originals").symlink_to(here / "moved")
    assert main(["restore", "out", "-o", "back"]) == 2
    assert "originals/b.txt.gz' leads outside out" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*OUTSIDE, "{here}/victim.txt"])
def test_a_run_refuses_a_manifest_that_names_files_outside(here: Path, capsys: Capture, name: str) -> None:
    name = name.format(here=here)
    Path("out/link").symlink_to(here)
    rewrite(Path("out/.cleanse/manifest.jsonl"), lambda row: {**row, "output": name} if row["id"] == "a.txt" else row)
    before = everything(here)
    assert main(["run", "in", "-o", "out"]) == 2
    assert everything(here) == before
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert repr(name) in error
    assert "manifest.jsonl" in error


@pytest.mark.parametrize("line", ["{", "[]", '{"output": 7}', "{}", '{"output": ["a.txt"]}'])
def test_a_run_refuses_a_manifest_that_no_run_wrote(here: Path, capsys: Capture, line: str) -> None:
    Path("out/.cleanse/manifest.jsonl").write_text(line + "\n")
    before = everything(here)
    assert main(["run", "in", "-o", "out"]) == 2
    assert everything(here) == before
    assert "manifest.jsonl: not as a run wrote it" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["a.txt", ".cleanse/report.html", ".cleanse/trace.jsonl.gz"])
def test_a_run_writes_through_no_link_that_leads_outside(here: Path, capsys: Capture, place: str) -> None:
    Path("out", place).unlink()
    Path("out", place).symlink_to(here / "victim.txt")
    before = everything(here)
    assert main(["run", "in", "-o", "out"]) == 2
    assert everything(here) == before
    assert f"{place!r} leads outside out" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["sub", ".cleanse", ".cleanse/originals"])
def test_a_run_writes_into_no_folder_that_a_link_puts_outside(here: Path, capsys: Capture, place: str) -> None:
    Path("in/sub").mkdir()
    Path("in/sub/c.txt").write_text("Ferry news.")
    (Path("out") / place).rename("elsewhere") if (Path("out") / place).exists() else Path("elsewhere").mkdir()
    Path("out", place).symlink_to(here / "elsewhere")
    before = everything(here)
    assert main(["run", "in", "-o", "out"]) == 2
    assert everything(here) == before
    assert "leads outside out" in capsys.readouterr().err


def test_a_link_that_stays_in_the_output_folder_is_followed(here: Path) -> None:
    Path("out/kept").mkdir()
    Path("out/a.txt").rename("out/kept/a.txt")
    Path("out/a.txt").symlink_to("kept/a.txt")
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert main(["run", "in", "-o", "out", "-q"]) == 0


def test_an_output_folder_may_itself_be_a_link(here: Path) -> None:
    Path("linked").symlink_to("out")
    assert main(["run", "in", "-o", "linked", "-q"]) == 0
    assert main(["restore", "linked", "-o", "back", "-q"]) == 0
    assert everything(Path("back")).keys() == {"back/a.txt", "back/b.txt.gz"}


def test_a_report_shows_no_file_outside(here: Path) -> None:
    rewrite(Path("out/.cleanse/manifest.jsonl"), lambda row: {**row, "output": "../victim.txt"})
    with pytest.raises(names.OutsideError, match=r"'\.\./victim\.txt' leads outside"):
        html.write(Path("out/.cleanse"))


def test_an_input_named_as_by_a_drive_fails_and_the_others_go_on(here: Path, capsys: Capture) -> None:
    Path("in/C:\\news.txt").write_text("Ferry news.")
    assert main(["run", "in", "-o", "new", "-q"]) == 2
    assert "rename it" in capsys.readouterr().err
    assert everything(Path("new")).keys() >= {"new/a.txt", "new/b.txt.gz.txt"}
