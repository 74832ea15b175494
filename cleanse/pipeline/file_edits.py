"""What cleaning changes in a document: as edits with their places in the file, and as lines with changes marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cleanse import edits
from cleanse.model import Change
from cleanse.positions.map import PositionMap
from cleanse.trace import Result, Trace

DiffLine = tuple[tuple[str, str], ...]
"""Pieces of a line, each with what became of it: `-` removed, `+` added, `@` a heading, else a space."""
CONTEXT = 1  # lines shown before and after a change


class FileEdit(NamedTuple):
    """A change to a file: `before`, from line and column to end_line and end_column, becomes `after`.

    Lines and columns count from 1, columns in code points; `end_column` is the one after the last. Of a record only
    the line is known, and both columns are None. `exact`: `before` stands there as it is;
    of a page it is a line of its text, and the place is where that stands in the source.
    """

    line: int
    column: int | None
    end_line: int
    end_column: int | None
    rule: str
    note: str
    before: str
    after: str
    exact: bool


def changes_of(result: Result) -> tuple[str, tuple[Change, ...]]:
    """The text that came in, or of a page the lines it shows, and all changes to it as those of one step."""
    steps = Trace(result.trace[len(result.trace.conversion) :])
    text = steps.restore(result.text)
    changes: tuple[Change, ...] = ()
    for step in steps:
        changes = edits.to_changes(text, edits.compose(text, changes, step.changes)) if changes else step.changes
    return text, changes


def placed_changes(result: Result, original: str) -> Iterator[tuple[int, int, Change]]:
    """(start, end, change) of each change: its place in the original, of a page where its line is in the source."""
    text, changes = changes_of(result)
    conversion = result.trace.conversion
    source = PositionMap(conversion, original, text) if conversion else None
    for change in changes:
        start, end = change.start, change.end
        if source:
            inner = change.before.strip()
            if inner:  # a line break of the page's text came from tags
                start += change.before.index(inner)
                end = start + len(inner)
            spans = list(source.origin(start, end)) or [(0, 0)]
            start, end = spans[0][0], spans[-1][1]
        yield start, end, change


def file_edits(original: str, record: int | None, result: Result) -> Iterator[FileEdit]:
    """The changes to a text, with their places in its file, where it may be that of a record in this line."""
    source = Lines(original)
    for start, end, change in placed_changes(result, original):
        line, column = source.place(start)
        end_line, end_column = source.place(end)
        what = change.rule, change.note, change.before, change.replacement
        if record is not None:
            yield FileEdit(record, None, record, None, *what, False)
        else:
            yield FileEdit(line, column, end_line, end_column, *what, not result.trace.conversion)


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of a character, from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def word_diff(name: str, result: Result) -> Iterator[DiffLine]:
    """The lines of a document that change, with what is removed and added marked in place; a few lines around each."""
    text, changes = changes_of(result)
    if not changes:
        return
    yield ((f"--- {name}{' (its text)' if result.trace.conversion else ''}", "@"),)
    yield ((f"+++ {name} (cleaned)", "@"),)
    lines = list(_marked_lines(text, changes))
    changed = [i for i, (_, pieces) in enumerate(lines) if any(kind != " " for _, kind in pieces)]
    near = sorted({k for i in changed for k in range(max(0, i - CONTEXT), min(len(lines), i + CONTEXT + 1))})
    for i, k in enumerate(near):
        if not i or near[i - 1] != k - 1:
            yield ((f"@@ line {lines[k][0]} @@", "@"),)
        yield lines[k][1]


def _marked_lines(text: str, changes: tuple[Change, ...]) -> Iterator[tuple[int, DiffLine]]:
    """(number, pieces) of each line. A line break that is removed or added alone is shown, and ends no line."""
    number = begun = 1
    pieces: list[tuple[str, str]] = []
    for piece, kind in _pieces(text, changes):
        parts = piece.split("\n") if kind == " " or piece.strip() else [piece]
        for i, part in enumerate(parts):
            if i:
                if pieces:
                    yield begun, tuple(pieces)
                pieces = []
                number += kind != "+"
            if not pieces:
                begun = number
            if shown := part.strip("\r") if len(parts) > 1 else part:
                pieces.append((shown, kind))
        if len(parts) == 1 and kind == "-":
            number += piece.count("\n")
    if pieces:
        yield begun, tuple(pieces)


def _pieces(text: str, changes: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
    """The text piece by piece with what became of each. What a change puts back at its ends stays."""
    reached = 0
    for change in changes:
        start, end, added = edits.changed_span(change.before, change.replacement, change.start)
        yield from ((text[reached:start], " "), (text[start:end], "-"), (added, "+"))
        reached = end
    yield text[reached:], " "
