"""Train the classifier of the lines of plain text, and judge it by folds.

What the folds' classifiers say of the pages that they have not seen also trains the choice of the headline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from catboost import CatBoostClassifier, Pool
from sklearn.linear_model import SGDClassifier

from benchmarks.metrics import figures, page_f1
from cleanse import Document, Edit, edits
from cleanse.article import text_model
from cleanse.article.extent import title_signs
from cleanse.article.text_model import TextLineClassifier, write
from cleanse.article.text_model.context import last_before
from cleanse.article.text_model.features import feature_columns, feature_rows, is_heading, shape
from cleanse.article.text_model.ngrams import BITS, GRAMS, HashedNgramModel, gram_indices, page_codes, spans
from cleanse.article.text_model.select import article, select_by_model
from cleanse.article.trees import Trees
from cleanse.filters.boilerplate import Boilerplate
from cleanse.model import Proposals
from cleanse.text.normalize import alnum_key
from training.boosted import as_trees
from training.data import FEWEST, Data, by_language, calibration, folded, shown
from training.text_pages import Example, examples, networks

SEED = 1
WEIGHTS = Path(text_model.__file__).with_name(text_model.WEIGHTS)
BELOW, HEADING_MOST = 6, 6.0  # lines below a heading that tell what it heads, and the most they count
INNER = 3  # folds in which the n-gram scores for the trees' training are made, on pages their weights have not seen
TAKEN = {"innertext": 1, "nodes": 2, "inscriptis": 3, "resiliparse": 3, "article": 2}  # every nth page of a renderer


class NgramRows(NamedTuple):
    """Hashed n-grams of every labelled line, each once a site."""

    grams: Any
    labels: np.ndarray
    weights: np.ndarray
    sites: np.ndarray


def line_rows(pages: Sequence[Example]) -> NgramRows:
    """Each line, and whether it is the article's."""
    rows = []
    for page in pages:
        if page.renderer in ("innertext", "article"):
            texts = [unit.text[:300] for unit in page.units]
            weights = page.weights * [1 + min(len(unit.text), 400) / 100 for unit in page.units]
            rows.append(Labelled(page.site, texts, page.labels * weights, weights))
    return hashed(rows)


def heading_rows(pages: Sequence[Example]) -> NgramRows:
    """Each short line, and how much of what stands below it is the article's."""
    rows = []
    for page in pages:
        if page.renderer == "innertext":
            shapes = shape(page_codes([unit.text for unit in page.units]))
            above = last_before(is_heading(shapes))
            distance = np.arange(len(above)) - above
            chosen = (above >= 0) & (distance <= BELOW)
            weight = (page.weights * np.minimum(shapes["weight"], 300) / 100 / np.sqrt(np.maximum(distance, 1)))[chosen]
            weights = np.bincount(above[chosen], weight, len(above))
            labels = np.bincount(above[chosen], weight * page.labels[chosen], len(above))
            scale = np.minimum(1, HEADING_MOST / np.maximum(weights, 1e-9))
            rows.append(Labelled(page.site, [unit.text for unit in page.units], labels * scale, weights * scale))
    return hashed(rows)


class Labelled(NamedTuple):
    """Lines of one page: how much they weigh, and how much of that is the article's."""

    site: str
    texts: list[str]
    article: np.ndarray
    weights: np.ndarray


def hashed(pages: Iterable[Labelled]) -> NgramRows:
    seen: set[tuple[str, str]] = set()
    rows, labels, weights, sites = [], [], [], []
    for page in pages:
        new = [i for i, text in enumerate(page.texts) if page.weights[i] > 0 and (page.site, text) not in seen]
        seen.update((page.site, page.texts[i]) for i in new)
        if not new:
            continue
        chars = page_codes([page.texts[i] for i in new])
        indices, ranges = gram_indices(chars), [spans(chars, n) for n in GRAMS]
        for k, i in enumerate(new):
            row = np.concatenate([x[a[k] : b[k]] for x, (a, b) in zip(indices, ranges, strict=True)])
            for label, weight in ((1, page.article[i]), (0, page.weights[i] - page.article[i])):
                if weight > 0:
                    rows.append(row)
                    labels.append(label)
                    weights.append(weight)
                    sites.append(page.site)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
    values = np.concatenate([np.full(len(row), 1 / max(1, len(row)) ** 0.5, np.float32) for row in rows])
    matrix = scipy.sparse.csr_matrix(
        (values, np.concatenate(rows).astype(np.int32), ends), shape=(len(rows), 1 << BITS)
    )
    matrix.sum_duplicates()
    return NgramRows(matrix, np.array(labels), np.array(weights, np.float32), np.array(sites))


def fit_ngrams(letters: NgramRows, chosen: np.ndarray) -> HashedNgramModel:
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=4, tol=None, average=True, random_state=SEED)
    model.fit(letters.grams[chosen], letters.labels[chosen], sample_weight=letters.weights[chosen])
    return HashedNgramModel(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def fit(
    pages: Sequence[Example], letters: NgramRows, headings: NgramRows, network: dict[str, str]
) -> TextLineClassifier:
    """The classifier, as yet without an eye for headlines."""
    inner = folded(sorted({network[page.site] for page in pages}), INNER, SEED)
    part, below = (np.array([inner.get(network[site], -1) for site in rows.sites]) for rows in (letters, headings))
    unseen = [
        (
            fit_ngrams(letters, (part >= 0) & (part != k)),
            fit_ngrams(headings, (below >= 0) & (below != k)),
        )
        for k in range(INNER)
    ]
    table, labels, weights = [], [], []
    for page in pages:
        chosen = page.weights > 0
        if chosen.any() and page.number % TAKEN[page.renderer] == 0:
            features = feature_rows(page.units, *unseen[inner[network[page.site]]])[chosen]
            weight = page.weights[chosen] * (np.minimum(features[:, 2], 400) / 100 + 0.35)
            weight *= min(1, 60 / weight.sum()) ** 0.5 * (0.6 if page.renderer == "article" else 1)
            table.append(features)
            labels.append(page.labels[chosen])
            weights.append(weight)
    trees = grow(np.concatenate(table), np.concatenate(labels), np.concatenate(weights), TREES, 6)
    return TextLineClassifier(
        fit_ngrams(letters, part >= 0), fit_ngrams(headings, below >= 0), trees, NONE, UNCALIBRATED
    )


def fit_titles(pages: Sequence[Example], unseen: Sequence[TextLineClassifier]) -> Trees:
    """Trees that know the headline among the lines near an article, from pages whose classifiers have not seen them."""
    table, labels = [], []
    for page, classifier in zip(pages, unseen, strict=True):
        title = alnum_key(page.row.get("title") or "")
        if page.renderer == "article" or page.number % TAKEN[page.renderer] or not title:
            continue
        features = classifier.rows(page.units)
        stays = article(page.read, classifier.predict_proba(features))
        signs = title_signs(page.read, min(stays), max(stays) + 1) if stays else {}
        is_title = [alnum_key(page.units[i].text) == title for i in signs]
        if any(is_title):
            table.append(np.hstack((np.array(list(signs.values()), np.float32), features[list(signs)])))
            labels += is_title
    return grow(np.concatenate(table), np.array(labels), np.where(labels, 5.0, 1.0), TITLE_TREES, 5)


TREES, TITLE_TREES = 300, 120
UNCALIBRATED = np.array([(0, 0), (1, 1)], np.float32)
NONE = Trees.of(np.zeros((1, 1)), np.full((1, 1), np.inf), np.zeros((1, 2)), 0.0)


def grow(table: np.ndarray, labels: np.ndarray, weights: np.ndarray, count: int, depth: int) -> Trees:
    model = CatBoostClassifier(
        iterations=count,
        depth=depth,
        learning_rate=0.1,
        l2_leaf_reg=10,
        rsm=0.5,
        border_count=64,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        random_seed=SEED,
        allow_writing_files=False,
        verbose=False,
    )
    model.fit(Pool(table, labels, weight=weights))
    return as_trees(model)


def measure(pages: Sequence[Example], unseen: Sequence[TextLineClassifier]) -> np.ndarray:
    """Print how good the filter is on each renderer's pages, and return the knots that calibrate its confidence."""
    cleaned: defaultdict[str, list[tuple[dict[str, Any], str]]] = defaultdict(list)
    expected: list[tuple[float, float]] = []
    for page, classifier in zip(pages, unseen, strict=True):
        if page.renderer != "article":
            text = page.row["text"]
            judge = Boilerplate(partial(select_by_model, classifier=classifier))
            proposed = judge.edits(Document(text))
            found = proposed.passes[0] if isinstance(proposed, Proposals) else proposed
            changes = edits.to_changes(text, [edit for edit in found if isinstance(edit, Edit)])  # and no remarks
            left = edits.apply(text, changes)
            cleaned[page.renderer].append((page.row, left))
            if "gold" in page.row and isinstance(proposed, Proposals) and proposed.selection:
                expected.append((proposed.selection.confidence, page_f1(page.row["gold"], left)))
    for renderer, pairs in cleaned.items():
        print(f"{renderer}: {shown(figures(pairs))}", flush=True)
        if renderer == "innertext":
            for language, some in by_language(pairs, FEWEST):
                print(f"  {language}: {shown(figures(some))}", flush=True)
    return calibration(expected)


def train(data: Data, folds: int, write_weights: bool) -> None:
    pages = list(examples(data))
    network, letters, headings = networks(pages), line_rows(pages), heading_rows(pages)
    fold = folded(sorted(set(network.values())), folds, 0)
    number = [fold[network[page.site]] for page in pages]
    parts = []
    for k in range(folds):
        parts.append(fit([page for page, n in zip(pages, number, strict=True) if n != k], letters, headings, network))
        print(f"fold {k + 1} of {folds} is trained", flush=True)
    for k in range(folds):  # headlines are chosen by trees that have not seen the site either
        others = [n != k for n in number]
        chosen = [(page, parts[n]) for page, n, other in zip(pages, number, others, strict=True) if other]
        parts[k] = parts[k]._replace(titles=fit_titles(*zip(*chosen, strict=True)))
    unseen = [parts[n] for n in number]
    knots = measure(pages, unseen)
    if write_weights:
        titles = fit_titles(pages, unseen)
        classifier = fit(pages, letters, headings, network)._replace(titles=titles, knots=knots)
        columns = feature_columns(pages[0].units, classifier.letters, classifier.headings)
        with WEIGHTS.open("wb") as file:
            write(file, classifier, list(columns))
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", flush=True)
