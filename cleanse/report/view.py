"""Everything a report shows, gathered from what a run left: the findings, and the texts that go with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cleanse.record.outputs import OutputRef
from cleanse.record.reader import RunReader
from cleanse.record.review import Recorded
from cleanse.record.summary import RunRecord
from cleanse.report import excerpts
from cleanse.report.excerpts import Diff, Example
from cleanse.report.findings import Doubtful, Findings, Group, Loss, survey
from cleanse.report.sites import Sites, add_lines

RULES = 300  # rules shown; of more, those with the most edits
EXAMPLES = 600  # examples in the whole report, shared by its rules
MOST, FEWEST = 6, 2  # examples of one rule
OPENING = 200  # characters of the texts in a group of near-duplicates


class View(NamedTuple):
    """Everything the report shows."""

    run: RunRecord
    findings: Findings
    examples: Mapping[str, Sequence[Example]]
    losses: Sequence[tuple[Loss, Diff]]
    sample: Sequence[tuple[OutputRef, Diff]]
    """Changed documents taken by chance, in the order of the run."""
    doubtful: Sequence[tuple[Doubtful, Recorded]]
    """The least confident first, each with its lines in doubt."""
    sites: Sites
    groups: Sequence[Group]
    openings: Mapping[int, str]
    """How the members of groups begin, by their number."""
    kept: Mapping[str, OutputRef]
    listed: frozenset[str]
    """The ids of the documents that have an entry of their own, with their changes or their doubts."""


def look(home: Path, findings: Findings | None = None, record: RunRecord | None = None) -> View:
    """Collect all that the report shows of the run in `home`, going through its trace once.

    `findings` and `record` are what its manifest and its `run.json` say, if that is known already.
    """
    reader = RunReader(home.parent)
    record = record or reader.record
    findings = findings or survey(reader)
    groups = findings.shown_groups()
    kept = {group.id: findings.kept[group.id] for group in groups if group.id in findings.kept}
    losing = {loss.place: loss for loss in findings.losses}
    doubted = {doubtful.place: doubtful for doubtful in findings.doubtful}
    members = {*kept.values(), *(place for group in groups for place, _ in group.least)}
    asked = _asked(findings)
    pools: dict[str, list[Example]] = {
        rule: [] for rule in sorted({rule for rules in asked.values() for rule in rules})
    }
    sampled, templated = frozenset(findings.sample), frozenset(findings.templated)
    diffs: list[tuple[Loss, Diff]] = []
    sample: list[tuple[OutputRef, Diff]] = []
    sites: dict[str, dict[str, tuple[int, int]]] = {}
    doubts: list[tuple[Doubtful, Recorded]] = []
    openings: dict[int, str] = {}
    seen: set[OutputRef] = set()
    for place, text, steps, recorded in reader.documents(
        sorted({*asked, *losing, *sampled, *templated, *doubted, *members})
    ):
        for example in excerpts.examples(place, text, steps, asked.get(place, ())):
            pools[example.rule].append(example)
        if place in seen:  # another text of the same record: the first is its main one
            continue
        seen.add(place)
        if place in losing or place in sampled:
            diff = excerpts.diff(text, steps)
            if place in losing:
                diffs.append((losing[place], diff))
            if place in sampled:
                sample.append((place, diff))
        if place in templated:
            add_lines(sites, steps)
        if place in doubted and recorded:
            doubts.append((doubted[place], recorded))
        if place in members:
            openings[place.number] = text.strip()[:OPENING] + (" …" if len(text) > OPENING else "")
    most = max(FEWEST, min(MOST, EXAMPLES // max(1, len(pools))))
    examples = {rule: excerpts.pick_examples(pool, most) for rule, pool in pools.items()}
    diffs.sort(key=lambda pair: pair[0].left / pair[0].text)
    doubts.sort(key=lambda pair: pair[0].confidence)
    places = [*(loss.place for loss, _ in diffs), *(place for place, _ in sample), *(each.place for each, _ in doubts)]
    listed = frozenset(place.id for place in places)
    return View(record, findings, examples, diffs, sample, doubts, sites, groups, openings, kept, listed)


def _asked(findings: Findings) -> dict[OutputRef, set[str]]:
    """The documents to look into for examples, and of which rules."""
    asked: dict[OutputRef, set[str]] = defaultdict(set)
    for rule, _ in findings.edits.most_common(RULES):
        for place in findings.candidates[rule]:
            asked[place].add(rule)
    return dict(asked)
