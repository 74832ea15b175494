"""Files that are forced onto the disk, where the environment asks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.formats import files


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is forced onto the disk and renamed, in order: `content`, `name of FILE`, `names`."""
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def watched_fsync(handle: int) -> None:
        done.append("names" if os.path.isdir(f"/proc/self/fd/{handle}") else "content")
        fsync(handle)

    def watched_replace(source: str, target: Path) -> None:
        done.append(f"name of {target.name}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "replace", watched_replace)
    return done


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="handles are looked up in /proc")


@needs_proc
def test_files_are_forced_onto_the_disk_before_they_have_their_names(
    tmp_path: Path, forced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(files.FSYNC, "1")
    files.write(tmp_path / "a.txt", b"text")
    assert forced == ["content", "name of a.txt", "names"]


@needs_proc
def test_every_file_of_a_run_and_of_fix(tmp_path: Path, forced: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.FSYNC, "1")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("The ferry sails\u200b again.", encoding="utf-8")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"]) == 0
    for name in ("a.txt", "manifest.jsonl", "run.json"):
        place = forced.index(f"name of {name}")
        assert (forced[place - 1], forced[place + 1]) == ("content", "names")
    forced.clear()
    assert main(["fix", str(tmp_path / "in/a.txt"), "-q"]) == 1
    assert forced[-3:] == ["content", "name of a.txt", "names"]


def test_nothing_is_forced_without_it(tmp_path: Path, forced: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(files.FSYNC, raising=False)
    files.write(tmp_path / "a.txt", b"text")
    assert forced == ["name of a.txt"]
