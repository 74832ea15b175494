"""Boilerplate: menus, teasers, legal lines, everything on a page that is not its article.

A line is removed because a rule of `cleanse/rules` matches it, or because it is outside the article on a page that has
boilerplate: outside the run of lines that prose holds together (`boilerplate = "rules"`), or by the line classifier
(`boilerplate = "model"`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cleanse import edits
from cleanse.article import lines
from cleanse.article.headline import without_headline
from cleanse.article.inside import without_lines_inside
from cleanse.article.lines import Line
from cleanse.article.links import links_inside
from cleanse.article.removal import removal_edits
from cleanse.article.select import NAME, LineChoice, LineSelector, Removal, removal_by, select_by_rules
from cleanse.article.subheads import subheads
from cleanse.fixpoint import fixpoint
from cleanse.model import Document, Edit, Proposals, Remark, Selection
from cleanse.rules.own import Matches, OwnRules, joined, own_rules
from cleanse.settings import Settings
from cleanse.text.front_matter import front_matter
from cleanse.text.lines import CJK_LETTER, Block, blocks, effective_length
from cleanse.text.normalize import match_key

if TYPE_CHECKING:
    from cleanse.text.arrays import Floats2d

# Both are chosen by hand. Of 2,305 news pages as a browser shows them, the article is less than .04 of the page on 13,
# and about half of it on the median one: if less would remain, the selection is probably wrong.
LEAST_SHARE = 0.04  # of the document's letters: if less would remain, or
LEAST_LENGTH = 80  # less than this effective length, next to nothing would

T = TypeVar("T")

FRONT_MATTER_UPTO = 110  # lines at the beginning of a document in which its front matter is
LONGEST_FORM = 3  # times the length of a title: what a line may have that is the same but for white space and forms


def build(settings: Settings) -> Boilerplate:
    select = _select_by_model if settings.boilerplate == "model" else _select_by_rules
    return Boilerplate(select, own=own_rules(settings))


def _select_by_rules(page: Sequence[Line]) -> LineChoice:
    return LineChoice(select_by_rules(page))


def _select_by_model(page: Sequence[Line]) -> LineChoice:
    from cleanse.article.text_model.select import select_by_model  # only pages on which a rule matches need the model

    return select_by_model(page)


@dataclass(frozen=True)
class Boilerplate:
    """Removes the lines of a page that are not its article. If next to nothing would remain, it removes none.

    `Home | News | Sport`, `The river rose by two metres …`, `Share on Facebook`, `© 2024 The Gazette` → the second.
    """

    select: LineSelector
    name: str = NAME
    self_stable: bool = True
    own: OwnRules = OwnRules()  # noqa: RUF009 - it is never changed

    def edits(self, document: Document) -> Iterable[Edit] | Proposals:
        text = document.text
        page = tuple(blocks(text))
        own = self.own.match_in([block.text for block in page], document)
        removals, p_article, knots = _choose(text, page, self.select, document.metadata.get("title", ""), own)
        if removals and _next_to_nothing_remains(page, removals):
            note = f"{len(removals)} of {len(page)} lines look like boilerplate: too many to believe"
            return Proposals(((Remark(f"{NAME}/left-alone", note),),), Selection(0.0, reason=note))
        proposed = removal_edits(text, page, removals) if removals else ()
        return Proposals((proposed,), _selection(page, removals, p_article, knots)) if p_article else proposed


class _Chosen(NamedTuple):
    """The lines of a page to remove, by number, and the probability of each line that a classifier judged."""

    removals: dict[int, Removal]
    p_article: dict[int, float]
    knots: Floats2d | None


def _choose(text: str, page: Sequence[Block], select: LineSelector, title: str, own: Matches) -> _Chosen:
    """Choose the lines to remove. The rest of the page is judged again until there is no more to remove.

    The first judgement of a line counts for its probability: it was made with the whole page around it.
    """
    p_article: dict[int, float] = {}
    choices: list[LineChoice] = []
    rules = joined(lines.match_rules(block.text for block in page), own)
    headline = _line_with(title, page)
    fields = front_matter([block.text for block in page[:FRONT_MATTER_UPTO]])

    def remove_more(removals: dict[int, Removal]) -> dict[int, Removal] | None:
        kept = [i for i in range(len(page)) if i not in removals]
        if rules.keys().isdisjoint(page[i].text for i in kept):  # selectors remove nothing from such a page
            return None
        rest = edits.apply(text, removal_edits(text, page, removals)) if removals else text
        lines_left = lines.read(rest, rules)
        choice = _select_in_context(lines_left, select)
        choices.append(choice)
        for i, p in _by_block(lines_left, dict(enumerate(choice.p_article))).items():
            p_article.setdefault(kept[i], p)
        selected = _by_block(lines_left, choice.removals)
        more = {kept[i]: removal for i, removal in selected.items() if kept[i] != headline}
        more = {i: removal for i, removal in more.items() if i >= fields and page[i].text not in own.keep}
        return {**removals, **more} if more else None

    nothing: dict[int, Removal] = {}
    removals = fixpoint(nothing, [remove_more], rounds=len(page) + 1)
    return _Chosen(removals, p_article, choices[0].knots if choices else None)


def _selection(
    page: Sequence[Block], removals: Mapping[int, Removal], p_article: Mapping[int, float], knots: Floats2d | None
) -> Selection:
    """How sure the classifier is. A line that it was not asked of had been removed before, by a rule.

    `knots` has shape (knots, 2).
    """
    import numpy as np

    from cleanse.article.confidence import selection_of

    texts, kept = [block.text for block in page], [i not in removals for i in range(len(page))]
    return selection_of(texts, np.array([p_article.get(i, 0.0) for i in range(len(page))]), kept, knots)


def _line_with(title: str, page: Sequence[Block]) -> int | None:
    """The number of the first line that is the title that the document declares; None if there is none."""
    key = match_key(title)
    longest = LONGEST_FORM * len(title)
    return next((i for i, block in enumerate(page) if 0 < len(block.text) <= longest and block.key == key), None)


def _select_in_context(page: Sequence[Line], select: LineSelector) -> LineChoice:
    """What a selector chooses to remove, but for the headline, subheads and other lines that the article holds."""
    choice = select(page)
    removals = choice.removals
    if removals:
        in_article = subheads(page)
        removals = {i: removal for i, removal in removals.items() if i not in in_article or i + 1 in removals}
    for i in links_inside(page, removals):
        removals[i] = removal_by(page[i].rules, page[i].text)
    return choice._replace(removals=without_headline(page, without_lines_inside(page, removals)))


def _by_block(page: Sequence[Line], by_line: Mapping[int, T]) -> dict[int, T]:
    """What is said of lines, by the number of the block; a line may consist of several."""
    by_block: dict[int, T] = {}
    if not by_line:
        return by_block
    number = 0
    for i, line in enumerate(page):
        if i in by_line:
            by_block |= dict.fromkeys(range(number, number + line.pieces), by_line[i])
        number += line.pieces
    return by_block


def _next_to_nothing_remains(page: Sequence[Block], removals: Mapping[int, Removal]) -> bool:
    kept = [block.text for i, block in enumerate(page) if i not in removals]
    # no text has a greater effective length than this: most pages need not be measured
    if sum(map(len, kept)) >= max(LEAST_LENGTH, LEAST_SHARE * CJK_LETTER * sum(len(block.text) for block in page)):
        return False
    remaining = sum(map(effective_length, kept))
    return remaining < LEAST_LENGTH or remaining < LEAST_SHARE * sum(effective_length(block.text) for block in page)
