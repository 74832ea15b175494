"""The command line.

Exit codes: 0 done · 1 check found changes, or fix made some · 2 usage, configuration, or an input that failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from cleanse import __version__, config
from cleanse.config import CHOICES, ConfigError, RunSettings, Settings
from cleanse.filters import CHAIN

if TYPE_CHECKING:
    from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])
STDIN = Path("-")


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


def _options(*names: str) -> Callable[[F], F]:
    """The named options, the same in every command that has them."""

    def add(function: F) -> F:
        for name in reversed(names):
            function = _OPTIONS[name](function)
        return function

    return add


def _split(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return () if value == "none" else tuple(name.strip() for name in value.split(","))


_FILE = click.Path(path_type=Path)
_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "filters": click.option(
        "--filters",
        callback=_split,
        metavar="A,B|none",
        help=f"Run these filters only, in this order, of: {', '.join(CHAIN)}.",
    ),
    "script": click.option(
        "--script", type=click.Choice(CHOICES["script"]), help="What Chinese text becomes [zh-Hans]."
    ),
    "boilerplate": click.option(
        "--boilerplate", type=click.Choice(CHOICES["boilerplate"]), help="How boilerplate is found."
    ),
    "text_field": click.option(
        "--text-field", metavar="NAME", help="The field of a record that holds its text [text]."
    ),
    "id_field": click.option("--id-field", metavar="NAME", help="The field of a record that names it [id]."),
    "jobs": click.option("--jobs", "-j", type=click.IntRange(0), help="Processes [all cores]."),
    "config": click.option(
        "--config", "file", type=_FILE, help="Read settings from this file, not the nearest one upward."
    ),
    "quiet": click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
    "verbose": click.option("--verbose", "-v", is_flag=True, help="Print a line for every document."),
    "json": click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words."),
}
_DOCUMENTS = ("filters", "script", "boilerplate", "text_field", "id_field", "config")


@command.command()
@click.argument("paths", nargs=-1, required=True, type=_FILE)
@click.option("--output", "-o", "out", type=_FILE, help="The folder for the cleaned copies.")
@_options(*_DOCUMENTS)
@click.option("--duplicates", type=click.Choice(CHOICES["duplicates"]), help="What becomes of near-duplicates [drop].")
@click.option("--threshold", type=float, help="Similarity from which documents are near-duplicates, 0–1 [0.8].")
@click.option(
    "--index",
    type=click.Path(dir_okay=False),
    help="Also find near-duplicates of earlier runs, which this file remembers.",
)
@click.option("--contained", is_flag=True, default=None, help="Also report stories that stand inside another one.")
@click.option("--engine", type=click.Choice(CHOICES["engine"]), help="Where the work is done [local].")
@click.option("--resume", is_flag=True, help="Go on with a run into the same folder that was interrupted.")
@_options("jobs", "quiet", "verbose", "json")
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
    settings, options = _settings(paths, file, given)
    if STDIN in paths:
        return _filter_stdin(paths, settings)
    if out is None:
        raise click.UsageError("name a folder for the cleaned copies with -o FOLDER")
    _must_exist(paths)
    from cleanse.report import terminal
    from cleanse.run import RunError
    from cleanse.run import run as start

    console = _console(stderr=True)
    try:
        with _progress(console, quiet or as_json) as progress:
            done = start(paths, out, settings, options, resume, progress)
    except (RunError, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        raise click.Abort from None
    for line in terminal.failures(done.tally.failures):
        click.echo(line, err=True)
    if verbose and not as_json:
        terminal.documents(console, out)
    if as_json:
        click.echo(json.dumps(done.as_row(), ensure_ascii=False))
    elif not quiet:
        terminal.summary(console, done, str(out))
    return 2 if done.tally.failures else 0


def _filter_stdin(paths: Sequence[Path], settings: Settings) -> int:
    """Standard input, cleaned, to standard output."""
    if len(paths) > 1:
        raise click.UsageError("- (standard input) cannot be mixed with other paths")
    from cleanse.cleaner import shared_cleaner

    result = shared_cleaner(settings).clean(sys.stdin.buffer.read())
    sys.stdout.buffer.write(result.text.encode("utf-8", "replace"))
    return 0


@command.command()
@click.argument("paths", nargs=-1, required=True, type=_FILE)
@click.option("--diff", is_flag=True, help="Also show each change.")
@_options(*_DOCUMENTS, "jobs", "quiet", "json")
def check(paths: tuple[Path, ...], diff: bool, **given: Any) -> int:
    """Say which of PATHS would be changed, and change nothing. Exit code 1 if any would."""
    return _examine(paths, given, write=False, diff=diff)


@command.command()
@click.argument("paths", nargs=-1, required=True, type=_FILE)
@_options(*_DOCUMENTS, "jobs", "quiet", "json")
def fix(paths: tuple[Path, ...], **given: Any) -> int:
    """Clean the text and JSONL files among PATHS where they stand. Exit code 1 if any was changed."""
    return _examine(paths, given, write=True, diff=False)


def _examine(paths: Sequence[Path], given: dict[str, Any], write: bool, diff: bool) -> int:
    quiet, as_json = given.pop("quiet"), given.pop("as_json")
    settings, options = _settings(paths, given.pop("file"), given)
    if STDIN in paths and write:
        return _filter_stdin(paths, settings)
    from cleanse import formats
    from cleanse.engines import local
    from cleanse.formats import files
    from cleanse.inplace import Task, examine
    from cleanse.report import terminal

    _must_exist(paths)
    found = [item.path for item in files.find(paths)]
    if write:  # a page named on purpose is refused with a reason; in a folder there is none to complain of
        found = [path for path in found if path in paths or not formats.is_page(path.name)]
    console, errors, changed, failed = _console(), _console(stderr=True), 0, 0
    # below a few dozen files a second process starts up for longer than it works
    jobs = options.jobs or (local.cores() if len(found) >= 64 else 1)
    for outcome in local.ordered_map(partial(examine, task=Task(settings, options, write, diff)), found, jobs):
        changed += outcome.changed
        failed += bool(outcome.failures)
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
        errors.print(terminal.verdict(changed, len(found), failed, write), highlight=False)
    return 2 if failed else 1 if changed else 0


@command.command()
@click.argument("path", type=_FILE)
@_options(*_DOCUMENTS, "json")
def explain(path: Path, file: Path | None, as_json: bool, **given: Any) -> int:
    """Show each edit that would be made to the documents of a file, with its rule and evidence."""
    settings, options = _settings((path,), file, given)
    from cleanse.chain import FilterError
    from cleanse.formats import InputError
    from cleanse.inplace import results
    from cleanse.report import terminal

    if path != STDIN:
        _must_exist((path,))
    console, edits, failed = _console(), 0, 0
    try:
        for name, result in results(path, settings, options):
            if isinstance(result, Exception):
                click.echo(f"error: {name}: {result}", err=True)
                failed += 1
                continue
            edits += sum(len(step.changes) for step in result.trace)
            if as_json:
                for line in terminal.explained(result):
                    click.echo(json.dumps({"document": name, **line._asdict()}, ensure_ascii=False))
            else:
                terminal.explain(console, name, result)
    except (InputError, FilterError) as error:
        raise click.ClickException(f"{path}: {error}") from None
    if not as_json:
        _console(stderr=True).print(f"{edits:,} edit{'' if edits == 1 else 's'}", highlight=False)
    return 2 if failed else 0


@command.command()
@click.argument("file", type=_FILE)
@click.option("--forget-before", metavar="DATE", help="Forget what runs before that day (YYYY-MM-DD) kept.")
@_options("json")
def index(file: Path, forget_before: str | None, as_json: bool) -> int:
    """Show what an index (run --index FILE) remembers, or forget what is old."""
    from cleanse.corpus.index import open_index
    from cleanse.report import terminal

    try:
        with open_index(file) as opened:
            if forget_before is not None:
                forgotten = opened.forget(_day(forget_before))
                click.echo(f"{forgotten:,} documents forgotten", err=True)
            if as_json:
                click.echo(json.dumps({"stamp": opened.stamp(), "runs": opened.runs()}, default=str))
            else:
                terminal.index(_console(), str(file), opened.stamp(), opened.runs())
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no date; write it as 2026-01-31") from None


@command.command()
@click.argument("folder", type=_FILE)
@click.option("--output", "-o", "target", type=_FILE, required=True, help="The new folder for the originals.")
@_options("quiet")
def restore(folder: Path, target: Path, quiet: bool) -> int:
    """Write the original bytes of every input of the run that made FOLDER, dropped duplicates included."""
    from cleanse.restore import RestoreError
    from cleanse.restore import restore as put_back

    try:
        names = put_back(folder, target)
    except RestoreError as error:
        raise click.ClickException(str(error)) from None
    if not quiet:
        click.echo(f"{len(names):,} file{'' if len(names) == 1 else 's'} restored to {target}", err=True)
    return 0


@command.command()
@click.argument("line", required=False)
@click.option("--language", metavar="CODE", help="List the rules of this language only (und: of any).")
@_options("json")
def rules(line: str | None, language: str | None, as_json: bool) -> int:
    """List the boilerplate rules, or those that match LINE. Where a rule looks also depends on the lines around."""
    from cleanse.report import terminal
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
        terminal.rules(_console(), found)
    return 0


def _settings(paths: Sequence[Path], file: Path | None, given: dict[str, Any]) -> tuple[Settings, RunSettings]:
    """What holds for these paths: defaults, then the configuration file, then what the command line says."""
    try:
        found, _ = config.load(_common_folder(paths), file)
        found |= {name: config.checked(name, value) for name, value in given.items() if value is not None}
        names = {field.name for field in fields(Settings)}
        settings = replace(Settings(), **{name: value for name, value in found.items() if name in names})
        options = replace(RunSettings(), **{name: value for name, value in found.items() if name not in names})
        config.check_filters(settings)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    return settings, options


def _common_folder(paths: Sequence[Path]) -> Path:
    """The folder that all paths lie in: where the search for a configuration file starts."""
    import os

    places = [Path.cwd() if path == STDIN else path.absolute() for path in paths]
    common = Path(os.path.commonpath([str(place) for place in places]))
    return common if common.is_dir() else common.parent


def _must_exist(paths: Sequence[Path]) -> None:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise click.ClickException(f"{', '.join(missing)}: no such file or folder")


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


@contextmanager
def _progress(console: Console, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing anywhere else."""
    if quiet or not console.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("cleaning"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def entry() -> NoReturn:
    sys.exit(main())
