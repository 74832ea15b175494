"""`cleanse run`: a folder of files in, a folder of clean texts and their record out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from cleanse.cli.console import new_console, print_row, progress_bar, say
from cleanse.cli.exits import Exit
from cleanse.cli.options import DOCUMENTS, settings_for, with_options
from cleanse.cli.paths import FILE, STDIN, files_for, must_exist, selecting, with_listed
from cleanse.cli.places import address_of, delivered, fetched
from cleanse.formats.selection import Selection
from cleanse.settings import ConfigError, RunSettings, Settings
from cleanse.text.messages import count


def _task(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    number, _slash, of = value.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"{value!r} is no part: give its number and how many there are, as in 3/64")
    return int(number), int(of)


@click.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--output", "-o", "out", type=FILE, help="The folder for the cleaned copies.")
@with_options(*DOCUMENTS)
@with_options("templates", "duplicates", "threshold", "index", "contained", "syndication")
@with_options("review", "on_error", "originals", "timeout", "memory")
@with_options("engine", "address")
@selecting
@click.option("--resume", is_flag=True, help="Go on with a run into the same folder that was interrupted.")
@click.option("--task", metavar="K/N", callback=_task, help="Clean only the Kth of N parts: a job of a batch system.")
@click.option("--finish", is_flag=True, help="Put together what all parts left.")
@with_options("jobs", "quiet", "verbose", "json")
def run(
    paths: tuple[Path, ...],
    out: Path | None,
    file: Path | None,
    resume: bool,
    files_from: Path | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    task: tuple[int, int] | None,
    finish: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Write cleaned copies of PATHS (files, folders, or - for standard input) to a folder; the input is only read.

    The folder also holds .cleanse/: a manifest, a report, and the trace by which `cleanse restore` gives the original
    bytes back.
    """
    paths = with_listed(paths, files_from)
    if not paths:
        raise click.UsageError("name files or folders to clean, or a list of them with --files-from")
    if (resume or task or finish) and any(map(address_of, (*paths, *([out] if out else [])))):
        raise click.UsageError("--resume, --task and --finish are for files of this machine; copy the others first")
    with fetched(paths) as local, delivered(out) as place:
        settings, options = settings_for(local, file, given)
        if STDIN in paths and (place is None or len(paths) > 1):
            return filter_stdin(paths, settings, options)
        if place is None:
            raise click.UsageError("name a folder for the cleaned copies with -o FOLDER")
        must_exist(path for path in local if path != STDIN)
        asked = _Asked(resume, task, finish, Selection(include, exclude))
        printed = _Printed(str(out), quiet, verbose, as_json)
        return _run(local, place, settings, options, asked, printed)


class _Asked(NamedTuple):
    """What is asked of a run beside its settings."""

    resume: bool
    task: tuple[int, int] | None
    finish: bool
    selection: Selection


class _Printed(NamedTuple):
    """What is to be printed; `where` is what the output folder was called."""

    where: str
    quiet: bool
    verbose: bool
    as_json: bool


def _run(
    paths: Sequence[Path], out: Path, settings: Settings, options: RunSettings, asked: _Asked, printed: _Printed
) -> int:
    """A run over paths of this machine; the exit code."""
    from cleanse.cli import printing as terminal
    from cleanse.pipeline.prepare import RunError
    from cleanse.pipeline.run import run as start
    from cleanse.pipeline.run import run_task

    where, quiet, verbose, as_json = printed
    console = new_console(stderr=True)
    try:
        with progress_bar(console, quiet or as_json) as progress, files_for(paths) as files:
            if asked.task:
                part = run_task(files, out, settings, options, asked.task, progress, asked.selection)
                if not quiet:
                    number, of = asked.task
                    say(f"part {number} of {of}: {count(part.shards, 'shard')} of {part.of} cleaned")
                return Exit.DONE
            done = start(files, out, settings, options, asked.resume, progress, asked.selection, asked.finish)
    except (RunError, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        raise click.Abort("; the same command with --resume goes on where it stopped") from None
    for item in done.skipped:
        if not item.ending:  # the others are many, perhaps: they are counted, and listed in the record
            say(str(item))
    for line in terminal.failures(done.tally.failures):
        say(line)
    if as_json:
        for row in terminal.document_rows(out) if verbose else ():
            print_row(row)
        print_row(done.as_row())
    elif verbose:
        terminal.documents(console, out)
        terminal.rejected(console, done.rejected, options.threshold)
    if not (quiet or as_json):
        terminal.summary(console, done, where, settings.script, options.review)
    if not done.tally.documents and not done.tally.failures:
        say("warning: no document was found" + terminal.skipped_hint(done.skipped))
    return Exit.FAILED if done.tally.failures or not done.tally.documents else Exit.DONE


def filter_stdin(paths: Sequence[Path], settings: Settings, options: RunSettings) -> int:
    """Standard input, cleaned, to standard output: a text, a page, or records, which stay records."""
    if len(paths) > 1:
        raise click.UsageError("- (standard input) cannot be mixed with other paths")
    from cleanse.formats import InputError
    from cleanse.pipeline import inplace

    failed = False
    try:
        for data, failures in inplace.filter_stdin(settings, options):
            sys.stdout.buffer.write(data)
            for line in failures:
                say(f"error: {line}")
                failed = True
    except InputError as error:
        raise click.ClickException(f"-: {error}") from None
    return Exit.FAILED if failed else Exit.DONE
