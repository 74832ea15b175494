"""How often Python looks for objects that hold each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 70_000  # new objects; a hundred times Python's own number


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within, Python looks for cycles far less often: thousands of rows are none, and to go through them takes time."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
