"""The filters of the chain, in order, and how one is made from its name.

A filter is one module here with a function `build(settings) -> Filter`, and its name in CHAIN. Other packages add
theirs by an entry point of the group `cleanse.filters` that names such a function. They run where `filters` names them,
or in the default chain where `extra_filters` puts them; `settings.filter_settings[name]` are their own settings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module

from cleanse import plugins
from cleanse.model import Filter
from cleanse.settings import ConfigError, ExtraFilter, Settings, suggestion

CHAIN = (
    "markup",  # first: every later filter reads plain text
    "mojibake",  # before anything that looks at characters: a damaged character is a different one
    "characters",  # before glosses and script: their tables know the plain form of a character only
    "glosses",  # before script: OpenCC's phrase tables look at neighbours, and a gloss separates them
    "script",  # before width and boilerplate: their rules are written once, in the target script
    "width",
    "unwrap",  # before boilerplate: a rule judges a whole paragraph, not the lines it was wrapped into
    "boilerplate",
    "repeats",  # last: a copy is only a copy once what was between and around is gone
)

PLUGINS = plugins.Group("cleanse.filters", "filter", "a function build(settings) that returns a filter", CHAIN)


def names() -> tuple[str, ...]:
    """The names of all filters there are: those of the chain, then those that other packages add."""
    return plugins.names(PLUGINS)


def names_of(settings: Settings) -> tuple[str, ...]:
    """The names of the filters that run, in order: those of `filters`, or the chain with the extra filters in it.

    Raises ConfigError if an extra filter has no place in the chain.
    """
    if settings.filters is None:
        return _extended(CHAIN, settings.extra_filters)
    if settings.extra_filters:
        raise ConfigError("extra-filters go into the default chain: with filters, name them in filters")
    return settings.filters


def _extended(chain: tuple[str, ...], extra_filters: Iterable[ExtraFilter]) -> tuple[str, ...]:
    """The chain with each extra filter in its place; those with the same place keep their order."""
    order = list(chain)
    followers: dict[str, int] = {}
    for extra in extra_filters:
        place = extra.after or extra.before or ""
        if extra.name in order:
            raise ConfigError(f"extra-filters: {extra.name!r} is in the chain already")
        if place not in order:
            side = "after" if extra.after else "before"
            raise ConfigError(
                f"extra-filters: {extra.name!r} shall run {side} {place!r}, which is not in the chain"
                f"{suggestion(place, order)}"
            )
        index = order.index(place)
        if extra.after:
            followers[place] = followers.get(place, 0) + 1
            index += followers[place]
        order.insert(index, extra.name)
    return tuple(order)


def build(name: str, settings: Settings) -> Filter:
    """The filter of that name. Raises ConfigError, naming the nearest, if there is none that can be used."""
    if name in CHAIN:
        builtin: Filter = import_module(f"cleanse.filters.{name}").build(settings)
        return builtin
    plugin = plugins.load(PLUGINS, name)
    tables = {name: {}, **settings.filter_settings}  # so that the table of each filter that is built is there
    try:
        added = plugin.function(replace(settings, filter_settings=tables))
    except ConfigError:
        raise
    except (Exception, SystemExit) as error:  # another package's code may raise anything
        raise ConfigError(f"filter {name!r} cannot be built: {type(error).__name__}: {error}") from error
    if not is_filter(added):
        wrong = f"which returns a value of type {type(added).__name__} without a name and edits(document)"
        raise ConfigError(f"{plugin.origin}, {wrong}; {plugin.wanted}")
    if added.name in CHAIN:
        raise ConfigError(f"filter {name!r} calls itself {added.name!r}, but cleanse has a filter of that name")
    checked: Filter = added
    return checked


def is_filter(candidate: object) -> bool:
    """Whether the object has what the chain needs of a filter. A class has not: one of its objects has."""
    if isinstance(candidate, type):
        return False
    return isinstance(getattr(candidate, "name", None), str) and callable(getattr(candidate, "edits", None))


def check(settings: Settings) -> None:
    """Raises ConfigError, in one line, if the settings name a filter that does not exist or cannot be used.

    So it does for a file of rules that is wrong, whether or not a filter that uses rules is among them.
    """
    check_names(settings)
    check_rules(settings)
    for name in names_of(settings):
        if name not in CHAIN:
            build(name, settings)


def check_rules(settings: Settings) -> None:
    """Raises ConfigError, in one line, if a file of own rules is wrong."""
    if settings.rules:
        from cleanse.rules.own import own_rules

        own_rules(settings)


def check_names(settings: Settings) -> None:
    """Raises ConfigError if the settings name a filter, or have a table for one, that does not exist."""
    running = names_of(settings)
    if running != CHAIN:
        plugins.check_names(PLUGINS, running)
    for name in settings.filter_settings:
        if name in CHAIN:
            raise ConfigError(f"the filter {name!r} has no settings in a table of its own")
    if settings.filter_settings:
        plugins.check_names(PLUGINS, settings.filter_settings)
