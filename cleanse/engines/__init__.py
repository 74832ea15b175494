"""Where tasks run. An engine is a function `(task, items, jobs) -> results in order`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

ENGINES = {"local": "cleanse.engines.local", "ray": "cleanse.engines.ray"}


Engine = Callable[..., Iterator[Any]]


def engine(name: str) -> Engine:
    """The engine of that name. Raises ConfigError where what it needs is not installed."""
    found: Engine = import_module(ENGINES[name]).ordered_map
    return found
