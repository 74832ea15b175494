"""What users' own rules decide of a page's lines, whatever the classifier says of them."""

from __future__ import annotations

from collections.abc import Mapping

from cleanse.article.select import NAME, Removal, removal_by
from cleanse.html.render import RenderedLines
from cleanse.rules.own import OwnRules


def own_removals(
    lines: RenderedLines, removals: Mapping[int, Removal], own: OwnRules, site: str
) -> tuple[dict[int, Removal], set[int]]:
    """The lines to remove, by number, after the own rules for this site; and those that they keep.

    A line is kept or dropped by what its element is marked with, or by a rule that matches its text. Keep wins.
    """
    matches = own.match(lines.text, site)
    decided = dict(removals)
    kept: set[int] = set()
    for i, (line, mark) in enumerate(zip(lines.text, lines.marked or [""] * len(lines.text), strict=True)):
        action, _, rule = mark.partition(":")
        if action == "keep" or line in matches.keep:
            kept.add(i)
            decided.pop(i, None)
        elif action == "drop":
            decided[i] = Removal(f"{NAME}/{rule}", own.why(rule))
        elif line in matches.drop:
            decided[i] = removal_by(matches.drop[line], line)
    return decided, kept
