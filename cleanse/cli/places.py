"""Inputs and outputs that are not on this machine: copied here before a run, and there after it, by fsspec."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import click

from cleanse.cli.console import say

# A path of the command line has lost one of the slashes: `s3:/bucket/folder`. One letter is a drive.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/(?!/)(.+)", re.IGNORECASE)
TRIED = ("s3", "http", "https")
"""What the tests try; fsspec knows others."""


def address_of(path: Path) -> str | None:
    """The address that a path of the command line was meant as; None for a path of this machine.

    >>> address_of(Path("s3://bucket/folder")), address_of(Path("C:/folder")), address_of(Path("a/b"))
    ('s3://bucket/folder', None, None)
    """
    match = _ADDRESS.fullmatch(path.as_posix())
    return f"{match[1].lower()}://{match[2]}" if match else None


@contextmanager
def fetched(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """The paths, with copies on this machine of those that are elsewhere; the copies go afterwards.

    Raises ClickException, naming the address, where one cannot be read.
    """
    with ExitStack() as stack:
        local = []
        for path in paths:
            address = address_of(path)
            if address is None:
                local.append(path)
            else:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cleanse-")))
                local.append(_fetch(address, folder))
        yield local


@contextmanager
def delivered(out: Path | None) -> Iterator[Path | None]:
    """A folder for the output; what a run leaves there is copied to its address, if it has one, at the end."""
    address = address_of(out) if out else None
    if address is None:
        yield out
        return
    system, place = _opened(address)
    with tempfile.TemporaryDirectory(prefix="cleanse-") as folder:
        yield Path(folder, "out")
        try:
            for path in sorted(Path(folder, "out").rglob("*")):
                if path.is_file():
                    target = f"{place.rstrip('/')}/{path.relative_to(Path(folder, 'out')).as_posix()}"
                    system.put_file(str(path), target)
        except Exception as error:  # each file system has its own
            raise click.ClickException(f"{address}: cannot be written: {_in_one_line(error)}") from None


def _fetch(address: str, folder: Path) -> Path:
    """Copy what is at an address: a file, or all below a folder; the copy's path."""
    system, place = _opened(address)
    name = PurePosixPath(urlsplit(address).path).name or "index.html"
    try:
        if address.startswith("http") or system.isfile(place):
            system.get_file(place, str(folder / name))
            return folder / name
        top = place.rstrip("/")
        found = [each for each in system.find(top) if not each.endswith("/")]
        if not found:
            raise click.ClickException(f"{address}: there is nothing at that address")
        for each in found:
            relative = PurePosixPath(each.removeprefix(top).lstrip("/"))
            if relative.is_absolute() or ".." in relative.parts:
                say(f"error: {address}: the name {each!r} leads outside; it is left out")
                continue
            target = folder.joinpath(*relative.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(each, str(target))
    except click.ClickException:
        raise
    except Exception as error:  # each file system has its own
        raise click.ClickException(f"{address}: cannot be read: {_in_one_line(error)}") from None
    return folder


def _opened(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise click.ClickException(f"{address}: needs an extra: pip install 'cleanse-news[cloud]'") from None
    scheme = address.partition(":")[0]
    if scheme not in TRIED:
        say(f"warning: {scheme}:// is left to fsspec and was never tried with cleanse")
    try:
        system, place = url_to_fs(address)
    except Exception as error:
        raise click.ClickException(f"{address}: {_in_one_line(error)}") from None
    return system, place


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
