"""Boosted oblivious trees in NumPy: a batch of rows is scored in a few array operations (`docs/oblivious-trees.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.text.arrays import Floats1d, Floats2d

_ROWS = 256  # rows scored at once, so that the answers stay in the processor's cache; 128 to 1,024 are as fast


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble of oblivious trees of depth up to 8: all nodes of a level have the same feature and threshold.

    So the answers at each level are the bits of a row's leaf. Leaf values are integers, in units of `scale`: their sum
    does not depend on its order, and a row has the same score in any batch and on any machine.
    """

    feature: NDArray[np.int16]
    """Shape (trees, levels)."""
    threshold: Floats2d
    """Shape (trees, levels): the answer is whether the feature is greater; infinite below the depth of a tree."""
    leaf: NDArray[np.int16]
    """Shape (trees, 2**levels). Bit d of an index is the answer at level d."""
    scale: float
    bias: float
    # Trees share many questions. The feature and threshold of each different one, and its number by level and tree.
    _questions: tuple[NDArray[np.intp], Floats2d] = field(init=False, repr=False, compare=False)
    _levels: NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pairs = np.stack((self.feature.ravel(), self.threshold.ravel()), axis=1)
        questions, number = np.unique(pairs, axis=0, return_inverse=True)
        object.__setattr__(self, "_questions", (questions[:, 0].astype(np.intp), questions[:, 1:].astype(np.float32)))
        object.__setattr__(self, "_levels", np.ascontiguousarray(number.reshape(self.feature.shape).T))

    def score(self, rows: Floats2d) -> Floats1d:
        """The score of each row, shape (rows,), dtype float32: log odds, if the trees were trained for that.

        `rows` has shape (rows, features).

        >>> tree = Trees.of(np.array([[0, 1]]), np.array([[0.5, 2.0]]), np.array([[-1.0, 1.0, 0.0, 3.0]]), bias=0.0)
        >>> tree.score(np.array([[0, 0], [1, 0], [1, 3]], np.float32)).round(2).tolist()
        [-1.0, 1.0, 3.0]
        """
        values = self.leaf.ravel()
        first = (np.arange(len(self.leaf), dtype=np.intp) * self.leaf.shape[1])[:, None]
        feature, threshold = self._questions
        scores = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _ROWS):
            columns = np.ascontiguousarray(rows[start : start + _ROWS].T)
            answers = (columns.take(feature, axis=0) > threshold).view(np.uint8)
            leaf = np.zeros((len(first), columns.shape[1]), np.uint8)
            for level in self._levels[::-1]:
                leaf += leaf
                leaf |= answers.take(level, axis=0)
            total = values.take(leaf + first).sum(axis=0, dtype=np.int32)
            scores[start : start + _ROWS] = total * np.float32(self.scale) + np.float32(self.bias)
        return scores

    @classmethod
    def of(cls, feature: NDArray[Any], threshold: NDArray[Any], leaf: NDArray[Any], bias: float) -> Trees:
        """Trees from leaf values of shape (trees, 2**levels), which are rounded to 16-bit integers."""
        scale = float(np.abs(leaf).max(initial=1e-6)) / 32767
        whole = np.round(leaf / scale).astype(np.int16)
        return cls(feature.astype(np.int16), threshold.astype(np.float32), whole, scale, bias)

    @classmethod
    def load(cls, arrays: Mapping[str, Any], prefix: str = "") -> Trees:
        """Trees from the arrays of a weights file, which `arrays` returned with the same prefix."""
        feature, threshold, leaf = (arrays[prefix + name] for name in ("feature", "threshold", "leaf"))
        scale, bias = arrays[prefix + "scale"]
        return cls(feature, threshold, leaf, float(scale), float(bias))

    def arrays(self, prefix: str = "") -> dict[str, NDArray[Any]]:
        """The arrays of a weights file, their names after a prefix; scale and bias are one of shape (2,)."""
        return {
            prefix + "feature": self.feature,
            prefix + "threshold": self.threshold,
            prefix + "leaf": self.leaf,
            prefix + "scale": np.array([self.scale, self.bias], np.float32),
        }
