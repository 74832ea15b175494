"""A classifier of lines, trained on news pages: how sure is each that it is the article's.

The weights, `text.npz`, are made by `benchmarks/train_boilerplate.py`, which says of what. A linear score over hashed
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

from cleanse.classifier.features import Floats, Letters, Unit, described


class Trees(NamedTuple):
    """What tree t adds is `leaves[t, k]`: bit d of k says whether feature `feature[t, d]` lies above `border[t, d]`."""

    feature: NDArray[np.int32]
    border: Floats
    leaves: Floats
    bias: float

    def __call__(self, rows: Floats) -> Floats:
        trees, depth = self.feature.shape
        above = rows[:, self.feature.ravel()] > self.border.ravel()
        bits = np.packbits(above.reshape(len(rows), trees, depth), axis=2, bitorder="little")[:, :, 0]
        found: Floats = self.leaves[np.arange(trees), bits].sum(axis=1) + np.float32(self.bias)
        return found


class Classifier(NamedTuple):
    letters: Letters
    trees: Trees

    def __call__(self, units: Sequence[Unit]) -> Floats:
        """For each line, the probability that it belongs to the article."""
        if not units:
            return np.zeros(0, np.float32)
        odds: Floats = np.exp(-self.trees(described(units, self.letters)))
        return np.asarray(1 / (1 + odds), np.float32)


@cache
def load() -> Classifier:
    with files(__name__).joinpath("text.npz").open("rb") as file:
        return read(file)


def read(file: Any) -> Classifier:
    with np.load(file) as stored:
        weights = stored["weights"].astype(np.float32) * stored["scale"][0]
        letters = Letters(weights, float(stored["scale"][1]))
        trees = Trees(
            stored["feature"].astype(np.int32),
            stored["border"],
            stored["leaves"].astype(np.float32),
            float(stored["scale"][2]),
        )
    return Classifier(letters, trees)


def write(file: BinaryIO, classifier: Classifier) -> None:
    """Stored small: n-gram weights as bytes, leaves in half precision."""
    weights, trees = classifier.letters.weights, classifier.trees
    scale = np.abs(weights).max() / 127
    np.savez_compressed(
        file,
        weights=np.round(weights / scale).astype(np.int8),
        feature=trees.feature.astype(np.uint8),
        border=trees.border.astype(np.float32),
        leaves=trees.leaves.astype(np.float16),
        scale=np.array([scale, classifier.letters.bias, trees.bias], np.float64),
    )
