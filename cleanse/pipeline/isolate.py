"""Shards whose worker was killed: tried once more, each file alone; a file that kills its worker again is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cleanse.engines import local
from cleanse.engines.pool import WorkerError
from cleanse.pipeline.clean import clean_shard
from cleanse.pipeline.results import is_whole
from cleanse.pipeline.shards import Shard, make_shard
from cleanse.pipeline.tasks import Tasks
from cleanse.record.summary import Failure

_SET_ASIDE = "the process that cleaned it was ended from outside, twice, perhaps for want of memory; it is set aside"
_TASKS = local.CHUNKS_PER_PROCESS  # a process had so many tasks under way or waiting


def clean_all(shards: Sequence[Shard], tasks: Tasks, failures: list[Failure]) -> list[Shard]:
    """Clean the shards that are not yet; the shards of the run then, in order.

    Where a worker is killed, those that were under way are cleaned file by file, each in a process of its own. Raises
    WorkerError where that cannot tell which file it is: one that was cut into pieces, or another engine's.
    """
    done = list(shards)
    while work := [shard for shard in done if not is_whole(tasks.plan.folders(shard)[0])]:
        try:
            for _ in tasks.run("cleaning", clean_shard, work, [shard.size for shard in work], steps=True):
                pass
        except WorkerError:
            if tasks.plan.options.engine != "local":
                raise
            left = [shard for shard in work if not is_whole(tasks.plan.folders(shard)[0])]
            jobs = tasks.plan.options.jobs or local.cores()
            for shard in left[: _TASKS * jobs]:
                at = done.index(shard)
                done[at : at + 1] = _alone(shard, tasks, failures)
    return done


def _alone(shard: Shard, tasks: Tasks, failures: list[Failure]) -> list[Shard]:
    """The shard if it can be cleaned in a process of its own, else its files as shards, without those that cannot."""
    plan = tasks.plan
    if _is_cleaned(shard, tasks):
        return [shard]
    if any(piece.start or piece.end < piece.path.stat().st_size for piece in shard.pieces):
        names = ", ".join(piece.name for piece in shard.pieces)
        raise WorkerError(f"{names}: the process that cleaned it was ended from outside, twice; fewer jobs need less")
    kept = []
    for piece in shard.pieces:
        single = make_shard([piece], plan)
        if (len(shard.pieces) > 1 or single.key != shard.key) and _is_cleaned(single, tasks):
            kept.append(single)
        else:
            failures.append(Failure(piece.name, None, _SET_ASIDE))
    return kept


def _is_cleaned(shard: Shard, tasks: Tasks) -> bool:
    """Clean a shard in a process of its own; whether that process lived."""
    try:
        local.apart(partial(clean_shard, plan=tasks.plan), shard)
    except WorkerError:
        return False
    return True
