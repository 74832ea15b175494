"""What a value of a setting may be, and what is said to the person who wrote another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from cleanse.settings.declare import Setting


class ConfigError(ValueError):
    """A setting that does not exist or a value it cannot take; the message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class ExtraFilter:
    """A filter that another package adds, and the filter of the default chain that it runs after, or before."""

    name: str
    after: str | None = None
    before: str | None = None


def check(setting: Setting, value: Any) -> Any:
    """The value, in the type that the setting has. Raises ConfigError if it is not a legal one."""
    about = setting.about
    if about.check:
        return about.check(value)
    if about.choices:
        if value not in about.choices:
            raise ConfigError(f"{setting.key} = {value!r}: choose from {', '.join(about.choices)}")
    elif not _is_legal(setting, value):
        raise ConfigError(f"{setting.key} = {value!r}: give {about.wanted}")
    return value


def _is_legal(setting: Setting, value: Any) -> bool:
    about = setting.about
    if setting.type is bool:
        return isinstance(value, bool)
    if setting.type in (int, float):
        if isinstance(value, bool) or not isinstance(value, int if setting.type is int else int | float):
            return False
        return (
            (about.above is None or value > about.above)
            and (about.at_least is None or value >= about.at_least)
            and (about.at_most is None or value <= about.at_most)
        )
    if value is None:
        return setting.default is None
    return isinstance(value, str) and bool(value)


def filter_names(value: Any) -> tuple[str, ...] | None:
    """The value of `filters`: names of filters, or None."""
    if value is None:
        return None
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f"filters = {value!r}: give a list of filter names")
    names = tuple(value)
    if wrong := [name for name in names if not (isinstance(name, str) and name)]:
        raise ConfigError(f"filters has {wrong[0]!r} in it: give a list of filter names")
    return names


def script_names(value: Any) -> tuple[str, ...]:
    """The value of `script-names`: names, each of two characters or more."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f'script-names = {value!r}: give a list of names, like ["徐乾学"]')
    names = tuple(value)
    if wrong := [name for name in names if not (isinstance(name, str) and len(name) > 1 and "\n" not in name)]:
        raise ConfigError(
            f"script-names has {wrong[0]!r} in it: give names of two characters or more, each in one line"
        )
    return names


def field_names(value: Any) -> tuple[str, ...]:
    """The value of `text-field`: the name of a field, or several."""
    if isinstance(value, Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f"text-field = {value!r}: give the name of a field, or a list of them")
    names = (value,) if isinstance(value, str) else tuple(value)
    if not names or any(not (isinstance(name, str) and name) for name in names):
        raise ConfigError(f"text-field = {value!r}: give the name of a field")
    return tuple(dict.fromkeys(names))


def csv_delimiter(value: Any) -> str | None:
    """The value of `csv-delimiter`: one character, or how a tab is written."""
    mark = "\t" if value in ("\\t", "tab") else value
    if mark is not None and not _is_mark(mark):
        raise ConfigError(f"csv-delimiter = {value!r}: give one character, like ; or \\t")
    return mark


def csv_quote(value: Any) -> str | None:
    """The value of `csv-quote`: one character, or `none`."""
    if value not in (None, "none") and not _is_mark(value):
        raise ConfigError(f"csv-quote = {value!r}: give one character, like ' or none")
    return None if value is None else str(value)


def _is_mark(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n\0"


def extra_filters(value: Any) -> tuple[ExtraFilter, ...]:
    """The value of `extra-filters`: a list of tables, each with a name and a place."""
    example = '[{name = "shout", after = "width"}]'
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f"extra-filters = {value!r}: give a list of tables like {example}")
    return tuple(_extra_filter(item, example) for item in value)


def _extra_filter(item: Any, example: str) -> ExtraFilter:
    if isinstance(item, ExtraFilter):
        return item
    if not isinstance(item, Mapping):
        raise ConfigError(f"extra-filters has {item!r} in it: give a list of tables like {example}")
    given = {key: value for key, value in item.items() if value is not None}
    for key, value in given.items():
        if key not in ("name", "after", "before"):
            raise ConfigError(f"extra-filters: unknown key {key!r}{suggestion(key, ('name', 'after', 'before'))}")
        if not (isinstance(value, str) and value):
            raise ConfigError(f"extra-filters: {key} = {value!r}: give the name of a filter")
    if "name" not in given or ("after" in given) == ("before" in given):
        raise ConfigError(f"extra-filters has {dict(item)!r} in it: give its name, and either after or before")
    return ExtraFilter(**given)


def filter_settings(value: Any) -> dict[str, dict[str, Any]]:
    """The value of `filter_settings`: a table of settings by the name of a filter that another package adds."""
    if not isinstance(value, Mapping):
        raise ConfigError(f"filter_settings = {value!r}: give settings by filter, like {{'shout': {{'marks': 1}}}}")
    for name, table in value.items():
        if not isinstance(table, Mapping):
            raise ConfigError(f"filter_settings[{name!r}] = {table!r}: give settings by name, like {{'marks': 1}}")
    return {name: deepcopy(dict(table)) for name, table in value.items()}


def suggestion(name: str, names: Iterable[str]) -> str:
    """The end of a message about a name that does not exist: which one is near it, or all that there are."""
    from difflib import get_close_matches

    names = list(names)
    near = get_close_matches(name, names, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are: {', '.join(names)}"
