"""A document's output and its line of the trace → the bytes that were read."""

from __future__ import annotations

import zlib
from typing import Any

from cleanse.formats import Fields, rows
from cleanse.formats.kinds import kind_of
from cleanse.record import trace_rows

UndoRecord = dict[str, Any]
"""A line of the trace: the document's steps, and what else leads back to its bytes."""


class ChangedError(ValueError):
    """An output that is missing or no longer what the run wrote; the message names it."""


def original(undo: UndoRecord, output: bytes, fields: Fields, verify: bool = True) -> bytes:
    """The bytes of one document. Raises ValueError, KeyError or TypeError where they are not those that were read."""

    def restore(text: str, field: str) -> str:
        return trace_rows.from_row(steps_of(undo, field)).restore(text)

    data = kind_of(undo["input"]).format.original(output, undo, restore, fields)
    if verify and zlib.crc32(data) != undo["crc32"]:
        raise ValueError("the checksum differs")
    return data


def steps_of(undo: UndoRecord, field: str) -> list[dict[str, Any]]:
    """The steps of the text in a field of a record: `fields` has those of all but the main one."""
    steps: list[dict[str, Any]] = undo.get("fields", {}).get(field, undo["steps"])
    return steps


def is_left_out(undo: UndoRecord) -> bool:
    """Whether a line of the trace is of a part of its input that held no document."""
    return bool(undo.get("left_out"))


def has_failed(undo: UndoRecord) -> bool:
    """Whether it is of a record that should have held one."""
    return bool(undo.get("failed"))


def left_out(undo: UndoRecord) -> bytes:
    """The bytes of such a part."""
    return rows.unpacked(undo["raw"])
