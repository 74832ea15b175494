"""Tasks on the cores of this machine."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(task: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """`map(task, items)` in `jobs` processes (0: one for each core), results in order.

    At most a few items a process are under way or waiting, however many there are. One process is this one, and so it
    is where only one item is known to be there.
    """
    jobs = jobs or cores()
    if jobs == 1 or (isinstance(items, Sized) and len(items) < 2):
        yield from map(task, items)
        return
    from concurrent.futures import ProcessPoolExecutor  # slow to import

    waiting: deque[Future[R]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(task, item))
                if len(waiting) >= 4 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
