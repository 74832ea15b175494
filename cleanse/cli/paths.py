"""Paths as people write them on the command line: files, folders, - for standard input, one record of a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

STDIN = Path("-")
F = TypeVar("F", bound=Callable[..., Any])


class _Path(click.Path):
    """A path. `./-` is a file of that name, as for every other command: only `-` itself is standard input."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = super().convert(value, param, ctx)
        return path if path != STDIN or value in ("-", STDIN) else Path.cwd() / "-"


FILE = _Path(path_type=Path, readable=False)  # one that may not be read fails by itself, later


def selecting(function: F) -> F:
    """The options by which files are chosen, the same in every command that reads folders."""
    pattern = "may be given more than once, as in .gitignore"
    for option in (
        click.option("--exclude", multiple=True, metavar="GLOB", help=f"Leave out such files of folders; {pattern}."),
        click.option("--include", multiple=True, metavar="GLOB", help=f"Only such files of folders; {pattern}."),
        click.option(
            "--files-from",
            type=FILE,
            metavar="FILE",
            help="Also the paths in this file (- for standard input), a line each.",
        ),
    ):
        function = option(function)
    return function


def with_listed(paths: Sequence[Path], listed: Path | None) -> tuple[Path, ...]:
    """The paths, and those in a list: one a line, or ended by NUL as `find -print0` writes them."""
    if listed is None:
        return tuple(paths)
    try:
        data = sys.stdin.buffer.read() if listed == STDIN else listed.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{listed}: cannot be read: {error.strerror}") from None
    separator = b"\0" if b"\0" in data else b"\n"
    names = [name.removesuffix(b"\r") for name in data.split(separator)]
    return (*paths, *(Path(os.fsdecode(name)) for name in names if name.strip()))


@contextmanager
def files_for(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """The paths of a run; standard input, where it is meant, as a file that goes afterwards."""
    if STDIN not in paths:
        yield paths
        return
    with tempfile.TemporaryDirectory(prefix="cleanse-") as folder:
        from cleanse.formats.content import holds_records

        data = sys.stdin.buffer.read()
        path = Path(folder, "stdin.jsonl" if holds_records(data) else "stdin.txt")
        path.write_bytes(data)
        yield [path]


def one_record(words: str) -> tuple[Path, str | None]:
    """A path; and, where no file has that name but a file of records has what is before a colon, what is after it."""
    from cleanse.formats.kinds import kind_of

    if words != "-" and Path(words) == STDIN:
        return Path.cwd() / "-", None
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


VERSION_CONTROL = (".git", ".hg", ".svn", ".jj", "CVS")


def unversioned(paths: Iterable[Path]) -> bool:
    """Whether any of these files is under no version control, as far as the folders above it show."""
    folders = {path.resolve().parent for path in paths}
    looked_at: dict[Path, bool] = {}

    def is_versioned(folder: Path) -> bool:
        if folder not in looked_at:
            here = any((folder / name).exists() for name in VERSION_CONTROL)
            looked_at[folder] = here or (folder.parent != folder and is_versioned(folder.parent))
        return looked_at[folder]

    return not all(map(is_versioned, folders))
