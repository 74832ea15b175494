"""What a run does across documents: near-duplicates in it and of earlier runs, and stories inside others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cleanse.pipeline import store as results
from cleanse.pipeline.shards import Plan, Shard

if TYPE_CHECKING:
    from cleanse.dedup.index import Past


@dataclass(slots=True)
class Compared:
    """What was found, by the number of the document. `remember` puts what is kept into the index, if there is one."""

    duplicates: list[tuple[str, float] | None] = field(default_factory=list)
    contained: dict[int, tuple[str, float]] = field(default_factory=dict)
    suspicious: list[tuple[str, int]] = field(default_factory=list)
    remember: Callable[[], None] = lambda: None


def check_index(plan: Plan) -> None:
    """Raises ConfigError, before any work is done, where the index of the run cannot be used."""
    if plan.options.index is not None and plan.options.duplicates != "keep":
        from cleanse.dedup.index_file import open_index

        with open_index(Path(plan.options.index), plan.options.threshold):
            pass


def compare(shards: Sequence[Shard], plan: Plan) -> Compared:
    """For every document the id of the one that is kept in its place, and so on; nothing where none is looked for."""
    if plan.options.duplicates == "keep":
        return Compared()
    from cleanse.dedup.lsh import find, oversized_groups
    from cleanse.dedup.spill import Stored

    corpus, threshold = Stored([plan.folder(shard) / "sketches" for shard in shards]), plan.options.threshold
    ids, dates = _names(shards, plan)
    past: Past | None = None
    if plan.options.index is not None:
        from cleanse.dedup.index_file import open_index

        with open_index(Path(plan.options.index), threshold) as index:
            past = index.past(ids, corpus, threshold)
    found = find(ids, corpus, threshold, dates, past)

    def name(number: int) -> str:
        return past.id(number) if past and number >= len(ids) else ids[number]

    def remember() -> None:
        if plan.options.index is not None and past:
            with open_index(Path(plan.options.index), threshold) as index:
                index.add(ids, corpus, threshold, found, dates, past.indexed)
        corpus.close()

    inside = {}
    if plan.options.contained:
        from cleanse.dedup.containment import contained

        inside = contained(corpus, found)
    return Compared(
        [None if match is None else (name(match[0]), match[1]) for match in found],
        {number: (name(match.container), match.share) for number, match in inside.items()},
        [(name(number), size) for number, size in oversized_groups(found)],
        remember,
    )


def _names(shards: Sequence[Shard], plan: Plan) -> tuple[list[str], list[str]]:
    """The ids and dates of all documents, in order."""
    names = [results.names(plan.folder(shard)) for shard in shards]
    return [id for ids, _, _ in names for id in ids], [date for _, dates, _ in names for date in dates]
