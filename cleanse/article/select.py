"""Which lines of a page go, and why, as the rules say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cleanse.article.extent import article_of, headlines
from cleanse.article.lines import Line
from cleanse.rules import Rule

NAME = "boilerplate"

# Different lines known as boilerplate, on one side of the article or on both, before unknown ones there go with them.
EVIDENCE, EVIDENCE_OF_PAGE = 3, 6


class Verdict(NamedTuple):
    """Why a line goes, and what it tells of the document."""

    rule: str
    note: str
    facts: tuple[tuple[str, str], ...] = ()


# Says what goes, by number. From a page on which no rule knows a line nothing does: it was cleaned before, or is clean.
Judge = Callable[[Sequence[Line]], dict[int, Verdict]]


def by_rules(lines: Sequence[Line]) -> dict[int, Verdict]:
    """What goes, by number: lines that rules know, and lines outside the article that stand among such."""
    if not any(line.rules for line in lines):
        return {}
    start, end = article_of(lines)
    if start == end:
        return {i: _known(line) for i, line in enumerate(lines) if line.known("anywhere")}
    found: dict[int, Verdict] = {}
    sides = {"head": range(start), "tail": range(end, len(lines))}
    held = {place: evidence(lines, side) for place, side in sides.items()}
    unsure = {"head": not held["head"], "tail": not held["tail"], "inside": True}
    for i, line in enumerate(lines):
        place = "head" if i < start else "tail" if i >= end else "inside"
        rules = [r for r in line.rules if r.where in HOLDS[place] and not (r.weak and unsure[place])]
        if rules:
            found[i] = verdict(rules[0], line)
    outside = [place for place in sides if held[place] >= EVIDENCE or sum(held.values()) >= EVIDENCE_OF_PAGE]
    stays = headlines(lines, start, end) if outside else found
    for place in outside:
        found |= {i: _OUTSIDE[place] for i in sides[place] if i not in found and i not in stays}
    return found


_OUTSIDE = {
    "head": Verdict(f"{NAME}/before-article", "stands before the article, among boilerplate"),
    "tail": Verdict(f"{NAME}/after-article", "stands after the article, among boilerplate"),
}


def evidence(lines: Sequence[Line], side: range) -> int:
    """How many different lines there are known as boilerplate that an article does not hold."""
    some = (line for line in lines[side.start : side.stop] if line.rules)
    return len({line.text for line in some if not all(rule.weak for rule in line.rules)})


HOLDS = {
    "head": {"anywhere", "head", "edge", "section"},
    "tail": {"anywhere", "tail", "edge", "section"},
    "inside": {"anywhere", "section"},
}


def _known(line: Line) -> Verdict:
    return verdict(next(r for r in line.rules if r.where == "anywhere"), line)


def verdict(rule: Rule, line: Line) -> Verdict:
    return Verdict(f"{NAME}/{rule.id}", rule.why, tuple(rule.found(line.text)))
