"""A trace as a row of JSON, and back."""

from __future__ import annotations

import base64
from collections import Counter
from json.encoder import encode_basestring as quoted
from typing import Any

from cleanse.formats import writable
from cleanse.model import Change, Edit, Step, Trace


def to_row(trace: Trace) -> list[dict[str, Any]]:
    """Steps as plain data: `{"filter": …, "edits": [[start, end, before, replacement, rule, note, metadata], …]}`."""
    return [
        {
            "filter": step.filter,
            "edits": [
                [edit.start, edit.end, before, edit.replacement, edit.rule, edit.note, dict(edit.metadata)]
                for edit, before in step.changes
            ],
        }
        for step in trace
    ]


def untouched(input: str, line: int, end: str, crc32: int) -> str:
    """The line of a trace for a record that no filter touched, as `formats.dump` would write it."""
    head, tail = f'"input": {quoted(input)}, "line": {line}', f'"end": {quoted(end)}, "crc32": {crc32}'
    return writable(f'{{{head}, "steps": [], {tail}}}')


def way_back(style: int | None, data: bytes) -> dict[str, Any]:
    """What a trace notes of a record that was written anew: the style of its JSON, or where it has none its bytes."""
    return {"style": style} if style is not None else {"style": None, "raw": packed(data)}


def packed(data: bytes) -> str:
    """Bytes as a trace holds them."""
    return base64.b64encode(data).decode()


def from_row(row: list[dict[str, Any]]) -> Trace:
    return tuple(
        Step(
            step["filter"],
            tuple(
                Change(Edit(start, end, replacement, rule, note, tuple(metadata.items())), before)
                for start, end, before, replacement, rule, note, metadata in step["edits"]
            ),
        )
        for step in row
    )


def rule_counts(trace: Trace) -> dict[str, int]:
    """How often each rule changed something, in order of the rules' names; remarks count too."""
    if not trace:
        return {}
    return dict(sorted(Counter(change.edit.rule for step in trace for change in step.changes).items()))


def rule_sizes(trace: Trace) -> tuple[Counter[str], Counter[str]]:
    """How many characters each rule took away, and how many it put in their place."""
    removed: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for step in trace:
        for edit, before in step.changes:
            removed[edit.rule] += len(before)
            added[edit.rule] += len(edit.replacement)
    return removed, added


def characters(length: int, trace: Trace) -> int:
    """How long a text of that length is once it is text: of a page, its article."""
    return length + growth(trace[: conversion(trace)]) if trace else length


def conversion(trace: Trace) -> int:
    """How many of the steps lead up to the text itself: those to the last that changed what it is written in.

    0 for what came in as text; 1 for a page that the first step turned into its article.
    """
    return max((at for at, step in enumerate(trace, 1) for c in step.changes if _converts(c.edit)), default=0)


def _converts(edit: Edit) -> bool:
    return any(name == "media_type" for name, _ in edit.metadata)


def growth(trace: Trace) -> int:
    """How many characters longer the text is after these steps; below 0 where it is shorter."""
    return sum(len(edit.replacement) - len(before) for step in trace for edit, before in step.changes)
