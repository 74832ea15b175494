"""The terminal: where words go, and the bar that shows how far a run is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from cleanse.text.messages import duration, visible

if TYPE_CHECKING:
    from rich.console import Console

_COMMANDS = re.compile("[\x7f-\x9f]")  # what JSON allows in a text, and some terminals obey


def say(line: str) -> None:
    """Print a line on standard error. What a name in it holds cannot move the cursor, or pretend to be another line."""
    click.echo(visible(line), err=True)


def print_row(row: Any) -> None:
    """Print a row of JSON on standard output."""
    from cleanse.formats import dump

    click.echo(_COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", dump(row)))


def new_console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


@contextmanager
def progress_bar(console: Console, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal that names the phase of the run; nothing anywhere else."""
    if quiet or not console.is_terminal:
        yield lambda phase, done, total: None
        return
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn
    from rich.text import Text

    clock = Clock()

    class TimeLeft(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(clock.left())

    # a share, and no amount: what a phase counts is its own affair
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeLeft()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=None)

        def show(phase: str, done: int, total: int) -> None:
            if done == 0 or phase != bar.tasks[0].description:  # a phase begins: its speed is its own
                bar.reset(task, description=phase, total=total)
                clock.start()
            bar.update(task, completed=done, total=total)
            clock.report(done, total)

        yield show


class Clock:
    """Tells how long a phase will take yet: what is left takes as long as what is done did.

    Several processes report at the same moment what each did in the last seconds, so that the time between two reports
    says nothing of the speed.
    """

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A phase begins."""
        self._begun = monotonic()
        self._end: float | None = None

    def report(self, done: int, total: int) -> None:
        """So much of the phase is done."""
        if done:
            now = monotonic()
            self._end = now + (now - self._begun) * (total - done) / done

    def left(self) -> str:
        """The time left, in words; empty where it is not known, or too short to matter."""
        seconds = 0.0 if self._end is None else self._end - monotonic()
        return f"{duration(round(seconds))} left" if seconds >= 1 else ""
