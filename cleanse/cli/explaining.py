"""Explanations printed: as rows of JSON, as annotations, or as lines for a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from cleanse.cli import line_table
from cleanse.cli.console import print_row, say
from cleanse.cli.explained import Explained, explained
from cleanse.cli.web_annotations import web_annotations
from cleanse.formats import Ref
from cleanse.formats.protocol import doubtful
from cleanse.model import DOUBTFUL_DECODING
from cleanse.record.reader import RunDocument
from cleanse.text.messages import visible
from cleanse.trace import Result

EXCERPT = 70  # characters of a removed text shown; its ends tell more than its middle


class Shown:
    """Prints the edits of documents, and counts what it has printed."""

    def __init__(self, console: Console, format: str) -> None:
        self.as_json = format != "text"
        self._as_annotations = format == "annotations"
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
        place = str(Ref(row.input, row.line))
        if row.decoding_confidence < DOUBTFUL_DECODING:
            say(f"warning: {doubtful(Ref(row.input, row.line), row.encoding_reason)}")
        if row.line is None and row.encoding != "utf-8":
            self.add_bytes(place, f"encoding/{row.encoding}-to-utf-8", row.encoding_reason)
        self._add(f"{place} ({document.field})" if document.field else place, result, more)
        for field, other in document.more.items():
            self._add(f"{place} ({field})", other, more)
        self.documents -= len(document.more)
        if row.duplicate_of is not None and not self._as_annotations:
            fate = "left out" if row.output is None else "kept"
            note = f"near-duplicate of {row.duplicate_of}, similarity {row.similarity or 0:.2f}; {fate}"
            line = Explained(len(result.trace) + 1, 1, 1, "duplicates", "duplicates/near", note, "", "")
            self._print(place, line, more)

    def add_bytes(self, name: str, rule: str, reason: str) -> None:
        """That a document comes out in other bytes, which is no edit to its text."""
        if not self.as_json:
            self._console.print(_rule_line(f"{name}: ", rule, reason), soft_wrap=True)

    def warn(self, line: str) -> None:
        say(f"warning: {line}")

    def refuse(self, reason: str) -> None:
        """Say why nothing is shown of a document."""
        self.documents += 1
        self.failed += 1
        say(f"error: {reason}")

    def _add(self, name: str, result: Result, more: dict[str, Any]) -> None:
        self.documents += 1
        self.edits += len(result.trace.changes)
        if self._as_annotations:
            for annotation in web_annotations(name, result):
                print_row(annotation)
            return
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


def _rule_line(place: str, rule: str, note: str) -> Text:
    return Text.assemble((visible(place), "bold"), (visible(rule), "cyan"), (f"  ({visible(note)})", "dim"))


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
