"""An explanation, edit by edit: as rows, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from cleanse import edits
from cleanse.trace import Result

EXCERPT = 70  # characters of a removed text shown; its ends tell more than its middle


class Line(NamedTuple):
    """One edit as it is explained: where it stands in the text its filter saw, why, what became of what."""

    line: int
    column: int
    filter: str
    rule: str
    note: str
    before: str
    after: str


def explained(result: Result) -> Iterator[Line]:
    """Every edit of a result in the order they were made. `line` and `column` count from 1."""
    text = result.restore()
    for step in result.trace:
        line, reached = 1, 0
        for change in step.changes:
            line += text.count("\n", reached, change.start)
            reached = change.start
            column = change.start - text.rfind("\n", 0, change.start)
            yield Line(line, column, step.filter, change.rule, change.note, change.before, change.replacement)
        for remark in step.remarks:
            yield Line(1, 1, step.filter, remark.rule, remark.note, "", "")
        text = edits.apply(text, step.changes)


def explain(console: Console, name: str, result: Result) -> None:
    """The edits of one document, a line each; a filter that comes again saw what the others had made of the text."""
    for row in explained(result):
        text = Text.assemble((f"{name}:{row.line}:{row.column}: ", "bold"), (row.rule, "cyan"), " ")
        if row.before:
            text.append(_excerpt(row.before), "red")
        if row.before and row.after:
            text.append(" → ", "dim")
        if row.after:
            text.append(_excerpt(row.after), "green")
        if row.note:
            text.append(f"  ({row.note})", "dim")
        console.print(text, soft_wrap=True)


def _excerpt(text: str) -> str:
    if len(text) > EXCERPT + 30:  # what is left out is longer than what says so
        half = EXCERPT // 2
        text = f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return f"“{shown}”" if shown != shown.strip() or not shown else shown
