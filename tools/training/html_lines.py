"""Train the classifier of the lines of web pages, and judge it by folds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import catboost
import numpy as np
import scipy.sparse as sparse

from benchmarks.metrics import figures, page_f1
from cleanse.article.confidence import expected_f1
from cleanse.article.html_model import classifier as html_model
from cleanse.article.html_model.classifier import HtmlLineClassifier, linear_scores
from cleanse.article.html_model.context import second_features
from cleanse.article.html_model.features import features
from cleanse.article.html_model.select import THRESHOLD
from cleanse.article.html_model.table import NAME_BUCKETS, NGRAMS, TEXT_BITS
from cleanse.article.trees import Trees
from training.boosted import as_trees
from training.data import FEWEST, Data, by_language, calibration, shown
from training.html_pages import Example, examples, networks
from training.logistic import logistic

SEED = 1
LINEAR_NAMES = (30.0, 130)  # L2 penalty, steps; slow to converge: what every page has in common hides what tells
LINEAR_TEXT = (4.0, 70)
TREES = {"depth": 6, "rsm": 0.25, "border_count": 64}
FIRST = {"iterations": 350, "learning_rate": 0.08}
SECOND = {"iterations": 800, "learning_rate": 0.05}  # .0005 better than 350 of .08
WEIGHTS = Path(html_model.__file__).with_name(html_model.WEIGHTS)


class Linear(NamedTuple):
    """What the two linear models are trained on: rows over names and over n-grams, with the fold of each."""

    names: sparse.csr_matrix
    name_label: np.ndarray
    name_weight: np.ndarray
    name_fold: np.ndarray
    text: sparse.csr_matrix
    label: np.ndarray
    weight: np.ndarray
    fold: np.ndarray

    @classmethod
    def of(cls, pages: Sequence[Example], page_fold: np.ndarray) -> Linear:
        named = [name_matrix(page) for page in pages]
        rows, labels, weights = zip(*named, strict=True)
        return cls(
            sparse.vstack(rows).tocsr(),
            np.concatenate(labels),
            np.concatenate(weights),
            np.repeat(page_fold, list(map(len, labels))),
            sparse.vstack([text_matrix(page) for page in pages]).tocsr(),
            np.maximum(np.concatenate([page.label for page in pages]), 0),
            np.concatenate([page.weight for page in pages]),
            np.repeat(page_fold, [len(page.label) for page in pages]),
        )

    def train(self, left_out: int) -> tuple[np.ndarray, np.ndarray]:
        """The two models, without the pages of a fold; -1 leaves none out."""
        return (
            logistic(self.names, self.name_label, self.name_weight * (self.name_fold != left_out), *LINEAR_NAMES),
            logistic(self.text, self.label, self.weight * (self.fold != left_out), *LINEAR_TEXT),
        )


def name_matrix(example: Example) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """What the linear model over names sees: one row for all lines below the same chain of names, their mean label."""
    page, lines = example.page, example.page.lines
    names, elements, count = int(page.name.max()) + 1, len(lines.parent), len(lines.text)
    buckets = sparse.csr_matrix((page.token_weight, (page.token_name, page.token)), (names, 2 * NAME_BUCKETS))
    of_element = sparse.csr_matrix((np.ones(elements), (np.arange(elements), page.name)), (elements, names)) @ buckets
    chains: list[list[int]] = []
    number: dict[tuple[int, int], int] = {}
    kind: list[int] = []
    for i, up in enumerate(lines.parent):
        chains.append([i, *(chains[up] if up >= 0 else [])])
        kind.append(number.setdefault((int(page.name[i]), kind[up] if up >= 0 else -1), len(number)))
    _, first, group = np.unique(np.array(kind)[page.element], return_index=True, return_inverse=True)
    rows = np.repeat(np.arange(count), [len(chains[e]) for e in lines.element])
    columns = np.concatenate([chains[e] for e in lines.element])
    around = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (count, elements))[first]
    pair = np.concatenate((page.element, np.maximum(page.parent[page.element], 0)))
    inner = sparse.csr_matrix((np.ones(2 * count), (np.tile(np.arange(count), 2), pair)), (count, elements))[first]
    weight = np.bincount(group, example.weight)
    label = np.bincount(group, example.weight * np.maximum(example.label, 0)) / np.maximum(weight, 1e-9)
    return sparse.hstack([around @ of_element, inner @ of_element]).tocsr().astype(np.float32), label, weight


def text_matrix(example: Example) -> sparse.csr_matrix:
    count = len(example.page.lines.text)
    line, bucket = example.page.shapes.ngrams(NGRAMS, TEXT_BITS)
    value = 1 / np.sqrt(np.bincount(line, minlength=count))[line]
    return sparse.coo_matrix((value, (line, bucket)), (count, 1 << TEXT_BITS), dtype=np.float32).tocsr()


def grow(rows: np.ndarray, label: np.ndarray, weight: np.ndarray, options: dict[str, float]) -> Trees:
    model = catboost.CatBoostClassifier(
        random_seed=SEED, verbose=0, thread_count=2, allow_writing_files=False, **TREES, **options
    )
    used = weight > 0
    model.fit(rows[used], label[used], sample_weight=weight[used])
    return as_trees(model)


def report(name: str, pages: Sequence[Example], scores: Sequence[np.ndarray]) -> None:
    """Print how good the lines from THRESHOLD are, of all pages and by language."""
    pairs = []
    for page, score in zip(pages, scores, strict=True):
        lines = page.page.lines
        kept = [mark + text for mark, text, s in zip(lines.mark, lines.text, score, strict=True) if s > THRESHOLD]
        pairs.append(({**page.row, "title": ""}, "\n".join(kept)))
    print(f"{name}: {shown(figures(pairs))}", flush=True)
    for language, some in by_language(pairs, FEWEST):
        print(f"  {language}: {shown(figures(some))}", flush=True)


def train(data: Data, folds: int, write: bool) -> None:
    pages = list(examples(data))
    network = networks(pages)
    order = np.random.default_rng(SEED).permutation(np.unique(network))
    fold_of = {number: place % folds for place, number in enumerate(order)}
    page_fold = np.array([fold_of[number] for number in network])
    linear = Linear.of(pages, page_fold)
    label, weight, fold = linear.label, linear.weight, linear.fold
    borders = np.cumsum([len(page.label) for page in pages])[:-1]
    print(f"{len(pages)} pages of {len(order)} networks, {len(label)} lines", flush=True)
    unseen = [linear.train(k) for k in range(folds)]
    print("linear models are trained", flush=True)
    columns = [
        features(e.page, linear_scores(e.page, *unseen[k]), e.declared) for e, k in zip(pages, page_fold, strict=True)
    ]
    first_names, matrix = columns[0].names, np.concatenate([each.rows() for each in columns])

    def cross_validated(rows: np.ndarray, options: dict[str, float]) -> np.ndarray:
        scores = np.zeros(len(label), np.float32)
        for k in range(folds):
            scores[fold == k] = grow(rows, label, weight * (fold != k), options).score(rows[fold == k])
        return scores

    first = np.split(cross_validated(matrix, FIRST), borders)
    report("the first trees, sites not seen", pages, first)
    more = [second_features(e.page, scores, e.rules) for e, scores in zip(pages, first, strict=True)]
    both = np.hstack((matrix, np.concatenate([each.rows() for each in more])))
    second = np.split(cross_validated(both, SECOND), borders)
    report("both, sites not seen", pages, second)
    knots = calibration(_expected(page, score) for page, score in zip(pages, second, strict=True) if "gold" in page.row)
    if write:
        trees = grow(matrix, label, weight, FIRST), grow(both, label, weight, SECOND)
        classifier = HtmlLineClassifier(*linear.train(-1), *trees, knots)
        names = {"features": np.array(first_names), "second_features": np.array(more[0].names)}
        np.savez_compressed(WEIGHTS, allow_pickle=False, **classifier.arrays(), **names)
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", flush=True)


def _expected(page: Example, score: np.ndarray) -> tuple[float, float]:
    """The F1 to expect of a page's lines from THRESHOLD, and the F1 they have."""
    lines = page.page.lines
    kept = score > THRESHOLD
    text = "\n".join(m + t for m, t, stays in zip(lines.mark, lines.text, kept, strict=True) if stays)
    return expected_f1(lines.text, 1 / (1 + np.exp(-score)), kept), page_f1(page.row["gold"], text)
