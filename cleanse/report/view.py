"""Everything a report shows, gathered from what a run left: the findings, and the texts that go with them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cleanse.report import excerpts
from cleanse.report.excerpts import Diff, Example
from cleanse.report.findings import Findings, Group, Loss, Place, documents, survey

RULES = 300  # rules shown; of more, those with the most edits
EXAMPLES = 600  # examples in the whole report, shared by its rules
MOST, FEWEST = 6, 2  # examples of one rule
OPENING = 200  # characters of the texts in a group of near-duplicates


class View(NamedTuple):
    """Everything the report shows."""

    run: Mapping[str, Any]
    found: Findings
    examples: Mapping[str, Sequence[Example]]
    losses: Sequence[tuple[Loss, Diff]]
    groups: Sequence[Group]
    openings: Mapping[int, str]
    """How the members of groups begin, by their number."""
    kept: Mapping[str, Place]


def look(home: Path, found: Findings | None = None) -> View:
    """All there is to show of the run in `home`: the manifest says what to look at, the trace is gone through once.

    `found` is what the manifest says, if that is known already.
    """
    run = json.loads((home / "run.json").read_text(encoding="utf-8"))
    found = found or survey(home)
    groups = found.shown_groups()
    kept = {group.id: found.kept[group.id] for group in groups if group.id in found.kept}
    losing = {loss.place: loss for loss in found.losses}
    members = {*kept.values(), *(place for group in groups for place, _ in group.least)}
    asked = _asked(found)
    pools: dict[str, list[Example]] = {
        rule: [] for rule in sorted({rule for rules in asked.values() for rule in rules})
    }
    diffs: list[tuple[Loss, Diff]] = []
    openings: dict[int, str] = {}
    for place, text, steps in documents(home, sorted({*asked, *losing, *members}), run["settings"]["text_field"]):
        for example in excerpts.examples(place, text, steps, asked.get(place, ())):
            pools[example.rule].append(example)
        if place in losing:
            diffs.append((losing[place], excerpts.diff(text, steps)))
        if place in members:
            openings[place.number] = text.strip()[:OPENING] + (" …" if len(text) > OPENING else "")
    most = max(FEWEST, min(MOST, EXAMPLES // max(1, len(pools))))
    examples = {rule: excerpts.pick_examples(pool, most) for rule, pool in pools.items()}
    diffs.sort(key=lambda pair: pair[0].left / pair[0].text)
    return View(run, found, examples, diffs, groups, openings, kept)


def _asked(found: Findings) -> dict[Place, set[str]]:
    """The documents to look into for examples, and of which rules."""
    asked: dict[Place, set[str]] = defaultdict(set)
    for rule, _ in found.edits.most_common(RULES):
        for place in found.candidates[rule]:
            asked[place].add(rule)
    return dict(asked)
