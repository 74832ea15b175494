"""A pool of worker processes for one task, and how an interrupt stops it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

GRACE = 1.5  # seconds that processes have to end by themselves after an interrupt


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
def interrupts_held() -> Iterator[None]:
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


def run_chunk(part: list[Any]) -> tuple[list[Any], Exception | None]:
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


@contextmanager
def worker_pool(jobs: int, task: Callable[[Any], Any]) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes for one task. An interrupt stops them, also one that comes while the pool is shut down."""
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # slow to import

    pool = ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(task,))
    try:
        with pool:
            try:
                yield pool
            except (KeyboardInterrupt, GeneratorExit):
                _stop(pool)
                raise
            except BrokenExecutor:
                raise WorkerError(_KILLED) from None
    except KeyboardInterrupt:
        _stop(pool)
        raise


def _stop(pool: ProcessPoolExecutor) -> None:
    processes = dict(pool._processes or {})  # there is no public way to them
    try:
        _interrupt(processes)  # `terminate` would break pipes
    finally:
        _end_later(list(processes.values()))
