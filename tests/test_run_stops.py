"""What keeps a run from going on: another run, a full disk, a killed process, inputs that vanish. Told in one line."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.engines.local import MOST_PROCESSES, cores, ordered_map
from cleanse.engines.pool import WorkerError
from cleanse.formats.jsonl import Jsonl
from cleanse.pipeline import clean, shards, store, write
from cleanse.pipeline.clean import ShardCleaner
from cleanse.pipeline.run import run
from cleanse.record.manifest import Row, to_line
from cleanse.settings import RunSettings, Settings

Capture = pytest.CaptureFixture[str]
RECORD = [f".cleanse/{name}" for name in ("dropped.jsonl.gz", "manifest.jsonl", "outputs.json", "skipped.jsonl")]
RECORD += [".cleanse/trace.jsonl.gz", ".cleanse/inputs.sha256"]
HOLD = """if True:
    import sys, time
    from pathlib import Path
    from cleanse.pipeline.lock import only_run
    with only_run(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for number in range(3):
        Path(f"in/{number}.txt").write_text(f"Ferry news of pier {number}.\u200b\n")
    return tmp_path


def content(folder: str) -> dict[str, bytes]:
    names = ("run.json", "report.html", "sha256sums.txt")  # they have times in them, or what is made of these
    paths = (path for path in Path(folder).rglob("*") if path.is_file() and path.name not in names)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_second_run_into_the_same_folder_is_refused_until_the_first_has_ended(here: Path, capsys: Capture) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, "out/.cleanse"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert main(["run", "in", "-o", "out", "-q"]) == 2
        assert capsys.readouterr().err == (
            "Error: out: another run is at work there; wait for its end, or name another folder\n"
        )
        holder.kill()  # the lock goes with its process, not with its file
    assert Path("out/.cleanse/lock").exists()
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert not Path("out/.cleanse/lock").exists()


def test_a_full_disk_is_told_in_one_line_and_the_run_can_go_on(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(store.Writer, "add", full)
        assert main(["run", "in", "-o", "out", "-q", "-j", "1"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Error: out: no space left on device; ")
    assert "--resume" in line
    assert main(["run", "in", "-o", "out", "-q", "--resume"]) == main(["run", "in", "-o", "other", "-q"]) == 0
    assert content("out") == content("other")


@pytest.mark.parametrize("out", ["in/0.txt/out", "x" * 300])
def test_an_output_folder_that_cannot_be_made_is_told_in_one_line(here: Path, capsys: Capture, out: str) -> None:
    Path("file").touch()
    assert main(["run", "in/1.txt", "-o", out.replace("in/0.txt", "file"), "-q"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_process_that_is_killed_raises_an_error_that_says_so() -> None:
    with pytest.raises(WorkerError, match="ended from outside"):
        list(ordered_map(os._exit, [3, 3, 3], 2))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, and no processes that know a patch")
def test_a_file_that_kills_its_worker_is_set_aside(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = ShardCleaner.clean
    parent = os.getpid()

    def deadly(self: ShardCleaner, piece: shards.Piece) -> None:
        if piece.name == "1.txt" and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        clean(self, piece)

    monkeypatch.setattr(shards, "SHARD_FILES", 2)
    monkeypatch.setattr("cleanse.engines.local.START_UP", 0)
    with monkeypatch.context() as patch:
        patch.setattr(ShardCleaner, "clean", deadly)
        assert main(["run", "in", "-o", "out", "-q", "-j", "2"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: 1.txt: the process that cleaned it was ended from outside, twice")
    assert not Path("out/1.txt").exists()
    assert Path("out/0.txt").exists()
    assert main(["verify", "out", "-q"]) == 0


def test_no_more_processes_are_started_than_can_be_of_use() -> None:
    jobs = 10**12
    assert list(ordered_map(abs, [-1, -2], jobs)) == [1, 2]
    workers = set(ordered_map(_pid, iter(range(200)), jobs))
    assert len(workers) <= MOST_PROCESSES * cores()


def _pid(_: int) -> int:
    return os.getpid()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_no_process_outlives_the_one_that_started_it() -> None:
    code = """if True:
        import os, time
        from cleanse.engines.local import ordered_map
        def task(n):
            os.write(1, b"%d\\n" % os.getpid())  # at once, as print may not
            time.sleep(30)
        if __name__ == "__main__":
            list(ordered_map(task, [1, 2], 2))
    """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        workers = [int(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGKILL)
    assert _all_end(workers, time.monotonic() + 5)


def _all_end(pids: list[int], deadline: float) -> bool:
    while time.monotonic() < deadline:
        if not any(_is_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.fixture
def vanishing(here: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Paths that are removed once the first of many small shards has been cleaned."""
    paths: list[Path] = []
    first = clean.ShardCleaner.clean

    def and_remove(self: clean.ShardCleaner, piece: shards.Piece) -> None:
        first(self, piece)
        for path in paths:
            path.unlink(missing_ok=True)

    monkeypatch.setattr(clean.ShardCleaner, "clean", and_remove)
    monkeypatch.setattr(shards, "SHARD_BYTES", 100)
    return paths


def test_inputs_that_vanish_in_the_midst_of_a_run_fail_and_the_rest_goes_on(
    vanishing: list[Path], capsys: Capture
) -> None:
    lines = [json.dumps({"id": n, "text": f"Story {n} of the northern ferry.\u200b"}) + "\n" for n in range(20)]
    Path("in/0.jsonl").write_text("".join(lines))
    Path("in/5.jsonl").write_text(lines[0])
    Path("in/7.txt.gz").write_bytes(gzip.compress(b"Packed ferry news.\n"))
    vanishing += [Path("in/0.jsonl"), Path("in/5.jsonl"), Path("in/7.txt.gz"), Path("in/2.txt")]
    summary = run([Path("in")], Path("out"), Settings(), RunSettings(jobs=1, duplicates="keep", templates="keep"))
    names = {failure.name for failure in summary.tally.failures}
    assert names == {"0.jsonl", "5.jsonl", "7.txt.gz", "2.txt"}
    assert all("no such file" in failure.message for failure in summary.tally.failures)
    assert Path("out/0.jsonl").read_text().splitlines()[0] == '{"id": 0, "text": "Story 0 of the northern ferry."}'
    assert sorted(path.name for path in Path("out").iterdir()) == [".cleanse", "0.jsonl", "0.txt", "1.txt"]
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/1.txt").read_bytes() == Path("in/1.txt").read_bytes()


def test_a_file_that_cannot_be_read_to_its_end_keeps_the_records_before(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in/a.jsonl.gz").write_bytes(before := gzip.compress(b'{"text": "First.\\u200b"}\n{"text": "Huge."}\n'))
    read = Jsonl.documents

    def first_only(self: Jsonl, *args: Any) -> Any:
        yield next(read(self, *args))
        raise MemoryError

    monkeypatch.setattr(Jsonl, "documents", first_only)
    assert main(["run", "in", "-o", "out", "-q", "-j", "1"]) == 2
    assert capsys.readouterr().err.startswith("error: a.jsonl.gz: needs more memory than there is")
    assert gzip.decompress(Path("out/a.jsonl.gz").read_bytes()) == b'{"text": "First."}\n'
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/a.jsonl.gz").read_bytes() == before


def test_what_a_killed_run_wrote_goes_with_the_next_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/sub").mkdir()
    Path("in/sub/4.txt").write_text("Ferry news of pier 4.\n")

    def killed(row: Row) -> str:
        if row.input == "sub/4.txt":  # the last: all outputs are written, but no manifest
            raise KeyboardInterrupt
        return to_line(row)

    with monkeypatch.context() as patch:
        patch.setattr(write, "to_line", killed)
        assert main(["run", "in", "-o", "out", "-q", "-j", "1"]) == 130
    Path("out/sub/.4.txt.abcdefgh.part").touch()  # as a process that is killed in the midst of a file leaves it
    Path("out/sub/.mine.txt.part").touch()
    assert Path("out/sub/4.txt").exists()
    assert main(["run", "in/0.txt", "-o", "out", "-q"]) == 0
    assert sorted(set(content("out")) - set(RECORD)) == ["0.txt", "sub/.mine.txt.part"]


@pytest.mark.parametrize("outputs", ['["../victim.txt"]', '["/victim.txt"]', "[7]", "{}}", "null", '["a\\u0000"]'])
def test_a_list_of_outputs_that_no_run_wrote_is_refused(here: Path, capsys: Capture, outputs: str) -> None:
    Path("victim.txt").touch()
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    Path("out/.cleanse/outputs.json").write_text(outputs)
    before = content(".")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert "outputs.json: " in capsys.readouterr().err
    assert content(".") == before


def test_a_record_file_without_a_document_goes_with_the_next_run(here: Path) -> None:
    Path("in/a.jsonl").write_text("no record\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert Path("out/a.jsonl").read_bytes() == b""
    assert main(["run", "in/0.txt", "-o", "out", "-q"]) == 0
    assert sorted(set(content("out")) - set(RECORD)) == ["0.txt"]


def test_a_folder_that_an_earlier_run_made_is_in_no_files_way(here: Path) -> None:
    Path("in/a.txt").mkdir()
    Path("in/a.txt/b.txt").write_text("Ferry news.\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    Path("in/a.txt/b.txt").rename("in/c.txt")
    Path("in/a.txt").rmdir()
    Path("in/c.txt").rename("in/a.txt")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert Path("out/a.txt").read_bytes() == b"Ferry news.\n"


def test_a_folder_of_somebody_else_where_an_output_belongs_is_named_before_anything_is_written(
    here: Path, capsys: Capture
) -> None:
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    Path("out/a.txt").mkdir()
    Path("out/a.txt/mine").touch()
    Path("in/a.txt").write_text("Ferry news.\n")
    before = content("out")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert "a.txt: is a folder where the cleaned copy of in/a.txt belongs" in capsys.readouterr().err
    assert content("out") == before


def test_a_packed_file_that_is_replaced_meanwhile_comes_back_as_it_was_read(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in/a.txt.gz").write_bytes(before := gzip.compress(b"Packed ferry news.\n"))
    read = clean.ShardCleaner._documents

    def and_replace(self: clean.ShardCleaner, *args: Any) -> None:
        if (self._home / "originals").exists():
            Path("in/a.txt.gz").write_bytes(gzip.compress(b"Other news.\n"))
        read(self, *args)

    monkeypatch.setattr(clean.ShardCleaner, "_documents", and_replace)
    assert main(["run", "in", "-o", "out", "-q", "-j", "1"]) == 0
    assert Path("out/a.txt.gz.txt").read_bytes() == b"Packed ferry news.\n"
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/a.txt.gz").read_bytes() == before


def test_a_folder_that_cannot_be_written_to_keeps_what_an_earlier_run_left(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    before = content("out")
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "out" and allowed(path, mode))
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "out: cannot be written to: permission denied" in line
    assert content("out") == before
