"""The configuration file: where it is looked for, what may be in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cleanse.settings.checks import ConfigError, check, suggestion
from cleanse.settings.definitions import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("cleanse.toml", "pyproject.toml")  # in one folder, the first wins

KEYS = {setting.key: name for name, setting in SETTINGS.items() if name != "filter_settings"}
"""The name of each setting by its key in a file."""


def load(start: Path, file: Path | None = None) -> tuple[dict[str, Any], Path | None]:
    """The settings that hold for the folder `start`, by name, and the file that they come from.

    The file is `file` if given, else the nearest `cleanse.toml`, or `pyproject.toml` with a table `[tool.cleanse]`,
    from `start` upward. Raises ConfigError, naming the file, for broken TOML, an unknown key or an illegal value.
    """
    for path in [file] if file else _candidates(start):
        table = _table(path, required=path == file)
        if table is not None:
            try:
                return _settings(table, path.parent), path
            except ConfigError as error:
                raise ConfigError(f"{path}: {error}") from None
    return {}, None


def _settings(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The settings of the table of a file in this folder.

    A table in it is that of a filter: whether it exists is not known here.
    """
    values: dict[str, Any] = {}
    filters: dict[str, Any] = {}
    for key, value in table.items():
        if name := KEYS.get(key.replace("_", "-")):
            anchored = SETTINGS[name].about.anchored
            values[name] = check(SETTINGS[name], anchored(value, folder) if anchored else value)
        elif isinstance(value, Mapping):
            filters[key] = value
        else:
            raise ConfigError(f"unknown key {key!r}{suggestion(key, KEYS)}")
    return {**values, "filter_settings": check(SETTINGS["filter_settings"], filters)} if filters else values


def _candidates(start: Path) -> Iterable[Path]:
    for folder in (start, *start.resolve().parents):
        yield from (folder / name for name in FILES if (folder / name).is_file())


def _table(path: Path, required: bool) -> Mapping[str, Any] | None:
    """The settings of one file; None for a pyproject.toml that has none."""
    import tomllib

    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    if path.name != "pyproject.toml":
        return whole
    tools = whole.get("tool", {})
    table = tools.get("cleanse", {} if required else None) if isinstance(tools, Mapping) else tools
    if table is not None and not isinstance(table, Mapping):
        raise ConfigError(f"{path}: tool.cleanse = {table!r}: give a table, [tool.cleanse]")
    return table
