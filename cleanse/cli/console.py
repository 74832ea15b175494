"""The terminal: where words go, and the bar that shows how far a run is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cleanse.text.messages import visible

if TYPE_CHECKING:
    from rich.console import Console

_COMMANDS = re.compile("[\x7f-\x9f]")  # what JSON allows in a text, and some terminals obey


def say(line: str) -> None:
    """Print a line on standard error. What a name in it holds cannot move the cursor, or pretend to be another line."""
    click.echo(visible(line), err=True)


def print_row(row: Any) -> None:
    """Print a row of JSON on standard output."""
    from cleanse.formats import dump

    click.echo(_COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", dump(row)))


def new_console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


@contextmanager
def progress_bar(console: Console, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal that names the phase of the run; nothing anywhere else."""
    if quiet or not console.is_terminal:
        yield lambda phase, done, total: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=None)

        def show(phase: str, done: int, total: int) -> None:
            if done == 0 or phase != bar.tasks[0].description:  # a phase begins: its speed is its own
                bar.reset(task, description=phase, total=total)
            bar.update(task, completed=done, total=total)

        yield show
