"""Whether time grows with the size of a text only."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 4  # so much larger is the larger text: time that grows with the square takes 16 times as long
ALLOWED = 10
ATTEMPTS = 4  # what else the machine does spoils one or two, not all
NOTHING = 0.05  # seconds; what takes less than this tells nothing and harms nobody


def assert_linear(work: Callable[[str], object], text: Callable[[int], str], size: int) -> None:
    """Check that work on `text(size)` takes little more than four times as long as on `text(size // 4)`.

    Processor time of one process is compared with itself, so the machine's speed does not matter. A pattern that
    tries a text in exponentially many ways does not come to an end, which is for the limit on a test's time.
    """
    small, large = text(size // TIMES), text(size)
    ratios = []
    for _ in range(ATTEMPTS):
        seconds = _seconds(work, large)
        if seconds < NOTHING:
            return
        ratios.append(seconds / max(_seconds(work, small), NOTHING / ALLOWED))
        if ratios[-1] <= ALLOWED:
            return
    raise AssertionError(f"{TIMES} times the text takes {min(ratios):.0f} times as long: {large[:40]!r}")


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    begun = time.process_time()
    work(text)
    return time.process_time() - begun


def repeated(unit: str) -> Callable[[int], str]:
    """Texts of one unit over and over: its first so many characters."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]
