"""Boosted trees in numpy: symmetric ones, so that a whole batch of lines is judged in a handful of array operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROWS = 2048  # judged at once: what the comparisons need stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Trees:
    """Symmetric ("oblivious") trees of depth up to 8: all nodes of one level ask the same question.

    So a row's leaf is the number whose bits are the answers: no walking from node to node. `feature[t, d]` and
    `threshold[t, d]` are the question of tree t at level d, `leaf[t]` its values; answers beyond a tree's own depth are
    no (the threshold is infinite).
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    leaf: NDArray[np.float32]
    bias: float

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of each row (log odds, if the trees were trained for that)."""
        trees, depth = self.feature.shape
        columns, borders = self.feature.ravel(), self.threshold.ravel()
        values, first = self.leaf.ravel(), np.arange(trees, dtype=np.int32) * self.leaf.shape[1]
        scores = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            answers = part[:, columns] > borders
            leaves = np.packbits(answers.reshape(len(part), trees, depth), axis=2, bitorder="little")[:, :, 0]
            scores[start : start + _ROWS] = values[leaves + first].sum(axis=1)
        return scores + np.float32(self.bias)

    @classmethod
    def load(cls, arrays: Mapping[str, Any], prefix: str = "") -> Trees:
        """From the arrays of a weights file, as `arrays()` gives them."""
        feature, threshold, leaf = (arrays[prefix + name] for name in ("feature", "threshold", "leaf"))
        scale, bias = arrays[prefix + "scale"]
        return cls(feature, threshold, (leaf * np.float32(scale)).astype(np.float32), float(bias))

    def arrays(self, prefix: str = "") -> dict[str, NDArray[Any]]:
        """For a weights file; leaf values are rounded to 16 bits."""
        scale = float(np.abs(self.leaf).max(initial=1e-6)) / 32767
        return {
            prefix + "feature": self.feature,
            prefix + "threshold": self.threshold,
            prefix + "leaf": np.round(self.leaf / scale).astype(np.int16),
            prefix + "scale": np.array([scale, self.bias], np.float32),
        }
