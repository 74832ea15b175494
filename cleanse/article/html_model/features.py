"""The features of a page's lines: their shape, their position in the tree, and their neighbours.

The scores of two linear models, one over the names of the elements around a line and one over its characters, are
features too (`evidence.py`). The trees are trained on these columns in this order, and with the constants below: a
change of either needs new weights.
"""

from __future__ import annotations

import numpy as np

from cleanse.article.html_model import shapes
from cleanse.article.html_model.evidence import add_declared, add_linear_scores
from cleanse.article.html_model.shapes import Kind
from cleanse.article.html_model.table import FeatureColumns, LinearScores, PageTable, Shape, running
from cleanse.html.metadata import Declared
from cleanse.text.arrays import Bytes1d, Int32s1d

_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "tr", "blockquote", "figcaption", "pre", "td", "section", "article")
_LEVELS = 4  # groups around a line
_PROSE = 60.0  # width from which a line with a sentence end in it and few links is prose; chosen by hand


def features(page: PageTable, scores: LinearScores, declared: Declared) -> FeatureColumns:
    """The features of each line, with their names: columns of shape (lines,)."""
    columns = FeatureColumns(len(page.lines.text))
    shape = _shape(columns, page)
    _places(columns, page, shape)
    groups = _groups(columns, page, shape)
    add_linear_scores(columns, page, shape, scores, groups)
    add_declared(columns, page, shape, declared)
    return columns


def _shape(columns: FeatureColumns, page: PageTable) -> Shape:
    """Add the features of a line's own characters and links."""
    kinds = page.shapes.kinds()
    size = np.maximum(kinds.sum(axis=1), 1)
    cjk = kinds[:, Kind.HAN] + kinds[:, Kind.KANA] + kinds[:, Kind.HANGUL]
    width = size + 2 * cjk
    linked = np.minimum(np.array(page.lines.linked, np.float32) / size, 1)
    last = _kind_at(page, -1)
    quoted = np.where((last == Kind.QUOTE) | (last == Kind.BRACKET), _kind_at(page, -2), last)
    ends = quoted == Kind.END
    log = np.log1p(width)
    columns.add("log width", log)
    columns.add("words", np.log1p(kinds[:, Kind.SPACE]))
    for kind in (Kind.DIGIT, Kind.UPPER, Kind.END, Kind.COMMA, Kind.QUOTE, Kind.BAR, Kind.SYMBOL, Kind.COLON):
        columns.add(f"share of {kind.name}", kinds[:, kind] / size)
    columns.add("ends", kinds[:, Kind.END])
    columns.add("commas", kinds[:, Kind.COMMA])
    columns.add("letters a word", (size - kinds[:, Kind.SPACE]) / (kinds[:, Kind.SPACE] + 1))
    columns.add("cjk", cjk / size)
    columns.add("ends a sentence", ends)
    columns.add("last", last)
    columns.add("first", _kind_at(page, 0))
    columns.add("linked", linked)
    columns.add("links", np.log1p(np.array(page.lines.links, np.float32)))
    columns.near("log width", log)
    columns.near("linked", linked)
    columns.near("ends a sentence", ends.astype(np.float32), 1)
    prose = np.where((width >= _PROSE) & (kinds[:, Kind.END] > 0) & (linked < 0.5), width, 0).astype(np.float32)
    return Shape(width.astype(np.float32), linked.astype(np.float32), prose, (cjk / size).astype(np.float32))


def _kind_at(page: PageTable, place: int) -> Bytes1d:
    """The `Kind` of each line's first (0), last (-1) or last but one (-2) character: shape (lines,), dtype uint8."""
    text = page.lines.text
    if place == -2:
        return shapes.kinds_of("".join([t[-2] if len(t) > 1 else " " for t in text]))
    return shapes.kinds_of("".join([t[place] for t in text]))  # no line is empty


def _places(columns: FeatureColumns, page: PageTable, shape: Shape) -> None:
    """Add the position of a line on the page and among prose."""
    number = np.arange(columns.size, dtype=np.float32)
    total = max(columns.size, 1)
    columns.add("line", np.minimum(number, 400))
    columns.add("lines to the end", np.minimum(total - number, 400))
    columns.add("place", number / total)
    columns.add("lines", np.full(columns.size, total))
    for name, weight in (("width", shape.width), ("prose", shape.prose)):
        sums = np.cumsum(weight)
        columns.add(f"{name} before", (sums - weight) / max(float(sums[-1]), 1.0))
        columns.add(f"{name} of the page", np.full(columns.size, np.log1p(sums[-1])))
    last = np.maximum.accumulate(np.where(shape.prose > 0, number, -50))
    after = np.minimum.accumulate(np.where(shape.prose > 0, number, total + 50)[::-1])[::-1]
    columns.add("lines since prose", np.minimum(number - last, 50))
    columns.add("lines to prose", np.minimum(after - number, 50))


def _groups(columns: FeatureColumns, page: PageTable, shape: Shape) -> list[Int32s1d]:
    """Add features of the groups around a line: nested elements, each with more lines than the one inside it.

    Returns four arrays of shape (lines,), the element that is the innermost group of each line first.
    """
    number = {tag: i for i, tag in enumerate(_TAGS)}
    tag = np.array([number.get(tag, len(_TAGS)) for tag in page.tags], np.int32)[page.name]
    at = page.element
    columns.add_all((f"tag {name}" for name in _TAGS), tag[at] == np.arange(len(_TAGS))[:, None])
    columns.add("parent's tag", np.where(page.parent[at] >= 0, tag[page.parent[at]], -1))
    columns.add("depth", page.depth[at])
    groups = page.groups(_LEVELS)
    width, linked, prose = (running(x) for x in (shape.width, shape.width * shape.linked, shape.prose))
    group = np.array(groups)
    begin, end = page.begin[group], page.end[group]
    inside, links, texts = width[end] - width[begin], linked[end] - linked[begin], prose[end] - prose[begin]
    plain = inside - linked[end] + linked[begin]
    figures = {
        "lines in group {}": np.log1p(end - begin),
        "width of group {}": np.log1p(inside),
        "linked in group {}": links / np.maximum(inside, 1),
        "prose in group {}": texts / np.maximum(inside, 1),
        "page's text in group {}": plain / max(float(width[-1] - linked[-1]), 1.0),
        "page's prose in group {}": texts / max(float(prose[-1]), 1.0),
        "tag of group {}": tag[group],
        "place in group {}": (np.arange(columns.size) - begin) / np.maximum(end - begin, 1),
    }
    rows = np.stack(list(figures.values()), axis=1).reshape(-1, columns.size)
    columns.add_all((name.format(level) for level in range(_LEVELS) for name in figures), rows)
    _best_group(columns, page, shape, groups)
    return groups


def _best_group(columns: FeatureColumns, page: PageTable, shape: Shape, groups: list[Int32s1d]) -> None:
    """Add the position of a line relative to the best group: the element that directly groups most of the prose.

    `groups` has four arrays of shape (lines,), the element that is the innermost group of each line first.
    """
    if not columns.size:
        return
    outer, inner = (np.bincount(group, shape.prose, len(page.parent)) for group in (groups[1], groups[0]))
    best = int((outer + inner).argmax())
    number = np.arange(columns.size)
    begin, end = int(page.begin[best]), int(page.end[best])
    columns.add("in the best group", (number >= begin) & (number < end))
    columns.add("before the best group", np.clip(begin - number, 0, 50))
    columns.add("after the best group", np.clip(number - end, 0, 50))
    columns.add("of the best group", (groups[0] == best) | (groups[1] == best))
