"""Select the lines to remove from a web page, by the line classifier together with the rules."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleanse.article.confidence import selection_of
from cleanse.article.declared_title import title_line
from cleanse.article.html_model.classifier import classifier
from cleanse.article.lines import RulesByLine, match_rules
from cleanse.article.select import Removal, removal_by
from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines
from cleanse.model import Selection
from cleanse.rules import Rule

THRESHOLD = -0.5
"""The score (log odds) from which a line is kept: below even odds, because a lost line is worse than a stray one."""


class HtmlSelection(NamedTuple):
    """The lines of a page that go, by number, and how sure the classifier is of its choice."""

    removals: dict[int, Removal]
    selection: Selection


def select_lines(lines: RenderedLines, declared: Declared) -> HtmlSelection:
    """Select the lines to remove: those that a rule matches anywhere, and those unlikely to be the article's.

    A line that says the declared title stays, whatever a rule says: the last one before the article.
    """
    rules = match_rules(lines.text)
    scores = classifier().scores(lines, declared, rules)
    boilerplate = {line for line, matched in rules.items() if any(map(_is_certain, matched))}
    certain = [line in boilerplate for line in lines.text]
    kept = ((scores > THRESHOLD) & ~np.array(certain, np.bool_)).tolist()
    title = title_line(lines.text, kept, declared.title)
    if title is not None:
        kept[title] = True
    p_article = 1 / (1 + np.exp(-scores))
    removals = {
        i: _removal(rules, line, p)
        for i, (line, stays, p) in enumerate(zip(lines.text, kept, p_article.tolist(), strict=True))
        if not stays
    }
    return HtmlSelection(removals, selection_of(lines.text, p_article, kept))


def _is_certain(rule: Rule) -> bool:
    return rule.where == "anywhere" and not rule.weak


def _removal(rules: RulesByLine, line: str, p_article: float) -> Removal:
    """Why a line goes: the rule that fits the page's language best, else its probability."""
    if matched := [rule for rule in rules.get(line, ()) if not rule.weak]:
        return removal_by(matched, line)
    return Removal("markup/model", f"scores {p_article:.2f} of 1 as a line of the article")
