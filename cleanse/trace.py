"""A trace as a row of JSON, and back."""

from __future__ import annotations

from collections import Counter
from typing import Any

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
    return dict(sorted(Counter(change.edit.rule for step in trace for change in step.changes).items()))
