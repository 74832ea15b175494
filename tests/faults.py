"""Runs a command again and again, each time with one of its file operations failing, and tells what came of it.

    python faults.py FOLDER KIND COMMAND…

A file operation is what Python's audit hooks tell of: a file that is opened (to read or to write), renamed, removed, a
folder that is made, listed or removed, in FOLDER. KIND is `kill`, or names of errors that take turns (`EIO,EMFILE`).
Each attempt is a process of its own, forked from this one, on a copy of FOLDER/start; FOLDER/whole is what the command
leaves undisturbed. One line of JSON is printed for each operation.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cleanse.cli.main import main

EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir", "os.chmod", "os.link"}


def watch(folder: Path, on_operation: Callable[[str, str], None]) -> None:
    """Call `on_operation` with each file operation in a folder before it is done. For the rest of the process."""
    inside = f"{folder}{os.sep}"

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS:
            place = arguments[0]
            if isinstance(place, str | bytes | os.PathLike) and os.path.abspath(os.fsdecode(place)).startswith(inside):
                on_operation(event, os.path.relpath(os.fsdecode(place), folder))

    sys.addaudithook(hook)


def in_child(work: Callable[[], int], folder: Path) -> tuple[int, str]:
    """The exit code of some work in a process of its own (128 and more: the signal that ended it), and its messages."""
    log = folder / "log"
    child = os.fork()
    if child == 0:
        code = 70
        with contextlib.suppress(BaseException):
            output = io.StringIO()
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                try:
                    code = work()
                except BaseException as error:
                    output.write(f"Traceback: {error!r}")
            log.write_text(output.getvalue(), encoding="utf-8", errors="replace")
        os._exit(code)
    _, status = os.waitpid(child, 0)
    said = log.read_text(encoding="utf-8") if log.exists() else ""
    log.unlink(missing_ok=True)
    return (128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), said


def attempt(folder: Path, command: Sequence[str], fail: Callable[[int, str, str], None]) -> tuple[int, str]:
    """Run the command in a fresh copy of `start`, in FOLDER/here; `fail` is called with each operation's number."""
    here = folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(folder / "start", here)

    def work() -> int:
        number = 0

        def on_operation(event: str, name: str) -> None:
            nonlocal number
            number += 1
            fail(number, event, name)

        os.chdir(here)
        watch(here, on_operation)
        return main(list(command))

    return in_child(work, folder)


def main_of_faults(folder: Path, kind: str, command: Sequence[str]) -> None:
    noted = folder / "operations"

    def note(number: int, event: str, name: str) -> None:
        file = os.open(noted, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{event} {name}\n".encode())
        os.close(file)

    shutil.copytree(folder / "start", folder / "warm")
    os.chdir(folder / "warm")  # what is loaded once is loaded now, before any process is forked
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        main(list(command))
    code, said = attempt(folder, command, note)
    assert code in (0, 1), said
    operations = noted.read_text(encoding="utf-8").splitlines()
    shutil.rmtree(folder / "whole", ignore_errors=True)
    (folder / "here").rename(folder / "whole")
    for wanted, operation in enumerate(operations, 1):

        def fail(number: int, event: str, name: str, wanted: int = wanted) -> None:
            if number == wanted:
                if kind == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                kinds = kind.split(",")
                code = getattr(errno, kinds[wanted % len(kinds)])
                raise OSError(code, os.strerror(code), name)

        code, said = attempt(folder, command, fail)
        row: dict[str, Any] = {"operation": operation, "code": code, "said": said}
        row["files_before"] = differing(folder / "whole", folder / "here")
        row["torn"] = [name for name in row["files_before"] if not same(folder / "start", folder / "here", name)]
        again = [*command, "--resume"] if command[0] == "run" else list(command)
        os.chdir(folder / "here")
        row["again"], row["said_again"] = in_child(lambda again=again: main(again), folder)  # type: ignore[misc]
        os.chdir(folder)
        row["files"] = differing(folder / "whole", folder / "here")
        print(json.dumps(row), flush=True)


def same(one: Path, other: Path, name: str) -> bool:
    """Whether both have that file, with the same bytes."""
    return (
        (one / name).is_file() and (other / name).is_file() and (one / name).read_bytes() == (other / name).read_bytes()
    )


def differing(whole: Path, here: Path) -> list[str]:
    """The names of files that are not the same in both; those with a time in them are not compared."""
    timed = {"report.html", "run.json", "sha256sums.txt", "lock"}
    trees = [
        {path.relative_to(top).as_posix(): path for path in top.rglob("*") if path.is_file() and path.name not in timed}
        for top in (whole, here)
    ]
    one, other = trees
    return sorted(
        name
        for name in one.keys() | other.keys()
        if name not in one or name not in other or one[name].read_bytes() != other[name].read_bytes()
    )


if __name__ == "__main__":
    main_of_faults(Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3:])
