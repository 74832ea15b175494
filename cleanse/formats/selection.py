"""Which files of a folder are meant: patterns as in `.gitignore`, and the files of that name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".gitignore"


class Selection(NamedTuple):
    """Patterns in the syntax of `.gitignore`, relative to each folder that is named on the command line.

    Of files in folders those are meant that match one of `include`, if there are any, and none of `exclude`, and, if
    `ignores`, none of the patterns in `.gitignore` files there. A file that is named itself is always meant.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignores: bool = False

    def names(self, path: Path) -> bool:
        """Whether a pattern that includes names the ending of a file: then it is meant as if it were named itself.

        >>> [Selection(include).names(Path("a.json")) for include in (("*.json",), ("news/",), ())]
        [True, False, False]
        """
        return path.suffix != "" and any(pattern.endswith(path.suffix) for pattern in self.include)

    def within(self, folder: Path) -> Chooser:
        return Chooser(self, folder)


class Chooser:
    """A selection at work in one folder, asked from the top down."""

    def __init__(self, selection: Selection, top: Path) -> None:
        self._top = top.absolute()
        self._include = _spec(selection.include) if selection.include else None
        self._exclude = _spec(selection.exclude) if selection.exclude else None
        self._ignores = selection.ignores
        self._specs: list[tuple[Path, GitIgnoreSpec]] = []
        # those of the folders above, up to the top of the repository, hold here too
        root = next((folder for folder in [self._top, *self._top.parents] if (folder / ".git").exists()), self._top)
        for folder in reversed(self._top.parents):
            if folder.is_relative_to(root):
                self.enter(folder)

    def enter(self, folder: Path) -> None:
        """Take the `.gitignore` of a folder into account, for what lies below it."""
        path = folder / IGNORE_FILE
        if self._ignores and path.is_file():
            self._specs.append((folder.absolute(), _spec(path.read_text("utf-8", "replace").splitlines())))

    def has_folder(self, folder: Path) -> bool:
        """Whether anything below a folder may be meant."""
        return not self._is_left_out(folder.absolute(), "/")

    def has_file(self, path: Path) -> bool:
        path = path.absolute()
        if self._include and not self._include.match_file(path.relative_to(self._top).as_posix()):
            return False
        return not self._is_left_out(path, "")

    def _is_left_out(self, path: Path, slash: str) -> bool:
        if self._exclude and self._exclude.match_file(path.relative_to(self._top).as_posix() + slash):
            return True
        return any(
            spec.match_file(path.relative_to(folder).as_posix() + slash)
            for folder, spec in self._specs
            if path.is_relative_to(folder)
        )


def _spec(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
