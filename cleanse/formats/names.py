"""Names as paths: whether they stay in their folder, and whether a file can have them."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PureWindowsPath

SHORT = 120  # bytes of a path that every file system takes
PART = ".part"


class OutsideError(ValueError):
    """A name in a record that leads outside the folder it belongs to; the message says which, and where it is."""


def is_below(name: str) -> bool:
    """Whether a name, taken as a path, leads down from a folder: not up, not to a root, not to a drive, not nowhere.

    >>> [is_below(name) for name in ("a/b.txt", "a..b", "../b.txt", "/b.txt", "C:/b.txt", ".", "")]
    [True, True, False, False, False, False, False]
    """
    path = Path(name)
    rooted = path.drive or path.root or PureWindowsPath(name).is_absolute()
    return bool(path.parts) and not rooted and ".." not in path.parts and "\0" not in name


def inside(folder: Path, name: str, where: object) -> Path:
    """The path that `name` has in `folder`. Raises OutsideError where it leads out of it, through a link too.

    Every name in a record goes through here before a file is read, written or removed by it. `where` is
    the record, for the message.
    """
    path = folder / name if is_below(name) else None
    try:
        if path is not None and path.resolve().is_relative_to(folder.resolve()):
            return path
    except (OSError, RuntimeError, UnicodeError):
        pass  # links in a circle, or a name that no file can have
    raise OutsideError(f"{where}: the name {name!r} leads outside {folder}; nothing is read or written there")


def too_long(path: Path) -> bool:
    """Whether no file of that absolute path can be made: it, or a name in it, is longer than the file system allows.

    The nearest folder of the path that is there is the one to ask, as the others would be made in it.
    """
    if len(os.fsencode(path)) < SHORT:
        return False
    there = next(folder for folder in path.parents if os.path.exists(folder))
    part = path.with_name(f"{part_prefix(path)}12345678{PART}")
    parts = (*path.relative_to(there).parts, part.name)
    for probe in (path, part, *(there / name for name in parts)):
        try:
            probe.lstat()
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return True
    return False


def part_prefix(path: Path) -> str:
    """How the name of a file begins while it is being written."""
    return f".{path.name[:60]}."
