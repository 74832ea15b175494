"""The syndication stage of a run: groups of stories with one source, written as `.cleanse/syndication.jsonl`.

groups of numbers → where each document is → its passages beside the source's, its agency → a line a group
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cleanse.duplicates.agencies import agency_of
from cleanse.duplicates.passages import Shared, compare
from cleanse.formats import dump, files
from cleanse.pipeline.results import ShardResults
from cleanse.pipeline.shards import Plan, Shard
from cleanse.pipeline.texts import RunTexts
from cleanse.record.manifest import Row
from cleanse.record.syndication import SYNDICATION


def write_syndication(groups: Sequence[Sequence[int]], shards: Sequence[Shard], plan: Plan) -> int:
    """Write a line for each group, and say how many there are. Without the setting, nothing is left of an earlier run.

    `groups` are numbers of documents, the source of each first. A copy that shares no passage with its source is left
    out: it is joined to it by others.
    """
    path = plan.home / SYNDICATION
    if not plan.options.syndication:
        path.unlink(missing_ok=True)
        return 0
    rows = _rows({number for group in groups for number in group}, shards, plan)
    texts = RunTexts(shards, plan)
    written = 0
    with files.writing(path) as file:
        for source, *copies in groups:
            text = texts.text(source)
            found = [(copy, compare(text, texts.text(copy))) for copy in copies]
            copied = [
                _copy(rows[copy], rows[source], shared, texts.text(copy)) for copy, shared in found if shared.share
            ]
            if copied:
                line = {"source": _document(rows[source]), "agency": _credit(text, copied), "copies": copied}
                file.write(f"{dump(line)}\n".encode("utf-8", "surrogatepass"))
                written += 1
    return written


def _rows(numbers: set[int], shards: Sequence[Shard], plan: Plan) -> dict[int, Row]:
    """The rows of some documents, by number."""
    every = (row for shard in shards for row in ShardResults(plan.folders(shard)).rows())
    return {number: row for number, row in enumerate(every) if number in numbers} if numbers else {}


def _document(row: Row) -> dict[str, Any]:
    """Which document it is, and its date."""
    line = {} if row.line is None else {"line": row.line}
    return {"id": row.id, "input": row.input, **line, "date": row.metadata.get("date")}


def _copy(row: Row, source: Row, shared: Shared, text: str) -> dict[str, Any]:
    days = _days(source.metadata.get("date", ""), row.metadata.get("date", ""))
    return {**_document(row), "days": days, "agency": agency_of(text), **shared._asdict()}


def _credit(text: str, copies: Sequence[dict[str, Any]]) -> str | None:
    """The agency that the source credits, else the first that a copy does: papers leave credits out."""
    return agency_of(text) or next((copy["agency"] for copy in copies if copy["agency"]), None)


def _days(first: str, later: str) -> int | None:
    """The days from one date to another; None where one of them is no date."""
    try:
        return (date.fromisoformat(later[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return None
