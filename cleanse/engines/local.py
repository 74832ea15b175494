"""Tasks on the cores of this machine."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from cleanse.engines.pool import interrupts_held, run_chunk, worker_pool

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

WINDOWS_PROCESSES = 61  # what WaitForMultipleObjects can wait for; a larger pool raises ValueError
MOST_PROCESSES = 4  # for a core: all of a pool are started at once, and more would only wait for each other
CHUNKS_PER_PROCESS = 4  # under way or waiting: enough that no process runs dry while the caller uses a result
START_UP = 0.3  # seconds that a process takes to start and to load the tables of the default chain


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(
    task: Callable[[T], R],
    items: Iterable[T],
    jobs: int,
    chunk: float = 1,
    weight: Callable[[T], float] = lambda item: 1,
    alone: float = 0,
) -> Iterator[R]:
    """`map(task, items)` in `jobs` processes (0: one for each core), results in order.

    Each process gets the task once, and items in chunks that weigh `chunk` or a little more. A few chunks a process are
    under way or waiting, however many items there are. If `items` raises, the results of all items before come first;
    if `task` does, those of all items before the one it failed on. Ctrl-C, or a caller who wants no more results, stops
    the processes in the midst of their tasks.

    A process that ends in the midst of a task, killed for want of memory, raises WorkerError.

    One process is this one, as it is for one item, and for the first items until they have taken `alone` seconds: many
    a task is done before a pool would have started, and what this process has loaded, one that it forks has too.
    """
    jobs = min(jobs or cores(), MOST_PROCESSES * cores())
    if isinstance(items, Sized):
        jobs = min(jobs, len(items))
    if jobs <= 1:
        yield from map(task, items)
        return
    items = iter(items)
    while alone > 0:
        begun = perf_counter()
        try:
            item = next(items)
        except StopIteration:
            return
        result = task(item)
        alone -= perf_counter() - begun
        yield result
    if sys.platform == "win32":
        jobs = min(jobs, WINDOWS_PROCESSES)
    waiting: deque[Future[tuple[list[R], Exception | None]]] = deque()
    with worker_pool(jobs, task) as pool:
        try:
            for part, input_error in _chunks(items, chunk, weight):
                with interrupts_held():
                    waiting.append(pool.submit(run_chunk, part))
                while waiting and (input_error or len(waiting) >= CHUNKS_PER_PROCESS * jobs):
                    yield from _results(waiting.popleft())
                if input_error:
                    raise input_error
            while waiting:
                yield from _results(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()


def apart(task: Callable[[T], R], item: T) -> R:
    """`task(item)` in a process of its own. Raises WorkerError where that is killed."""
    with worker_pool(1, task) as pool:
        with interrupts_held():
            future = pool.submit(run_chunk, [item])
        results: list[R] = list(_results(future))
        return results[0]


def _chunks(
    items: Iterator[T], chunk: float, weight: Callable[[T], float]
) -> Iterator[tuple[list[T], Exception | None]]:
    """The items in lists that weigh `chunk` or a little more, the last one with the error that `items` raised."""
    part: list[T] = []
    total = 0.0
    while True:
        try:
            item = next(items)
        except StopIteration:
            break
        except Exception as error:
            yield part, error
            return
        part.append(item)
        total += weight(item)
        if total >= chunk:
            yield part, None
            part, total = [], 0.0
    if part:
        yield part, None


def _results(future: Future[tuple[list[R], Exception | None]]) -> Iterator[R]:
    """The results of one chunk. Raises the error that its task ended with, if any."""
    results, error = future.result()
    yield from results
    if error:
        raise error
