"""A line classifier for plain text: the probability of each line of a page that it belongs to the article.

A linear model over hashed character n-grams scores each line; the score is one of the features of boosted oblivious
trees (`docs/oblivious-trees.md`). `tools/train.py` trains the weights in `weights.npz`; MODEL_CARD.md says on what.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.article.text_model.features import Unit, feature_rows
from cleanse.article.text_model.ngrams import HashedNgramModel
from cleanse.article.trees import Trees
from cleanse.text.arrays import Floats1d, Floats2d

WEIGHTS = "weights.npz"
CLIPPED = 3.0  # n-gram weights are stored clipped to this; 999 of 1,000 are within


class TextLineClassifier(NamedTuple):
    """The trained models: two linear models over n-grams and two ensembles of trees.

    `letters` scores a line by its own n-grams, `headings` a short line for the lines below it. `trees` tell lines of
    the article from others, `titles` find the headline among the lines near the article. `knots`, shape
    (knots, 2), calibrate the confidence in a choice of lines (`confidence.selection_of`).
    """

    letters: HashedNgramModel
    headings: HashedNgramModel
    trees: Trees
    titles: Trees
    knots: Floats2d

    def rows(self, units: Sequence[Unit]) -> Floats2d:
        """The features of all lines of a page: shape (lines, features), dtype float32."""
        return feature_rows(units, self.letters, self.headings)

    def predict_proba(self, rows: Floats2d) -> Floats1d:
        """The probability of each line that it belongs to the article: shape (lines,), dtype float32."""
        return np.asarray(1 / (1 + np.exp(-self.trees.score(rows))), np.float32)

    def title_scores(self, rows: Floats2d, signs: Floats2d) -> Floats1d:
        """The log odds of each line that it is the headline: shape (lines,), dtype float32.

        `signs`, shape (lines, signs), is what `extent.title_signs` gives for the same lines.
        """
        return self.titles.score(np.hstack((signs, rows)))


@cache
def load() -> TextLineClassifier:
    """The classifier with the weights of this version of the package, loaded once."""
    with Path(__file__).with_name(WEIGHTS).open("rb") as file:
        return read(file)


def read(file: Any) -> TextLineClassifier:
    """Read a classifier from a file that `write` wrote, or its path."""
    with np.load(file) as stored:
        letters, headings = (
            HashedNgramModel(stored[name].astype(np.float32) * (CLIPPED / 127), float(bias))
            for name, bias in zip(("letters", "headings"), stored["bias"], strict=True)
        )
        trees, titles = Trees.load(stored, "trees_"), Trees.load(stored, "titles_")
        return TextLineClassifier(letters, headings, trees, titles, stored["knots"])


def write(file: BinaryIO, classifier: TextLineClassifier, features: Sequence[str]) -> None:
    """Write a classifier and the names of its features as `.npz`; n-gram weights are clipped to CLIPPED and rounded."""
    arrays: dict[str, NDArray[Any]] = {"bias": np.array([classifier.letters.bias, classifier.headings.bias])}
    for name, (weights, _) in (("letters", classifier.letters), ("headings", classifier.headings)):
        arrays[name] = np.round(np.clip(weights, -CLIPPED, CLIPPED) * (127 / CLIPPED)).astype(np.int8)
    arrays |= {"knots": classifier.knots, "features": np.array(features)}
    arrays |= classifier.trees.arrays("trees_") | classifier.titles.arrays("titles_")
    np.savez_compressed(file, allow_pickle=False, **arrays)
