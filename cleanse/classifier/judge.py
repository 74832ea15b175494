"""Which lines of a page go, and why, as the classifier and the rules say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from cleanse.classifier import Classifier, load
from cleanse.classifier.features import Unit
from cleanse.classifier.letters import Floats
from cleanse.pages.article import score, title_signs
from cleanse.pages.judges import EVIDENCE, HOLDS, NAME, Verdict, by_rules, evidence, verdict
from cleanse.pages.lines import Line

# From which probability a line is the article's, for the classifier: any line; one of whole sentences, of which a
# doubtful one stays; and one in a gap of so many lines within the article.
SURE, SURE_PROSE, SURE_BETWEEN, GAP = 0.4, 0.3, 0.03, 5
TITLE_LEAST = -3.0  # the odds from which a line can be the headline, as a logarithm,
TITLE_MARGIN = 1.0  # and by how much those of a second one may be worse


def by_classifier(lines: Sequence[Line], classifier: Classifier | None = None) -> dict[int, Verdict]:
    """What goes, by number, on a page that holds boilerplate: lines that rules know, and lines the classifier doubts.

    Where next to nothing on the page is known as boilerplate, the rules alone decide: it has been cleaned before, or it
    never needed it.
    """
    if evidence(lines, range(len(lines))) < EVIDENCE:
        return by_rules(lines)
    judge = classifier or load()
    rows = judge.rows(units(lines))
    sure = [float(p) for p in judge.sure(rows)]
    stays = {
        i
        for i, p in enumerate(sure)
        if p >= (SURE_PROSE if lines[i].prose else SURE) and not lines[i].known("anywhere", "section")
    }
    if not stays:
        return by_rules(lines)
    stays |= _between(lines, sure, sorted(stays))
    first, last = min(stays), max(stays)
    stays |= _titles(judge, rows, title_signs(lines, first, last + 1))
    found: dict[int, Verdict] = {}
    for i, line in enumerate(lines):
        if i not in stays:
            holds = HOLDS["head" if i < first else "tail" if i > last else "inside"]
            rule = next((rule for rule in line.rules if rule.where in holds), None)
            found[i] = verdict(rule, line) if rule else _doubted(sure[i])
    return found


def _titles(judge: Classifier, rows: Floats, signs: Mapping[int, list[float]]) -> set[int]:
    """The line that looks most like the headline, and one that looks nearly as much like it."""
    if not signs:
        return set()
    scores = judge.title(rows[list(signs)], np.array(list(signs.values()), np.float32))
    ranked = sorted(zip(scores, signs, strict=True), reverse=True)
    least = max(ranked[0][0] - TITLE_MARGIN, TITLE_LEAST)
    return {i for score, i in ranked[:2] if score >= least}


def _between(lines: Sequence[Line], sure: Sequence[float], stays: Sequence[int]) -> set[int]:
    """Lines in short gaps of the article, unless they are surely none of it."""
    return {
        i
        for before, after in pairwise(stays)
        if after - before <= GAP + 1
        for i in range(before + 1, after)
        if sure[i] >= SURE_BETWEEN and not lines[i].known("anywhere", "section")
    }


def _doubted(sure: float) -> Verdict:
    return Verdict(f"{NAME}/model", f"scores {sure:.2f} of 1 as a line of the article")


def units(lines: Sequence[Line]) -> list[Unit]:
    """The lines as the classifier reads them."""
    return [
        Unit(line.text, line.known("anywhere"), line.known("section"), line.known("edge", "head", "tail"), score(line))
        if line.rules
        else Unit(line.text, False, False, False, score(line))
        for line in lines
    ]
