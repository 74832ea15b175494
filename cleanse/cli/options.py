"""What the commands share: their options, the settings these give together with the configuration file, the console."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleanse import settings as config
from cleanse.filters import CHAIN, check_names
from cleanse.settings import CHOICES, ConfigError, RunSettings, Settings

if TYPE_CHECKING:
    from rich.console import Console

F = TypeVar("F", bound=Callable[..., Any])
STDIN = Path("-")


def with_options(*names: str) -> Callable[[F], F]:
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


FILE = click.Path(path_type=Path)
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
    "markup": click.option(
        "--markup", type=click.Choice(CHOICES["markup"]), help="What finds the article of a page [model]."
    ),
    "boilerplate": click.option(
        "--boilerplate", type=click.Choice(CHOICES["boilerplate"]), help="What finds the article in plain text [model]."
    ),
    "text_field": click.option(
        "--text-field", metavar="NAME", help="The field of a record that holds its text [text]."
    ),
    "id_field": click.option("--id-field", metavar="NAME", help="The field of a record that names it [id]."),
    "jobs": click.option("--jobs", "-j", type=click.IntRange(0), help="Processes [all cores]."),
    "config": click.option(
        "--config", "file", type=FILE, help="Read settings from this file, not the nearest one upward."
    ),
    "quiet": click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
    "verbose": click.option("--verbose", "-v", is_flag=True, help="Print a line for every document."),
    "json": click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words."),
}
DOCUMENTS = ("filters", "script", "markup", "boilerplate", "text_field", "id_field", "config")


def settings_for(paths: Sequence[Path], file: Path | None, given: dict[str, Any]) -> tuple[Settings, RunSettings]:
    """What holds for these paths: defaults, then the configuration file, then what the command line says."""
    try:
        found, _ = config.load(_common_folder(paths), file)
        found |= {name: config.checked(name, value) for name, value in given.items() if value is not None}
        names = {field.name for field in fields(Settings)}
        settings = replace(Settings(), **{name: value for name, value in found.items() if name in names})
        options = replace(RunSettings(), **{name: value for name, value in found.items() if name not in names})
        check_names(settings)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    return settings, options


def _common_folder(paths: Sequence[Path]) -> Path:
    """The folder that all paths lie in: where the search for a configuration file starts."""
    places = [Path.cwd() if path == STDIN else path.absolute() for path in paths]
    common = Path(os.path.commonpath([str(place) for place in places]))
    return common if common.is_dir() else common.parent


@contextmanager
def files_for(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """The paths of a run; standard input, where it is meant, as a file that goes afterwards."""
    if STDIN not in paths:
        yield paths
        return
    with tempfile.TemporaryDirectory(prefix="cleanse-") as folder:
        path = Path(folder, "stdin.txt")
        path.write_bytes(sys.stdin.buffer.read())
        yield [path]


def one_record(words: str) -> tuple[Path, str | None]:
    """A path; and, where no file has that name but a file of records has what is before a colon, what is after it."""
    from cleanse.formats.kinds import kind_of

    if not Path(words).exists():
        for at, character in enumerate(words):
            file = Path(words[:at])
            if character == ":" and kind_of(file.name).format.holds_records and file.is_file():
                return file, words[at + 1 :]
    return Path(words), None


def must_exist(paths: Iterable[Path]) -> None:
    paths = list(paths)
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise click.ClickException(f"{', '.join(missing)}: no such file or folder")
    from cleanse.formats import InputError
    from cleanse.formats.inputs import refuse_special

    try:
        for path in paths:
            refuse_special(path)
    except InputError as error:
        raise click.ClickException(str(error)) from None


def new_console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


@contextmanager
def progress_bar(console: Console, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing anywhere else."""
    if quiet or not console.is_terminal:
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("cleaning"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
