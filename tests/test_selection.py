"""Which files of a folder are meant: --include, --exclude, --files-from, and .gitignore for check and fix."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleanse.cli.main import main
from cleanse.formats.inputs import find
from cleanse.formats.selection import Selection

NAMES = ["a.txt", "b.md", "sub/c.txt", "sub/deep/d.txt", "build/e.txt", "notes/keep.txt", "notes/f.txt"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        path = Path("in", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Ferry\u200b news of {name}.\n", encoding="utf-8")
    return tmp_path


def chosen(selection: Selection) -> set[str]:
    return {item.name for item in find([Path("in")], selection)[0]}


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), set(NAMES)),
        (Selection(include=("*.md",)), {"b.md"}),
        (Selection(include=("sub/",)), {"sub/c.txt", "sub/deep/d.txt"}),
        (Selection(include=("/*.txt",)), {"a.txt"}),
        (Selection(exclude=("build/",)), set(NAMES) - {"build/e.txt"}),
        (
            Selection(include=("*.txt",), exclude=("sub", "notes/*", "!notes/keep.txt")),
            {"a.txt", "build/e.txt", "notes/keep.txt"},
        ),
        (Selection(exclude=("**/deep/**",)), set(NAMES) - {"sub/deep/d.txt"}),
    ],
)
def test_patterns_are_those_of_gitignore(here: Path, selection: Selection, names: set[str]) -> None:
    assert chosen(selection) == names


def test_ignore_files_hold_below_their_folder_and_are_only_asked_if_wanted(here: Path) -> None:
    Path("in/.gitignore").write_text("build/\n/a.txt\n")
    Path("in/sub/.gitignore").write_text("*\n!c.txt\n")
    assert chosen(Selection()) == set(NAMES)
    assert chosen(Selection(ignores=True)) == {"b.md", "sub/c.txt", "notes/keep.txt", "notes/f.txt"}


def test_ignore_files_of_the_repository_hold_in_its_folders(here: Path) -> None:
    Path(".git").mkdir()
    Path(".gitignore").write_text("in/sub\n*.md\n")
    assert chosen(Selection(ignores=True)) == {"a.txt", "build/e.txt", "notes/keep.txt", "notes/f.txt"}


def test_check_and_fix_leave_alone_what_git_ignores(here: Path, capsys: Capture) -> None:
    Path("in/.gitignore").write_text("sub\nbuild\n")
    assert main(["check", "in"]) == 1
    assert "4 files would be cleaned" in capsys.readouterr().err
    assert main(["check", "in", "--no-ignore"]) == 1
    assert "7 files would be cleaned" in capsys.readouterr().err
    assert main(["check", "in/sub/c.txt", "-q"]) == 1  # a file that is named is meant
    assert main(["fix", "in", "-q", "--exclude", "notes"]) == 1
    dirty = {
        path.relative_to("in").as_posix() for path in Path("in").rglob("*.*") if "\u200b" in path.read_text("utf-8")
    }
    assert dirty == {"sub/c.txt", "sub/deep/d.txt", "build/e.txt", "notes/keep.txt", "notes/f.txt"}


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\0"])
def test_a_run_takes_a_list_of_files(here: Path, monkeypatch: pytest.MonkeyPatch, separator: str) -> None:
    data = separator.join(["in/a.txt", "in/sub/c.txt", ""]).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert main(["run", "--files-from", "-", "-o", "out", "-q"]) == 0
    Path("list").write_bytes(data)
    assert main(["run", "--files-from", "list", "-o", "other", "-q"]) == 0
    for out in ("out", "other"):
        assert sorted(path.name for path in Path(out).glob("*.txt")) == ["a.txt", "c.txt"]


def test_a_list_that_names_nothing_is_an_error(here: Path, capsys: Capture) -> None:
    Path("list").write_text("\n")
    assert main(["run", "--files-from", "list", "-o", "out"]) == 2
    assert "name files or folders" in capsys.readouterr().err
    assert main(["run", "--files-from", "missing", "-o", "out"]) == 2
    assert "missing: cannot be read" in capsys.readouterr().err
    Path("list").write_text("in/gone.txt\n")
    assert main(["run", "--files-from", "list", "-o", "out"]) == 2
    assert "in/gone.txt: no such file" in capsys.readouterr().err
