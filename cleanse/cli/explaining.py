"""An explanation, edit by edit: as rows, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from cleanse import edits
from cleanse.cli.console import print_row, say
from cleanse.formats import Ref
from cleanse.model import Step
from cleanse.record.reader import RunDocument
from cleanse.text.lines import blocks
from cleanse.text.messages import visible
from cleanse.trace import Result

KEPT = "kept"  # in place of a rule: the line stays
EXCERPT = 70  # characters of a removed text shown; its ends tell more than its middle


class ExplainedEdit(NamedTuple):
    """One edit as it is explained: where it is in the text its filter saw, why, what became of what.

    `step` is the number, from 1, of the filter's pass over the document.
    """

    step: int
    line: int
    column: int
    filter: str
    rule: str
    note: str
    before: str
    after: str


def explained(result: Result) -> Iterator[ExplainedEdit]:
    """Every edit of a result in the order they were made. `line` and `column` count from 1.

    Of a page, the lines that its filter kept are among those that it removed, each as an edit that changes nothing.
    """
    text = result.restore()
    conversion = len(result.trace.conversion)
    for number, step in enumerate(result.trace, 1):
        shown = [(c.start, c.rule, c.note, c.before, c.replacement) for c in step.changes]
        if 0 < conversion == number - 1:
            shown = sorted(shown + _kept_lines(text, step))
        line, reached = 1, 0
        for start, *what in shown:
            line += text.count("\n", reached, start)
            reached = start
            yield ExplainedEdit(number, line, start - text.rfind("\n", 0, start), step.filter, *what)
        for remark in step.remarks:
            yield ExplainedEdit(number, 1, 1, step.filter, remark.rule, remark.note, "", "")
        text = edits.apply(text, step.changes)


def _kept_lines(text: str, step: Step) -> list[tuple[int, str, str, str, str]]:
    """The lines of a text that a step leaves, as edits that change nothing."""
    gone = iter([*step.changes, None])
    change = next(gone)
    lines = []
    for block in blocks(text):
        while change and change.end <= block.start:
            change = next(gone)
        if change is None or block.end <= change.start:
            lines.append((block.start, KEPT, "", block.text, block.text))
    return lines


class Shown:
    """Prints the edits of documents, and counts what it has printed."""

    def __init__(self, console: Console, as_json: bool) -> None:
        self.as_json = as_json
        self.documents = self.edits = self.failed = 0
        self._console = console

    def add(self, name: str, result: Result) -> None:
        """The edits that would be made to a document."""
        self._add(name, result, {})

    def add_of_run(self, document: RunDocument) -> None:
        """The edits that a run made to a document, and of which one it is a near-duplicate."""
        row, result = document.row, document.result
        more = {
            "id": row.id,
            "output": row.output,
            "duplicate_of": row.duplicate_of,
            "similarity": row.similarity,
        }
        self._add(str(Ref(row.input, row.line)), result, more)
        if row.duplicate_of is not None:
            fate = "left out" if row.output is None else "kept"
            note = f"near-duplicate of {row.duplicate_of}, similarity {row.similarity or 0:.2f}; {fate}"
            line = ExplainedEdit(len(result.trace) + 1, 1, 1, "duplicates", "duplicates/near", note, "", "")
            self._print(str(Ref(row.input, row.line)), line, more)

    def refuse(self, reason: str) -> None:
        """Say why nothing is shown of a document."""
        self.documents += 1
        self.failed += 1
        say(f"error: {reason}")

    def _add(self, name: str, result: Result, more: dict[str, Any]) -> None:
        self.documents += 1
        self.edits += len(result.trace.changes)
        for line in explained(result):
            self._print(name, line, more)

    def _print(self, name: str, line: ExplainedEdit, more: dict[str, Any]) -> None:
        if self.as_json:
            print_row({"document": name, **line._asdict(), **more})
        else:
            self._console.print(_for_terminal(name, line), soft_wrap=True)


def _for_terminal(name: str, row: ExplainedEdit) -> Text:
    """An edit as a line; a filter that comes again saw what the others had made of the text."""
    text = Text.assemble((f"{visible(name)}:{row.line}:{row.column}: ", "bold"), (visible(row.rule), "cyan"), " ")
    if row.rule == KEPT:
        return text.append(_excerpt(row.before))
    if row.before:
        text.append(_excerpt(row.before), "red")
    if row.before and row.after:
        text.append(" → ", "dim")
    if row.after:
        text.append(_excerpt(row.after), "green")
    if row.note:
        text.append(f"  ({visible(row.note)})", "dim")
    return text


def _excerpt(text: str) -> str:
    if len(text) > EXCERPT + 30:  # what is left out is longer than what says so
        half = EXCERPT // 2
        text = f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
    shown = visible(text)
    return f"“{shown}”" if shown != shown.strip() or not shown else shown
