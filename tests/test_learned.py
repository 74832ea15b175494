"""The machinery of the learned classifiers: it must say the same as the plain way of working it out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.article import text_model
from cleanse.article.html_model import classifier as html_model
from cleanse.article.html_model.context import second_features
from cleanse.article.html_model.features import features
from cleanse.article.html_model.shapes import Kind, LineCodes, kinds_of
from cleanse.article.html_model.table import PageTable
from cleanse.article.text_model.features import Unit, feature_columns
from cleanse.article.trees import Trees
from cleanse.html.metadata import Declared
from cleanse.html.parse import parse
from cleanse.html.render import render

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=20), max_size=8)


def some_trees(count: int = 7, depth: int = 4) -> Trees:
    random = np.random.default_rng(3)
    return Trees.of(
        random.integers(0, 5, (count, depth)).astype(np.int16),
        random.normal(size=(count, depth)).astype(np.float32),
        random.normal(size=(count, 1 << depth)).astype(np.float32),
        0.25,
    )


def test_trees_score_as_walking_each_of_them_does() -> None:
    trees = some_trees()
    rows = np.random.default_rng(4).normal(size=(5000, 5)).astype(np.float32)
    for row, score in zip(rows[::250], trees.score(rows)[::250], strict=True):
        expected = trees.bias
        for feature, threshold, leaf in zip(trees.feature, trees.threshold, trees.leaf, strict=True):
            bits = [int(row[f] > t) << level for level, (f, t) in enumerate(zip(feature, threshold, strict=True))]
            expected += leaf[sum(bits)] * trees.scale
        assert abs(score - expected) < 1e-5


def test_a_row_scores_the_same_alone_and_in_company() -> None:
    trees = some_trees()
    rows = np.random.default_rng(5).normal(size=(5000, 5)).astype(np.float32)
    scores = trees.score(rows)
    assert all(trees.score(rows[i : i + 1])[0] == scores[i] for i in range(0, 5000, 499))


def test_trees_come_back_from_a_weights_file() -> None:
    trees = some_trees()
    again = Trees.load(trees.arrays("x"), "x")
    rows = np.random.default_rng(6).normal(size=(50, 5)).astype(np.float32)
    assert (again.score(rows) == trees.score(rows)).all()


def test_each_character_is_of_one_kind() -> None:
    counts = LineCodes.of(["Ab 1.", "武漢、カナ한|", ""]).kinds()
    assert counts[0, [Kind.UPPER, Kind.LOWER, Kind.SPACE, Kind.DIGIT, Kind.END]].tolist() == [1, 1, 1, 1, 1]
    assert counts[1, [Kind.HAN, Kind.COMMA, Kind.KANA, Kind.HANGUL, Kind.BAR]].tolist() == [2, 1, 2, 1, 1]
    assert not counts[2].any()
    assert kinds_of("»")[0] == Kind.QUOTE


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_lines_have_counts_and_ngrams_one_row_a_line(texts: list[str]) -> None:
    lines = LineCodes.of(texts)
    counts = lines.kinds()
    assert counts.sum(axis=1).tolist() == [len(text) for text in texts]
    line, bucket = lines.ngrams((2, 3), 10)
    assert np.bincount(line, minlength=len(texts)).tolist() == [
        sum(max(0, len(text) + 2 - size + 1) for size in (2, 3)) for text in texts
    ]
    assert bucket.max(initial=0) < 1024
    alone = [LineCodes.of([text]).ngrams((2, 3), 10)[1] for text in texts]
    for i, expected in enumerate(alone):
        assert sorted(bucket[line == i].tolist()) == sorted(expected.tolist())
    weights = np.arange(1024, dtype=np.float32) - 500
    roots = np.sqrt(np.maximum(np.bincount(line, minlength=len(texts)), 1))
    sums = np.bincount(line, weights[bucket], len(texts)) / roots
    assert lines.linear((2, 3), 10, weights).tolist() == sums.astype(np.float32).tolist()


def test_the_weights_for_pages_fit_the_features_of_pages() -> None:
    lines = render(parse("<h1>Flood</h1><p>The river rose by two metres.</p><ul><li><a href=/>Home</a></li></ul>"))
    page, model = PageTable.of(lines), html_model.classifier()
    first = features(page, html_model.linear_scores(page, model.names, model.text), Declared())
    second = second_features(page, model.trees.score(first.rows()), [()] * len(lines.text))
    with np.load(Path(html_model.__file__).with_name(html_model.WEIGHTS)) as stored:
        assert first.names == stored["features"].tolist(), "features changed: run tools/train.py --only html --write"
        assert second.names == stored["second_features"].tolist()


def test_the_weights_for_text_fit_the_features_of_text() -> None:
    units = [Unit("The river rose by two metres.", False, False, False, 1.0), Unit("Home", True, False, True, -1.0)]
    model = text_model.load()
    columns = feature_columns(units, model.letters, model.headings)
    with np.load(Path(text_model.__file__).with_name(text_model.WEIGHTS)) as stored:
        assert list(columns) == stored["features"].tolist(), "features changed: run tools/train.py --only text --write"
