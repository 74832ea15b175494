"""An explanation, edit by edit and line by line: as rows of JSON. `line_table` prints the lines of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from cleanse import edits
from cleanse.cli import line_table
from cleanse.cli.console import print_row, say
from cleanse.fates import Fate, fates
from cleanse.formats import Ref
from cleanse.model import Change, Selection
from cleanse.record.reader import RunDocument
from cleanse.record.review import BEGINNING
from cleanse.text.messages import visible
from cleanse.trace import Result

EXCERPT = 70  # characters of a removed text shown; its ends tell more than its middle
_NUMBER = re.compile(r"^\d+\. ")  # of an item, which no doubt has


class Explained(NamedTuple):
    """One edit, or one line of a page: where it is in the text its filter saw, why, what became of what.

    `step` is the number, from 1, of the filter's pass over the document. `kept` is None for an edit within lines; else
    it says whether the line stays, and `before` is the line without white space around it. `score` is the probability
    that it belongs to the article: of one that a classifier dropped or doubted.
    """

    step: int
    line: int
    column: int
    filter: str
    rule: str
    note: str
    before: str
    after: str
    kept: bool | None = None
    score: float | None = None


def explained(result: Result) -> Iterator[Explained]:
    """Every edit of a result in the order they were made. `line` and `column` count from 1.

    Of a page, first its conversion, then each of its lines in order, kept or dropped; then the edits that dropped none.
    """
    text = result.restore()
    conversion = len(result.trace.conversion)
    lines, others = fates(result.text, result.trace)
    others_of = {id(each.change) for each in others}
    for number, step in enumerate(result.trace, 1):
        line, reached = 1, 0
        for change in step.changes:
            drops = id(change) not in others_of
            start = change.start
            if drops:  # the white space before the line is no part of it
                start += len(change.before) - len(change.before.lstrip())
            line += text.count("\n", reached, start)
            reached = start
            if not (drops and conversion):
                yield _edit(number, line, start - text.rfind("\n", 0, start), step.filter, change, drops)
        for remark in step.remarks:
            yield Explained(number, 1, 1, step.filter, remark.rule, remark.note, "", "")
        text = edits.apply(text, step.changes)
        if 0 < conversion == number:
            scores = _scores(result.document.selection)
            yield from (_line(fate, number, scores) for fate in lines)


def _edit(step: int, line: int, column: int, filter: str, change: Change, drops: bool) -> Explained:
    before, after = (change.before.strip(), "") if drops else (change.before, change.replacement)
    return Explained(step, line, column, filter, change.rule, change.note, before, after, False if drops else None)


def _line(fate: Fate, shown: int, scores: dict[str, float]) -> Explained:
    """A line of a page; `shown` is the step that shows it."""
    score = scores.get(_NUMBER.sub("", fate.text)[:BEGINNING])
    if (by := fate.dropped) is None:
        return Explained(shown, fate.number, 1, "", "", "", fate.text, fate.after, True, score)
    score = score if by.score is None else by.score
    change = by.change
    return Explained(by.step, fate.number, 1, by.filter, change.rule, change.note, fate.text, "", False, score)


def _scores(selection: Selection | None) -> dict[str, float]:
    """The score of each line in doubt, by the line's beginning."""
    return {doubt.line[:BEGINNING]: doubt.score for doubt in selection.doubts} if selection else {}


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
            line = Explained(len(result.trace) + 1, 1, 1, "duplicates", "duplicates/near", note, "", "")
            self._print(str(Ref(row.input, row.line)), line, more)

    def refuse(self, reason: str) -> None:
        """Say why nothing is shown of a document."""
        self.documents += 1
        self.failed += 1
        say(f"error: {reason}")

    def _add(self, name: str, result: Result, more: dict[str, Any]) -> None:
        self.documents += 1
        self.edits += len(result.trace.changes)
        rows = list(explained(result))
        if self.as_json or not result.trace.conversion:
            for row in rows:
                self._print(name, row, more)
            return
        converted = [row for row in rows if row.step <= len(result.trace.conversion) and row.kept is None]
        line_table.show(self._console, name, result, [row for row in rows if row.kept is not None], converted)
        for row in rows:
            if row.kept is None and row not in converted:
                self._print(name, row, more)

    def _print(self, name: str, row: Explained, more: dict[str, Any]) -> None:
        if self.as_json:
            print_row({"document": name, **row._asdict(), **more})
        else:
            self._console.print(_for_terminal(name, row), soft_wrap=True)


def _for_terminal(name: str, row: Explained) -> Text:
    """An edit as a line; a filter that comes again saw what the others had made of the text."""
    text = Text.assemble((f"{visible(name)}:{row.line}:{row.column}: ", "bold"), (visible(row.rule), "cyan"), " ")
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
