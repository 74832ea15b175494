"""The changes of several steps as changes of one text, each with all the rules that made it, in their order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleanse import edits
from cleanse.fates import Fate
from cleanse.model import Change, Step

_BETWEEN = ", "  # rules


class Touched(NamedTuple):
    """Characters of the text before all steps that a change took or replaced; an empty span is where it put some in."""

    start: int
    end: int
    change: Change


class _Piece(NamedTuple):
    """A span of the text after some changes and what it was before; one that was `replaced` corresponds as a whole."""

    start: int
    end: int
    before: int
    before_end: int
    replaced: bool


def merge(base: str, steps: Iterable[Step]) -> tuple[tuple[Change, ...], list[list[Touched]]]:
    """The changes of `base` that do what all steps do, and for each step what it touched of `base`, in order."""
    changes: tuple[Change, ...] = ()
    touched: list[list[Touched]] = []
    for step in steps:
        touched.append(list(_touched(base, changes, step.changes)))
        composed = edits.compose(base, changes, step.changes, _all_rules) if changes else ()
        changes = edits.to_changes(base, composed) if changes else step.changes
    return changes, touched


def by_line(
    changes: Iterable[Change], touched: Sequence[Sequence[Touched]], dropped: Sequence[Fate]
) -> Iterator[Change]:
    """The changes, those that take several lines as one for each line, with the rules that touched it.

    Where lines one after the other go, composed edits meet, and are one. `dropped` are the lines that go, in order.
    """
    starts = [line.start for line in dropped]
    ends = [[each.end for each in of_step] for of_step in touched]
    for change in changes:
        first, last = bisect_left(starts, change.start), bisect_left(starts, change.end)
        if last - first < 2 or change.replacement.strip():
            yield change
            continue
        for start, end in pairwise([change.start, *starts[first + 1 : last], change.end]):
            made = [each for step in zip(touched, ends, strict=True) for each in _within(*step, start, end)]
            replacement = change.replacement if start == change.start else ""
            before = change.before[start - change.start : end - change.start]
            note = "; then ".join(dict.fromkeys(each.note for each in made if each.note))
            yield Change(start, end, replacement, _all_rules(made), note, before)


def _all_rules(changes: Sequence[Change]) -> str:
    """Their rules, each once, in order; a change that is composed itself has several."""
    return _BETWEEN.join(dict.fromkeys(rule for change in changes for rule in change.rule.split(_BETWEEN)))


def _within(touched: Sequence[Touched], ends: Sequence[int], start: int, end: int) -> Iterator[Change]:
    """The changes of a step that touched something from `start` to `end`, or put something in there."""
    for at in range(bisect_left(ends, start), len(touched)):
        each = touched[at]
        if each.start >= end:
            return
        if each.end > start or each.start == each.end:
            yield each.change


def _touched(base: str, changes: Sequence[Change], later: Iterable[Change]) -> Iterator[Touched]:
    """What `later` changes, of the text that `changes` made of `base`, touch of `base`.

    What `changes` took is not there any more for a later one to touch, although it may stand on both sides of it.
    """
    pieces = list(_pieces(base, changes))
    ends = [piece.end for piece in pieces]
    for change in later:
        start, end, _ = edits.changed_span(change.before, change.replacement, change.start)
        at = bisect_right(ends, start)
        if start == end:
            place = len(base) if at == len(pieces) else _before(pieces[at], start, end)[0]
            yield Touched(place, place, change)
            continue
        while at < len(pieces) and pieces[at].start < end:
            yield Touched(*_before(pieces[at], start, end), change)
            at += 1


def _before(piece: _Piece, start: int, end: int) -> tuple[int, int]:
    """What the part of a piece from `start` to `end` was before."""
    if piece.replaced:
        return piece.before, piece.before_end
    shift = piece.before - piece.start
    return max(start, piece.start) + shift, min(end, piece.end) + shift


def _pieces(base: str, changes: Iterable[Change]) -> Iterator[_Piece]:
    """All of the text that `changes` make of `base`."""
    reached = shift = 0
    for change in changes:
        start, size = change.start + shift, len(change.replacement)
        if reached < change.start:
            yield _Piece(reached + shift, start, reached, change.start, replaced=False)
        if size:
            yield _Piece(start, start + size, change.start, change.end, replaced=True)
        reached = change.end
        shift += size - len(change.before)
    if reached < len(base):
        yield _Piece(reached + shift, len(base) + shift, reached, len(base), replaced=False)
