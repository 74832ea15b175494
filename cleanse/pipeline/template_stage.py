"""The template stage of a run: lines that recur across a site are removed from documents that were cleaned before.

cleaned shards → sites → lines → templates → the documents that have some, once more → … until no line recurs
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

import numpy as np

from cleanse.fixpoint import fixpoint
from cleanse.pipeline.lines import load_lines, write_lines
from cleanse.pipeline.reclean import RecleanTask, reclean, save_templates
from cleanse.pipeline.results import Layer
from cleanse.pipeline.shards import Shard
from cleanse.pipeline.tasks import Tasks
from cleanse.templates import Source
from cleanse.templates.count import LEAST, LineKeys, Templates, find, which
from cleanse.templates.sites import Sites, sites
from cleanse.text.arrays import Ints1d

ROUNDS = 8  # real sites need two; as in the chain, the limit only stops what does not


class TemplateStage:
    """The shards of a run as they are at the moment: each pass leaves overlays over the documents that it changed."""

    def __init__(self, shards: Sequence[Shard], tasks: Tasks) -> None:
        self.shards = list(shards)
        self.plan = tasks.plan
        self.tasks = tasks
        self._have_lines: set[str] = set()  # keys of the shards whose lines are written

    def remove_lines(self, dropped: Collection[int] = ()) -> bool:
        """Remove the lines of templates from the documents until none is left; whether there was any.

        The documents with the numbers `dropped` lose their lines too, but have no say in what a template is.
        """
        before = self.shards
        self.shards = fixpoint(before, [lambda shards: self._remove_once(shards, dropped)], ROUNDS)
        return self.shards is not before

    def _remove_once(self, shards: list[Shard], dropped: Collection[int]) -> list[Shard] | None:
        """The shards after the removal of the templates that are found now; None where no document has one."""
        self.shards = shards
        large = sites([source for shard in self._sources for source in shard], dropped, LEAST)
        counted = large.of.copy()
        counted[list(dropped)] = -1
        site_of, counted_of = self._by_shard(large.of), self._by_shard(counted)
        concerned = [n for n, numbers in enumerate(site_of) if (numbers >= 0).any()]
        if not concerned:
            return None
        self._write_lines([self.shards[n] for n in concerned])
        templates = find(lambda: ((self._lines(n), counted_of[n]) for n in concerned), large.sizes)
        work = {n: task for n in concerned if (task := self._task(n, site_of[n], large, templates)).sites}
        return self._reclean(work, templates)

    def _reclean(self, work: dict[int, RecleanTask], templates: Templates) -> list[Shard] | None:
        """Do these tasks, by the numbers of their shards; the shards afterwards, None where no document changed."""
        save_templates(templates, self.plan)
        shards = list(self.shards)
        for (n, task), tally in zip(work.items(), self._progress(work), strict=True):
            if tally is not None:
                shards[n] = task.shard.after_pass
        return shards if shards != self.shards else None

    def _progress(self, work: dict[int, RecleanTask]) -> Iterator[object]:
        return self.tasks.run("templates", reclean, list(work.values()), [task.shard.size for task in work.values()])

    def _task(self, number: int, site_of: Ints1d, large: Sites, templates: Templates) -> RecleanTask:
        """What to do again in a shard; `site_of`, shape (documents,), has the number of each one's site."""
        documents = {document: int(site_of[document]) for document in which(self._lines(number), site_of, templates)}
        return RecleanTask(self.shards[number], documents, {site: large.names[site] for site in documents.values()})

    @cached_property
    def _sources(self) -> list[list[Source | None]]:
        """Where the documents of each shard are from."""
        return [Layer(self.plan.folders(shard)[0]).documents.sources for shard in self.shards]

    def _by_shard(self, column: Ints1d) -> list[Ints1d]:
        """A column over all documents, shape (documents,), as one array a shard, shape (documents of the shard,)."""
        return np.split(column, np.cumsum([len(sources) for sources in self._sources])[:-1])

    def _write_lines(self, shards: Sequence[Shard]) -> None:
        new = [shard for shard in shards if shard.key not in self._have_lines]
        for _ in self.tasks.run("templates", write_lines, new, [shard.size for shard in new]):
            pass
        self._have_lines.update(shard.key for shard in new)

    def _lines(self, number: int) -> LineKeys:
        return load_lines(self.plan.folders(self.shards[number]))
