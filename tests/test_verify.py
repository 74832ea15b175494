"""`verify` notices every change to what a run left, and `restore` writes nothing that is not what was read."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.record import sums

Capture = pytest.CaptureFixture[str]
PROSE = "The harbour board has moved the ferry's summer timetable forward by two weeks, it said on Monday."


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(f"It\u2019s open.\u200b {PROSE}\nShare on Facebook\n".encode())
    (folder / "copy.txt").write_bytes(f"It\u2019s open.\u200b {PROSE}\nShare on Facebook\n".encode())
    (folder / "b.csv").write_bytes(f"id,text\n1,{PROSE}\u200b\n".encode())
    (folder / "page.html").write_bytes(f"<html><body><p>{PROSE * 3}</p></body></html>".encode("utf-16"))
    (folder / "n.jsonl").write_bytes(b'{"text": "Itx"}\nnot json\n')
    main(["run", str(folder), "-o", str(tmp_path / "out"), "-q"])
    return tmp_path / "out"


def test_what_was_not_changed_is_verified(out: Path, capsys: Capture) -> None:
    assert main(["verify", str(out)]) == 0
    assert "5 inputs and " in capsys.readouterr().err


def test_every_flipped_byte_is_noticed(out: Path, tmp_path: Path, capsys: Capture) -> None:
    dice = random.Random(3)
    paths = [path for path in sorted(out.rglob("*")) if path.is_file() and path.name != "lock"]
    assert len(paths) > 10
    for path in paths:
        data = path.read_bytes()
        for place in {0, len(data) - 1, *(dice.randrange(len(data)) for _ in range(3))} if data else ():
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert main(["verify", str(out), "-q"]) == 2, (path, place)
            error = capsys.readouterr().err
            assert "error: " in error.lower()
            assert "Traceback" not in error
        path.write_bytes(data)
    assert main(["verify", str(out), "-q"]) == 0


@pytest.mark.parametrize(
    "name", ["a.txt", ".cleanse/originals/b.csv", ".cleanse/trace.jsonl.gz", ".cleanse/dropped.jsonl.gz"]
)
def test_a_missing_file_is_named_and_the_rest_is_checked(out: Path, capsys: Capture, name: str) -> None:
    (out / name).unlink()
    assert main(["verify", str(out)]) == 2
    assert Path(name).name in capsys.readouterr().err


def test_a_manifest_that_is_gone_or_broken_gives_one_line(out: Path, capsys: Capture) -> None:
    (out / ".cleanse/manifest.jsonl").write_text("{broken")
    assert main(["verify", str(out)]) == 2
    assert "manifest.jsonl" in capsys.readouterr().err
    (out / ".cleanse/run.json").unlink()
    assert main(["verify", str(out)]) == 2
    shutil.rmtree(out / ".cleanse")
    assert main(["verify", str(out)]) == 2
    assert "no output of a finished run" in capsys.readouterr().err


def test_restore_leaves_out_what_is_damaged_and_puts_back_the_rest(out: Path, tmp_path: Path, capsys: Capture) -> None:
    original = out / ".cleanse/originals/b.csv"
    original.write_bytes(original.read_bytes() + b"x")
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 2
    assert "b.csv: what is brought back is not what was read" in capsys.readouterr().err
    names = {path.name for path in (tmp_path / "back").iterdir()}
    assert names == {"a.txt", "copy.txt", "page.html", "n.jsonl"}
    assert main(["restore", str(out), "-o", str(tmp_path / "all"), "--skip-verify"]) == 0
    assert (tmp_path / "all/b.csv").read_bytes().endswith(b"x")


def test_sums_are_read_as_they_are_written(tmp_path: Path) -> None:
    names = ["a.txt", "b c/d\\e", "new\nline", "ü.txt", "a\\nb"]
    path = tmp_path / "sums"
    path.write_text("".join(sums.line("0" * 64, name) for name in names), encoding="utf-8")
    assert list(sums.read(path)) == names
    path.write_text("no sums\n")
    with pytest.raises(ValueError, match="line 1"):
        sums.read(path)


def test_sums_are_those_of_sha256sum(out: Path) -> None:
    import subprocess

    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("needs sha256sum")
    done = subprocess.run(
        [program, "-c", "--quiet", ".cleanse/sha256sums.txt"], cwd=out, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    done = subprocess.run(
        [program, "-c", "--quiet", out / ".cleanse/inputs.sha256"], cwd=out.parent / "in", check=False
    )
    assert done.returncode == 0
