"""The terminal: where words go, and the bar that shows how far a run is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


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
