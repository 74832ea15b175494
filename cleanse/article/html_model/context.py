"""Features for the second set of trees: what the first says of the lines around each, and what the rules know.

The first trees judge each line by itself and its place in the tree; their scores show where on the page the article
is. The second trees see these scores along the page and in the groups around a line. Trees are trained with the
constants in this module: a change of one needs new weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleanse.article.extent import best_run
from cleanse.article.html_model.table import FeatureColumns, PageTable, is_heading
from cleanse.rules import Rules
from cleanse.text.arrays import Column, Doubles1d, Floats1d

_CLIPPED = 8.0  # greatest score told apart, in log odds
_BEYOND = -9.0  # in place of a score beyond the page
_MOST = 400.0  # greatest weight of a line, in characters
_MARGIN = 0.4  # probability from which a line adds to the run with the greatest sum
_SURE = 0.7  # probability from which a line is surely the article's
_FAR = 50  # greatest distance told apart, in lines
_REACHES = (2, 5, 12, 30)  # lines before and after one
_LEVELS = 5  # groups around a line
_PLACES = ("anywhere", "section", "edge", "certain")  # what `_places` says of rules


def second_features(page: PageTable, first_scores: Floats1d, rules: Sequence[Rules]) -> FeatureColumns:
    """The features of each line, with their names: columns of shape (lines,).

    `first_scores`, shape (lines,), are the log odds that the first trees give; `rules` are those that match each line.
    """
    columns = FeatureColumns(len(first_scores))
    scores = np.clip(first_scores, -_CLIPPED, _CLIPPED)
    p_article = 1 / (1 + np.exp(-scores.astype(np.float64)))
    weight = np.minimum(np.fromiter(map(len, page.lines.text), np.float64, columns.size) + 5, _MOST)
    columns.add("score", scores)
    _neighbours(columns, scores)
    _means(columns, p_article, weight)
    _runs(columns, p_article, weight)
    _of_page(columns, first_scores, p_article, weight)
    _groups(columns, page, p_article, weight)
    _under_heading(columns, page, scores, p_article, weight)
    _rules(columns, rules)
    return columns


def _neighbours(columns: FeatureColumns, scores: Floats1d) -> None:
    """Add the scores, shape (lines,), of the four lines before and after each."""
    padded = np.full(columns.size + 8, _BEYOND, np.float32)
    padded[4:-4] = scores
    for by in (1, 2, 3, 4):
        columns.add(f"score {by} before", padded[4 - by : 4 - by + columns.size])
        columns.add(f"score {by} after", padded[4 + by : 4 + by + columns.size])


def _means(columns: FeatureColumns, p_article: Doubles1d, weight: Doubles1d) -> None:
    """Add the mean probability of the lines around each, before and after it; long lines count more.

    Probabilities and weights have shape (lines,).
    """
    number = np.arange(columns.size)
    sums, weights = _sums(weight * p_article), _sums(weight)
    ranges = []
    for reach in _REACHES:
        low, high = np.maximum(number - reach, 0), np.minimum(number + reach + 1, columns.size)
        ranges += [(low, high), (low, number), (number, high)]
    begin, end = (np.array(each) for each in zip(*ranges, strict=True))
    means = (sums[end] - sums[begin]) / np.maximum(weights[end] - weights[begin], 1)
    columns.add_all((f"mean of {n} {where}" for n in _REACHES for where in ("around", "before", "after")), means)


def _runs(columns: FeatureColumns, p_article: Doubles1d, weight: Doubles1d) -> None:
    """Add the position relative to the run of lines that is likely the article, and to the surest lines.

    Probabilities and weights have shape (lines,).
    """
    number = np.arange(columns.size)
    start, end = best_run((weight * (p_article - _MARGIN)).tolist())
    sums = _sums(weight * p_article)
    total = max(float(sums[-1]), 1.0)
    columns.add("in the run", (number >= start) & (number < end))
    columns.add("from its start", np.clip(number - start, -60, 60))
    columns.add("from its end", np.clip(number - end, -60, 60))
    columns.add("share of the run", np.full(columns.size, (sums[end] - sums[start]) / total))
    columns.add("article before", sums[:-1] / total)
    columns.add("article after", 1 - sums[1:] / total)
    sure = p_article > _SURE
    last = np.maximum.accumulate(np.where(sure, number, -_FAR))
    following = np.minimum.accumulate(np.where(sure, number, columns.size + _FAR)[::-1])[::-1]
    columns.add("since a sure line", np.minimum(number - last, _FAR))
    columns.add("until a sure line", np.minimum(following - number, _FAR))
    weights = _sums(weight)
    inside = (last >= 0) & (following < columns.size)
    between = weights[np.minimum(following, columns.size)] - weights[np.maximum(last, 0)]
    columns.add("text between sure lines", np.where(inside, between, -1))


def _of_page(columns: FeatureColumns, scores: Floats1d, p_article: Doubles1d, weight: Doubles1d) -> None:
    """Add figures of the page, and each score relative to its others: all arrays have shape (lines,)."""
    order = np.argsort(-scores, kind="stable")
    expected = np.cumsum((p_article * weight)[order])
    total, all_weights = float(expected[-1]), float(weight.sum())
    f1 = 2 * expected / (np.cumsum(weight[order]) + total)
    best = int(f1.argmax())
    rank = np.empty(columns.size)
    rank[order] = np.arange(columns.size) / columns.size
    for name, value in (
        ("expected length", total),
        ("expected share", total / all_weights),
        ("best threshold", p_article[order[best]]),
        ("expected F1", f1[best]),
        ("highest score", scores.max()),
    ):
        columns.add(name, np.full(columns.size, value))
    columns.add("above the best threshold", scores - scores[order[best]])
    columns.add("rank", rank)


def _groups(columns: FeatureColumns, page: PageTable, p_article: Doubles1d, weight: Doubles1d) -> None:
    """Add mean probabilities in the groups around a line and among lines in elements of the same names.

    Probabilities and weights have shape (lines,).
    """
    article = weight * p_article
    sums, weights = _sums(article), _sums(weight)
    total = max(float(sums[-1]), 1.0)
    group = np.array(page.groups(_LEVELS))
    begin, end = page.begin[group], page.end[group]
    inside, size = sums[end] - sums[begin], weights[end] - weights[begin]
    others = (inside - article) / np.maximum(size - weight, 1)
    figures = np.stack((inside / np.maximum(size, 1), inside / total, others), axis=1)
    named = ("mean in group {}", "article in group {}", "mean of others in group {}")
    columns.add_all(
        (name.format(level) for level in range(_LEVELS) for name in named), figures.reshape(-1, columns.size)
    )
    for name, alike in (("alike", page.signature), ("named alike", page.name[page.element])):
        of_alike, lengths, count = np.bincount(alike, article), np.bincount(alike, weight), np.bincount(alike)
        columns.add(f"mean of others {name}", (of_alike[alike] - article) / np.maximum(lengths[alike] - weight, 1))
        columns.add(f"lines {name}", count[alike])
        columns.add(f"article {name}", of_alike[alike] / total)


def _under_heading(
    columns: FeatureColumns, page: PageTable, scores: Floats1d, p_article: Doubles1d, weight: Doubles1d
) -> None:
    """Add the score of the heading above each line, and the mean probability of all lines below that heading.

    Scores, probabilities and weights have shape (lines,).
    """
    last = np.maximum.accumulate(np.where(page.is_tag(is_heading), np.arange(columns.size), -1))
    columns.add("score of the heading", np.where(last >= 0, scores[np.maximum(last, 0)], _BEYOND))
    section = last + 1
    mean = np.bincount(section, weight * p_article) / np.maximum(np.bincount(section, weight), 1)
    columns.add("mean below the heading", mean[section])


def _rules(columns: FeatureColumns, rules: Sequence[Rules]) -> None:
    """Add what the rules say of each line and of those near it."""
    known = dict.fromkeys(rules)
    known.update((matched, _places(matched)) for matched in known)
    flags = np.array([known[matched] for matched in rules], np.float32).T
    sums = np.zeros((len(flags), columns.size + 1), np.float32)
    np.cumsum(flags, axis=1, out=sums[:, 1:])
    number = np.arange(columns.size)
    figures: list[Column] = [flags]
    named = ["rule {}"]
    for reach in (3, 12):
        low, high = np.maximum(number - reach, 0), np.minimum(number + reach + 1, columns.size)
        figures.append((sums[:, number] - sums[:, low]) / reach)
        figures.append((sums[:, high] - sums[:, np.minimum(number + 1, high)]) / reach)
        named += [f"rule {{}} in {reach} before", f"rule {{}} in {reach} after"]
    figures.append(np.broadcast_to(sums[:, -1:] / columns.size, flags.shape))
    last = np.maximum.accumulate(np.where(flags > 0, number, -_FAR), axis=1)
    figures.append(np.minimum(number - last, _FAR).astype(np.float32))
    named += ["rule {} on the page", "since rule {}"]
    names = (name.format(place) for place in _PLACES for name in named)
    columns.add_all(names, np.stack(figures, axis=1).reshape(-1, columns.size))


def _places(rules: Rules) -> tuple[bool, bool, bool, bool]:
    """Whether a rule holds anywhere, heads a section, holds at the edge; and whether one that is not weak matches."""
    if not rules:
        return False, False, False, False
    places = {rule.where for rule in rules}
    edge = not places.isdisjoint(("edge", "head", "tail"))
    return "anywhere" in places, "section" in places, edge, any(not rule.weak for rule in rules)


def _sums(values: Column) -> Doubles1d:
    """Running sums from 0, shape (lines + 1,)."""
    return np.concatenate(([0.0], np.cumsum(values)))
