"""What a run does about the template of a site: its lines go from documents that were cleaned before.

cleaned shards → sites → lines → templates → the shards again, without them → … until no line recurs
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from cleanse.engines import Engine
from cleanse.pipeline import store as results
from cleanse.pipeline.compare import Compared, compare
from cleanse.pipeline.reclean import LINES, TEMPLATES, Again, clean_again, write_lines
from cleanse.pipeline.shards import Plan, Shard, Tally

if TYPE_CHECKING:
    from cleanse.templates import Source
    from cleanse.templates.count import LineKeys, Templates
    from cleanse.templates.sites import Sites
    from cleanse.text.arrays import Ints1d

ROUNDS = 8  # real sites settle in two; as in the chain, the limit only stops what does not


def cut_and_compare(
    shards: Sequence[Shard], tallies: Sequence[Tally], plan: Plan, run_tasks: Engine
) -> tuple[list[Shard], list[Tally], Compared]:
    """The shards and their tallies without the lines of templates, and what is then found across documents.

    Templates come first, so that duplicates are told by what the documents say. Without the duplicates the next run
    over the output would count again: so that it finds nothing, that is done now.
    """
    desk = _Desk(shards, tallies, plan, run_tasks)
    desk.settle()
    compared = compare(desk.shards, plan)
    for _ in range(ROUNDS):
        dropped = [n for n, match in enumerate(compared.duplicates) if match]
        if plan.options.duplicates != "drop" or not dropped or not desk.settle(dropped):
            break
        compared = compare(desk.shards, plan)
    return desk.shards, desk.tallies, compared


class _Desk:
    """The cleaned shards of a run and their tallies, as they are at the moment."""

    def __init__(self, shards: Sequence[Shard], tallies: Sequence[Tally], plan: Plan, run_tasks: Engine) -> None:
        self.shards = list(shards)
        self.tallies = list(tallies)
        self.plan = plan
        self.run_tasks = run_tasks
        self.read: set[str] = set()  # keys of the shards whose lines were read

    def settle(self, dropped: Collection[int] = ()) -> bool:
        """Take the lines of templates out of the documents until none is left; whether there was any.

        The documents with the numbers `dropped` lose their lines too, but have no say in what a template is.
        """
        turn = 0
        while turn < ROUNDS and self._turn(dropped):
            turn += 1
        return turn > 0

    def _turn(self, dropped: Collection[int]) -> bool:
        from cleanse.templates.count import LEAST, find
        from cleanse.templates.sites import sites

        found = sites([source for some in self.sources for source in some], dropped, LEAST)
        counted = found.of.copy()
        counted[list(dropped)] = -1
        of, counts = self._by_shard(found.of), self._by_shard(counted)
        concerned = [n for n, some in enumerate(of) if (some >= 0).any()]
        if not concerned:
            return False
        self._read([self.shards[n] for n in concerned])
        templates = find(lambda: ((self._lines(n), counts[n]) for n in concerned), found.sizes)
        return self._cut(
            {n: again for n in concerned if (again := self._again(n, of[n], found, templates)).sites}, templates
        )

    def _cut(self, work: dict[int, Again], templates: Templates) -> bool:
        (self.plan.home / "work" / TEMPLATES).write_bytes(pickle.dumps(templates))
        changed = False
        for (n, again), tally in zip(work.items(), self._run(clean_again, list(work.values())), strict=True):
            if tally is not None:
                self.shards[n], self.tallies[n], changed = again.made, tally, True
        return changed

    def _again(self, number: int, of: Ints1d, sites: Sites, templates: Templates) -> Again:
        """What to do again in a shard, whose documents are of these sites."""
        from cleanse.templates.count import which

        concerned = {document: int(of[document]) for document in which(self._lines(number), of, templates)}
        return Again(self.shards[number], concerned, {site: sites.names[site] for site in set(concerned.values())})

    @cached_property
    def sources(self) -> list[list[Source | None]]:
        """Where the documents of each shard are from."""
        return [results.names(self.plan.folder(shard)).sources for shard in self.shards]

    def _by_shard(self, column: Ints1d) -> list[Ints1d]:
        import numpy as np

        return np.split(column, np.cumsum([len(some) for some in self.sources])[:-1])

    def _read(self, shards: Sequence[Shard]) -> None:
        new = [shard for shard in shards if shard.key not in self.read]
        for _ in self._run(write_lines, new):
            pass
        self.read.update(shard.key for shard in new)

    def _lines(self, number: int) -> LineKeys:
        lines: LineKeys = pickle.loads((self.plan.folder(self.shards[number]) / LINES).read_bytes())
        return lines

    def _run(self, task: Callable[..., Any], items: Sequence[Any]) -> Iterator[Any]:
        return self.run_tasks(partial(task, plan=self.plan), items, self.plan.options.jobs)
