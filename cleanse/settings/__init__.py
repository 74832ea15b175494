"""Settings: declared once in `definitions`, read from files, keywords and options, checked in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from cleanse.settings.checks import ConfigError, ExtraFilter, check, suggestion
from cleanse.settings.definitions import SETTINGS, RunSettings, Settings, SettingsKeywords
from cleanse.settings.file import load
from cleanse.settings.rule_files import RuleFile

__all__ = [
    "SETTINGS",
    "ConfigError",
    "ExtraFilter",
    "RuleFile",
    "RunSettings",
    "Settings",
    "SettingsKeywords",
    "checked",
    "described",
    "from_values",
    "load",
    "settings",
    "suggestion",
]


def settings(**given: Any) -> Settings:
    """Settings from keywords. Raises TypeError for an unknown name, naming the nearest, and ConfigError for a value."""
    names = [field.name for field in fields(Settings)]
    for name in given:
        if name in SETTINGS and name not in names:
            raise TypeError(f"the setting {name!r} is one of a run over many documents; cleaning one does not take it")
        if name not in names:
            raise TypeError(f"unknown setting {name!r}{suggestion(name, names)}")
    return replace(Settings(), **{name: checked(name, value) for name, value in given.items()})


def checked(name: str, value: Any) -> Any:
    """The value, in the type that the setting of that name has. Raises ConfigError if it is not a legal one."""
    return check(SETTINGS[name], value)


def from_values(values: Mapping[str, Any]) -> tuple[Settings, RunSettings]:
    """The settings with these values, by name, and the default for every other. Raises ConfigError for a value."""
    legal = {name: checked(name, value) for name, value in values.items() if name in SETTINGS}
    names = {field.name for field in fields(Settings)}
    settings = replace(Settings(), **{name: value for name, value in legal.items() if name in names})
    options = replace(RunSettings(), **{name: value for name, value in legal.items() if name not in names})
    if (options.csv_quote or '"') == options.csv_delimiter:
        raise ConfigError(f"csv-delimiter = {options.csv_delimiter!r}: is csv-quote too; tell the other one as well")
    return settings, options


def described(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a report says of a run's settings: (key, value) of those that matter most and of all that are not default.

    `values` are settings by name, as `run.json` has them. `filters` and `extra_filters` are left out: they are told
    together, as the chain that ran (`cleanse.filters.names_of`).
    """
    for name, setting in SETTINGS.items():
        if name in values and name not in ("filters", "extra_filters"):
            value, shown = values[name], setting.about.in_report
            value = tuple(value) if isinstance(value, list) else value  # as JSON has it
            if shown or (shown is None and value != setting.default):
                words = setting.about.described
                yield setting.key, words(value) if words else value if isinstance(value, str) else repr(value)
