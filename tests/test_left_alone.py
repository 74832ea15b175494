"""What a run or a fix must not touch: files outside the folder that was named, and what no run wrote."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
STORY = (
    "The river rose by two metres on Monday, and the town closed its old bridge to all traffic until further notice.\n"
)


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = Path("in")
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").write_text(STORY, encoding="utf-8")
    return folder


def test_a_run_that_finds_nothing_leaves_the_earlier_one(crawl: Path, capsys: Capture) -> None:
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    before = {path: path.read_bytes() for path in sorted(Path("out").rglob("*")) if path.is_file()}
    assert main(["run", "in", "-o", "out", "-q", "--include", "*.htm"]) == 2
    assert "no document was found; what an earlier run left in out stays as it is" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert main(["verify", "out", "-q"]) == 0


def test_a_file_with_the_name_of_a_copy_that_was_left_out_stays(crawl: Path) -> None:
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    (missing,) = {"a.txt", "b.txt"} - {path.name for path in Path("out").iterdir()}
    Path("out", missing).write_text("my own notes", encoding="utf-8")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert Path("out", missing).read_text(encoding="utf-8") == "my own notes"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
@pytest.mark.parametrize("words", [["fix", "in"], ["run", "in", "-o", "out"]])
def test_a_link_that_leads_out_of_the_folder_is_skipped_by_name(crawl: Path, capsys: Capture, words: list[str]) -> None:
    outside = Path("outside.txt")
    outside.write_text("Caf\u00e9\u200b news.\n", encoding="utf-8")
    before = outside.read_bytes()
    (crawl / "link.txt").symlink_to(outside.absolute())
    (crawl / "inside.txt").symlink_to("a.txt")
    assert main(words) == 0
    assert "link that leads out of the folder" in capsys.readouterr().err + _skipped()
    assert outside.read_bytes() == before
    assert not Path("out/link.txt").exists()


def _skipped() -> str:
    path = Path("out/.cleanse/skipped.jsonl")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_a_backup_is_whole(crawl: Path) -> None:
    (crawl / "a.txt").write_text("Caf\u00e9\u200b news.\n", encoding="utf-8")
    assert main(["fix", "in", "-q", "--backup", "kept"]) == 1  # something was changed
    assert main(["verify", "kept", "-q"]) == 0
    assert main(["restore", "kept", "-q"]) == 0
    assert main(["verify", "kept", "-q"]) == 0
