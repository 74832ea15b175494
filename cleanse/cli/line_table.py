"""The lines of a page on a terminal: a row each, kept or dropped, and below them the reasons of the rules."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from cleanse.cli.explained import Explained
from cleanse.text.messages import count, visible
from cleanse.trace import Result


def show(
    console: Console, name: str, result: Result, lines: Sequence[Explained], converted: Sequence[Explained]
) -> None:
    """Print what was made of a page, then its lines in order.

    On a terminal a row is cut to its width, whatever the width of its characters; elsewhere it is whole.
    """
    kept = sum(bool(row.kept) for row in lines)
    head = f": {count(len(lines), 'line')}, {kept:,} kept{_sure(result)}"
    console.print(Text.assemble((visible(name), "bold"), head), soft_wrap=True)
    for row in converted:
        note = f": {visible(row.note)}" if row.note else ""
        console.print(Text.assemble((visible(row.rule), "cyan"), note), soft_wrap=True)
    reasons = [_reason(row, console.width // 2 if console.is_terminal else None) for row in lines]
    number_width = len(str(max((row.line for row in lines), default=0)))
    reason_width = max(map(len, reasons), default=0)
    for row, reason in zip(lines, reasons, strict=True):
        text = Text(f"{row.line:>{number_width}} ", style="dim")
        text.append("kept " if row.kept else "drop ", "not dim green" if row.kept else "not dim red")
        text.append(f"{reason:<{reason_width}}  " if reason_width else " ", "not dim cyan")
        text.append(visible(row.before), "not dim" if row.kept else "dim")
        if console.is_terminal:
            console.print(text, no_wrap=True, overflow="ellipsis")
        else:
            console.print(text, soft_wrap=True)
    for rule, note in dict.fromkeys((row.rule, _meaning(row)) for row in lines if not row.kept):
        console.print(Text.assemble((visible(rule), "cyan"), f": {visible(note)}"), soft_wrap=True)


def _sure(result: Result) -> str:
    selection = result.document.selection
    if selection is None:
        return "; no classifier chose among them"
    return f"; confidence {selection.confidence:.2f}"


def _reason(row: Explained, most: int | None) -> str:
    """The rule that dropped a line, with the score if it is a classifier's; of a kept line in doubt the score.

    Of a reason of more than `most` characters the end tells most: rules are named from the general to the particular.
    """
    if row.kept:
        return "" if row.score is None else f"in doubt {row.score:.2f}"
    is_by_score = row.note.startswith("scores ")
    reason = visible(row.rule) + (f" {row.score:.2f}" if is_by_score and row.score is not None else "")
    return reason if most is None or len(reason) <= most else f"…{reason[1 - most :]}"


def _meaning(row: Explained) -> str:
    """What a rule says of its lines; what a classifier says of each, said once."""
    if row.note.startswith("scores "):
        return "unlikely to be a line of the article; the number is its score, from 0 to 1"
    return row.note
