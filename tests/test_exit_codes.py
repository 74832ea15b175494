"""What each command tells the shell, and that Ctrl-C ends every one at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleanse.cli.exits import MEANINGS, Exit
from cleanse.cli.main import main
from cleanse.formats import files

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files.write(tmp_path / "in/clean.txt", b"Ferry news.\n")
    files.write(tmp_path / "in/dirty.txt", "Harbour\u200b news.\n".encode())
    files.write(tmp_path / "bad.jsonl", b'{"text": "Not\\u200b clean"}\nbad\n')
    (tmp_path / "empty").mkdir()
    (tmp_path / "wrong.toml").write_text('scirpt = "keep"\n')
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("run in -o new", 0),
        ("run bad.jsonl -o new", 2),
        ("run empty -o new", 2),
        ("run nowhere -o new", 2),
        ("run in", 2),
        ("run in -o new --config wrong.toml", 2),
        ("check in/clean.txt", 0),
        ("check in", 1),
        ("check empty", 0),
        ("check", 0),
        ("check bad.jsonl", 2),
        ("check nowhere", 2),
        ("check in --config wrong.toml", 2),
        ("fix in/clean.txt", 0),
        ("fix in", 1),
        ("fix in --backup kept", 1),
        ("fix empty", 0),
        ("fix bad.jsonl", 2),
        ("fix in --backup in", 2),
        ("fix nowhere", 2),
        ("explain in/dirty.txt", 0),
        ("explain bad.jsonl", 2),
        ("explain bad.jsonl:1", 0),
        ("explain bad.jsonl:9", 2),
        ("explain out/dirty.txt", 0),
        ("explain out/nothing.txt", 2),
        ("explain nowhere", 2),
        ("restore out -o back", 0),
        ("restore out -o in", 2),
        ("restore out", 2),
        ("restore in -o back", 2),
        ("restore out --only nothing.txt -o back", 2),
        ("rules", 0),
        ("rules --language tlh", 2),
        ("index nowhere.duckdb", 2),
        ("--help", 0),
        ("--version", 0),
        ("nonsense", 2),
        ("check --nonsense", 2),
    ],
)
def test_each_command_ends_with_its_exit_code(here: Path, capsys: Capture, words: str, code: int) -> None:
    assert main(words.split()) == code
    if code == Exit.FAILED:
        assert "Traceback" not in capsys.readouterr().err


def test_the_help_names_every_exit_code(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for code, meaning in MEANINGS.items():
        assert f"{code.value} {meaning}" in shown
    assert set(MEANINGS) == set(Exit)


SLOW = """
import sys, time
from pathlib import Path
def slow(*_, **__):
    Path("started").touch()
    time.sleep(60)
name = sys.argv.pop(1)
if name == "restore":
    from cleanse.record import undo, restore, reader
    restore.original = reader.original = slow
else:
    from cleanse import chain
    real = chain.run
    def run(document, *rest):
        if "clean" in document.id:  # the first of several: the others are for other processes
            time.sleep(0.4)
            return real(document, *rest)
        slow()
    chain.run = run
from cleanse.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize(
    ("slow", "words", "hint"),
    [
        ("chain", "run in -o new", "--resume"),
        ("chain", "check in -j 1", ""),
        ("chain", "check in -j 3", ""),
        ("chain", "fix in -j 1", "the same command goes on"),
        ("chain", "fix in -j 3", "the same command goes on"),
        ("chain", "fix in --backup kept", ""),
        ("chain", "explain in/dirty.txt", ""),
        ("restore", "explain out/dirty.txt", ""),
        ("restore", "restore out -o back", "remove back"),
        ("restore", "restore out --only dirty.txt", ""),
    ],
)
def test_an_interrupt_ends_every_command_at_once(here: Path, slow: str, words: str, hint: str) -> None:
    files.write(here / "in/dirty2.txt", "More harbour\u200b news.\n".encode())
    before = {path: path.read_bytes() for path in (here / "in").iterdir()}
    command = [sys.executable, "-c", SLOW, slow, *words.split()]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, env=path, stderr=subprocess.PIPE, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (here / "started").exists() and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert errors.decode().splitlines()[-1].startswith("interrupted")
    assert hint in errors.decode()
    assert {path: path.read_bytes() for path in (here / "in").iterdir()} == before
    assert not (here / "kept").exists()
