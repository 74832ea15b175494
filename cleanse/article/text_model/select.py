"""Which lines of a page go, and why, as the classifier and the rules say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleanse.article.extent import score, title_signs
from cleanse.article.lines import Line
from cleanse.article.select import APPLIES_IN, EVIDENCE, NAME, Removal, evidence, removal_by, select_by_rules
from cleanse.article.text_model import Classifier, load
from cleanse.article.text_model.features import Unit
from cleanse.article.text_model.ngrams import Floats

# The lines kept are those that together promise the best F1, and a little beyond: from SHARE of the probability of the
# last of them, but none goes that is nearly as likely as not. In a gap of so many lines within the article, all from
# SURE_BETWEEN stay.
SHARE, LEAST, MOST = 0.8, 0.1, 0.45
SURE_BETWEEN, GAP = 0.1, 5
TITLE_LEAST = -4.0  # the odds from which a line can be the headline, as a logarithm,
TITLE_MARGIN, TITLES = 2.0, 3  # by how much those of others may be worse, and how many lines there are at most


def select_by_model(lines: Sequence[Line], classifier: Classifier | None = None) -> dict[int, Removal]:
    """What goes, by number, on a page that holds boilerplate: lines that rules know, and lines the classifier doubts.

    Where next to nothing on the page is known as boilerplate, the rules alone decide: it has been cleaned before, or it
    never needed it.
    """
    if evidence(lines, range(len(lines))) < EVIDENCE:
        return select_by_rules(lines)
    judge = classifier or load()
    rows = judge.rows(units(lines))
    sure = judge.sure(rows)
    stays = article(lines, sure)
    if not stays:
        return select_by_rules(lines)
    first, last = min(stays), max(stays)
    stays |= _titles(judge, rows, lines, title_signs(lines, first, last + 1))
    found: dict[int, Removal] = {}
    for i, line in enumerate(lines):
        if i not in stays:
            holds = APPLIES_IN["head" if i < first else "tail" if i > last else "inside"]
            rules = [rule for rule in line.rules if rule.where in holds]
            found[i] = removal_by(rules, line) if rules else _doubted(float(sure[i]))
    return found


def article(lines: Sequence[Line], sure: Floats) -> set[int]:
    """The lines of the article, by how sure the classifier is of each; none that a rule knows wherever it stands."""
    possible = np.fromiter((not line.has_rule("anywhere", "section") for line in lines), np.bool_, len(lines))
    weight = np.fromiter((line.length for line in lines), np.float64, len(lines))
    least = _threshold(np.where(possible, sure, 0), weight)
    stays = np.flatnonzero(possible & (sure >= least))
    between = (
        before + 1 + np.flatnonzero((possible & (sure >= SURE_BETWEEN))[before + 1 : after])
        for before, after in pairwise(stays)
        if 1 < after - before <= GAP + 1
    )
    return set(np.concatenate((stays, *between)).tolist())


def _threshold(sure: Floats, weight: NDArray[np.float64]) -> float:
    """From which probability lines stay.

    F1 expected of keeping the surest lines up to one: twice the article's letters among them, by the letters kept and
    those the article is expected to have. A page all of whose lines are doubtful keeps more of them than one with a
    clear border.
    """
    order = np.argsort(-sure, kind="stable")
    found = np.cumsum((sure * weight)[order])
    promised = 2 * found / (np.cumsum(weight[order]) + found[-1])
    return float(np.clip(SHARE * sure[order[promised.argmax()]], LEAST, MOST))


def _titles(judge: Classifier, rows: Floats, lines: Sequence[Line], signs: Mapping[int, list[float]]) -> set[int]:
    """The line that looks most like the headline, and others that look nearly as much like it.

    A standfirst or a crumb too many is read over, a headline that is missing is missed. Of equal lines one stays.
    """
    if not signs:
        return set()
    scores = judge.title(rows[list(signs)], np.array(list(signs.values()), np.float32))
    ranked = sorted(zip(scores, signs, strict=True), reverse=True)
    least = max(ranked[0][0] - TITLE_MARGIN, TITLE_LEAST)
    found: dict[str, int] = {}
    for likely, i in ranked:
        if likely >= least:
            found.setdefault(lines[i].text.casefold(), i)
    return set(list(found.values())[:TITLES])


def _doubted(sure: float) -> Removal:
    return Removal(f"{NAME}/model", f"scores {sure:.2f} of 1 as a line of the article")


def units(lines: Sequence[Line]) -> list[Unit]:
    """The lines as the classifier reads them."""
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
