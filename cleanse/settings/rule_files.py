"""The value of the setting `rules`: files of rules, and what is in them as a checksum.

The checksum makes the settings of two runs differ where the rules do: so a resumed run cleans again what was cleaned by
other rules, and a run's record says which rules made it. A process that is handed the settings reads the files itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanse.settings.checks import ConfigError

ENDINGS = (".toml", ".txt")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules as it was when the settings were made: its absolute path and the SHA-256 of its bytes."""

    path: str
    sha256: str

    def read(self) -> bytes:
        """The bytes of the file. Raises ConfigError if they are not those that the settings were made with."""
        data = _read(Path(self.path))
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ConfigError(f"{self.path}: was changed after the settings were read; start again")
        return data


def rule_files(value: Any) -> tuple[RuleFile, ...]:
    """The value of `rules`: each file that it names or that is in a folder it names, once, in order."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f'rules = {value!r}: give a list of files or folders, like ["my-rules/"]')
    files: dict[str, RuleFile] = {}
    for item in value:
        if isinstance(item, Mapping) and item.keys() == {"path", "sha256"}:  # as a run's record has it
            item = RuleFile(**item)
        if isinstance(item, RuleFile):
            files.setdefault(item.path, item)
            continue
        for path in _files(item):
            name = str(path.absolute())
            if name not in files:
                files[name] = RuleFile(name, hashlib.sha256(_read(path)).hexdigest())
    return tuple(files.values())


def anchored(value: Any, folder: Path) -> Any:
    """The same value with its relative paths under `folder`: those in a file are relative to that file."""
    if not isinstance(value, list):
        return value
    return [str(folder / item) if isinstance(item, str) and item else item for item in value]


def described(value: Any) -> str:
    """The files as a report names them. `value` is the setting, or what `run.json` has of it."""
    rows = (item if isinstance(item, Mapping) else {"path": item.path, "sha256": item.sha256} for item in value)
    return ", ".join(f"{row['path']} (SHA-256 {row['sha256'][:12]}…)" for row in rows)


def _files(item: Any) -> Iterator[Path]:
    """The file itself, or the files of rules in a folder and in those below it, sorted."""
    if not (isinstance(item, str | os.PathLike) and os.fspath(item)):
        raise ConfigError(f"rules has {item!r} in it: give a list of files or folders")
    path = Path(os.fsdecode(item))
    if not path.is_dir():
        if path.suffix not in ENDINGS:
            raise ConfigError(f"rules: {path}: is no file of rules; name a .toml file, SITE.txt, or a folder of such")
        yield path
        return
    found = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_meant(file.relative_to(path))]
    if not found:
        raise ConfigError(f"rules: {path}: holds no file of rules, NAME.toml or SITE.txt")
    yield from found


def _is_meant(file: Path) -> bool:
    """Whether a file in a folder is one of rules. A text is if it is named like a site: example.org.txt, no README.txt.

    Full-Text RSS names the file for all subdomains `.example.org.txt`: of texts, hidden ones count too.
    """
    if any(part.startswith(".") for part in file.parts[:-1]):
        return False
    if file.suffix == ".txt":
        return "." in file.stem.strip(".")
    return file.suffix == ".toml" and not file.name.startswith(".")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"rules: {path}: cannot be read: {error.strerror}") from None
