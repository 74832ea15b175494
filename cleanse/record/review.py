"""Documents to look at: those whose lines were chosen with little confidence, and the lines in doubt."""

from __future__ import annotations

from cleanse.formats import dump
from cleanse.model import Selection
from cleanse.record.manifest import Row

REVIEW = "review.jsonl"
MOST_DOUBTS = 50
"""Lines in doubt that are listed of one document, the most doubtful first."""


def review_line(row: Row, selection: Selection) -> str:
    """A document as a line of the list: where it is, its confidence, and its lines in doubt, most doubtful first.

    A score near .5 says least. `more` counts the lines in doubt that are not listed.
    """
    doubts = sorted(selection.doubts, key=lambda doubt: abs(doubt.score - 0.5))
    listed = [doubt._asdict() for doubt in doubts[:MOST_DOUBTS]]
    place = {"id": row.id, "input": row.input, "line": row.line, "output": row.output}
    return f"{dump({**place, 'confidence': row.confidence, 'doubts': listed, 'more': len(doubts) - len(listed)})}\n"
