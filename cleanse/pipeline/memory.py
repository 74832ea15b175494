"""How much memory one document may take: one that takes more fails by itself, and the process that cleans it lives.

A limit of the system's (RLIMIT_DATA) would end the process instead: the automaton of the rules aborts where it gets no
memory. So a thread looks how much the process holds, and interrupts the work. What is taken between two looks, or in
one call of a compiled library, is beyond it: there the system's own limit holds: `isolate` sets aside what it kills.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanse.formats import InputError

SMALL = 1 << 20
"""Characters of a document up to which nobody looks: it would have to take eight thousand times as much."""
TICK = 0.05  # seconds between two looks, of which each takes 0.03 ms
_TURNS = 1000  # of the interpreter, within which an interrupt comes; it may have come and been swallowed
_HELD = Path("/proc/self/statm")  # in pages: the second number is what the process holds in memory


class _MemoryOverError(BaseException):
    """Raised from outside, anywhere in a filter. No Exception: what a filter mends by itself is not this."""


@contextmanager
def within_memory(gigabytes: float, length: int) -> Iterator[None]:
    """Within, a document of `length` characters for which the process takes so much more fails by an InputError.

    0 is no limit. Linux only: other systems do not say cheaply how much a process holds.
    """
    if not gigabytes or length < SMALL or not _HELD.exists():
        yield
        return
    watch = _Watch(_held() + int(gigabytes * 1e9))
    watch.start()
    has_come = False
    try:
        try:
            yield
        except _MemoryOverError:
            has_come = True
            raise
        finally:
            watch.stop()
            for _ in range(_TURNS if watch.has_interrupted and not has_come else 0):
                time.sleep(0)  # it is under way
    except _MemoryOverError:
        raise InputError(
            f"takes more than {gigabytes:g} GB of memory to clean; "
            "leave it out, cut it into parts, or give more by --memory"
        ) from None


class _Watch:
    """Looks from its own thread whether the process holds more than it may, and interrupts the one that began it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._worker = threading.get_ident()
        self._over = threading.Lock()  # held while the work is interrupted, and while the watch is ended
        self._ended = threading.Event()
        self.has_interrupted = False

    def start(self) -> None:
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """End the watch: from here on it does not interrupt."""
        with self._over:
            self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(TICK):
            if _held() > self._most:
                with self._over:
                    if not self._ended.is_set():
                        self._interrupt()
                return

    def _interrupt(self) -> None:
        """Have the worker raise an error before its next bytecode.

        It is never withdrawn: Python 3.11 then waits for it for ever where a tracer is at work.
        """
        import ctypes

        self.has_interrupted = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._worker), ctypes.py_object(_MemoryOverError))


def _held() -> int:
    """The bytes that this process holds in memory."""
    return int(_HELD.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
