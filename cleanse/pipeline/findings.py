"""What would be changed in a file, edit by edit, as programs want to read it: line, column, rule, fix."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cleanse.trace import Result


class Finding(NamedTuple):
    """One edit: where it begins and ends in the file, what it is about, and what it puts there.

    Lines and columns count from 1, columns in code points; the end is that of the first character after it. Of a
    record, `line` is that of the record, and columns count within its text.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    filter: str
    rule: str
    note: str
    before: str
    after: str


def findings(result: Result, line: int | None) -> Iterator[Finding]:
    """The edits of a document, by place. `line` is that of a record; None where the file is the document."""
    original = result.restore()
    breaks = [0, *(at + 1 for at, character in enumerate(original) if character == "\n")]

    def place(offset: int) -> tuple[int, int]:
        if line is not None:
            return line, offset + 1
        number = bisect_right(breaks, offset)
        return number, offset - breaks[number - 1] + 1

    found = sorted(result.changes_in_original(), key=lambda change: change[2:])
    for filter, change, start, end in found:
        before = original[start:end] if not change.media_type else ""
        yield Finding(*place(start), *place(end), filter, change.rule, change.note, before, change.replacement)
