"""Steps in turn, round after round, until none has anything more to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import TypeVar

T = TypeVar("T")
Step = Callable[[T], T | None]


def fixpoint(value: T, steps: Sequence[Step[T]], rounds: int, self_stable: Sequence[bool] = ()) -> T:
    """The value once every step has seen it and left it as it is, or after `rounds` rounds.

    A step returns the new value, or None where it changes nothing. `self_stable` says for each step whether it would
    leave its own outcome as it is, so that it need not see that again.

    >>> fixpoint(40, [lambda n: n // 2 if n % 2 == 0 else None], rounds=8)
    5
    """
    quiet = 0  # steps in a row that left the value as it is
    for number, step in enumerate(islice(cycle(steps), rounds * len(steps))):
        if quiet == len(steps):
            break
        changed = step(value)
        if changed is None:
            quiet += 1
        else:
            value, quiet = changed, int(bool(self_stable) and self_stable[number % len(steps)])
    return value
