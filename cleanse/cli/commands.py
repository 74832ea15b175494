"""The command line.

Exit codes: 0 done · 1 check found changes, or fix made some · 2 usage, configuration, an input that failed, or a run
that found no document.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from cleanse import __version__
from cleanse.cli.options import (
    DOCUMENTS,
    FILE,
    STDIN,
    files_for,
    must_exist,
    new_console,
    one_record,
    progress_bar,
    settings_for,
    with_options,
)
from cleanse.settings import ConfigError, Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the process's own if None); its exit code."""
    try:
        code = command.main(args=None if argv is None else list(argv), prog_name="cleanse", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("interrupted; 'cleanse run … --resume' goes on where a run stopped", err=True)
        return 2
    except BrokenPipeError:  # whoever read our output has had enough of it
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleanse")
def command() -> None:
    """Scraped news in, clean text out, with a record of every change."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--output", "-o", "out", type=FILE, help="The folder for the cleaned copies.")
@with_options(*DOCUMENTS)
@with_options("templates", "duplicates", "threshold", "index", "contained", "engine")
@click.option("--resume", is_flag=True, help="Go on with a run into the same folder that was interrupted.")
@with_options("jobs", "quiet", "verbose", "json")
def run(
    paths: tuple[Path, ...],
    out: Path | None,
    file: Path | None,
    resume: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Write cleaned copies of PATHS (files, folders, or - for standard input) to a folder; the input is only read.

    The folder also holds .cleanse/: a manifest, a report, and the trace by which `cleanse restore` gives the original
    bytes back.
    """
    settings, options = settings_for(paths, file, given)
    if STDIN in paths and (out is None or len(paths) > 1):
        return _filter_stdin(paths, settings)
    if out is None:
        raise click.UsageError("name a folder for the cleaned copies with -o FOLDER")
    must_exist(path for path in paths if path != STDIN)
    from cleanse.cli import printing as terminal
    from cleanse.pipeline.run import RunError
    from cleanse.pipeline.run import run as start

    console = new_console(stderr=True)
    try:
        with progress_bar(console, quiet or as_json) as progress, files_for(paths) as files:
            done = start(files, out, settings, options, resume, progress)
    except (RunError, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        raise click.Abort from None
    for item in done.skipped:
        if not item.ending:  # the others are many, perhaps: they are counted, and listed in the record
            click.echo(str(item), err=True)
    for line in terminal.failures(done.tally.failures):
        click.echo(line, err=True)
    if verbose and not as_json:
        terminal.documents(console, out)
    if as_json:
        click.echo(json.dumps(done.as_row(), ensure_ascii=False))
    elif not quiet:
        terminal.summary(console, done, str(out))
    if not done.tally.documents and not done.tally.failures:
        click.echo("warning: no document was found" + terminal.skipped_hint(done.skipped), err=True)
    return 2 if done.tally.failures or not done.tally.documents else 0


def _filter_stdin(paths: Sequence[Path], settings: Settings) -> int:
    """Standard input, cleaned, to standard output."""
    if len(paths) > 1:
        raise click.UsageError("- (standard input) cannot be mixed with other paths")
    from cleanse.formats import InputError
    from cleanse.pipeline.inplace import filter_stream

    try:
        sys.stdout.buffer.write(filter_stream(sys.stdin.buffer, settings))
    except InputError as error:
        raise click.ClickException(f"-: {error}") from None
    return 0


@command.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--diff", is_flag=True, help="Also show each change.")
@with_options(*DOCUMENTS, "jobs", "quiet", "json")
def check(paths: tuple[Path, ...], diff: bool, **given: Any) -> int:
    """Say which of PATHS would be changed, and change nothing. Exit code 1 if any would."""
    return _examine(paths, given, write=False, diff=diff)


@command.command()
@click.argument("paths", nargs=-1, type=FILE)
@with_options(*DOCUMENTS, "jobs", "quiet", "json")
def fix(paths: tuple[Path, ...], **given: Any) -> int:
    """Clean the text and JSONL files among PATHS where they stand. Exit code 1 if any was changed."""
    return _examine(paths, given, write=True, diff=False)


def _examine(paths: Sequence[Path], given: dict[str, Any], write: bool, diff: bool) -> int:
    quiet, as_json = given.pop("quiet"), given.pop("as_json")
    settings, options = settings_for(paths or (STDIN,), given.pop("file"), given)
    if STDIN in paths and write:
        return _filter_stdin(paths, settings)
    from cleanse.cli import printing as terminal
    from cleanse.engines import local
    from cleanse.formats.inputs import find
    from cleanse.pipeline.inplace import Task, examine

    if not paths:
        click.echo("no file to look at: no path was given", err=True)
        return 0
    must_exist(path for path in paths if path != STDIN)
    inputs, skipped = find(path for path in paths if path != STDIN)
    # a page named on purpose is refused with a reason; in a folder there is none to complain of
    files = [item.path for item in inputs if not (write and item.is_page) or item.path in paths]
    if STDIN in paths:
        files.append(STDIN)
    for item in skipped:
        if item.failed or not item.ending:
            click.echo(f"error: {item}" if item.failed else str(item), err=True)
    console, errors, seen = new_console(), new_console(stderr=True), terminal.Seen()
    seen.failed = sum(item.failed for item in skipped)
    # below a few dozen files a second process starts up for longer than it works
    jobs = options.jobs or (local.cores() if len(files) >= 64 else 1)
    jobs = 1 if STDIN in paths else jobs  # another process cannot read it
    task = partial(examine, task=Task(settings, options, write, diff))
    for outcome in local.ordered_map(task, files, jobs, chunk=16, alone=local.START_UP):
        seen.add(outcome)
        for line in outcome.failures:
            click.echo(f"error: {line}", err=True)
        if as_json:
            click.echo(
                json.dumps(
                    {"file": outcome.name, "changed": outcome.changed, "rules": outcome.rules}, ensure_ascii=False
                )
            )
        elif not quiet:
            terminal.outcome(console, outcome, "cleaned" if write else "would clean")
    if not (quiet or as_json):
        errors.print(terminal.verdict(seen, write) + terminal.skipped_hint(skipped), highlight=False)
    return 2 if seen.failed else 1 if seen.changed else 0


@command.command()
@click.argument("words", metavar="PATH")
@with_options(*DOCUMENTS, "json")
def explain(words: str, file: Path | None, as_json: bool, **given: Any) -> int:
    """Show each edit that would be made to the documents of a file, with its rule and evidence.

    PATH is a file, - for standard input, or one record of a file: its line or its id after a colon (news.jsonl:17).
    """
    path, only = one_record(words)
    settings, options = settings_for((path,), file, given)
    from cleanse.cli import printing as terminal
    from cleanse.formats import InputError
    from cleanse.pipeline.inplace import results

    if path != STDIN:
        must_exist((path,))
    console, edits, failed, shown = new_console(), 0, 0, 0
    try:
        for name, result in results(path, settings, options, only):
            shown += 1
            if isinstance(result, Exception):
                click.echo(f"error: {name}: {result}", err=True)
                failed += 1
                continue
            edits += len(result.trace.changes)
            if as_json:
                for line in terminal.explained(result):
                    click.echo(json.dumps({"document": name, **line._asdict()}, ensure_ascii=False))
            else:
                terminal.explain(console, name, result)
    except InputError as error:
        raise click.ClickException(f"{path}: {error}") from None
    if only is not None and not shown:
        raise click.ClickException(f"{path}: no record {only!r}; name its line or its id")
    if not as_json:
        new_console(stderr=True).print(terminal.count(edits, "edit"), highlight=False)
    return 2 if failed else 0


@command.command()
@click.argument("file", type=FILE)
@click.option("--forget-before", metavar="DATE", help="Forget what runs before that day (YYYY-MM-DD) kept.")
@with_options("json")
def index(file: Path, forget_before: str | None, as_json: bool) -> int:
    """Show what an index (run --index FILE) remembers, or forget what is old."""
    from cleanse.cli import printing as terminal
    from cleanse.dedup.index_file import open_index

    try:
        with open_index(file) as opened:
            if forget_before is not None:
                forgotten = opened.forget(_day(forget_before))
                click.echo(f"{forgotten:,} documents forgotten", err=True)
            if as_json:
                click.echo(json.dumps({"stamp": opened.stamp(), "runs": opened.runs()}, default=str))
            else:
                terminal.index(new_console(), str(file), opened.stamp(), opened.runs())
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no date; write it as 2026-01-31") from None


@command.command()
@click.argument("folder", type=FILE)
@click.option("--output", "-o", "target", type=FILE, required=True, help="The new folder for the originals.")
@with_options("quiet")
def restore(folder: Path, target: Path, quiet: bool) -> int:
    """Write the original bytes of every input of the run that made FOLDER, dropped duplicates included."""
    from cleanse.record.restore import RestoreError
    from cleanse.record.restore import restore as put_back

    try:
        names = put_back(folder, target)
    except RestoreError as error:
        raise click.ClickException(str(error)) from None
    if not quiet:
        from cleanse.cli import printing as terminal

        click.echo(f"{terminal.count(len(names), 'file')} restored to {target}", err=True)
    return 0


@command.command()
@click.argument("line", required=False)
@click.option("--language", metavar="CODE", help="List the rules of this language only (und: of any).")
@with_options("json")
def rules(line: str | None, language: str | None, as_json: bool) -> int:
    """List the boilerplate rules, or those that match LINE. Where a rule looks also depends on the lines around."""
    from cleanse.cli import printing as terminal
    from cleanse.rules import load, matching

    found = list(load()) if line is None else matching(line)
    languages = sorted({rule.id.split("/")[0] for rule in load()})
    if language is not None and language not in languages:
        raise click.UsageError(f"no rules for {language!r}; there are: {', '.join(languages)}")
    found = [rule for rule in found if language in (None, rule.id.split("/")[0])]
    if as_json:
        for rule in found:
            click.echo(json.dumps({"rule": f"boilerplate/{rule.id}", "where": rule.where, "why": rule.why,
                                   "drop": rule.drop, "keep": rule.keep}, ensure_ascii=False))  # fmt: skip
    elif line is not None and not found:
        click.echo("no rule matches this line")
    else:
        terminal.rules(new_console(), found)
    return 0


def entry() -> NoReturn:
    # Each core has a process of its own, and starting threads for matrices takes NumPy as long as all its imports.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
