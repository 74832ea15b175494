"""A trace read as a map: each character of the text it ends with → the characters of the original it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cleanse.model import Change, Step
from cleanse.positions.rendered import align
from cleanse.text.arrays import Ints1d


class Span(NamedTuple):
    """Characters `start` up to `end` of the original text; `bytes` are where these are in the bytes that came in.

    `bytes` is None where text came in, or where the text does not lead back to its bytes.
    """

    start: int
    end: int
    bytes: tuple[int, int] | None = None


class Position(NamedTuple):
    """Where a character of the original is now: `at`, in code points of the clean text.

    If it is gone, `at` is where it would be, `change` is the edit that removed it, and `filter` made that edit.
    """

    at: int
    change: Change | None = None
    filter: str | None = None

    @property
    def is_removed(self) -> bool:
        return self.change is not None


class _Offsets(NamedTuple):
    """Where each character of a text begins and ends in the original, each of shape (characters,). Both only grow."""

    start: Ints1d
    end: Ints1d


class PositionMap:
    """The map of one trace. Made once, it answers in the logarithm of the text's length."""

    def __init__(self, steps: Sequence[Step], original: str, text: str) -> None:
        self._steps = steps
        self._original = original
        self._length = len(text)

    def origin(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The spans of the original that a span of the clean text was made of, in order, none touching the next."""
        offsets = self._offsets[-1]
        at = until = -1
        for begin, stop in zip(offsets.start[start:end].tolist(), offsets.end[start:end].tolist(), strict=True):
            if begin == stop:
                continue
            if until < 0:
                at, until = begin, stop
            elif begin <= until:
                until = max(until, stop)
            else:
                yield at, until
                at, until = begin, stop
        if until >= 0:
            yield at, until

    def position(self, original: int) -> Position:
        """Where a character of the original is now, or the edit that removed it."""
        number = _covering(self._offsets[-1], original)
        if number is not None:
            return Position(number)
        at = int(np.searchsorted(self._offsets[-1].start, original))
        for step, before, after in zip(self._steps, self._offsets[:-1], self._offsets[1:], strict=True):
            if _covering(after, original) is None:
                place = _covering(before, original)
                change = None if place is None else _change_at(step.changes, place)
                if change:
                    return Position(at, change, step.filter)
        return Position(at)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of the clean text that came from a span of the original; None where nothing of it is left."""
        offsets = self._offsets[-1]
        first = int(np.searchsorted(offsets.end, start, "right"))
        last = int(np.searchsorted(offsets.start, end, "left"))
        width = offsets.end[first:last] > offsets.start[first:last]
        if start == end or not width.any():
            return None
        places = np.flatnonzero(width)
        return first + int(places[0]), first + int(places[-1]) + 1

    @cached_property
    def _offsets(self) -> list[_Offsets]:
        """The offsets of the text that each step saw, then those of the clean text."""
        identity = np.arange(len(self._original), dtype=np.int64)
        all_offsets = [_Offsets(identity, identity + 1)]
        for step in self._steps:
            all_offsets.append(_after(all_offsets[-1], step.changes))
        assert len(all_offsets[-1].start) == self._length, "the trace is not that of the text"
        return all_offsets


def _covering(offsets: _Offsets, original: int) -> int | None:
    """The first character, of shape (characters,) offsets, that came from a character of the original; None if none."""
    number = int(np.searchsorted(offsets.end, original, "right"))
    return number if number < len(offsets.start) and offsets.start[number] <= original else None


def _after(before: _Offsets, changes: Iterable[Change]) -> _Offsets:
    """The offsets after some changes, each of shape (characters after them,)."""
    starts: list[Ints1d] = []
    ends: list[Ints1d] = []
    reached = 0
    for change in changes:
        start, end = _of_replacement(before, change)
        starts += (before.start[reached : change.start], start)
        ends += (before.end[reached : change.start], end)
        reached = change.end
    starts.append(before.start[reached:])
    ends.append(before.end[reached:])
    return _Offsets(np.concatenate(starts), np.concatenate(ends))


def _of_replacement(before: _Offsets, change: Change) -> _Offsets:
    """The offsets of what a change puts in: character by character where it can be told, else all of what it replaced.

    Each is of shape (characters of the replacement,).
    """
    size = len(change.replacement)
    if change.start == change.end:  # an insertion came from nowhere, or from what is replaced as a whole around it
        place = before.start[change.start] if change.start < len(before.start) else _last(before)
        end = max(place, before.end[change.start - 1]) if change.start else place
        return _Offsets(np.full(size, place), np.full(size, end))
    start, end = before.start[change.start : change.end], before.end[change.start : change.end]
    if size == len(start):
        return _Offsets(start, end)
    if change.media_type:
        first, last = align(change.before, change.replacement)
        edges = np.append(start, end[-1])
        return _Offsets(edges[first], edges[last])
    # all of it comes from all of what was there; equal beginnings and ends are themselves
    head, tail = _alike(change.before, change.replacement)
    middle = size - head - tail
    low, high = (int(start[head]) if head < len(start) else int(end[-1])), int(end[len(end) - tail - 1])
    low = min(low, high)
    return _Offsets(
        np.concatenate([start[:head], np.full(middle, low), start[len(start) - tail :]]),
        np.concatenate([end[:head], np.full(middle, high), end[len(end) - tail :]]),
    )


def _alike(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts begin with alike, and end with."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    most -= head
    return head, next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)


def _last(offsets: _Offsets) -> int:
    """The end of the last character, of shape (characters,) offsets."""
    return int(offsets.end[-1]) if len(offsets.end) else 0


def _change_at(changes: Sequence[Change], place: int) -> Change | None:
    return next((change for change in changes if change.start <= place < change.end), None)
