"""How far a run is, phase by phase, and that Ctrl-C ends it at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from sites import pages, site, written

from cleanse.cli.main import main
from cleanse.pipeline.run import run
from cleanse.pipeline.steps import StepFile, watched
from cleanse.pipeline.tasks import PHASES, Meter
from cleanse.settings import RunSettings, Settings

Call = tuple[str, int, int]


def folder(tmp_path: Path) -> Path:
    """A site of twelve files and a record file."""
    (tmp_path / "in").mkdir()
    for number, (whole, _) in enumerate(site("en", 12)):
        (tmp_path / "in" / f"{number}.txt").write_text(whole)
    rows = [{"text": written(page, [], [])} for page in pages("en", 30, 9)]
    (tmp_path / "in" / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "in"


def progress_of(source: Path, out: Path, resume: bool = False, **options: object) -> list[Call]:
    calls: list[Call] = []
    chosen = RunSettings(**{"jobs": 1, **options})  # type: ignore[arg-type]
    run([source], out, Settings(), chosen, resume, lambda *call: calls.append(call))
    return calls


def test_every_phase_is_named_in_order_and_comes_to_its_end(tmp_path: Path) -> None:
    calls = progress_of(folder(tmp_path), tmp_path / "out")
    assert list(dict.fromkeys(phase for phase, _, _ in calls)) == list(PHASES)
    assert all(0 <= done <= total for _, done, total in calls)
    for phase in PHASES:
        last = [call for call in calls if call[0] == phase][-1]
        assert last[1] == last[2] > 0
    size = sum(path.stat().st_size for path in (tmp_path / "in").iterdir())
    assert calls[0] == ("cleaning", 0, size)
    assert {total for phase, _, total in calls if phase == "templates"} == {size}  # bytes, of lines and of removals


def test_it_moves_within_a_shard_in_one_process(tmp_path: Path) -> None:
    calls = progress_of(folder(tmp_path), tmp_path / "out")
    done = [done for phase, done, _ in calls if phase == "cleaning"]
    assert len(done) > 40
    assert all(one <= other for one, other in pairwise(done))


def test_it_moves_within_a_shard_that_another_process_works_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.steps.OFTEN", 0.0)
    done: list[int] = []
    with watched(tmp_path / "steps", done.append):
        with StepFile(tmp_path / "steps" / "a") as a, StepFile(tmp_path / "steps" / "b") as b:
            a(10)
            a(5)
            b(7)
            until = time.monotonic() + 20
            while 22 not in done and time.monotonic() < until:
                time.sleep(0.01)
        assert 22 in done
    assert not list((tmp_path / "steps").iterdir())


def test_a_run_in_two_processes_reports_what_never_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 4)
    calls = progress_of(folder(tmp_path), tmp_path / "out", jobs=2)
    done = [done for phase, done, _ in calls if phase == "cleaning"]
    assert all(one <= other for one, other in pairwise(done))
    assert done[-1] == [total for phase, _, total in calls if phase == "cleaning"][-1]


def test_what_an_interrupted_run_did_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 4)
    source = folder(tmp_path)

    def interrupted(phase: str, done: int, total: int) -> None:
        if phase == "cleaning" and done >= total * 0.7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "out", Settings(), RunSettings(jobs=1), progress=interrupted)
    size = sum(path.stat().st_size for path in source.iterdir())
    calls = progress_of(source, tmp_path / "out", resume=True)
    assert calls[0][:2] == ("cleaning", 0)
    assert 0 < calls[0][2] < 0.8 * size


def test_a_meter_never_passes_the_size_of_an_item() -> None:
    calls: list[Call] = []
    meter = Meter(lambda *call: calls.append(call), "cleaning", [10, 20])
    for amount in (4, 9, 9):  # what a compressed file holds is more than its own size
        meter.step(amount)
    meter.finish()
    meter.finish()
    assert calls == [("cleaning", done, 30) for done in (0, 4, 10, 10, 30)]


SLOW = """
import sys, time
from pathlib import Path
from cleanse.cli.main import main
from cleanse.pipeline import clean
real = clean.clean_shard
def slow(shard, plan, **more):
    if shard.pieces[0].name != "0.txt":
        Path(sys.argv[2]).touch()
        time.sleep(60)
    return real(shard, plan, **more)
from cleanse.pipeline import isolate
isolate.clean_shard = slow
from cleanse.pipeline import shards
shards.SHARD_FILES = 1
sys.exit(main(["run", "in", "-o", "out", "--jobs", sys.argv[1], "-q"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("whole_group", [True, False])
def test_an_interrupt_ends_a_run_at_once_and_it_can_go_on(tmp_path: Path, jobs: int, whole_group: bool) -> None:
    folder(tmp_path)
    words = [sys.executable, "-c", SLOW, str(jobs), "started"]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(words, cwd=tmp_path, env=path, stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (tmp_path / "started").exists() and time.monotonic() < until:
            time.sleep(0.05)
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)  # waits for the processes it started too: they hold the pipe
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert b"--resume" in errors
    words = ["run", str(tmp_path / "in"), "-q", "-o"]
    assert main([*words, str(tmp_path / "out"), "--resume"]) == 0
    assert main([*words, str(tmp_path / "other")]) == 0
    for output in (tmp_path / "other").glob("[0-9r]*.*"):
        assert output.read_bytes() == (tmp_path / "out" / output.name).read_bytes()
