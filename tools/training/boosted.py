"""What CatBoost grew, as the trees that the classifiers judge by."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier

from cleanse.article.trees import Trees


def as_trees(model: CatBoostClassifier) -> Trees:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.json")
        model.save_model(str(file), format="json")
        stored = json.loads(file.read_text())
    grown = stored["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in grown)
    feature = np.zeros((len(grown), depth), np.int32)
    border = np.full((len(grown), depth), np.inf, np.float32)  # a question fewer: always answered no
    leaves = np.zeros((len(grown), 1 << depth), np.float32)
    for t, tree in enumerate(grown):
        for d, split in enumerate(tree["splits"]):
            feature[t, d], border[t, d] = split["float_feature_index"], split["border"]
        leaves[t, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = stored["scale_and_bias"]
    return Trees.of(feature, border, leaves * scale, float(bias))
