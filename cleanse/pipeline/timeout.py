"""How long one document may take, where a limit was asked for: it makes results depend on the machine."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cleanse.formats import InputError
from cleanse.settings import ConfigError


class _TimeOverError(BaseException):
    """Raised by the alarm, from anywhere in a filter. No Exception: what a filter mends by itself is not this."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Within, work that takes longer than so many seconds on the clock fails by an InputError; 0 is no limit.

    To be used in the main thread of a process, as workers do.
    """
    if not seconds:
        yield
        return

    def over(*_: Any) -> None:
        raise _TimeOverError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeOverError:
        raise InputError(f"takes longer than {seconds:g} s to clean; leave it out, or give more by --timeout") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check_timeout(seconds: float) -> None:
    """Raises ConfigError where a limit was asked for and the system has none to give."""
    if seconds and not hasattr(signal, "setitimer"):
        raise ConfigError("timeout: this system cannot interrupt what takes too long; leave it out")
