"""Features from beyond a line: scores of the linear models, headings above it, and what the page declares."""

from __future__ import annotations

import numpy as np

from cleanse.article.html_model.table import FeatureColumns, LinearScores, PageTable, Shape, is_heading, running
from cleanse.html.metadata import Declared
from cleanse.text.arrays import Floats1d, Int32s1d
from cleanse.text.normalize import alnum_key

# The trees are trained with these; a change of one needs new weights.
_SUMMARY = 200  # characters of a summary that are compared: many are cut off
_LOOKED_UP, _LOOKED_THROUGH = 3000, 300_000  # lines, and characters of the declared article, that are compared
_MOST = 300.0  # the greatest weight of a line in a mean, in width


def add_linear_scores(
    columns: FeatureColumns, page: PageTable, shape: Shape, scores: LinearScores, groups: list[Int32s1d]
) -> None:
    """Add the scores of the linear models: of each line, its neighbours and the groups around it.

    `groups` has four arrays of shape (lines,), the element that is the innermost group of each line first.
    """
    at = page.element
    around = scores.around
    chain, worst, best = _along_chains(around.tolist(), page.lines.parent)
    up = np.maximum(page.parent[at], 0)
    inner = scores.inner[at] + scores.inner[up]
    names = chain[at] + inner
    total = names + scores.text
    for name, value in (
        ("names around", chain[at]),
        ("names, worst", worst[at]),
        ("names, best", best[at]),
        ("names, innermost", inner),
        ("names, element", around[at]),
        ("names, parent", around[up]),
        ("names, group 1", chain[groups[1]]),
        ("text", scores.text),
        ("names and text", total),
    ):
        columns.add(name, value)
    columns.near("names and text", total, 3)
    columns.near("text", scores.text, 2)
    weight = np.minimum(shape.width, _MOST)
    sums, weights = running(weight * total), running(weight)
    number = np.arange(columns.size)
    for reach in (4, 12):
        low, high = np.maximum(number - reach, 0), np.minimum(number + reach + 1, columns.size)
        columns.add(f"within {reach} lines", (sums[high] - sums[low]) / np.maximum(weights[high] - weights[low], 1))
    mean = float(sums[-1] / max(weights[-1], 1))
    columns.add("mean score of the page", np.full(columns.size, mean))
    columns.add("names and text, above the mean", total - mean)
    _alike(columns, page, shape, total)
    _under_heading(columns, page, scores)
    group = np.array(groups)
    begin, end = page.begin[group], page.end[group]
    means = (sums[end] - sums[begin]) / np.maximum(weights[end] - weights[begin], 1)
    columns.add_all((f"mean score in group {level}" for level in range(len(groups))), means)


def _along_chains(values: list[float], parents: list[int]) -> tuple[Floats1d, Floats1d, Floats1d]:
    """The sum, least and greatest of the values from the outermost element to each one: shape (elements,)."""
    total: list[float] = []
    least: list[float] = []
    most: list[float] = []
    for value, up in zip(values, parents, strict=True):
        if up < 0:
            total.append(value)
            least.append(value)
            most.append(value)
        else:
            total.append(value + total[up])
            low, high = least[up], most[up]
            least.append(value if value < low else low)
            most.append(value if value > high else high)
    return np.array(total, np.float32), np.array(least, np.float32), np.array(most, np.float32)


def _alike(columns: FeatureColumns, page: PageTable, shape: Shape, total: Floats1d) -> None:
    """Add figures of all lines of a page in elements of the same names: of the innermost two, and of the innermost.

    `total`, shape (lines,), is the sum of the scores of each line.
    """
    weight = np.minimum(shape.width, _MOST)
    plain = shape.width * (1 - shape.linked)
    for name, group in (("alike", page.signature), ("named alike", page.name[page.element])):
        number = np.bincount(group, minlength=1)
        sums = [np.bincount(group, x, len(number)) for x in (shape.width, plain, shape.prose, weight, weight * total)]
        width, unlinked, prose, weights, scores = sums
        columns.add(f"{name}: lines", np.log1p(number)[group])
        columns.add(f"{name}: share of the page's text", unlinked[group] / max(float(unlinked.sum()), 1.0))
        columns.add(f"{name}: linked", 1 - (unlinked / np.maximum(width, 1))[group])
        columns.add(f"{name}: width", np.log1p(width / np.maximum(number, 1))[group])
        columns.add(f"{name}: prose", (prose / np.maximum(width, 1))[group])
        columns.add(f"{name}: mean score", (scores / np.maximum(weights, 1))[group])


def _under_heading(columns: FeatureColumns, page: PageTable, scores: LinearScores) -> None:
    """Add the last heading before a line: its distance and its score."""
    heading = page.is_tag(is_heading)
    number = np.arange(columns.size)
    last = np.maximum.accumulate(np.where(heading, number, -1)) if columns.size else number
    columns.add("lines under a heading", np.where(last >= 0, np.minimum(number - last, 60), -1))
    columns.add("score of its heading", np.where(last >= 0, scores.text[last], 0))
    columns.add("headings", np.cumsum(heading))
    columns.add("first headings", np.cumsum(page.is_tag("h1".__eq__)))


def add_declared(columns: FeatureColumns, page: PageTable, shape: Shape, declared: Declared) -> None:
    """Add the position of the title, and which lines are in the summary and the article that the page declares."""
    text = page.lines.text
    size = columns.size
    number = np.arange(size)
    same = _equal(text, alnum_key(declared.title), len(declared.title))
    at = next((i for i in np.flatnonzero(same) if page.lines.names[page.lines.element[i]][0] == "h1"), -1)
    if at < 0 and same.any():
        at = int(same.argmax())
    columns.add("the title", same)
    columns.add("lines from the title", np.clip(number - at, -50, 200) if at >= 0 else np.full(size, -100))
    whole = alnum_key(declared.body)
    inside = _inside(text, whole) if len(whole) > 200 else np.full(size, -1, np.float32)
    columns.add("declared", inside)
    columns.near("declared", inside, 1)
    columns.add("declared in all", np.full(size, (inside * shape.width).sum() / max(float(shape.width.sum()), 1.0)))
    columns.add("summary", _summary(text, alnum_key(declared.summary)[:_SUMMARY], size))
    counts: dict[str, int] = {}
    for line in text:
        counts[line] = counts.get(line, 0) + 1
    columns.add("copies", np.array([counts[line] for line in text], np.float32))


def _equal(lines: list[str], key: str, length: int) -> Floats1d:
    """1 for lines with the letters and digits of the key, else 0: shape (lines,). `length` is of the key's text."""
    same = np.zeros(len(lines), np.float32)
    if key:
        for i, line in enumerate(lines):
            if len(line) <= 2 * length + 20 and length <= 2 * len(line) + 20 and alnum_key(line) == key:
                same[i] = 1
    return same


def _summary(lines: list[str], key: str, size: int) -> Floats1d:
    """How well each line begins as the declared summary does, 0 to 2: shape (lines,); -1 without a summary."""
    if len(key) < 20:
        return np.full(size, -1, np.float32)
    begins = key[:20]
    score = np.zeros(size, np.float32)
    for i, line in enumerate(lines[:_LOOKED_UP]):
        if len(line) >= 20 and (line[0].casefold()[:1] == key[0] or not line[0].isalnum()):
            start = alnum_key(line[: 2 * _SUMMARY])
            score[i] = start.startswith(begins) + (start[:_SUMMARY].startswith(key) or key.startswith(start))
    return score


def _inside(lines: list[str], whole: str) -> Floats1d:
    """1 for lines in a text, else 0: shape (lines,). Beyond the first _LOOKED_UP lines -1, for a bound on the time."""
    whole = whole[:_LOOKED_THROUGH]
    inside = [float(alnum_key(line) in whole) for line in lines[:_LOOKED_UP]]
    return np.array(inside + [-1.0] * (len(lines) - len(inside)), np.float32)
