"""Every file operation of a command fails once: one clear line, exit 2, nothing lost, and it goes on after.

`faults.py` does it, in processes of its own: exhaustive, with the operations that Python's audit hooks tell of.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("faults.py")
ERRORS = "ENOSPC,EIO,EMFILE,EACCES"  # in turn
PROSE = (
    "The river rose by two metres during the night and flooded the old town, where firemen with boats brought more "
    "than forty people and their dogs to a school on the hill, said the mayor."
)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Texts of which one is a copy, and records."""
    source = tmp_path / "start/in"
    source.mkdir(parents=True)
    for name in ("a.txt", "copy.txt"):
        (source / name).write_text(f"It\u2019s closed.\u200b {PROSE}\nShare on Facebook\n", encoding="utf-8")
    lines = [json.dumps({"id": str(number), "text": f"{number} a\u200bb {PROSE}"}) for number in range(3)]
    (source / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def add_pages(folder: Path) -> None:
    """What a run reads and `fix` does not."""
    body = "".join(f"<p>{PROSE} {number}</p>" for number in range(3))
    (folder / "start/in/p.html").write_text(f"<title>River</title>{body}<p>Share</p>", encoding="utf-8")
    (folder / "start/in/t.csv").write_text("id,text\n1,a\u200bb\n", encoding="utf-8")


def faults(folder: Path, kind: str, command: str) -> list[dict[str, Any]]:
    words = [sys.executable, str(DRIVER), str(folder), kind, *command.split()]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=110)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 10
    return rows


def left_over(names: list[str]) -> list[str]:
    """The files that are not as they should be, but for work that could not be removed: the next run does that."""
    return [name for name in names if "/.cleanse/work/" not in name]


def named(names: list[str]) -> list[str]:
    """The files but the hidden half ones that a process leaves beside them if it is killed while it writes."""
    return [name for name in names if not name.endswith(".part")]


@pytest.mark.parametrize("kind", [ERRORS, "kill"], ids=["errors", "kill"])
def test_a_run_goes_on_after_any_fault(folder: Path, kind: str) -> None:
    add_pages(folder)
    for row in faults(folder, kind, "run in -o out -q --jobs 1"):
        assert row["code"] == 137 if kind == "kill" else row["code"] in (0, 2), row
        assert "Traceback" not in row["said"], row
        if row["code"] == 0:  # what failed was not needed
            assert left_over(row["files_before"]) == [], row
        elif kind != "kill":
            assert row["said"].strip(), row
        assert not [name for name in row["files_before"] if name.startswith("in/")], row
        assert (row["again"], row["files"]) == (0, []), row


@pytest.mark.parametrize("kind", [ERRORS, "kill"], ids=["errors", "kill"])
def test_fix_loses_no_file_whatever_fails(folder: Path, kind: str) -> None:
    """Each file is as it was or as it should be, never half of it."""
    for row in faults(folder, kind, "fix in"):
        assert row["code"] == 137 if kind == "kill" else row["code"] in (0, 1, 2), row
        assert "Traceback" not in row["said"], row
        assert named(row["torn"]) == [], row
        assert named(row["files"]) == [], row  # the second time it cleans what was left
