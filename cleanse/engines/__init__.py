"""Where tasks run. An engine is a function `(task, items, jobs) -> results in order`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

ENGINES = {"local": "cleanse.engines.local"}


def engine(name: str) -> Callable[..., Any]:
    """The engine of that name."""
    found: Callable[..., Any] = import_module(ENGINES[name]).ordered_map
    return found
