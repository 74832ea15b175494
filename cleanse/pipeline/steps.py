"""How far tasks in other processes are: each writes a number to a file, and a thread of the run adds them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic

OFTEN = 0.25  # seconds between two looks: a bar that moves four times a second moves


class StepFile:
    """The amount of work a task has done so far, in a file that goes with the task."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done = 0
        self._written = monotonic()

    def __enter__(self) -> StepFile:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def __call__(self, amount: int) -> None:
        self._done += amount
        if monotonic() - self._written >= OFTEN:
            with suppress(OSError):  # a full disk stops the task where its results are written, and not here
                self._path.write_text(str(self._done))
            self._written = monotonic()


@contextmanager
def watched(folder: Path, within: Callable[[int], object]) -> Iterator[None]:
    """Within, `within` is called now and then with what all step files in the folder say together."""
    ended = Event()

    def watch() -> None:
        while not ended.wait(OFTEN):
            within(_total(folder))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _total(folder: Path) -> int:
    total = 0
    for path in list(folder.glob("*")):
        with suppress(OSError, ValueError):  # gone, or just being written
            total += int(path.read_text())
    return total
