"""The list of documents to look at, put together from what the tasks left: the least confident first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cleanse.formats import files
from cleanse.pipeline.results import Layer
from cleanse.pipeline.shards import Plan, Shard
from cleanse.record.review import REVIEW


class _Entry(NamedTuple):
    """A line of the list: what it is sorted by, and where it is. `number` is its document's in the run."""

    confidence: float
    number: int
    start: int
    size: int


def write_review(shards: Sequence[Shard], plan: Plan, dropped: Collection[int]) -> int:
    """Write `.cleanse/review.jsonl`, least confident first, equally confident as in the manifest; how many there are.

    `dropped` are the numbers of documents that have no output. The lines stay on disk while they are sorted: of each,
    only its place is in memory.
    """
    unsorted = plan.work / REVIEW
    entries: list[_Entry] = []
    first = start = 0
    plan.work.mkdir(parents=True, exist_ok=True)  # a run without inputs has none
    with unsorted.open("wb") as whole:
        for shard in shards:
            layer = Layer(plan.folders(shard)[0])
            for number, confidence, line in layer.review():
                if first + number not in dropped:
                    entries.append(_Entry(confidence, first + number, start, len(line)))
                    start += whole.write(line)
            first += len(layer.columns.documents)
    with unsorted.open("rb") as lines, files.writing(plan.home / REVIEW) as listed:
        for entry in sorted(entries):
            lines.seek(entry.start)
            listed.write(lines.read(entry.size))
    return len(entries)
