"""How sure a classifier is of the lines it chose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleanse.model import Doubt, Selection
from cleanse.text.arrays import Column
from cleanse.text.lines import effective_length

DOUBTFUL = 0.2, 0.8
"""A line is in doubt where its probability of belonging to the article lies between these."""


def calibrated(expected_f1: float) -> float:
    """The confidence in a choice of lines whose expected F1 this is: where a calibration belongs. Today it is the same.

    >>> calibrated(0.75)
    0.75
    """
    return expected_f1


def selection_of(lines: Sequence[str], p_article: Column, kept: Sequence[bool]) -> Selection:
    """The confidence in a choice of lines, and the lines in doubt. `p_article` has shape (lines,).

    With p and w the probability and effective length of a line, the F1 to expect is

        2 * sum of p*w over the kept lines / (sum of w over the kept lines + sum of p*w over all)
    """
    weight = np.fromiter(map(effective_length, lines), np.float64, len(lines))
    chosen = np.array(kept, np.bool_)
    expected = p_article * weight
    total = float(weight[chosen].sum() + expected.sum())
    confidence = calibrated(2 * float(expected[chosen].sum()) / total if total else 0.0)
    low, high = DOUBTFUL
    doubtful = np.flatnonzero((p_article > low) & (p_article < high)).tolist()
    return Selection(
        round(min(confidence, 1.0), 4),
        tuple(Doubt(lines[i], round(float(p_article[i]), 2), kept[i]) for i in doubtful),
    )
