"""Trains the classifier that finds the article of a page, and cross-validates it.

    python tools/train_markup.py --data FOLDER [--out cleanse/article/html_model/weights.npz]

FOLDER holds `pages.jsonl.gz`: records with `html`, `site` and either `gold`, the article, or `with` and `without`,
snippets that belong to the article and that do not. The pages' texts go into nothing but the weights. Needs the extra
`train` (catboost); the same data and seed give the same weights.

Every figure printed is for pages of sites the model has not seen: folds are made of networks, sites whose templates
share so many names that what is learned on one is known on the other.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import catboost
import numpy as np
import scipy.sparse as sparse
from boosted import as_trees
from logistic import logistic
from markup_pages import Example, examples, networks

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.metrics import f1, lost, shared
from cleanse.article.html_model.classifier import HtmlLineClassifier, linear_scores
from cleanse.article.html_model.context import second_features
from cleanse.article.html_model.features import features
from cleanse.article.html_model.select import THRESHOLD
from cleanse.article.html_model.table import NAME_BUCKETS, NGRAMS, TEXT_BITS
from cleanse.article.trees import Trees
from cleanse.text.normalize import alnum_key

FOLDS = 5
LINEAR_NAMES = (30.0, 130)  # L2 penalty, steps; slow to converge: what every page has in common hides what tells
LINEAR_TEXT = (4.0, 70)
TREES = {"iterations": 350, "depth": 6, "learning_rate": 0.08, "rsm": 0.25, "border_count": 64}


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


def train_trees(rows: np.ndarray, label: np.ndarray, weight: np.ndarray, seed: int) -> Trees:
    model = catboost.CatBoostClassifier(random_seed=seed, verbose=0, thread_count=2, allow_writing_files=False, **TREES)
    used = weight > 0
    model.fit(rows[used], label[used], sample_weight=weight[used])
    return as_trees(model)


def report(name: str, pages: list[Example], scores: list[np.ndarray]) -> None:
    texts = []
    for example, score in zip(pages, scores, strict=True):
        lines = example.page.lines
        kept = [m + t for m, t, s in zip(lines.mark, lines.text, score, strict=True) if s > THRESHOLD]
        texts.append("\n".join(kept))
    gold = [(e.row["gold"], text, e.row["lang"]) for e, text in zip(pages, texts, strict=True) if "gold" in e.row]
    counts = [shared(g, text) for g, text, _ in gold]
    cjk = [c for c, (_, _, lang) in zip(counts, gold, strict=True) if lang in ("zh", "ja", "ko")]
    losses = [lost(g, text) for g, text, _ in gold]
    right = [
        (alnum_key(snippet) in alnum_key(text)) == (kind == "with")
        for e, text in zip(pages, texts, strict=True)
        for kind in ("with", "without")
        for snippet in e.row.get(kind, ())
    ]
    print(
        f"{name}: F1 {f1(counts)[0]:.4f} precision {f1(counts)[1]:.4f} recall {f1(counts)[2]:.4f} CJK {f1(cjk)[0]:.4f}"
        f" lost {np.mean(losses):.4f} over 20 % {np.mean(np.array(losses) > 0.2):.4f} snippets {np.mean(right):.4f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pages.jsonl.gz")
    parser.add_argument("--out", type=Path, help="where the weights go; without it nothing is written")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--limit", type=int, default=0, help="only every n-th page")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    pages = [e for i, e in enumerate(examples(args.data)) if not args.limit or i % args.limit == 0]
    label, weight = (np.concatenate([getattr(e, name) for e in pages]) for name in ("label", "weight"))
    label = np.maximum(label, 0)
    network = networks(pages)
    order = np.random.default_rng(args.seed).permutation(np.unique(network))
    fold_of = {number: place % args.folds for place, number in enumerate(order)}
    page_fold = np.array([fold_of[number] for number in network])
    sizes = [len(e.label) for e in pages]
    fold, borders = np.repeat(page_fold, sizes), np.cumsum(sizes)[:-1]
    print(f"{len(pages)} pages of {len(order)} networks, {len(label)} lines", flush=True)

    named = [name_matrix(e) for e in pages]
    name_rows = sparse.vstack([n[0] for n in named]).tocsr()
    name_label, name_weight = (np.concatenate([n[i] for n in named]) for i in (1, 2))
    name_fold = np.repeat(page_fold, [len(n[1]) for n in named])
    text_rows = sparse.vstack([text_matrix(e) for e in pages]).tocsr()

    def linear(left_out: int) -> tuple[np.ndarray, np.ndarray]:
        names = logistic(name_rows, name_label, name_weight * (name_fold != left_out), *LINEAR_NAMES)
        return names, logistic(text_rows, label, weight * (fold != left_out), *LINEAR_TEXT)

    unseen = [linear(k) for k in range(args.folds)]
    print("linear models trained", flush=True)
    with_fold = zip(pages, page_fold, strict=True)
    matrix = np.concatenate([features(e.page, linear_scores(e.page, *unseen[k]), e.declared) for e, k in with_fold])

    def cross_validated(rows: np.ndarray, seed: int) -> np.ndarray:
        scores = np.zeros(len(label), np.float32)
        for k in range(args.folds):
            scores[fold == k] = train_trees(rows, label, weight * (fold != k), seed).score(rows[fold == k])
        return scores

    first = np.split(cross_validated(matrix, args.seed), borders)
    report("the first trees, sites not seen", pages, first)
    more = [second_features(e.page, scores, e.rules) for e, scores in zip(pages, first, strict=True)]
    second_matrix = np.hstack((matrix, np.concatenate(more)))
    if args.out:
        trees = train_trees(matrix, label, weight, args.seed), train_trees(second_matrix, label, weight, args.seed)
        np.savez_compressed(args.out, allow_pickle=False, **HtmlLineClassifier(*linear(-1), *trees).arrays())
        print(f"{args.out}: {args.out.stat().st_size / 1e3:.0f} kB", flush=True)
    report("both, sites not seen", pages, np.split(cross_validated(second_matrix, args.seed), borders))


if __name__ == "__main__":
    main()
