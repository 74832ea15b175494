"""The syndication stage of a run: groups of stories with one source, written as `.cleanse/syndication.jsonl`.

pairs that share shingles → those of one source, judged in tasks → groups → a line a group, made in tasks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanse.formats import dump, files
from cleanse.pipeline.results import ShardResults
from cleanse.pipeline.shards import Plan, Shard
from cleanse.pipeline.tasks import Tasks
from cleanse.pipeline.texts import RunTexts
from cleanse.record.syndication import SYNDICATION

if TYPE_CHECKING:
    from cleanse.duplicates.passages import Story
    from cleanse.duplicates.syndication import Member, Pair

_PAIRS = 4_000  # judged in a task
_MEMBERS = 2_000  # of groups, described in a task; a larger group is described in one
_AT_HAND = 64  # stories in memory


class Place(NamedTuple):
    """Which document it is: the columns of its row that the list has."""

    id: str
    input: str
    line: int | None
    date: str | None


class PairsTask(NamedTuple):
    """Pairs of documents, by their numbers in the run, to be judged."""

    shards: Sequence[Shard]
    pairs: Sequence[Pair]


class GroupsTask(NamedTuple):
    """Groups to be described, and the places of their members by number."""

    shards: Sequence[Shard]
    groups: Sequence[Sequence[Member]]
    places: dict[int, Place]


def judged(shards: Sequence[Shard], tasks: Tasks, pairs: Sequence[Pair]) -> Iterator[bool]:
    """Whether each pair is of one source, in order."""
    work = [PairsTask(shards, pairs[start : start + _PAIRS]) for start in range(0, len(pairs), _PAIRS)]
    for results in tasks.run("duplicates", judge_pairs, work, [len(task.pairs) for task in work]):
        yield from results


def judge_pairs(task: PairsTask, plan: Plan) -> list[bool]:
    """Whether each pair of the task is of one source."""
    from cleanse.duplicates.one_source import are_of_one_source

    story = _stories(task.shards, plan)
    return [are_of_one_source(story(one), story(other)) for one, other in task.pairs]


def write_syndication(groups: Sequence[Sequence[Member]], shards: Sequence[Shard], tasks: Tasks) -> int:
    """Write a line for each group, and say how many there are. Without the setting, nothing is left of an earlier run.

    The first of each group is the source.
    """
    path = tasks.plan.home / SYNDICATION
    if not tasks.plan.options.syndication:
        path.unlink(missing_ok=True)
        return 0
    work = list(_work(groups, shards, tasks.plan))
    with files.writing(path) as file:
        for lines in tasks.run("duplicates", describe, work, [len(task.places) for task in work]):
            file.writelines(lines)
    return len(groups)


def _work(groups: Sequence[Sequence[Member]], shards: Sequence[Shard], plan: Plan) -> Iterator[GroupsTask]:
    """The groups in parts of some members."""
    places = _places({member.number for group in groups for member in group}, shards, plan)
    part: list[Sequence[Member]] = []
    for group in groups:
        part.append(group)
        if sum(map(len, part)) >= _MEMBERS or group is groups[-1]:
            yield GroupsTask(shards, part, {member.number: places[member.number] for each in part for member in each})
            part = []


def _places(numbers: set[int], shards: Sequence[Shard], plan: Plan) -> dict[int, Place]:
    """Where some documents are, by number."""
    every = (row for shard in shards for row in ShardResults(plan.folders(shard)).rows()) if numbers else ()
    return {
        number: Place(row.id, row.input, row.line, row.metadata.get("date"))
        for number, row in enumerate(every)
        if number in numbers
    }


def describe(task: GroupsTask, plan: Plan) -> list[bytes]:
    """A line for each group of the task."""
    story = _stories(task.shards, plan)
    lines = (_group(group, story, task.places) for group in task.groups)
    return [f"{dump(line)}\n".encode("utf-8", "surrogatepass") for line in lines]


def _stories(shards: Sequence[Shard], plan: Plan) -> Callable[[int], Story]:
    from cleanse.duplicates.passages import Story

    texts = RunTexts(shards, plan)
    return lru_cache(_AT_HAND)(lambda number: Story(texts.text(number)))


def _group(group: Sequence[Member], story: Callable[[int], Story], places: dict[int, Place]) -> dict[str, Any]:
    from cleanse.duplicates.agencies import agency_of

    source = group[0].number
    copies = [_copy(member, source, story, places) for member in islice(group, 1, None)]
    # papers leave credits out: where the source has none, the first copy that has one says it
    agencies = (agency_of(story(source).text), *(copy["agency"] for copy in copies))
    return {"source": _document(places[source]), "agency": next(filter(None, agencies), None), "copies": copies}


def _copy(member: Member, source: int, story: Callable[[int], Story], places: dict[int, Place]) -> dict[str, Any]:
    """What a copy has of the source; or if that is little, of the document that it shares most with."""
    from cleanse.duplicates.agencies import agency_of
    from cleanse.duplicates.one_source import SHARE
    from cleanse.duplicates.passages import compare

    shared = compare(story(source), story(member.number))
    of = None
    if member.nearest != source and max(shared.share, 1 - shared.own) < SHARE:
        shared = compare(story(member.nearest), story(member.number))
        of = _document(places[member.nearest])
    place = places[member.number]
    days = _days(places[source].date, place.date)
    agency = agency_of(story(member.number).text)
    return {**_document(place), "days": days, "of": of, "agency": agency, **shared._asdict()}


def _document(place: Place) -> dict[str, Any]:
    """Which document it is, and its date."""
    line = {} if place.line is None else {"line": place.line}
    return {"id": place.id, "input": place.input, **line, "date": place.date}


def _days(first: str | None, later: str | None) -> int | None:
    """The days from one date to another; None where one of them is no date."""
    try:
        return (date.fromisoformat((later or "")[:10]) - date.fromisoformat((first or "")[:10])).days
    except ValueError:
        return None
