"""Settings: their names, legal values and defaults, and where they are read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

FILES = ("cleanse.toml", "pyproject.toml")  # in one folder, the first wins

CHOICES: dict[str, tuple[str, ...]] = {
    "script": ("zh-Hans", "zh-Hant", "zh-TW", "zh-HK", "keep"),
    "markup": ("model", "fast", "trafilatura"),
    "boilerplate": ("rules", "model"),
    "templates": ("cut", "keep"),
    "duplicates": ("drop", "mark", "keep"),
    "engine": ("local", "ray"),
}


class ConfigError(ValueError):
    """A setting that does not exist or a value it cannot take; the message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides how one document is cleaned."""

    filters: tuple[str, ...] | None = None
    """Names in the order they run; None is the default chain, () none at all."""
    script: str = "zh-Hans"
    """What Chinese text is converted to; `keep` converts nothing."""
    markup: str = "model"
    """What finds the article of an HTML page: the classifier that comes with this package, or trafilatura.

    The first is the better one (`markup/WEIGHTS.md` has its F1) and reads 60 pages a second and more on one core.
    `fast` promises that speed whatever `model` may come to cost; today both are one path.
    """
    boilerplate: str = "model"
    """What finds the article on a page: `rules`, or beside them a `model` that knows lines."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What decides how a run over many documents goes."""

    templates: str = "cut"
    """Lines that recur on many documents of one site go (`cut`), as part of the filter `boilerplate`, or stay."""
    duplicates: str = "drop"
    """Near-duplicates are left out (`drop`), only named in the manifest (`mark`) or not looked for (`keep`)."""
    threshold: float = 0.8
    """Jaccard similarity of token shingles, 0–1, from which two documents are near-duplicates."""
    index: str | None = None
    """The file that remembers what earlier runs kept, so that near-duplicates of it are found too."""
    contained: bool = False
    """Also look for stories that stand inside another one."""
    jobs: int = 0
    """Processes; 0 is one for each core."""
    engine: str = "local"
    text_field: str = "text"
    """The field of a record that holds its text."""
    id_field: str = "id"


def settings(**given: Any) -> Settings:
    """Settings from keywords. Raises TypeError for an unknown name, naming the nearest, and ConfigError for a value."""
    known = [f.name for f in fields(Settings)]
    for name in given:
        if name not in known:
            raise TypeError(f"unknown setting {name!r}; did you mean {nearest(name, known)!r}?")
    return replace(Settings(), **{name: checked(name, value) for name, value in given.items()})


def load(start: Path, file: Path | None = None) -> tuple[dict[str, Any], Path | None]:
    """The settings that hold for the folder `start`, by name, and the file they stand in.

    That is `file` where given, else the nearest `cleanse.toml`, or `pyproject.toml` with a table `[tool.cleanse]`, from
    `start` upward. Raises ConfigError, naming the file, for broken TOML, an unknown key or an illegal value.
    """
    for path in [file] if file else _candidates(start):
        table = _table(path, required=path == file)
        if table is None:
            continue
        known = [f.name.replace("_", "-") for f in (*fields(Settings), *fields(RunSettings))]
        found = {}
        for key, value in table.items():
            if key.replace("_", "-") not in known:
                raise ConfigError(f"{path}: unknown key {key!r}; did you mean {nearest(key, known)!r}?")
            name = key.replace("-", "_")
            try:
                found[name] = checked(name, value)
            except ConfigError as error:
                raise ConfigError(f"{path}: {error}") from None
        return found, path
    return {}, None


def checked(name: str, value: Any) -> Any:
    """The value, in the type its setting has. Raises ConfigError where it is not a legal one."""
    if name in CHOICES and value not in CHOICES[name]:
        raise ConfigError(f"{name} = {value!r}: choose from {', '.join(CHOICES[name])}")
    if name == "filters":
        if isinstance(value, str) or not (value is None or isinstance(value, Iterable)):
            raise ConfigError(f"filters = {value!r}: give a list of filter names")
        return None if value is None else tuple(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name == "threshold" and not (number and 0 < value <= 1):
        raise ConfigError(f"threshold = {value!r}: give a number above 0 and up to 1")
    if name == "jobs" and not (number and isinstance(value, int) and value >= 0):
        raise ConfigError(f"jobs = {value!r}: give a whole number, 0 for all cores")
    if name == "index" and not (value is None or (isinstance(value, str) and value)):
        raise ConfigError(f"index = {value!r}: give the name of a file")
    if name == "contained" and not isinstance(value, bool):
        raise ConfigError(f"contained = {value!r}: give true or false")
    if name in ("text_field", "id_field") and not (isinstance(value, str) and value):
        raise ConfigError(f"{name.replace('_', '-')} = {value!r}: give the name of a field")
    return value


def _candidates(start: Path) -> Iterable[Path]:
    for folder in (start, *start.resolve().parents):
        yield from (folder / name for name in FILES if (folder / name).is_file())


def _table(path: Path, required: bool) -> Mapping[str, Any] | None:
    """The settings of one file; None for a pyproject.toml that has none."""
    import tomllib

    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    if path.name != "pyproject.toml":
        return whole
    table: Mapping[str, Any] | None = whole.get("tool", {}).get("cleanse", {} if required else None)
    return table


def nearest(name: str, known: Iterable[str]) -> str:
    """Which of the known names was perhaps meant."""
    from difflib import get_close_matches

    return get_close_matches(name, list(known), 1, 0)[0]
