"""Boosted trees in numpy: symmetric ones, so that a whole batch of lines is judged in a handful of array operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROWS = 256  # judged at once: what the comparisons need stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Trees:
    """Symmetric ("oblivious") trees of depth up to 8: all nodes of one level ask the same question.

    So a row's leaf is the number whose bits are the answers: no walking from node to node. `feature[t, d]` and
    `threshold[t, d]` are the question of tree t at level d, `leaf[t]` its values in units of `scale`; answers beyond a
    tree's own depth are no (the threshold is infinite). Leaves are whole numbers, so that a sum does not depend on its
    order: a row scores the same in any company and on any machine.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    leaf: NDArray[np.int16]
    scale: float
    bias: float
    # every question once: feature and threshold of each; and for each level, the number of the one each tree asks there
    _asked: tuple[NDArray[np.intp], NDArray[np.float32]] = field(init=False, repr=False, compare=False)
    _levels: NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pairs = np.stack((self.feature.ravel(), self.threshold.ravel()), axis=1)
        asked, number = np.unique(pairs, axis=0, return_inverse=True)
        object.__setattr__(self, "_asked", (asked[:, 0].astype(np.intp), asked[:, 1:].astype(np.float32)))
        object.__setattr__(self, "_levels", np.ascontiguousarray(number.reshape(self.feature.shape).T))

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of each row (log odds, if the trees were trained for that)."""
        values = self.leaf.ravel()
        first = (np.arange(len(self.leaf), dtype=np.intp) * self.leaf.shape[1])[:, None]
        feature, threshold = self._asked
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
        """From leaf values of any size, rounded to 16 bits."""
        scale = float(np.abs(leaf).max(initial=1e-6)) / 32767
        whole = np.round(leaf / scale).astype(np.int16)
        return cls(feature.astype(np.int16), threshold.astype(np.float32), whole, scale, bias)

    @classmethod
    def load(cls, arrays: Mapping[str, Any], prefix: str = "") -> Trees:
        """From the arrays of a weights file, as `arrays()` gives them."""
        feature, threshold, leaf = (arrays[prefix + name] for name in ("feature", "threshold", "leaf"))
        scale, bias = arrays[prefix + "scale"]
        return cls(feature, threshold, leaf, float(scale), float(bias))

    def arrays(self, prefix: str = "") -> dict[str, NDArray[Any]]:
        """For a weights file."""
        return {
            prefix + "feature": self.feature,
            prefix + "threshold": self.threshold,
            prefix + "leaf": self.leaf,
            prefix + "scale": np.array([self.scale, self.bias], np.float32),
        }
