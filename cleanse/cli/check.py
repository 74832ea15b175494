"""`cleanse check` and `cleanse fix`: files examined, or cleaned in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from cleanse.cli.console import new_console, print_row, say
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import FILE, STDIN, must_exist
from cleanse.cli.run import filter_stdin


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--diff", is_flag=True, help="Also show each change.")
@with_options(*DOCUMENTS, "jobs", "quiet", "verbose", "json")
def check(paths: tuple[Path, ...], diff: bool, **given: Any) -> int:
    """Say which of PATHS would be changed, and change nothing. Exit code 1 if any would."""
    return _examine(paths, given, write=False, diff=diff)


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@with_options(*DOCUMENTS, "jobs", "quiet", "verbose", "json")
def fix(paths: tuple[Path, ...], **given: Any) -> int:
    """Clean the text and JSONL files among PATHS where they stand. Exit code 1 if any was changed."""
    return _examine(paths, given, write=True, diff=False)


def _examine(paths: Sequence[Path], given: dict[str, Any], write: bool, diff: bool) -> int:
    quiet, verbose, as_json = (given.pop(name) for name in ("quiet", "verbose", "as_json"))
    settings, options = settings_for(paths or (STDIN,), given.pop("file"), given)
    if STDIN in paths and write:
        return filter_stdin(paths, settings)
    from cleanse.cli import printing as terminal
    from cleanse.engines import local
    from cleanse.formats.inputs import find
    from cleanse.pipeline.inplace import Task, examine

    if not paths:
        say("no file to look at: no path was given")
        return 0
    must_exist(path for path in paths if path != STDIN)
    inputs, skipped = find(path for path in paths if path != STDIN)
    # a page named on purpose is refused with a reason; in a folder there is none to complain of
    files = [item.path for item in inputs if not (write and item.is_page) or item.path in paths]
    if STDIN in paths:
        files.append(STDIN)
    for item in skipped:
        if item.failed or not item.ending:
            say(f"error: {item}" if item.failed else str(item))
    console, errors, seen = new_console(), new_console(stderr=True), terminal.Seen()
    seen.failed = sum(item.failed for item in skipped)
    # below a few dozen files a second process starts up for longer than it works
    jobs = options.jobs or (local.cores() if len(files) >= 64 else 1)
    jobs = 1 if STDIN in paths else jobs  # another process cannot read it
    task = partial(examine, task=Task(settings, options, write, diff))
    for outcome in local.ordered_map(task, files, jobs, chunk=16, alone=local.START_UP):
        seen.add(outcome)
        for line in outcome.failures:
            say(f"error: {line}")
        if as_json:
            print_row({"file": outcome.name, "changed": outcome.changed, "rules": outcome.rules})
        elif not quiet:
            terminal.outcome(console, outcome, "cleaned" if write else "would clean", verbose)
    if not (quiet or as_json):
        errors.print(terminal.verdict(seen, write).append(terminal.skipped_hint(skipped)))
    return 2 if seen.failed else 1 if seen.changed else 0
