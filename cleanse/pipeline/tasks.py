"""The tasks of a run, handed to its engine, and how far they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from cleanse.engines import Engine, local
from cleanse.pipeline.shards import Plan
from cleanse.pipeline.steps import watched

T = TypeVar("T")
R = TypeVar("R")

PHASES = ("cleaning", "templates", "duplicates", "writing", "verifying")
Progress = Callable[[str, int, int], None]
"""Called with (phase, done, total): the phase of the run, one of PHASES, and how much of its work is done.

The unit is bytes of the inputs that are concerned, or what else a phase counts. A phase may begin again, for those that
it has to look at once more. What an earlier, interrupted run did is in neither number.
"""
_STEPS = 500  # a progress bar has fewer places than that; to draw it for every document would take longer than cleaning


def no_progress(phase: str, done: int, total: int) -> None:
    """A progress that nobody looks at."""


class Tasks:
    """Runs tasks of one plan on one engine and reports the progress of each phase."""

    def __init__(self, plan: Plan, engine: Engine, progress: Progress = no_progress) -> None:
        self.plan = plan
        self.progress = progress
        self._engine = engine

    def run(
        self, phase: str, task: Callable[..., R], items: Sequence[T], sizes: Sequence[int], steps: bool = False
    ) -> Iterator[R]:
        """`task(item, plan=plan)` for each item, results in order; `sizes` says how much work each one is.

        A task with `steps` also takes `on_progress`, a function that it calls with the amount of work it has just done;
        in another process, `steps`, the folder for a file that says so (see `steps`).
        """
        if not items:
            return
        meter = Meter(self.progress, phase, sizes)
        options = self.plan.options
        given: dict[str, Any] = {"plan": self.plan}
        watching: AbstractContextManager[None] = nullcontext()
        # what `engines.local.ordered_map` does without other processes; a function cannot be sent to these
        if steps and options.engine == "local" and (len(items) < 2 or (options.jobs or local.cores()) == 1):
            given["on_progress"] = meter.step
        elif steps and self.progress is not no_progress:
            given["steps"] = self.plan.work / "steps"
            watching = watched(given["steps"], meter.within)
        with watching:
            for result in self._engine(partial(task, **given), items, options.jobs):
                meter.finish()
                yield result


class Meter:
    """How much of a phase is done: item by item, and within an item in steps."""

    def __init__(self, progress: Progress, phase: str, sizes: Sequence[int]) -> None:
        self._progress = partial(progress, phase)
        self._sizes = iter(sizes)
        self._total = sum(sizes)
        self._finished = self._within = self._reported = 0
        self._size = next(self._sizes, 0)
        self._lock = Lock()
        self._progress(0, self._total)

    def step(self, amount: int) -> None:
        """Count work within the present item, which is never more than its size."""
        self._within = min(self._size, self._within + amount)
        if (self._finished + self._within - self._reported) * _STEPS >= self._total:
            self._report()

    def within(self, amount: int) -> None:
        """So much is done of all items that are not finished: they are worked on side by side."""
        with self._lock:
            self._within = min(amount, self._total - self._finished)
            self._report()

    def finish(self) -> None:
        """Count the present item as done."""
        with self._lock:
            self._finish()

    def _finish(self) -> None:
        self._finished, self._within = self._finished + self._size, 0
        self._size = next(self._sizes, 0)
        self._report()

    def _report(self) -> None:
        self._reported = max(self._reported, self._finished + self._within)
        self._progress(self._reported, self._total)
