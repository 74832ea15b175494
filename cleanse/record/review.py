"""Documents to look at: those whose lines were chosen with little confidence, and the lines in doubt.

`docs/review.md` describes the list for its readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cleanse.formats import dump
from cleanse.model import Doubt, Selection
from cleanse.record.manifest import Row

REVIEW = "review.jsonl"
MOST_DOUBTS = 20
"""Lines in doubt that are recorded of one document, the most doubtful first."""
BEGINNING = 200
"""Characters of a line in doubt that are recorded: enough to find it by."""


class Recorded(NamedTuple):
    """What a run records of a selection: `more` counts the lines in doubt that are left out."""

    selection: Selection
    more: int = 0


def recorded(selection: Selection) -> Recorded:
    """The part of a selection that is worth its room: the lines in doubt nearest to even odds, and their beginnings.

    >>> recorded(Selection(0.5, (Doubt("a", 0.3, False), Doubt("b", 0.5, True)))).selection.doubts
    (Doubt(line='b', score=0.5, kept=True), Doubt(line='a', score=0.3, kept=False))
    """
    doubts = sorted(selection.doubts, key=lambda doubt: abs(doubt.score - 0.5))
    listed = tuple(doubt._replace(line=doubt.line[:BEGINNING]) for doubt in doubts[:MOST_DOUBTS])
    return Recorded(selection._replace(doubts=listed), len(doubts) - len(listed))


def to_row(selection: Selection) -> dict[str, Any]:
    """A selection as a line of the trace has it: `confidence reason doubts more`, each doubt `[line, score, kept]`."""
    (confidence, doubts, reason), more = recorded(selection)
    return {"confidence": confidence, "reason": reason, "doubts": [list(doubt) for doubt in doubts], "more": more}


def from_row(row: Mapping[str, Any] | None) -> Recorded | None:
    """The selection of a line of the trace; None if that has none."""
    if row is None:
        return None
    doubts = tuple(Doubt(*doubt) for doubt in row["doubts"])
    return Recorded(Selection(row["confidence"], doubts, row["reason"]), row["more"])


def review_line(row: Row, selection: Selection) -> str:
    """A document as a line of the list: where it is, its confidence, and its lines in doubt, most doubtful first."""
    (confidence, doubts, reason), more = recorded(selection)
    place = {"id": row.id, "input": row.input, "line": row.line, "output": row.output}
    why = {"confidence": confidence, "reason": reason, "doubts": [doubt._asdict() for doubt in doubts], "more": more}
    return dump(place | why)
