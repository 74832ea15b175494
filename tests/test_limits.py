"""What is too large fails by itself, before it is in memory, and the rest goes on."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.formats import limits

Capture = pytest.CaptureFixture[str]
PACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
SOUND = "Sound prose of the harbour.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/sound.txt").write_text(SOUND)
    return tmp_path


def failed(capsys: Capture, *more: str) -> str:
    """What a run says of the input that fails, when it has cleaned the other one."""
    assert main(["run", "in", "-o", "out", "-q", "--jobs", "1", *more]) == 2
    assert Path("out/sound.txt").read_text() == SOUND
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_document_that_is_too_large_is_named(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(limits, "DOCUMENT", 1 << 20)
    Path("in", name).write_bytes(b"x" * ((1 << 20) + 1))
    assert f"{name}: is larger than 1 MiB" in failed(capsys)


@pytest.mark.parametrize("packing", [".gz", ".bz2", ".xz"])
def test_a_text_that_unpacks_to_too_much_is_named(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    monkeypatch.setattr(limits, "DOCUMENT", 1 << 20)
    pack = PACK[packing]
    Path(f"in/a.txt{packing}").write_bytes(pack(b"x" * (2 << 20)))
    assert f"a.txt{packing}: unpacks to a text larger than 1 MiB" in failed(capsys)


@pytest.mark.parametrize("packing", [".bz2", ".xz"])
def test_a_bomb_of_records_is_refused(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, packing: str
) -> None:
    monkeypatch.setattr(limits, "SMALL", 1 << 20)
    pack = PACK[packing]
    Path(f"in/a.jsonl{packing}").write_bytes(pack(b"\n" * (30 << 20)))
    assert "as a bomb does" in failed(capsys)


def test_a_line_that_is_too_long_is_refused(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DOCUMENT", 1 << 20)
    Path("in/a.jsonl").write_text('{"text": "' + "x" * (1 << 20) + '"}\n')
    assert "a.jsonl: " in (error := failed(capsys))
    assert "larger than 1 MiB" in error


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_a_bomb_is_refused_in_little_memory(here: Path) -> None:
    with gzip.open("in/bomb.txt.gz", "wb", 1) as file:
        for _ in range(100):
            file.write(bytes(1 << 24))
    # VmHWM and not the parent's `ru_maxrss`, which counts the memory of the test process that was forked as well.
    code = (
        "import re, sys; from pathlib import Path; from cleanse.cli.main import main; status = main(sys.argv[1:]);"
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1]); sys.exit(status)"
    )
    command = [sys.executable, "-c", code, "run", "in", "-o", "out", "-q", "-j", "1"]
    process = subprocess.run(command, capture_output=True, text=True)
    assert "bomb.txt.gz: unpacks to a text larger than 1 GiB" in process.stderr
    assert process.returncode == 2
    assert int(process.stdout) < 300_000  # KiB
