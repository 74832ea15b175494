"""Select the lines to remove from a page, by the line classifier together with the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from cleanse.article.extent import SHORT_SENTENCE_FROM, score, title_signs
from cleanse.article.lines import Line
from cleanse.article.select import (
    APPLIES_IN,
    EVIDENCE,
    NAME,
    Removal,
    comment_removals,
    evidence,
    removal_by,
    select_by_rules,
)
from cleanse.article.text_model import TextLineClassifier, load
from cleanse.article.text_model.features import Unit
from cleanse.text.arrays import Doubles1d, Floats1d, Floats2d

# Keep the lines with the highest expected F1, then relax: threshold = SHARE * the lowest kept probability, clipped to
# [LEAST, MOST]. Chosen by hand so that little of an article is lost. On 350 news pages the F1 is .901 and .032 of the
# articles is lost. SHARE from .6 to 1, LEAST from .02 to .2, MOST from .35 to .6, BETWEEN from .02 to .3, GAP from 2 to
# 10 and TITLE_MARGIN from 1 to 4 move the F1 by .005 at most and the loss by .004: what one gains, the other loses.
SHARE, LEAST, MOST = 0.8, 0.1, 0.45
BETWEEN, GAP = 0.1, 5  # within the article, in a gap of at most GAP lines, lines are kept from this probability
STANDFIRST, STANDFIRST_LEAST = 2, 0.15  # lines between headline and article, and the probability of each, to be kept
TITLE_LEAST = -4.0  # the least log odds of a headline
TITLE_MARGIN, TITLES = 2.0, 3  # further candidates are kept within this margin of the best, and so many lines in all


def select_by_model(lines: Sequence[Line], classifier: TextLineClassifier | None = None) -> dict[int, Removal]:
    """Select the lines to remove, by number: what rules match, what is unlikely to be the article's, reader comments.

    If rules match fewer than EVIDENCE lines, or the classifier finds no article, the rules alone decide: the page was
    cleaned before, or never needed it.
    """
    if evidence(lines, range(len(lines))) < EVIDENCE:
        return select_by_rules(lines)
    model = classifier or load()
    rows = model.rows(units(lines))
    p_article = model.predict_proba(rows)
    kept = article(lines, p_article)
    if not kept:
        return select_by_rules(lines)
    first, last = min(kept), max(kept)
    titles = _titles(model, rows, lines, title_signs(lines, first, last + 1))
    kept |= titles | _standfirst(lines, p_article, titles, first)
    removals: dict[int, Removal] = {}
    for i, line in enumerate(lines):
        if i not in kept:
            places = APPLIES_IN["head" if i < first else "tail" if i > last else "inside"]
            rules = [rule for rule in line.rules if rule.where in places]
            removals[i] = removal_by(rules, line.text) if rules else _removal_by_model(float(p_article[i]))
    return removals | comment_removals(lines)


def article(lines: Sequence[Line], p_article: Floats1d) -> set[int]:
    """The numbers of the article's lines, by their probabilities, shape (lines,).

    No line that a rule matches wherever it is on a page is among them; a weak rule needs the classifier to agree.
    """
    certain = (line.has_strong_rule_for("anywhere", "section") for line in lines)
    possible = ~np.fromiter(certain, np.bool_, len(lines))
    weight = np.fromiter((line.length for line in lines), np.float64, len(lines))
    least = _threshold(np.where(possible, p_article, 0), weight)
    kept = np.flatnonzero(possible & (p_article >= least))
    between = (
        before + 1 + np.flatnonzero((possible & (p_article >= BETWEEN))[before + 1 : after])
        for before, after in pairwise(kept)
        if 1 < after - before <= GAP + 1
    )
    return set(np.concatenate((kept, *between)).tolist())


def _threshold(p_article: Floats1d, weight: Doubles1d) -> float:
    """The probability from which lines are kept; `p_article` and `weight` have shape (lines,).

    Keep the k most likely lines. With p and w their probabilities and effective lengths, the expected F1 is

        2 * sum of the first k p*w / (sum of the first k w + sum of all p*w)

    Take the k for which it is greatest, then relax. So a page of doubtful lines keeps more of them than one with a
    clear border.
    """
    order = np.argsort(-p_article, kind="stable")
    expected = np.cumsum((p_article * weight)[order])
    f1 = 2 * expected / (np.cumsum(weight[order]) + expected[-1])
    return float(np.clip(SHARE * p_article[order[f1.argmax()]], LEAST, MOST))


def _titles(
    model: TextLineClassifier, rows: Floats2d, lines: Sequence[Line], signs: Mapping[int, list[float]]
) -> set[int]:
    """The most likely headline, and candidates nearly as likely; of lines with the same text only one.

    A standfirst too many does less harm than a missing headline. `rows` has shape (lines, features), `signs` the
    features of each candidate by its line.
    """
    if not signs:
        return set()
    scores = model.title_scores(rows[list(signs)], np.array(list(signs.values()), np.float32))
    ranked = sorted(zip(scores, signs, strict=True), reverse=True)
    least = max(ranked[0][0] - TITLE_MARGIN, TITLE_LEAST)
    titles: dict[str, int] = {}
    for log_odds, i in ranked:
        if log_odds >= least:
            titles.setdefault(lines[i].text.casefold(), i)
    return set(list(titles.values())[:TITLES])


def _standfirst(lines: Sequence[Line], p_article: Floats1d, titles: set[int], first: int) -> set[int]:
    """The lines between the headline and the article, if they are few and no rule matches one of them.

    `p_article`, shape (lines,), has the probability of each line; `first` is the article's first line.
    """
    between = range(max((i for i in titles if i < first), default=first) + 1, first)
    if len(between) > STANDFIRST or any(lines[i].rules for i in between):
        return set()
    return {i for i in between if lines[i].length >= SHORT_SENTENCE_FROM and p_article[i] >= STANDFIRST_LEAST}


def _removal_by_model(p_article: float) -> Removal:
    return Removal(f"{NAME}/model", f"scores {p_article:.2f} of 1 as a line of the article")


def units(lines: Sequence[Line]) -> list[Unit]:
    """The lines as the classifier takes them."""
    return [
        Unit(
            line.text,
            line.has_rule("anywhere"),
            line.has_rule("section"),
            line.has_rule("edge", "head", "tail"),
            score(line),
        )
        if line.rules
        else Unit(line.text, False, False, False, score(line))
        for line in lines
    ]
