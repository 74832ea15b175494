"""Select the lines to remove from a web page, by the line classifier together with the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleanse.article.confidence import selection_of
from cleanse.article.declared_title import title_lines
from cleanse.article.element_names import element_kinds
from cleanse.article.html_model.classifier import classifier
from cleanse.article.lines import Line, match_rules
from cleanse.article.page_boxes import boxes_on_page
from cleanse.article.page_comments import comments_on_page
from cleanse.article.page_context import held_in_article, links_above
from cleanse.article.select import NAME, Removal, removal_by
from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines
from cleanse.model import Selection
from cleanse.text.arrays import Floats1d
from cleanse.text.lines import effective_length

THRESHOLD = -0.5
"""The score (log odds) from which a line is kept: below even odds, because a lost line is worse than a stray one."""


class HtmlSelection(NamedTuple):
    """The lines of a page that go, by number, and how sure the classifier is of its choice."""

    removals: dict[int, Removal]
    selection: Selection


def select_lines(page: RenderedLines, declared: Declared) -> HtmlSelection:
    """Select the lines to remove: those that a rule matches anywhere, and those unlikely to be the article's.

    What the page's elements say comes after: reader comments go, and what stands among the article's paragraphs stays.
    A line that says the declared title stays, whatever a rule says: the last one before the article.
    """
    rules = match_rules(page.text)
    scores = classifier().scores(page, declared, rules)
    p_article = 1 / (1 + np.exp(-scores))
    lines = [Line(text, 1, rules.get(text, ()), effective_length(text), False) for text in page.text]
    certain = [line.has_strong_rule_for("anywhere") for line in lines]
    kept = ((scores > THRESHOLD) & ~np.array(certain, np.bool_)).tolist()
    removals = _by_elements(page, lines, kept, scores, declared.title)
    for i, (line, stays, p) in enumerate(zip(lines, kept, p_article.tolist(), strict=True)):
        if not stays:
            removals.setdefault(i, _removal(line, p))
    return HtmlSelection(removals, selection_of(page.text, p_article, kept, classifier().knots))


def _by_elements(
    page: RenderedLines, lines: Sequence[Line], kept: list[bool], scores: Floats1d, title: str
) -> dict[int, Removal]:
    """Correct what is kept by the elements around the lines, and return what they remove. `scores`: shape (lines,)."""
    removals: dict[int, Removal] = {}
    kinds = element_kinds(page)
    for i, number in comments_on_page(page, lines, kept, kinds).items():
        kept[i] = False
        removals[i] = Removal(f"{NAME}/comments", f"one of {number} lines of reader comments")
    headline = title_lines(page.text, kept, title)
    for i in boxes_on_page(page, lines, kept, kinds, headline):
        kept[i] = False
        removals.setdefault(i, Removal("markup/box", "in a box with other stories, an author, a form or the like"))
    for i in held_in_article(page, lines, kept, kinds, scores):
        if i not in removals:
            kept[i] = True
    headline = title_lines(page.text, kept, title)
    for i in headline:
        kept[i] = True
        removals.pop(i, None)
    for i in list(links_above(page, lines, kept, headline)):
        kept[i] = False
        removals[i] = Removal("markup/link", "a link above the article")
    return removals


def _removal(line: Line, p_article: float) -> Removal:
    """Why a line goes: the rule that fits the page's language best, else its probability."""
    if matched := [rule for rule in line.rules if not rule.weak]:
        return removal_by(matched, line.text)
    return Removal("markup/model", f"scores {p_article:.2f} of 1 as a line of the article")
