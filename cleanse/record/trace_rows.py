"""A trace as a row of JSON, and back."""

from __future__ import annotations

from json.encoder import encode_basestring as quoted
from typing import Any

from cleanse.formats import writable
from cleanse.model import Change, Remark, Step
from cleanse.trace import Trace


def to_row(trace: Trace) -> list[dict[str, Any]]:
    """Steps as plain data: `{"filter": …, "edits": [[start, end, before, replacement, rule, note, metadata], …]}`.

    Where an edit changed the media type, its row ends with the new one; a step with remarks has
    `"remarks": [[rule, note], …]`.
    """
    return [
        {"filter": step.filter, "edits": [_edit_row(change) for change in step.changes]}
        | ({"remarks": [list(remark) for remark in step.remarks]} if step.remarks else {})
        for step in trace
    ]


def _edit_row(change: Change) -> list[Any]:
    row = [change.start, change.end, change.before, change.replacement, change.rule, change.note, dict(change.metadata)]
    return [*row, change.media_type] if change.media_type else row


def untouched(input: str, line: int, end: str, crc32: int) -> str:
    """The line of a trace for a record that no filter touched, as `formats.dump` would write it."""
    head, tail = f'"input": {quoted(input)}, "line": {line}', f'"end": {quoted(end)}, "crc32": {crc32}'
    return writable(f'{{{head}, "steps": [], {tail}}}')


def from_row(row: list[dict[str, Any]]) -> Trace:
    """The trace. Raises ValueError, TypeError, KeyError or AttributeError where the row is none."""
    return Trace(
        Step(
            _text(step["filter"]),
            tuple(_change(*edit) for edit in step["edits"]),
            tuple(Remark(_text(rule), _text(note)) for rule, note in step.get("remarks", ())),
        )
        for step in row
    )


def _change(
    start: int,
    end: int,
    before: str,
    replacement: str,
    rule: str,
    note: str,
    metadata: dict[str, str],
    media_type: str | None = None,
) -> Change:
    if not (
        type(start) is type(end) is int
        and type(before) is type(replacement) is type(rule) is type(note) is str
        and all(type(value) is str for value in metadata.values())
    ):
        raise ValueError("an edit of the trace is none")
    return Change(start, end, replacement, rule, note, before, tuple(metadata.items()), media_type)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a step of the trace is none")
    return value
