"""Inputs that cannot be made again from their cleaned copies: kept, or known by path and SHA-256."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
CSV = b'id,text\n1,"It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s open, the mayor said on Monday."\n2,The harbour is calm.\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/a.csv").write_bytes(CSV)
    (tmp_path / "in/b.txt.gz").write_bytes(gzip.compress(b"The river rose again on Sunday.\n"))
    (tmp_path / "in/c.txt").write_bytes(b"The ferry will sail at noon.\n")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    return main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", "--originals", "reference", *more])


def restore(folder: Path) -> int:
    return main(["restore", str(folder / "out"), "-o", str(folder / "back")])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reference_leads_back_and_stores_nothing(folder: Path, jobs: str) -> None:
    assert run(folder, "--jobs", jobs) == 0
    assert "It’s open" in (folder / "out/deep/a.csv").read_text(encoding="utf-8")
    assert not (folder / "out/.cleanse/originals").exists()
    reference = json.loads((folder / "out/.cleanse/references/deep/a.csv").read_bytes())
    assert reference["path"] == str((folder / "in/deep/a.csv").resolve())
    assert restore(folder) == 0
    for name in ("deep/a.csv", "b.txt.gz", "c.txt"):
        assert (folder / "back" / name).read_bytes() == (folder / "in" / name).read_bytes()


@pytest.mark.parametrize("change", ["changed", "gone"])
def test_what_is_no_longer_the_input_is_never_given_back(folder: Path, capsys: Capture, change: str) -> None:
    assert run(folder) == 0
    if change == "gone":
        (folder / "in/deep/a.csv").unlink()
    else:
        (folder / "in/deep/a.csv").write_bytes(CSV.replace(b"calm", b"mild"))
    assert restore(folder) == 2
    error = capsys.readouterr().err
    assert "in/deep/a.csv" in error
    assert {"gone": "put the input back", "changed": "was changed since the run read it"}[change] in error
    assert not (folder / "back/deep/a.csv").exists()
    assert (folder / "back/b.txt.gz").exists()


def test_another_choice_takes_effect_when_a_run_is_resumed(folder: Path) -> None:
    assert run(folder) == 0
    assert run(folder, "--resume", "--originals", "keep") == 0
    assert (folder / "out/.cleanse/originals/deep/a.csv").read_bytes() == CSV
    (folder / "in/deep/a.csv").unlink()
    assert restore(folder) == 0
