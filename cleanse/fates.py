"""What became of each line of a document: kept or dropped, by which rule, and what the kept ones say in the end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from cleanse.model import Change
from cleanse.text.lines import blocks
from cleanse.trace import Trace

_SCORE = re.compile(r"scores (\d\.\d+) of 1")


class Applied(NamedTuple):
    """A change and who made it: `step` is the number, from 1, of the step of the trace that has it."""

    step: int
    filter: str
    change: Change

    @property
    def score(self) -> float | None:
        """The probability for which a classifier dropped a line; None if the change is no classifier's."""
        match = _SCORE.match(self.change.note)
        return float(match[1]) if match else None


class Fate(NamedTuple):
    """A line and what became of it.

    `number` counts the lines of the text from 1, blank ones too. `after` is what the line says in the end, empty if it
    was dropped; `dropped` is the change that did so.
    """

    number: int
    start: int
    text: str
    after: str
    dropped: Applied | None


class Fates(NamedTuple):
    """The lines of a text in order, and the changes that dropped no line, in the order they were made."""

    lines: tuple[Fate, ...]
    others: tuple[Applied, ...]


@dataclass(slots=True)
class _Line:
    """A line on its way through the steps: `start` and `end` are where its text is after the steps so far."""

    start: int
    end: int
    dropped: Applied | None = None


def fates(text: str, trace: Trace) -> Fates:
    r"""What a trace did to each line of the text that a document came in with, or that a page shows.

    `text` is the clean text. A line is dropped where one change takes all of it and leaves nothing but white space. The
    steps that turn a page into its lines are among `others`.

    >>> from cleanse import Cleaner
    >>> result = Cleaner(["characters", "boilerplate"]).clean("Flood\nThe river rose.\u200b\nShare on Facebook\n" * 3)
    >>> [(line.number, line.after) for line in fates(result.text, result.trace).lines][:2]
    [(1, 'Flood'), (2, 'The river rose.')]
    """
    conversion = len(trace.conversion)
    shown = Trace(trace[conversion:]).restore(text)
    begun = list(blocks(shown))
    lines = [_Line(block.start, block.end) for block in begun]
    others: list[Applied] = []
    for number, step in enumerate(trace, 1):
        applied = [Applied(number, step.filter, change) for change in step.changes]
        if number <= conversion:
            others += applied
        else:
            others += _follow(lines, applied)
    number, reached = 1, 0
    ended = []
    for block, line in zip(begun, lines, strict=True):
        number, reached = number + shown.count("\n", reached, block.start), block.start
        after = "" if line.dropped else text[line.start : line.end].strip()
        ended.append(Fate(number, block.start, block.text, after, line.dropped))
    return Fates(tuple(ended), tuple(others))


def _follow(lines: Iterable[_Line], applied: Sequence[Applied]) -> list[Applied]:
    """Move the lines to where a step's changes leave them, or drop them; the changes that drop none."""
    if not applied:
        return []
    starts, ends = [each.change.start for each in applied], [each.change.end for each in applied]
    shifts = [0, *accumulate(len(each.change.replacement) - len(each.change.before) for each in applied)]
    dropping: set[int] = set()
    for line in lines:
        if line.dropped is not None:
            continue
        at = bisect_right(ends, line.start)  # the first change that ends after the line's start
        is_whole = at < len(applied) and starts[at] <= line.start and line.end <= ends[at]
        if is_whole and not applied[at].change.replacement.strip():
            line.dropped = applied[at]
            dropping.add(at)
            continue
        inside = at < len(applied) and starts[at] < line.start
        line.start = (starts[at] if inside else line.start) + shifts[at]
        at = bisect_left(starts, line.end)  # the changes before it begin before the line's end
        inside = at > 0 and ends[at - 1] > line.end
        line.end = (ends[at - 1] if inside else line.end) + shifts[at]
    return [each for at, each in enumerate(applied) if at not in dropping]
