"""`cleanse check` and `cleanse fix`: files examined, or cleaned in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanse.cli.console import new_console, print_row, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import FILE, STDIN, must_exist, selecting, unversioned, with_listed
from cleanse.cli.run import filter_stdin
from cleanse.formats.selection import Selection
from cleanse.text.messages import visible

if TYPE_CHECKING:
    from cleanse.pipeline.inplace import Outcome, Task

FORMATS = ("text", "json", "github", "sarif")
MANY_FILES = 64  # files from which a second process does more than start up


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--diff", is_flag=True, help="Also show each change: [-removed-] and {+added+}.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    help="For people (text), or each edit with its place: JSON lines, GitHub's annotations, SARIF 2.1.0.",
)
@selecting
@click.option("--no-ignore", is_flag=True, help="Also look at files that .gitignore leaves out.")
@with_options(*DOCUMENTS, "jobs", "quiet", "verbose", "json")
def check(paths: tuple[Path, ...], diff: bool, format: str | None, **given: Any) -> int:
    """Say which of PATHS would be changed, and change nothing. Exit code 1 if any would.

    --json is short for --format json.
    """
    if given["as_json"] and format not in (None, "json"):
        raise click.UsageError(f"--json and --format {format} exclude each other")
    given["as_json"] = given["as_json"] or format == "json"
    return _examine(paths, given, write=False, diff=diff, format=format or "text")


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option(
    "--backup", type=FILE, metavar="FOLDER", help="Keep a way back in this new folder: cleanse restore FOLDER."
)
@selecting
@click.option("--no-ignore", is_flag=True, help="Also look at files that .gitignore leaves out.")
@with_options(*DOCUMENTS, "jobs", "quiet", "verbose", "json")
def fix(paths: tuple[Path, ...], backup: Path | None, **given: Any) -> int:
    """Clean the text and JSONL files among PATHS where they stand. Exit code 1 if any was changed."""
    try:
        return _examine(paths, given, write=True, backup=backup)
    except KeyboardInterrupt:
        hint = "the same command goes on where it stopped"
        if backup is not None and (backup / ".cleanse").is_dir():
            hint = f"cleanse restore {backup} takes back what was done"
        raise click.Abort(f"; {hint}") from None


def _examine(
    paths: Sequence[Path],
    given: dict[str, Any],
    write: bool,
    diff: bool = False,
    backup: Path | None = None,
    format: str = "text",
) -> int:
    quiet, verbose, as_json = (given.pop(name) for name in ("quiet", "verbose", "as_json"))
    paths = with_listed(paths, given.pop("files_from"))
    selection = Selection(given.pop("include"), given.pop("exclude"), not given.pop("no_ignore"))
    settings, options = settings_for(paths or (STDIN,), given.pop("file"), given)
    if STDIN in paths and write:
        if backup is not None:
            raise click.UsageError("--backup is for files; standard input is not changed")
        return filter_stdin(paths, settings, options)
    from cleanse.cli import check_formats
    from cleanse.cli import printing as terminal
    from cleanse.engines import local
    from cleanse.formats.inputs import find
    from cleanse.pipeline.documents import absent_fields
    from cleanse.pipeline.inplace import Task

    if not paths:
        say("no file to look at: no path was given")
        return Exit.DONE
    must_exist(path for path in paths if path != STDIN)
    inputs, skipped = find((path for path in paths if path != STDIN), selection)
    # a page named on purpose is refused with a reason; in a folder there is none to complain of
    files = [item.path for item in inputs if not (write and item.is_page) or item.path in paths]
    pages = len(inputs) - len(files)
    if STDIN in paths:
        files.append(STDIN)
    for item in skipped:
        if item.failed or not item.ending:
            say(f"error: {item}" if item.failed else str(item))
    console, errors, seen = new_console(), new_console(stderr=True), terminal.Seen()
    seen.failed = sum(item.failed for item in skipped)
    jobs = options.jobs or (local.cores() if len(files) >= MANY_FILES else 1)
    jobs = 1 if STDIN in paths else jobs  # another process cannot read it
    task = Task(settings, options, write, diff, edits=not write and (as_json or format != "text"))
    warns = write and backup is None and not quiet  # once, with the first file that changes
    outcomes = _outcomes(files, task, jobs) if backup is None else _with_backup(paths, files, task, jobs, backup)
    logged: list[Outcome] = []
    fields: set[str] = set()
    for path, outcome in zip(files, outcomes, strict=True):
        seen.add(outcome)
        fields |= outcome.text_fields
        if warns and outcome.changed and unversioned([path]):
            say(f"{path} is under no version control: fix --backup FOLDER keeps a way back, this time there is none")
            warns = False
        for line in terminal.failures_of(outcome):
            say(line)
        if format == "sarif":
            logged.append(outcome)
        elif format == "github":
            for line in check_formats.github(outcome):
                click.echo(visible(line))
        elif as_json:
            print_row(check_formats.json_row(outcome))
        elif not quiet:
            terminal.outcome(console, outcome, "cleaned" if write else "would clean", verbose)
    for message in absent_fields(options, fields):
        say(f"error: text-field: {message}")
        seen.failed += 1
    if format == "sarif":
        print_row(check_formats.sarif(logged))
    if not (quiet or as_json or format != "text"):
        hints = terminal.pages_hint(pages) + terminal.skipped_hint(skipped)
        errors.print(terminal.verdict(seen, write).append(hints), soft_wrap=True)
    if backup is not None and seen.changed and not quiet:
        say(f"cleanse restore {backup} takes this back")
    return Exit.FAILED if seen.failed else Exit.CHANGED if seen.changed else Exit.DONE


def _outcomes(files: Sequence[Path], task: Task, jobs: int) -> Iterator[Outcome]:
    """What becomes of each file."""
    from cleanse.engines import local
    from cleanse.engines.pool import WorkerError
    from cleanse.pipeline.inplace import examine

    try:
        yield from local.ordered_map(partial(examine, task=task), files, jobs, chunk=16, alone=local.START_UP)
    except WorkerError as error:
        raise click.ClickException(str(error)) from None


def _with_backup(
    paths: Sequence[Path], files: Sequence[Path], task: Task, jobs: int, folder: Path
) -> Iterator[Outcome]:
    """The same; but first it is found out which files will change, and these are backed up into the folder."""
    from cleanse.pipeline.backup import BackupError, back_up, check_folder

    try:
        check_folder(folder, paths)
        planned = list(_outcomes(files, task._replace(dry=True), jobs))
        changing = {path: plan.checksums for path, plan in zip(files, planned, strict=True) if plan.checksums}
        if changing:
            back_up(folder, changing, task.settings, task.options)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    done = _outcomes(list(changing), task._replace(backed_up=changing), jobs)
    for plan in planned:
        yield next(done) if plan.checksums else plan
