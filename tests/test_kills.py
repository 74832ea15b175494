"""A run that is killed at any moment goes on to the same output, and into an index once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

KILLS = 20
TIMED = {"run.json", "report.html", "sha256sums.txt"}  # they have times in them, or what is made of these
RUN = (
    "import sys; from cleanse.pipeline import shards; shards.SHARD_FILES = 40; from cleanse.cli.main import main; "
    "sys.exit(main(sys.argv[1:]))"
)
WORDS = "the ferry harbour mayor bridge river said old new town closed again traffic winter office".split()  # noqa: SIM905


def command(folder: Path, out: str, *more: str) -> list[str]:
    place = [str(folder / "in"), "-o", str(folder / out), "--index", str(folder / f"{out}.duckdb")]
    return [sys.executable, "-c", RUN, "run", *place, "-q", "-j", "2", *more]


def content(out: Path) -> dict[str, bytes]:
    paths = (path for path in out.rglob("*") if path.is_file() and path.name not in TIMED)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def runs(index: Path) -> list[tuple[int, int]]:
    """(documents, kept) of each run in an index."""
    import duckdb

    with duckdb.connect(str(index), read_only=True) as database:
        rows: list[tuple[int, int]] = database.execute("select documents, kept from runs").fetchall()
        return rows


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_run_that_is_killed_goes_on_to_the_same_output(tmp_path: Path) -> None:
    dice = random.Random(3)
    (tmp_path / "in").mkdir()
    for number in range(240):
        text = " ".join(dice.choices(WORDS, k=120)) + f" It\u00e2\u20ac\u2122s {number}.\u200b\n"
        (tmp_path / "in" / f"{number:03}.txt").write_text(text, encoding="utf-8")
    rows = "".join(f"{number},{' '.join(dice.choices(WORDS, k=50))}\n" for number in range(100))
    (tmp_path / "in/table.csv").write_text(f"id,text\n{rows}")
    began = time.monotonic()
    subprocess.run(command(tmp_path, "whole"), check=True, timeout=120)
    seconds = time.monotonic() - began
    wanted, in_index = content(tmp_path / "whole"), runs(tmp_path / "whole.duckdb")
    for number in range(KILLS):
        out = f"out{number}"
        process = subprocess.Popen(command(tmp_path, out), start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(seconds * (0.1 + 0.9 * number / KILLS))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        subprocess.run(command(tmp_path, out, "--resume"), check=True, timeout=120)
        assert content(tmp_path / out) == wanted, number
        assert runs(tmp_path / f"{out}.duckdb") == in_index, number
        assert not list((tmp_path / out).rglob("*.part")), number
