"""Tasks on the cores of this machine."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

WINDOWS_PROCESSES = 61  # what WaitForMultipleObjects can wait for; a larger pool raises ValueError
CHUNKS_PER_PROCESS = 4  # under way or waiting: enough that no process runs dry while the caller uses a result


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered_map(
    task: Callable[[T], R],
    items: Iterable[T],
    jobs: int,
    chunk: float = 1,
    weight: Callable[[T], float] = lambda item: 1,
) -> Iterator[R]:
    """`map(task, items)` in `jobs` processes (0: one for each core), results in order.

    Each process gets the task once, and items in chunks that weigh `chunk` or a little more. A few chunks a process are
    under way or waiting, however many items there are. If `items` raises, the results of all items before come first;
    if `task` does, those of all items before the one it failed on. Ctrl-C, or a caller who wants no more results, ends
    the processes where they are. One process is this one, as it is for one item.
    """
    jobs = jobs or cores()
    if jobs == 1 or (isinstance(items, Sized) and len(items) < 2):
        yield from map(task, items)
        return
    if sys.platform == "win32":
        jobs = min(jobs, WINDOWS_PROCESSES)
    from concurrent.futures import ProcessPoolExecutor  # slow to import

    waiting: deque[Future[tuple[list[R], Exception | None]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_receive_task, initargs=(task,)) as pool:
        try:
            for part, input_error in _chunks(items, chunk, weight):
                waiting.append(pool.submit(_run_chunk, part))
                while waiting and (input_error or len(waiting) >= CHUNKS_PER_PROCESS * jobs):
                    yield from _results(waiting.popleft())
                if input_error:
                    raise input_error
            while waiting:
                yield from _results(waiting.popleft())
        except (KeyboardInterrupt, GeneratorExit):
            for process in list((pool._processes or {}).values()):  # Python 3.14 has a public method for this
                process.terminate()
            waiting.clear()  # the pool itself ends what it can no longer do
            raise
        finally:
            for future in waiting:
                future.cancel()


def _chunks(
    items: Iterable[T], chunk: float, weight: Callable[[T], float]
) -> Iterator[tuple[list[T], Exception | None]]:
    """The items in lists that weigh `chunk` or a little more, the last one with the error that `items` raised."""
    part: list[T] = []
    total = 0.0
    iterator = iter(items)
    while True:
        try:
            item = next(iterator)
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


_task: Callable[[Any], Any]  # of a worker process, which is there for one task only


def _receive_task(task: Callable[[Any], Any]) -> None:
    global _task
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits for the results decides


def _run_chunk(part: list[Any]) -> tuple[list[Any], Exception | None]:
    """The results of a chunk, up to the first error; with it the traceback, which would not leave the process."""
    results: list[Any] = []
    for item in part:
        try:
            results.append(_task(item))
        except Exception as error:
            error.add_note(f"in a worker process:\n{traceback.format_exc()}")
            return results, error
    return results, None


def _results(future: Future[tuple[list[R], Exception | None]]) -> Iterator[R]:
    """The results of one chunk. Raises the error that its task ended with, if any."""
    results, error = future.result()
    yield from results
    if error:
        raise error
