"""The filters of the chain, in order, and how one is made from its name.

A filter is one module here with a function `build(settings) -> Filter`, and its name in CHAIN. Other packages add
theirs by an entry point of that group that names such a function; they run where `filters` names them.
"""

from __future__ import annotations

from importlib import import_module

from cleanse.model import Filter
from cleanse.settings import ConfigError, Settings, nearest

ENTRY_POINTS = "cleanse.filters"

CHAIN = (
    "markup",  # first: every later filter reads plain text
    "mojibake",  # before anything that looks at characters: a damaged character is a different one
    "characters",  # before glosses and script: their tables know the plain form of a character only
    "glosses",  # before script: OpenCC's phrase tables look at neighbours, and a gloss separates them
    "script",  # before width and boilerplate: their rules are written once, in the target script
    "width",
    "unwrap",  # before boilerplate: a rule judges a whole paragraph, not the lines it was wrapped into
    "boilerplate",
    "repeats",  # last: a copy is only a copy once what stood between and around is gone
)


def known() -> tuple[str, ...]:
    """The names of all filters there are: those of the chain, then those that other packages add."""
    from importlib.metadata import entry_points  # as slow to import as all the rest, and seldom needed

    return (*CHAIN, *entry_points(group=ENTRY_POINTS).names)


def build(name: str, settings: Settings) -> Filter:
    """The filter of that name. Raises ValueError, naming the nearest, where there is none."""
    if name in CHAIN:
        made: Filter = import_module(f"cleanse.filters.{name}").build(settings)
        return made
    if name in known():
        from importlib.metadata import entry_points

        added: Filter = entry_points(group=ENTRY_POINTS)[name].load()(settings)
        return added
    raise ValueError(f"no filter is named {name!r}; did you mean {nearest(name, known())!r}?")


def check_names(settings: Settings) -> None:
    """Raises ConfigError, naming the nearest, where the settings name a filter that does not exist."""
    for name in settings.filters or ():
        if name not in known():
            raise ConfigError(f"no filter is named {name!r}; did you mean {nearest(name, known())!r}?")
