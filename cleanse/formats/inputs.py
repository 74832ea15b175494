"""Which files are meant by paths, what each is called, and what lies there that is not read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleanse.formats import naming
from cleanse.formats.archives import is_archive
from cleanse.formats.content import content_of
from cleanse.formats.errors import InputError
from cleanse.formats.files import plainly
from cleanse.formats.kinds import kind_of
from cleanse.formats.selection import Selection

NO_ENDING = "no ending"
ALL = Selection()


class Input(NamedTuple):
    """A file to read.

    `name` is its path as the manifest gives it: below the folder that was named. `output` is that of its cleaned copy
    below the output folder. No two inputs of a run share either.
    """

    path: Path
    name: str
    output: str
    is_page: bool = False


class Skipped(NamedTuple):
    """What is not read, and why. `failed` where it should have been: it was named itself, or is a locked folder.

    `ending` is what files of that kind are counted by; empty for what is no file.
    """

    path: Path
    reason: str
    failed: bool = False
    ending: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" + ("" if self.failed else "; skipped")


def find(
    paths: Iterable[Path], selection: Selection = ALL, with_archives: bool = False
) -> tuple[list[Input], list[Skipped]]:
    """The files meant by `paths`, by name: each file itself, and of a folder all that can be read; what is skipped.

    Below a single folder names are relative to it; of several, each folder's own name comes first. Files that would
    have the same name take more of their paths into it. Hidden files in folders, and those that the selection leaves
    out, are not mentioned. The order of the paths makes no difference. `with_archives` has archives of files among the
    inputs, to be unpacked. Raises InputError where a path is a pipe, a socket or a device.
    """
    paths = sorted(dict.fromkeys(paths), key=lambda path: (not path.is_dir(), os.path.abspath(path)))
    places: dict[str, naming.Place] = {}  # by absolute path, so that a file that is named twice is read once
    pages: dict[Path, bool] = {}
    skipped: dict[str, Skipped] = {}
    for path in paths:
        refuse_special(path)
        folder = path if path.is_dir() else None
        for entry in [path] if folder is None else _walk(folder, selection):
            if isinstance(entry, Skipped):
                skipped[os.path.abspath(entry.path)] = entry
            elif (key := os.path.abspath(entry)) not in places:
                if with_archives and is_archive(entry.name):
                    pages[entry], refusal = False, ""
                else:
                    pages[entry], refusal = content_of(entry, is_named=folder is None or selection.names(entry))
                if refusal:
                    ending = kind_of(entry.name).ending or NO_ENDING
                    skipped[key] = Skipped(entry, refusal, folder is None, ending)
                else:
                    places[key] = naming.Place.of(entry, folder, with_folder=len(paths) > 1)
    named = naming.named(places.values())
    outputs = naming.outputs(place.name for place in named)
    inputs = [Input(place.path, place.name, outputs[place.name], pages[place.path]) for place in named]
    return sorted(inputs, key=lambda item: item.name), sorted(skipped.values())


def _walk(top: Path, selection: Selection) -> Iterator[Path | Skipped]:
    """All that is in the folder, meant and not hidden."""
    locked: list[OSError] = []
    chooser = selection.within(top)
    for parent, folders, files in os.walk(top, onerror=locked.append):
        chooser.enter(Path(parent))
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and chooser.has_folder(Path(parent, name))
        )
        for folder in (Path(parent, name) for name in folders):
            if folder.is_symlink():
                yield Skipped(folder, "is a link to a folder")
        for file in (Path(parent, name) for name in sorted(files) if not name.startswith(".")):
            if not chooser.has_file(file):
                continue
            if file.is_symlink() and file.exists() and not file.resolve().is_relative_to(top.resolve()):
                yield Skipped(file, "is a link that leads out of the folder; name the file itself")
                continue
            special = _special(file)
            yield Skipped(file, f"is {special}") if special else file
    for error in locked:
        yield Skipped(Path(error.filename), f"cannot be read: {plainly(error)}", failed=True)


_SPECIAL = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _special(path: Path) -> str:
    """What a path is that is no file and no folder: to read from it could take for ever. Empty for all else."""
    try:
        return _SPECIAL.get(stat.S_IFMT(os.stat(path).st_mode), "")
    except OSError:
        return ""  # reading it will say why


def refuse_special(path: Path) -> None:
    """Raises InputError where the path is a named pipe, a socket or a device."""
    if special := _special(path):
        raise InputError(f"{path}: is {special}, not a file; write what it gives to a file, or pipe it to '-'")
