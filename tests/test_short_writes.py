"""A disk that takes the beginning of a file and no more: every file of a run is cut at each of some sizes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleanse.cli.main import main

resource = pytest.importorskip("resource")  # a limit on the size of files, as some systems have

# SIGXFSZ would end the process; ignored, a write beyond the limit is cut short, and the next one fails by EFBIG
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from cleanse.cli.main import main
sys.exit(main(sys.argv[2:]))
"""
STORY = "The ferry to the island left the harbour at nine\u200b and came back with sixty passengers on board.\n"
OUTSIDE = {".cleanse/report.html", ".cleanse/run.json"}  # they tell the time


def limited(size: int, words: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    return done.returncode, done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name not in OUTSIDE and "sha256" not in name}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", [0, 50, 400, 2_000, 9_000, 20_000])
def test_a_run_cut_short_says_so_in_one_line_and_goes_on(size: int, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY * 3, encoding="utf-8")
    (folder / "b.txt").write_text("".join(f"{n}: {STORY}" for n in range(200)), encoding="utf-8")
    assert main(["run", str(folder), "-o", str(tmp_path / "whole"), "-q", "--jobs", "1"]) == 0
    words = ["run", str(folder), "-o", str(tmp_path / "out"), "-q", "--jobs", "1"]
    code, error = limited(size, words)
    assert code == 2, error
    assert "Traceback" not in error
    assert "too large" in error.lower() or "no space" in error.lower()
    assert len(error.splitlines()) == 1
    assert main([*words, "--resume"]) == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize("size", [0, 50, 200])
def test_a_file_that_cannot_be_written_whole_stays_as_it_was(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY * 10, encoding="utf-8")
    code, error = limited(size, ["fix", str(path)])
    assert code == 2
    assert "Traceback" not in error
    assert path.read_text(encoding="utf-8") == STORY * 10
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]
