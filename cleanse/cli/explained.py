"""An explanation, edit by edit and line by line, as rows. `docs/review.md` describes them for their readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleanse import edits
from cleanse.fates import Fate, fates
from cleanse.model import Change, Selection
from cleanse.record.review import BEGINNING
from cleanse.trace import Result

_NUMBER = re.compile(r"^\d+\. ")  # of an item, which no doubt has


class Explained(NamedTuple):
    """One edit, or one line of a page: where it is in the text its filter saw, why, what became of what.

    `step` is the number, from 1, of the filter's pass over the document. `kept` is None for an edit within lines; else
    it says whether the line stays, and `before` is the line without white space around it. `score` is the probability
    that it belongs to the article: of one that a classifier dropped or doubted.
    """

    step: int
    line: int
    column: int
    filter: str
    rule: str
    note: str
    before: str
    after: str
    kept: bool | None = None
    score: float | None = None


def explained(result: Result) -> Iterator[Explained]:
    """Every edit of a result in the order they were made. `line` and `column` count from 1.

    Of a page, first its conversion, then each of its lines in order, kept or dropped; then the edits that dropped none.
    """
    text = result.restore()
    conversion = len(result.trace.conversion)
    lines, others = fates(result.text, result.trace)
    others_of = {id(each.change) for each in others}
    for number, step in enumerate(result.trace, 1):
        line, reached = 1, 0
        for change in step.changes:
            drops = id(change) not in others_of
            start = change.start
            if drops:  # the white space before the line is no part of it
                start += len(change.before) - len(change.before.lstrip())
            line += text.count("\n", reached, start)
            reached = start
            if not (drops and conversion):
                yield _edit(number, line, start - text.rfind("\n", 0, start), step.filter, change, drops)
        for remark in step.remarks:
            yield Explained(number, 1, 1, step.filter, remark.rule, remark.note, "", "")
        text = edits.apply(text, step.changes)
        if 0 < conversion == number:
            scores = _scores(result.document.selection)
            yield from (_line(fate, number, scores) for fate in lines)


def _edit(step: int, line: int, column: int, filter: str, change: Change, drops: bool) -> Explained:
    before, after = (change.before.strip(), "") if drops else (change.before, change.replacement)
    return Explained(step, line, column, filter, change.rule, change.note, before, after, False if drops else None)


def _line(fate: Fate, shown: int, scores: dict[str, float]) -> Explained:
    """A line of a page; `shown` is the step that shows it."""
    score = scores.get(_NUMBER.sub("", fate.text)[:BEGINNING])
    if (by := fate.dropped) is None:
        return Explained(shown, fate.number, 1, "", "", "", fate.text, fate.after, True, score)
    score = score if by.score is None else by.score
    change = by.change
    return Explained(by.step, fate.number, 1, by.filter, change.rule, change.note, fate.text, "", False, score)


def _scores(selection: Selection | None) -> dict[str, float]:
    """The score of each line in doubt, by the line's beginning."""
    return {doubt.line[:BEGINNING]: doubt.score for doubt in selection.doubts} if selection else {}
