"""Which lines of a page are boilerplate, and why, as the rules say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleanse.article.comments import reader_comments
from cleanse.article.extent import article_of, headlines
from cleanse.article.lines import Line
from cleanse.article.subheads import subheads
from cleanse.rules import Rule

if TYPE_CHECKING:
    from cleanse.text.arrays import Floats2d

NAME = "boilerplate"

# Different lines that rules match on one side of the article, or on both together, from which the lines there that no
# rule matches are boilerplate too.
EVIDENCE, EVIDENCE_OF_PAGE = 3, 6

APPLIES_IN = {
    "head": {"anywhere", "head", "edge", "section"},
    "tail": {"anywhere", "tail", "edge", "section"},
    "inside": {"anywhere", "section"},
}
"""The part of a page → the `where` of the rules that apply there."""


class Removal(NamedTuple):
    """Why a line is removed, and what it says of the document."""

    rule: str
    note: str
    metadata: tuple[tuple[str, str], ...] = ()


class LineChoice(NamedTuple):
    """The lines to remove, by number, and the probability of each line that it belongs to the article.

    `p_article` has as many numbers as there are lines; none if no classifier was asked. `knots`, shape (knots, 2),
    calibrate the confidence in the choice (`confidence.selection_of`).
    """

    removals: dict[int, Removal]
    p_article: Sequence[float] = ()
    knots: Floats2d | None = None


LineSelector = Callable[[Sequence[Line]], LineChoice]
"""Chooses the lines to remove.

It removes nothing from a page on which no rule matches a line: that page was cleaned before, or never needed it.
"""


def select_by_rules(lines: Sequence[Line]) -> dict[int, Removal]:
    """Remove the lines that rules match, and the lines outside the article among such. A subhead matches none."""
    if comments := comment_removals(lines):
        return comments  # they read much like an article: the rest is judged without them
    in_article = subheads(lines)
    lines = [line._replace(rules=()) if i in in_article else line for i, line in enumerate(lines)]
    if not any(line.rules for line in lines):
        return {}
    start, end = article_of(lines)
    if start == end:
        return {i: _first_anywhere(line) for i, line in enumerate(lines) if line.has_rule("anywhere")}
    sides = {"head": range(start), "tail": range(end, len(lines))}
    evidence_of = {side: evidence(lines, numbers) for side, numbers in sides.items()}
    weak_count = {"head": evidence_of["head"] > 0, "tail": evidence_of["tail"] > 0, "inside": False}
    removals: dict[int, Removal] = {}
    for i, line in enumerate(lines):
        place = "head" if i < start else "tail" if i >= end else "inside"
        rules = [r for r in line.rules if r.where in APPLIES_IN[place] and (weak_count[place] or not r.weak)]
        if rules:
            removals[i] = removal_by(rules, line.text)
    enough = [side for side in sides if evidence_of[side] >= EVIDENCE or sum(evidence_of.values()) >= EVIDENCE_OF_PAGE]
    kept = headlines(lines, start, end) if enough else set()
    for side in enough:
        removals |= {i: _OUTSIDE[side] for i in sides[side] if i not in removals and i not in kept}
    return removals


def comment_removals(lines: Sequence[Line]) -> dict[int, Removal]:
    """The lines of reader comments, from their heading to the last button."""
    removals: dict[int, Removal] = {}
    for start, end, number in reader_comments(lines):
        note = f"one of {end - start} lines of reader comments, {number} in all"
        removals |= dict.fromkeys(range(start, end), Removal(f"{NAME}/comments", note))
    return removals


_OUTSIDE = {
    "head": Removal(f"{NAME}/before-article", "stands before the article, among boilerplate"),
    "tail": Removal(f"{NAME}/after-article", "stands after the article, among boilerplate"),
}


def evidence(lines: Sequence[Line], side: range) -> int:
    """How many different lines of this part are boilerplate by a rule that is not weak."""
    return len({line.text for line in lines[side.start : side.stop] if line.has_strong_rule})


def removal_by(rules: Sequence[Rule], line: str) -> Removal:
    """The first of these rules names the removal; what any of them reads in the line is kept."""
    metadata = {name: value for rule in reversed(rules) for name, value in rule.facts_in(line)}
    return Removal(f"{NAME}/{rules[0].id}", rules[0].why, tuple(metadata.items()))


def _first_anywhere(line: Line) -> Removal:
    return removal_by([rule for rule in line.rules if rule.where == "anywhere"], line.text)
