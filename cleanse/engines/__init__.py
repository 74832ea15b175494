"""Where tasks run. An engine is a function `(task, items, jobs) -> results in order`.

Other packages add theirs by an entry point of the group `cleanse.engines` that names such a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

from cleanse import plugins

ENGINES = {"local": "cleanse.engines.local", "ray": "cleanse.engines.ray"}
PLUGINS = plugins.Group(
    "cleanse.engines", "engine", "a function (task, items, jobs) that yields the results in order", tuple(ENGINES)
)

Engine = Callable[..., Iterator[Any]]


def names() -> tuple[str, ...]:
    """The names of all engines there are: those of cleanse, then those that other packages add."""
    return plugins.names(PLUGINS)


def check(name: str) -> None:
    """Raises ConfigError, in one line, if there is no engine of that name that can be used."""
    if name != "local":
        plugins.check_names(PLUGINS, [name])
        if name not in ENGINES:
            plugins.load(PLUGINS, name)


def engine(name: str, address: str | None = None) -> Engine:
    """The engine of that name. Raises ConfigError if there is none, or if what it needs is not installed.

    `address` is that of a Ray cluster, for the engine of this name.
    """
    function: Engine = (
        import_module(ENGINES[name]).ordered_map if name in ENGINES else plugins.load(PLUGINS, name).function
    )
    return partial(function, address=address) if name == "ray" else function
