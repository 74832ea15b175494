"""Boilerplate: everything on the page that is not the article.

A line goes because a rule of `cleanse/rules` knows it, or because it stands outside the article, on a page that is
known to carry boilerplate: outside the part that prose holds together (`boilerplate = "rules"`), or where a classifier
of lines says so (`boilerplate = "model"`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleanse import edits
from cleanse.article import lines
from cleanse.article import select as judges
from cleanse.article.lines import Line
from cleanse.article.removal import removals
from cleanse.article.select import NAME, Judge, Verdict
from cleanse.fixpoint import fixpoint
from cleanse.model import Document, Edit, Remark
from cleanse.settings import Settings
from cleanse.text.lines import Block, blocks

REMAINS = 0.04  # less than this share of the letters left, or
REMAINS_LETTERS = 80  # less than this much, is next to nothing


def build(settings: Settings) -> Boilerplate:
    if settings.boilerplate == "model":
        from cleanse.article.text_model.select import by_classifier  # loads numpy

        return Boilerplate(by_classifier)
    return Boilerplate(judges.by_rules)


@dataclass(frozen=True)
class Boilerplate:
    judge: Judge
    name: str = NAME
    self_stable: bool = True

    def edits(self, document: Document) -> Iterable[Edit | Remark]:
        text = document.text
        found = tuple(blocks(text))
        gone = _removed_lines(text, found, self.judge)
        if gone and _next_to_nothing(found, gone):
            note = f"{len(gone)} of {len(found)} lines look like boilerplate: too many to believe"
            return (Remark(f"{NAME}/left-alone", note),)
        return removals(text, found, gone) if gone else ()


def _removed_lines(text: str, found: Sequence[Block], judge: Judge) -> dict[int, Verdict]:
    """What goes, by the number of the line, judged until what is left has nothing more to lose."""
    known = lines.known_lines(block.text for block in found)

    def remove_more(gone: dict[int, Verdict]) -> dict[int, Verdict] | None:
        kept = [i for i in range(len(found)) if i not in gone]
        if known.keys().isdisjoint(found[i].text for i in kept):  # where no rule knows a line, nothing goes
            return None
        left = edits.apply(text, removals(text, found, gone)) if gone else text
        verdicts = _by_line(judge, lines.read(left, known))
        return {**gone, **{kept[i]: verdict for i, verdict in verdicts.items()}} if verdicts else None

    return fixpoint({}, [remove_more], rounds=len(found) + 1)


def _by_line(judge: Judge, page: Sequence[Line]) -> dict[int, Verdict]:
    verdicts = judge(page)
    gone: dict[int, Verdict] = {}
    if not verdicts:
        return gone
    number = 0
    for i, line in enumerate(page):
        if i in verdicts:
            for k in range(number, number + line.pieces):
                gone[k] = verdicts[i]
        number += line.pieces
    return gone


def _next_to_nothing(found: Sequence[Block], gone: Mapping[int, Verdict]) -> bool:
    kept = [block.text for i, block in enumerate(found) if i not in gone]
    letters = sum(map(len, kept))
    if letters >= max(REMAINS_LETTERS, REMAINS * lines.HEAVIEST * sum(len(block.text) for block in found)):
        return False
    left = sum(map(lines.weight_of, kept))
    return left < REMAINS_LETTERS or left < REMAINS * sum(lines.weight_of(block.text) for block in found)
