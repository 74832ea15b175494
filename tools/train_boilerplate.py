"""Train the line classifier behind `boilerplate = "model"`, or measure it on sites it has not seen.

    pip install catboost scikit-learn
    python tools/train_boilerplate.py --data DATA --out cleanse/classifier/text.npz

First it trains on four fifths of the networks and measures on the rest, five times, and prints how good the filter is
on sites it has not seen; what the five say of the pages they have not seen also trains the choice of the headline. Then
it trains on all.

DATA holds `texts.jsonl.gz` (pages as plain text by several renderers: `id site lang renderer text`, with `gold`, the
article's own text, or with the snippets `with` and `without`) and `articles.jsonl.gz` (clean articles: `id site
paragraphs`). The pages are other people's work and stay out of the repository; the weights hold no text.

A line is the article's where most of its token 4-grams are the gold text's. Where a page has no gold text, lines that
hold a snippet are labelled and the others are not. Sites that share lines found on few others are taken for one
network, and networks are kept together in cross-validation. Everything follows from SEED.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from catboost import CatBoostClassifier, Pool
from sklearn.linear_model import SGDClassifier

from cleanse import Document, edits
from cleanse.classifier import Classifier, write
from cleanse.classifier.features import Unit, described
from cleanse.classifier.judge import SURE, by_classifier
from cleanse.classifier.judge import units as units_of
from cleanse.classifier.letters import BITS, GRAMS, Letters, gram_indices, page_of, spans
from cleanse.filters.boilerplate import Boilerplate
from cleanse.learned.trees import Trees
from cleanse.pages import lines
from cleanse.pages.article import title_signs

SEED = 1
INNER = 3  # folds in which the n-gram scores for the trees' training are made, on pages their weights have not seen
TAKEN = {"innertext": 1, "nodes": 2, "inscriptis": 3, "resiliparse": 3, "article": 2}  # every nth page of a renderer
NETWORK = 5  # lines two sites share and few others have: one network
CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
TOKEN = re.compile(f"[{CJK}]|[^\\W{CJK}]+")


class Example(NamedTuple):
    renderer: str
    number: int
    site: str
    read: list[lines.Line]
    units: list[Unit]
    labels: np.ndarray
    weights: np.ndarray
    row: dict[str, Any]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def examples(data: Path) -> Iterator[Example]:
    counts: Counter[str] = Counter()
    for row in rows(data / "texts.jsonl.gz"):
        number = counts[row["renderer"]]
        counts[row["renderer"]] += 1
        read = lines.read(row["text"])
        units = units_of(read)
        if units:
            labels, weights = by_gold(units, row) if "gold" in row else by_snippets(units, row)
            yield Example(row["renderer"], number, row["site"], read, units, labels, weights, row)
    for number, row in enumerate(rows(data / "articles.jsonl.gz")):
        units = units_of(lines.read("\n\n".join(row["paragraphs"])))
        if units:
            ones = np.ones(len(units))
            yield Example("article", number, row["site"], [], units, ones.astype(np.int8), ones, {})


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))


def by_gold(units: Sequence[Unit], row: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    gold, whole = grams(row["gold"]), squeezed(row["gold"])
    gold_lines = {squeezed(line) for line in row["gold"].splitlines()}
    title = squeezed(row.get("title") or "")
    labels, weights, pieces = np.zeros(len(units), np.int8), np.ones(len(units)), []
    for i, unit in enumerate(units):
        bare, found = squeezed(unit.text), grams(unit.text)
        if len(TOKEN.findall(unit.text)) >= 6:
            share = sum((found & gold).values()) / sum(found.values())
            labels[i], weights[i] = share > 0.5, 0.3 if 0.2 < share < 0.8 else 1
        elif bare in gold_lines:
            labels[i] = 1
        elif len(bare) >= 2 and bare in whole:
            pieces.append(i)
        if not bare or (bare == title and len(bare) > 8 and not labels[i]):
            weights[i] = 0  # gold texts leave headlines out, readers do not
    for i in pieces:  # a word that stands in the article too: the article's where its neighbours are
        near = [labels[k] for k in (i - 1, i + 1) if 0 <= k < len(units)]
        labels[i], weights[i] = all(near), 0.5 if all(near) else 0 if any(near) else 1
    return labels, weights


def by_snippets(units: Sequence[Unit], row: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    labels, weights = np.zeros(len(units), np.int8), np.zeros(len(units))
    for kind, label, least in (("with", 1, 15), ("without", 0, 6)):
        for snippet in ("".join(text.split()) for text in row[kind]):
            for i, unit in enumerate(units):
                text = "".join(unit.text.split())
                if snippet in text or (len(text) >= least and text in snippet):
                    labels[i], weights[i] = label, 1.5
    return labels, weights


def networks(pages: Sequence[Example]) -> dict[str, str]:
    """Each site's network, named after one of its sites."""
    sites: defaultdict[str, set[str]] = defaultdict(set)
    parent = {page.site: page.site for page in pages}
    for page in pages:
        for unit, label in zip(page.units, page.labels, strict=True):
            plain = not (unit.known or unit.section or unit.edge)
            if page.renderer == "innertext" and not label and plain and 12 <= len(unit.text) <= 120:
                sites[unit.text].add(page.site)
    shared = Counter(pair for some in sites.values() if 2 <= len(some) <= 8 for pair in combinations(sorted(some), 2))

    def root(site: str) -> str:
        while parent[site] != site:
            site = parent[site]
        return site

    for (one, other), count in sorted(shared.items()):
        if count >= NETWORK:
            parent[root(one)] = root(other)
    return {site: root(site) for site in parent}


def folded(names: Sequence[str], count: int, seed: int) -> dict[str, int]:
    numbers = np.random.RandomState(seed).randint(0, count, len(names))
    return dict(zip(sorted(names), map(int, numbers), strict=True))


class LetterRows(NamedTuple):
    """Hashed n-grams of every labelled line, each once a site."""

    grams: Any
    labels: np.ndarray
    weights: np.ndarray
    sites: np.ndarray


def letter_rows(pages: Sequence[Example]) -> LetterRows:
    seen: set[tuple[str, str]] = set()
    found, labels, weights, sites = [], [], [], []
    for page in pages:
        if page.renderer not in ("innertext", "article"):
            continue
        new = [i for i, u in enumerate(page.units) if page.weights[i] > 0 and (page.site, u.text) not in seen]
        seen.update((page.site, page.units[i].text) for i in new)
        if not new:
            continue
        chars = page_of([page.units[i].text[:300] for i in new])
        indices, ranges = gram_indices(chars), [spans(chars, n) for n in GRAMS]
        for k, i in enumerate(new):
            found.append(np.concatenate([x[a[k] : b[k]] for x, (a, b) in zip(indices, ranges, strict=True)]))
            labels.append(page.labels[i])
            weights.append(page.weights[i] * (1 + min(len(page.units[i].text), 400) / 100))
            sites.append(page.site)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in found])))
    values = np.concatenate([np.full(len(row), 1 / max(1, len(row)) ** 0.5, np.float32) for row in found])
    shape = (len(found), 1 << BITS)
    matrix = scipy.sparse.csr_matrix((values, np.concatenate(found).astype(np.int32), ends), shape=shape)
    matrix.sum_duplicates()
    return LetterRows(matrix, np.array(labels), np.array(weights, np.float32), np.array(sites))


def fit_letters(letters: LetterRows, chosen: np.ndarray) -> Letters:
    model = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=4, tol=None, average=True, random_state=SEED)
    model.fit(letters.grams[chosen], letters.labels[chosen], sample_weight=letters.weights[chosen])
    return Letters(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def fit(pages: Sequence[Example], letters: LetterRows, network: dict[str, str]) -> Classifier:
    """The classifier, as yet without an eye for headlines."""
    inner = folded(sorted({network[page.site] for page in pages}), INNER, SEED)
    part = np.array([inner.get(network[site], -1) for site in letters.sites])
    unseen = [fit_letters(letters, (part >= 0) & (part != k)) for k in range(INNER)]
    table, labels, weights = [], [], []
    for page in pages:
        chosen = page.weights > 0
        if chosen.any() and page.number % TAKEN[page.renderer] == 0:
            found = described(page.units, unseen[inner[network[page.site]]])[chosen]
            weight = page.weights[chosen] * (np.minimum(found[:, 2], 400) / 100 + 0.35)
            weight *= min(1, 60 / weight.sum()) ** 0.5 * (0.6 if page.renderer == "article" else 1)
            table.append(found)
            labels.append(page.labels[chosen])
            weights.append(weight)
    trees = grow(np.concatenate(table), np.concatenate(labels), np.concatenate(weights), TREES, 6)
    return Classifier(fit_letters(letters, part >= 0), trees, NONE)


def fit_titles(pages: Sequence[Example], unseen: Sequence[Classifier]) -> Trees:
    """Trees that know the headline among the lines near an article, from pages whose classifiers have not seen them."""
    table, labels = [], []
    for page, classifier in zip(pages, unseen, strict=True):
        title = squeezed(page.row.get("title") or "")
        if page.renderer == "article" or page.number % TAKEN[page.renderer] or not title:
            continue
        found = classifier.rows(page.units)
        stays = [i for i, p in enumerate(classifier.sure(found)) if p >= SURE and not page.units[i].known]
        signs = title_signs(page.read, min(stays), max(stays) + 1) if stays else {}
        is_title = [squeezed(page.units[i].text) == title for i in signs]
        if any(is_title):
            table.append(np.hstack((np.array(list(signs.values()), np.float32), found[list(signs)])))
            labels += is_title
    return grow(np.concatenate(table), np.array(labels), np.where(labels, 5.0, 1.0), TITLE_TREES, 5)


TREES, TITLE_TREES = 240, 120
NONE = Trees.of(np.zeros((1, 1)), np.full((1, 1), np.inf), np.zeros((1, 2)), 0.0)


def grow(table: np.ndarray, labels: np.ndarray, weights: np.ndarray, count: int, depth: int) -> Trees:
    model = CatBoostClassifier(
        iterations=count,
        depth=depth,
        learning_rate=0.1,
        l2_leaf_reg=10,
        border_count=64,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        random_seed=SEED,
        allow_writing_files=False,
        verbose=False,
    )
    model.fit(Pool(table, labels, weight=weights))
    return as_arrays(model)


def as_arrays(model: CatBoostClassifier) -> Trees:
    """The trees CatBoost grew, as arrays."""
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


def measure(pages: Sequence[Example], unseen: Sequence[Classifier]) -> None:
    """How good the filter is on each renderer's pages: F1 of token 4-grams, and the share of headlines kept."""
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    kept: Counter[tuple[str, bool]] = Counter()
    for page, classifier in zip(pages, unseen, strict=True):
        if "gold" not in page.row:
            continue
        text = page.row["text"]
        judge = Boilerplate(partial(by_classifier, classifier=classifier))
        cleaned = edits.apply(text, edits.ordered(text, judge.edits(Document(text))))
        gold, left = grams(page.row["gold"]), grams(cleaned)
        common = sum((gold & left).values())
        found[page.renderer].append((common / max(1, sum(left.values())), common / max(1, sum(gold.values()))))
        title = squeezed(page.row.get("title") or "-")
        if title and any(squeezed(line) == title for line in text.splitlines()):
            kept[page.renderer, any(squeezed(line) == title for line in cleaned.splitlines())] += 1
    for renderer, values in found.items():
        precision, recall = np.mean(values, axis=0)
        titles = kept[renderer, True] / max(1, kept[renderer, True] + kept[renderer, False])
        f1 = 2 * precision * recall / (precision + recall)
        print(
            f"{renderer:12s} F1 {f1:.4f} precision {precision:.4f} recall {recall:.4f} titles {titles:.3f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    pages = list(examples(arguments.data))
    network, letters = networks(pages), letter_rows(pages)
    fold = folded(sorted(set(network.values())), arguments.folds, 0)
    number = [fold[network[page.site]] for page in pages]
    parts = []
    for k in range(arguments.folds):
        parts.append(fit([page for page, n in zip(pages, number, strict=True) if n != k], letters, network))
        print(f"fold {k + 1} of {arguments.folds} is trained", flush=True)
    for k in range(arguments.folds):  # headlines are chosen by trees that have not seen the site either
        others = [n != k for n in number]
        chosen = [(page, parts[n]) for page, n, other in zip(pages, number, others, strict=True) if other]
        parts[k] = parts[k]._replace(titles=fit_titles(*zip(*chosen, strict=True)))
    unseen = [parts[n] for n in number]
    measure(pages, unseen)
    titles = fit_titles(pages, unseen)
    with arguments.out.open("wb") as file:
        write(file, fit(pages, letters, network)._replace(titles=titles))
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
