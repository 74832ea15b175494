"""Pipes, sockets, devices and locked folders among the inputs: named, never waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.formats import InputError
from cleanse.formats.inputs import find
from cleanse.pipeline.prepare import RunError
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes in folders")
COMMANDS = (["run", "-o", "out", "-q"], ["check", "-q"], ["fix", "-q"])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `in` with one clean text, a pipe, a link to it, a hidden pipe and a socket."""
    monkeypatch.chdir(tmp_path)
    Path("in/sub").mkdir(parents=True)
    Path("in/a.txt").write_text("Ferry news.\n")
    os.mkfifo("in/pipe.txt")
    os.mkfifo("in/.hidden.txt")
    Path("in/sub/link.jsonl").symlink_to(tmp_path / "in" / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("in/sub/socket")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_pipes_and_sockets_in_a_folder_are_named_and_skipped(here: Path, capsys: Capture, command: list[str]) -> None:
    assert main([command[0], "in", *command[1:]]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "in/pipe.txt: is a named pipe; skipped",
        "in/sub/link.jsonl: is a named pipe; skipped",
        "in/sub/socket: is a socket; skipped",
    ]


@pytest.mark.parametrize("command", [*COMMANDS, ["explain"]])
@pytest.mark.parametrize(("name", "kind"), [("in/pipe.txt", "a named pipe"), ("/dev/null", "a device")])
def test_a_pipe_or_device_named_directly_is_refused(
    here: Path, capsys: Capture, command: list[str], name: str, kind: str
) -> None:
    assert main([command[0], name, *command[1:]]) == 2
    assert f"{name}: is {kind}, not a file" in capsys.readouterr().err
    assert not Path("out").exists()


def test_the_library_refuses_a_pipe_too(here: Path) -> None:
    with pytest.raises(InputError, match="named pipe"):
        find([Path("in/pipe.txt")])
    with pytest.raises(RunError, match="named pipe"):
        run([Path("in/pipe.txt")], Path("out"), Settings(), RunSettings())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_read_fails_and_the_rest_goes_on(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    scan = os.scandir

    def locked(path: str | int = ".") -> object:
        if str(path) == "in/sub":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert main([command[0], "in", *command[1:]]) == 2
    assert "error: in/sub: cannot be read: permission denied" in capsys.readouterr().err.splitlines()
    if command[0] == "run":
        assert Path("out/a.txt").read_text() == "Ferry news.\n"


def test_a_link_that_leads_nowhere_still_fails_as_a_file(here: Path, capsys: Capture) -> None:
    Path("in/gone.txt").symlink_to("nowhere")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert "error: gone.txt: cannot be read: no such file or directory" in capsys.readouterr().err
