"""How sure a classifier is of the lines it chose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleanse.model import Doubt, Selection
from cleanse.text.arrays import Column, Floats2d
from cleanse.text.lines import effective_length

DOUBTFUL = 0.2, 0.8
"""A line is in doubt where its probability of belonging to the article lies between these."""


def expected_f1(lines: Sequence[str], p_article: Column, kept: Column) -> float:
    """The F1 to expect of a choice of lines. `p_article` and `kept` have shape (lines,), the latter of booleans.

    With p and w the probability and effective length of a line, it is

        2 * sum of p*w over the kept lines / (sum of w over the kept lines + sum of p*w over all)

    >>> round(expected_f1(["Flood in the valley", "Home"], np.array([0.9, 0.1]), np.array([True, False])), 4)
    0.937
    """
    weight = np.fromiter(map(effective_length, lines), np.float64, len(lines))
    expected = p_article * weight
    total = float(weight[kept].sum() + expected.sum())
    return 2 * float(expected[kept].sum()) / total if total else 0.0


def selection_of(
    lines: Sequence[str], p_article: Column, kept: Sequence[bool], knots: Floats2d | None = None
) -> Selection:
    """The confidence in a choice of lines, and the lines in doubt. `p_article` has shape (lines,).

    The confidence is the expected F1, calibrated: `knots`, shape (knots, 2), are expected and actual F1 on pages that
    the classifier had not seen, and what lies between them is interpolated. Without them it is the expected F1.
    """
    expected = expected_f1(lines, p_article, np.array(kept, np.bool_))
    low, high = DOUBTFUL
    doubtful = np.flatnonzero((p_article > low) & (p_article < high)).tolist()
    return Selection(
        round(expected if knots is None else float(np.interp(expected, *knots.T)), 4),
        tuple(Doubt(lines[i], round(float(p_article[i]), 2), kept[i]) for i in doubtful),
    )
