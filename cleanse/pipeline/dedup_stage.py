"""The duplicates stage of a run: documents are sketched, once, and compared with each other and with earlier runs.

cleaned shards → sketches → near-duplicates, stories inside others → what is kept goes into the index, at the end
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleanse.formats import Ref, files
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.results import Layer, ShardResults
from cleanse.pipeline.shards import Plan, Shard
from cleanse.pipeline.syndication_stage import judged
from cleanse.pipeline.tasks import Tasks

if TYPE_CHECKING:
    from cleanse.duplicates.index import Past
    from cleanse.duplicates.lsh import Rejected
    from cleanse.duplicates.overlay import StoredCorpus
    from cleanse.duplicates.related import Related
    from cleanse.duplicates.syndication import Member
    from cleanse.text.arrays import Ints1d


@dataclass(slots=True)
class DedupResult:
    """What was found across documents. Empty if duplicates are not looked for."""

    duplicates: list[tuple[str, float] | None] = field(default_factory=list)
    """For each document None if it is kept, else the name of the one it is a near-duplicate of, and their similarity.

    A name is an id, or where several documents have that id, file and line (`news.jsonl:17`).
    """
    related: dict[int, Related] = field(default_factory=dict)
    """What each of these is to that one, by its number."""
    contained: dict[int, tuple[str, float]] = field(default_factory=dict)
    """For the number of a document inside another one the id of that, and the share of it that is there."""
    oversized_groups: list[tuple[str, int]] = field(default_factory=list)
    rejected: list[tuple[str, str, float]] = field(default_factory=list)
    """The most similar of the pairs that were compared and are no near-duplicates, and how similar they are."""
    syndicated: list[list[Member]] = field(default_factory=list)
    """The documents that have one source, by group, the source first."""
    commit_to_index: Callable[[], None] = lambda: None
    """Adds what is kept to the index, if there is one, and closes the sketches."""

    @property
    def dropped(self) -> list[int]:
        """The numbers of the copies, which are left out where near-duplicates are."""
        return [number for number, related in self.related.items() if related.is_left_out]

    def firsts(self, count: int) -> list[int]:
        """For each of `count` documents the number of the one that it says the same as, or its own."""
        firsts = list(range(count))
        for number, related in self.related.items():
            if related.relation.kind != "distinct" and related.number < count:
                firsts[number] = related.number
        return firsts


class SketchTask(NamedTuple):
    """A shard to sketch: all documents if `numbers` is None, or those that its latest passes changed."""

    shard: Shard
    numbers: frozenset[int] | None


def check_index(plan: Plan) -> None:
    """Raises ConfigError, before any work is done, where the index of the run cannot be used."""
    if plan.options.index is not None and plan.finds_duplicates:
        from cleanse.duplicates.index_file import open_index

        with open_index(Path(plan.options.index), plan.options.threshold):
            pass


@seldom_collected()
def sketch(task: SketchTask, plan: Plan) -> None:
    """Write the sketches of a shard's documents to its file."""
    from cleanse.pipeline.sketch import Sketcher

    with files.writing(plan.sketches(task.shard)) as file:
        sketcher = Sketcher(file, plan.options.threshold)
        for text in ShardResults(plan.folders(task.shard)).texts(task.numbers):
            sketcher.add(text)
        sketcher.flush()


class DedupStage:
    """Compares the documents of a run. Called again, it sketches only those that changed since."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = tasks
        self.plan = tasks.plan
        self._corpus: StoredCorpus | None = None
        self._sketched: list[Shard] = []

    @seldom_collected()
    def compare(self, shards: Sequence[Shard]) -> DedupResult:
        """Find near-duplicates, contained documents and oversized groups among all shards."""
        if not self.plan.compares_documents:
            return DedupResult()
        self.tasks.progress("duplicates", 0, 1)  # what follows is one piece of work, and may take long
        corpus = self._sketch(shards)
        ids, dates = self._columns(shards)
        found = (
            self._duplicates(shards, corpus, ids, dates)
            if self.plan.finds_duplicates
            else DedupResult(commit_to_index=corpus.close)
        )
        if days := self.plan.options.syndication:
            found.syndicated = self._syndicated(shards, corpus, ids, dates, days, found)
        self.tasks.progress("duplicates", 1, 1)
        return found

    def _syndicated(
        self,
        shards: Sequence[Shard],
        corpus: StoredCorpus,
        ids: Sequence[str],
        dates: Sequence[str],
        days: int,
        found: DedupResult,
    ) -> list[list[Member]]:
        from cleanse.duplicates.lsh import precedence
        from cleanse.duplicates.syndication import groups

        order = precedence(ids, corpus.lengths.tolist(), dates)
        return groups(corpus, dates, order, days, found.firsts(len(ids)), partial(judged, shards, self.tasks))

    def _duplicates(
        self, shards: Sequence[Shard], corpus: StoredCorpus, ids: Sequence[str], dates: Sequence[str]
    ) -> DedupResult:
        from cleanse.duplicates.lsh import find, oversized_groups, precedence
        from cleanse.duplicates.related import relations
        from cleanse.pipeline.texts import RunTexts

        threshold = self.plan.options.threshold
        past = self._past(ids, corpus)
        rejected: list[Rejected] = []
        matches = find(ids, corpus, threshold, dates, past, rejected)

        order = precedence(ids, corpus.lengths, dates)
        related = relations(matches, corpus, RunTexts(shards, self.plan), threshold, order, past)
        matches = [
            (related[number].number, related[number].similarity) if number in related else None
            for number in range(len(matches))
        ]
        left_out = [match if match and related[number].is_left_out else None for number, match in enumerate(matches)]

        inside = {}
        if self.plan.options.contained:
            from cleanse.duplicates.containment import contained

            inside = contained(corpus, matches)
        groups = oversized_groups(matches)
        named = {match[0] for match in matches if match} | {match.container for match in inside.values()}
        told = named.union((number for number, _ in groups), *(pair[1:] for pair in rejected))
        places = self._places(shards, ids, told)

        def name(number: int) -> str:
            return past.id(number) if past and number >= len(ids) else places.get(number, ids[number])

        def commit() -> None:
            if past:
                from cleanse.duplicates.index_file import open_index

                with open_index(Path(self.plan.options.index or ""), threshold) as index:
                    index.add(ids, corpus, threshold, left_out, dates, past.indexed)
            corpus.close()

        return DedupResult(
            [None if match is None else (name(match[0]), match[1]) for match in matches],
            related,
            {number: (name(match.container), match.share) for number, match in inside.items()},
            [(name(number), size) for number, size in groups],
            [(name(one), name(other), similarity) for similarity, one, other in sorted(rejected, reverse=True)],
            commit_to_index=commit,
        )

    def _places(self, shards: Sequence[Shard], ids: Sequence[str], named: Collection[int]) -> dict[int, str]:
        """The file and line of each document to be named whose id others have too: the id says too little."""
        wanted = {ids[number] for number in named if number < len(ids)}
        often = {id for id, uses in Counter(id for id in ids if id in wanted).items() if uses > 1}
        unclear = {number for number in named if number < len(ids) and ids[number] in often}
        rows = chain.from_iterable(ShardResults(self.plan.folders(shard)).rows() for shard in shards) if unclear else ()
        return {number: str(Ref(row.input, row.line)) for number, row in enumerate(rows) if number in unclear}

    def _past(self, ids: Sequence[str], corpus: StoredCorpus) -> Past | None:
        if self.plan.options.index is None:
            return None
        from cleanse.duplicates.index_file import open_index

        with open_index(Path(self.plan.options.index), self.plan.options.threshold) as index:
            return index.past(ids, corpus, self.plan.options.threshold)

    def _columns(self, shards: Sequence[Shard]) -> tuple[list[str], list[str]]:
        """The ids and dates of all documents, in order."""
        columns = [ShardResults(self.plan.folders(shard)).documents() for shard in shards]
        return [id for column in columns for id in column.ids], [date for column in columns for date in column.dates]

    def _sketch(self, shards: Sequence[Shard]) -> StoredCorpus:
        """The sketches of all documents; only those that have none yet, or changed since, are made."""
        from cleanse.duplicates.overlay import Overlaid
        from cleanse.duplicates.spill import Stored

        if self._corpus is None:
            if not self.plan.sketches_at_once:
                self._make([SketchTask(shard, None) for shard in shards])
            self._corpus = Stored([self.plan.sketches(shard) for shard in shards])
        elif work := list(self._changed(shards)):
            self._make([task for task, _ in work])
            changed = Stored([self.plan.sketches(task.shard) for task, _ in work])
            self._corpus = Overlaid(self._corpus, _numbers(work), changed)
        self._sketched = list(shards)
        return self._corpus

    def _make(self, work: Sequence[SketchTask]) -> None:
        for _ in self.tasks.run("duplicates", sketch, work, [task.shard.size for task in work]):
            pass

    def _changed(self, shards: Sequence[Shard]) -> Iterator[tuple[SketchTask, int]]:
        """What to sketch of each shard with new overlays, and the number of its first document in the run."""
        first = 0
        for old, new in zip(self._sketched, shards, strict=True):
            folders = self.plan.folders(new)
            if overlays := folders[old.passes + 1 :]:
                yield SketchTask(new, frozenset().union(*(Layer(folder).numbers for folder in overlays))), first
            first += len(ShardResults(folders))


def _numbers(work: Sequence[tuple[SketchTask, int]]) -> Ints1d:
    """The numbers in the run of all documents to be sketched again, shape (changed documents,)."""
    import numpy as np

    return np.array([first + number for task, first in work for number in sorted(task.numbers or ())], np.int64)
