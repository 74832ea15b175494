"""A classifier of lines, trained on news pages: how sure is each that it is the article's.

The weights, `weights.npz`, are made by `tools/train_boilerplate.py`, which says of what. A linear score over hashed
n-grams is one of the features of small boosted trees that all ask the same question at one depth: so a whole page goes
through all trees in a few array operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.article.text_model.features import Unit, described
from cleanse.article.text_model.ngrams import Floats, Letters
from cleanse.article.trees import Trees

CLIPPED = 3.0  # 999 of 1,000 n-gram weights lie within


class Classifier(NamedTuple):
    """`trees` tells lines of the article from others; `titles` finds the headline among the lines before it.

    `letters` weighs the n-grams of a line itself, `headings` those of a short line for what stands below it.
    """

    letters: Letters
    headings: Letters
    trees: Trees
    titles: Trees

    def rows(self, units: Sequence[Unit]) -> Floats:
        """What is known of each line."""
        return described(units, self.letters, self.headings)

    def sure(self, rows: Floats) -> Floats:
        """For each line, the probability that it belongs to the article."""
        return np.asarray(1 / (1 + np.exp(-self.trees.score(rows))), np.float32)

    def title(self, rows: Floats, signs: Floats) -> Floats:
        """For each line, how much it looks like the headline: the logarithm of the odds."""
        return self.titles.score(np.hstack((signs, rows)))


@cache
def load() -> Classifier:
    with files(__name__).joinpath("weights.npz").open("rb") as file:
        return read(file)


def read(file: Any) -> Classifier:
    with np.load(file) as stored:
        letters, headings = (
            Letters(stored[name].astype(np.float32) * (CLIPPED / 127), float(bias))
            for name, bias in zip(("letters", "headings"), stored["bias"], strict=True)
        )
        return Classifier(letters, headings, Trees.load(stored, "trees_"), Trees.load(stored, "titles_"))


def write(file: BinaryIO, classifier: Classifier) -> None:
    """Stored small: n-gram weights as bytes, the few beyond CLIPPED cut."""
    arrays: dict[str, NDArray[Any]] = {"bias": np.array([classifier.letters.bias, classifier.headings.bias])}
    for name, (weights, _) in (("letters", classifier.letters), ("headings", classifier.headings)):
        arrays[name] = np.round(np.clip(weights, -CLIPPED, CLIPPED) * (127 / CLIPPED)).astype(np.int8)
    arrays |= classifier.trees.arrays("trees_") | classifier.titles.arrays("titles_")
    np.savez_compressed(file, allow_pickle=False, **arrays)
