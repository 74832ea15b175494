"""Which lines of a page are its article: two linear models over names and characters, then boosted trees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.article.html_model import shapes
from cleanse.article.html_model.features import features
from cleanse.article.html_model.shapes import Floats
from cleanse.article.html_model.table import NAME_BUCKETS, NGRAMS, TEXT_BITS, Page, Said
from cleanse.article.trees import Trees
from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines

WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Classifier:
    """Learned from pages whose article is known; `tools/train_markup.py` makes the weights and says from what.

    `names` weighs the words and n-grams in tags, classes and ids (for elements anywhere around a line, then for the two
    innermost), `text` the character n-grams of a line; `trees` judge by what they say and by all the rest.
    """

    names: Floats
    text: Floats
    trees: Trees

    def scores(self, lines: RenderedLines, declared: Declared) -> Floats:
        """For each line the log odds that it belongs to the article."""
        if not lines.text:
            return np.empty(0, np.float32)
        page = Page.of(lines)
        return self.trees.score(features(page, said(page, self.names, self.text), declared))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """For a weights file: the linear weights in 8 bits."""
        names, names_scale = _rounded(self.names)
        text, text_scale = _rounded(self.text)
        scales = np.array([names_scale, text_scale], np.float32)
        return {"names": names, "text": text, "scales": scales, **self.trees.arrays()}

    @classmethod
    def load(cls, arrays: Any) -> Classifier:
        names, text = (arrays[name].astype(np.float32) for name in ("names", "text"))
        names_scale, text_scale = arrays["scales"]
        return cls(names * names_scale, text * text_scale, Trees.load(arrays))


def said(page: Page, names: Floats, text: Floats) -> Said:
    """What the two linear models say of the elements and lines of a page."""
    count = int(page.name.max(initial=0)) + 1
    around, inner = (
        np.bincount(page.token_name, page.token_weight * names[page.token + half], count).astype(np.float32)[page.name]
        for half in (0, 2 * NAME_BUCKETS)
    )
    line, bucket = page.shapes.ngrams(NGRAMS, TEXT_BITS)
    return Said(around, inner, shapes.linear(line, bucket, len(page.lines.text), text))


def _rounded(weights: Floats) -> tuple[NDArray[np.int8], float]:
    scale = float(np.abs(weights).max(initial=1e-6)) / 127
    return np.round(weights / scale).astype(np.int8), scale


@cache
def classifier() -> Classifier:
    """The classifier with the weights of this version."""
    with resources.files("cleanse.article.html_model").joinpath(WEIGHTS).open("rb") as file:
        return Classifier.load(np.load(file))
