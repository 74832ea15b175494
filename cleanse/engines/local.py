"""Tasks on the cores of this machine."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

WINDOWS_PROCESSES = 61  # what WaitForMultipleObjects can wait for; a larger pool raises ValueError
MOST_PROCESSES = 4  # for a core: all of a pool are started at once, and more would only wait for each other
CHUNKS_PER_PROCESS = 4  # under way or waiting: enough that no process runs dry while the caller uses a result
GRACE = 1.5  # seconds that processes have to end by themselves after an interrupt
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
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # slow to import

    waiting: deque[Future[tuple[list[R], Exception | None]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(task,)) as pool:
        try:
            for part, input_error in _chunks(items, chunk, weight):
                with _interrupts_held():
                    waiting.append(pool.submit(_run_chunk, part))
                while waiting and (input_error or len(waiting) >= CHUNKS_PER_PROCESS * jobs):
                    yield from _results(waiting.popleft())
                if input_error:
                    raise input_error
            while waiting:
                yield from _results(waiting.popleft())
        except (KeyboardInterrupt, GeneratorExit):
            processes = dict(pool._processes or {})  # there is no public way to them
            try:
                _interrupt(processes)  # `terminate` would break pipes
            finally:
                _end_later(list(processes.values()))
            raise
        except BrokenExecutor:
            raise WorkerError(_KILLED) from None
        finally:
            for future in waiting:
                future.cancel()


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


_KILLED = "a worker process was ended from outside, perhaps for want of memory; fewer at once (jobs) need less"


class WorkerError(RuntimeError):
    """A process ended in the midst of a task; its results, and those of all tasks after it, are lost."""


class _Worker:
    """What a process of a pool does: one task on many items, until it is interrupted.

    An interrupt stops the task in its midst; while the pool's own code runs, it only marks that no other task begins,
    as a result that is half written to a pipe would keep its reader waiting for ever.
    """

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self.task = task
        self.is_busy = self.is_interrupted = False

    def interrupt(self, *_: object) -> None:
        self.is_interrupted = True
        if self.is_busy:
            raise KeyboardInterrupt

    def run(self, part: list[Any]) -> tuple[list[Any], Exception | None]:
        """The results of a chunk, up to the first error; with it the traceback, which would not leave the process."""
        results: list[Any] = []
        for item in part:
            if self.is_interrupted:
                raise KeyboardInterrupt
            try:
                self.is_busy = True
                results.append(self.task(item))
            except Exception as error:
                error.add_note(f"in a worker process:\n{traceback.format_exc()}")
                return results, error
            finally:
                self.is_busy = False
        return results, None


_worker: _Worker  # of a process that is there for one task only


def _start_worker(task: Callable[[Any], Any]) -> None:
    global _worker
    _worker = _Worker(task)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, _worker.interrupt)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Within, Ctrl-C waits. A process that is started here waits with it until `_start_worker` can take it.

    Else it would end in Python's own start-up, with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """End this process once the one that started it has ended, be it killed: its pool would wait for work for ever."""
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _run_chunk(part: list[Any]) -> tuple[list[Any], Exception | None]:
    return _worker.run(part)


def _interrupt(pids: Iterable[int]) -> None:
    """Interrupt worker processes. On Windows the console has done so: there a signal to one process would kill it."""
    if sys.platform != "win32":
        for pid in list(pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)


def _end_later(processes: Sequence[BaseProcess]) -> None:
    """End worker processes that are still there after a while, so that this one never waits for them at its exit.

    A second Ctrl-C can come while the pool is being shut down, and leave it without anyone who tells its processes to
    end.
    """

    def end() -> None:
        for process in processes:
            with suppress(OSError, ValueError):  # gone
                process.terminate()

    timer = threading.Timer(GRACE, end)
    timer.daemon = True
    timer.start()


def _results(future: Future[tuple[list[R], Exception | None]]) -> Iterator[R]:
    """The results of one chunk. Raises the error that its task ended with, if any."""
    results, error = future.result()
    yield from results
    if error:
        raise error
