"""A line classifier for web pages: two linear models, over names and over characters, then two sets of trees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.article.html_model.context import second_features
from cleanse.article.html_model.features import features
from cleanse.article.html_model.table import NAME_BUCKETS, NGRAMS, TEXT_BITS, LinearScores, PageTable
from cleanse.article.lines import RulesByLine
from cleanse.article.trees import Trees
from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines
from cleanse.text.arrays import Floats1d, Floats2d

WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class HtmlLineClassifier:
    """The trained models. `tools/train.py` trains them; MODEL_CARD.md says on what.

    `names`, shape (4 * NAME_BUCKETS,), has the weights of words and n-grams in tags, classes and ids: for elements
    anywhere around a line, then for its innermost two. `text`, shape (2**TEXT_BITS,), has those of character n-grams.
    `trees` take the scores of both among other features; `second` take what `trees` say of the lines around each.
    `knots`, shape (knots, 2), calibrate the confidence in a choice of lines (`confidence.selection_of`).
    """

    names: Floats1d
    text: Floats1d
    trees: Trees
    second: Trees
    knots: Floats2d

    def scores(self, lines: RenderedLines, declared: Declared, rules: RulesByLine) -> Floats1d:
        """The log odds of each line that it belongs to the article: shape (lines,), dtype float32.

        `rules` are those that match lines of the page.
        """
        if not lines.text:
            return np.empty(0, np.float32)
        page = PageTable.of(lines)
        rows = features(page, linear_scores(page, self.names, self.text), declared).rows()
        matched = [rules.get(line, ()) for line in lines.text]
        more = second_features(page, self.trees.score(rows), matched).rows()
        return self.second.score(np.hstack((rows, more)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of a weights file; linear weights are rounded to 8 bits."""
        names, names_scale = _rounded(self.names)
        text, text_scale = _rounded(self.text)
        scales = np.array([names_scale, text_scale], np.float32)
        linear: dict[str, NDArray[Any]] = {"names": names, "text": text, "scales": scales, "knots": self.knots}
        return {**linear, **self.trees.arrays(), **self.second.arrays("second_")}

    @classmethod
    def load(cls, arrays: Any) -> HtmlLineClassifier:
        """A classifier from the arrays of a weights file."""
        names, text = (arrays[name].astype(np.float32) for name in ("names", "text"))
        names_scale, text_scale = arrays["scales"]
        trees = Trees.load(arrays), Trees.load(arrays, "second_")
        return cls(names * names_scale, text * text_scale, *trees, arrays["knots"])


def linear_scores(page: PageTable, names: Floats1d, text: Floats1d) -> LinearScores:
    """Score the elements and lines of a page with the two linear models.

    `names` has shape (4 * NAME_BUCKETS,), `text` (2**TEXT_BITS,): the weights in `HtmlLineClassifier`.
    """
    count = int(page.name.max(initial=0)) + 1
    around, inner = (
        np.bincount(page.token_name, page.token_weight * names[page.token + half], count).astype(np.float32)[page.name]
        for half in (0, 2 * NAME_BUCKETS)
    )
    return LinearScores(around, inner, page.shapes.linear(NGRAMS, TEXT_BITS, text))


def _rounded(weights: Floats1d) -> tuple[NDArray[np.int8], float]:
    """Weights in units of a scale, as 8-bit integers, and the scale: shape (weights,) both before and after."""
    scale = float(np.abs(weights).max(initial=1e-6)) / 127
    return np.round(weights / scale).astype(np.int8), scale


@cache
def classifier() -> HtmlLineClassifier:
    """The classifier with the weights of this version of the package, loaded once."""
    with Path(__file__).with_name(WEIGHTS).open("rb") as file:
        return HtmlLineClassifier.load(np.load(file))
