"""A run in parts, as a batch system makes it: each part a process, in any order, some of them twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.pipeline import shards

Capture = pytest.CaptureFixture[str]
TIMED = {"run.json", "report.html", "sha256sums.txt"}  # they have times in them, or what is made of these
PART = (
    "import sys; from cleanse.pipeline import shards; shards.SHARD_BYTES = 2000; from cleanse.cli.main import main; "
    "sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dice = random.Random(5)
    words = "the ferry harbour mayor bridge river said old new town closed again traffic winter".split()  # noqa: SIM905
    (tmp_path / "in").mkdir()
    for number in range(30):
        text = " ".join(dice.choices(words, k=60)) + f" It\u00e2\u20ac\u2122s {number}.\u200b\n"
        (tmp_path / "in" / f"{number:02}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": str(n), "text": " ".join(dice.choices(words, k=40))}) for n in range(60)]
    (tmp_path / "in/records.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "in/table.csv").write_text("id,text\n1,Sound prose of the harbour.\n")
    return tmp_path


def content(out: Path) -> dict[str, bytes]:
    paths = (path for path in out.rglob("*") if path.is_file() and path.name not in TIMED)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def test_parts_in_any_order_give_what_one_run_gives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 2000)
    run = ["run", str(folder / "in"), "-q", "-o"]
    assert main([*run, str(folder / "one")]) == 0
    parts = [1, 2, 3, 4, 2, 3]
    random.Random(1).shuffle(parts)
    for first, second in zip(parts[::2], parts[1::2], strict=True):  # two at a time
        command = [sys.executable, "-c", PART, *run, str(folder / "parts")]
        running = [subprocess.Popen([*command, "--task", f"{part}/4"]) for part in (first, second)]
        assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert main([*run, str(folder / "parts"), "--finish"]) == 0
    assert content(folder / "parts") == content(folder / "one")
    assert main(["verify", str(folder / "parts"), "-q"]) == 0


def test_a_missing_part_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(shards, "SHARD_BYTES", 2000)
    run = ["run", str(folder / "in"), "-o", str(folder / "out")]
    assert main([*run, "--task", "1/3"]) == 0
    assert "part 1 of 3: " in capsys.readouterr().err
    assert main([*run, "--finish"]) == 2
    error = capsys.readouterr().err
    assert "shards are not cleaned yet" in error
    assert not (folder / "out/.cleanse/manifest.jsonl").exists()


@pytest.mark.parametrize("part", ["0/3", "4/3", "3", "a/b", "1/0", "-1/2"])
def test_what_is_no_part_is_refused(folder: Path, capsys: Capture, part: str) -> None:
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), f"--task={part}"]) == 2
    assert "is no part" in capsys.readouterr().err
