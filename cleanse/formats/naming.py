"""Names for the inputs of a run, and for their outputs, that no two of them share."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cleanse.formats.kinds import output_name

RECORD = ".cleanse"  # the folder in an output folder that holds the run's record


class Place(NamedTuple):
    """A file, the folders that lead to it from the root, and its path below the last of them.

    Its name is that path after `depth` of these folders, more where another file's name would be the same.
    """

    path: Path
    above: tuple[str, ...]
    below: str
    depth: int

    @classmethod
    def of(cls, path: Path, folder: Path | None, with_folder: bool) -> Place:
        """A file that was found in a folder, or (None) was named itself."""
        if folder is None:
            return cls(path, _parts(path.parent), path.name, 0)
        return cls(path, _parts(folder), path.relative_to(folder).as_posix(), int(with_folder))

    @property
    def name(self) -> str:
        return "/".join((*self.above[len(self.above) - self.depth :], self.below))


def _parts(folder: Path) -> tuple[str, ...]:
    absolute = Path(os.path.abspath(folder))
    drive = absolute.drive.strip(":\\/").replace("\\", "/")
    return (*filter(None, [drive]), *absolute.parts[1:])


def named(places: Iterable[Place]) -> list[Place]:
    """The places, each with a name of its own that is no folder of another's.

    `a/p.txt` and `b/p.txt` keep their folders where both are named; where either is named alone it is `p.txt`.
    """
    places = list(places)
    while True:
        names = [os.path.normcase(place.name).replace(os.sep, "/") for place in places]
        times, folders = Counter(names), _folders(names)
        longer = [
            place._replace(depth=place.depth + 1)
            if (times[name] > 1 or name in folders or name.split("/")[0] == RECORD) and place.depth < len(place.above)
            else place
            for place, name in zip(places, names, strict=True)
        ]
        if longer == places:
            return places
        places = longer


def outputs(names: Iterable[str]) -> dict[str, str]:
    """The output's name for each input's: what its format says, with a number before the ending where that is taken.

    An output with the name of its input always has it: beside `p.html.txt`, the page `p.html` becomes `p.html.2.txt`.

    >>> outputs(["p.html", "p.html.txt"])
    {'p.html.txt': 'p.html.txt', 'p.html': 'p.html.2.txt'}
    """
    ordered = sorted(names, key=lambda name: (output_name(name) != name, name))
    taken = {os.path.normcase(folder) for folder in _folders(ordered)}
    chosen = {}
    for name in ordered:
        wanted = output_name(name)
        candidate, number = wanted, 1
        while os.path.normcase(candidate) in taken:
            number += 1
            path = PurePosixPath(wanted)
            candidate = str(path.with_name(f"{path.stem}.{number}{path.suffix}"))
        chosen[name] = candidate
        taken.add(os.path.normcase(candidate))
    return chosen


def _folders(names: Iterable[str]) -> set[str]:
    """Every folder that one of the names leads through."""
    folders: set[str] = set()
    for name in names:
        while (name := name.rpartition("/")[0]) and name not in folders:
            folders.add(name)
    return folders
