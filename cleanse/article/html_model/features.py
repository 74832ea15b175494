"""What a line of a page looks like, as numbers: its own shape, its place in the tree, its neighbours.

Two linear models go before: one reads the names of the elements around a line (tags, classes, ids), one its characters.
What they say of a line, of its neighbours and of its surroundings are features like the others (`evidence.py`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanse.article.html_model import shapes
from cleanse.article.html_model.evidence import add_declared, add_said
from cleanse.article.html_model.shapes import Floats, Kind
from cleanse.article.html_model.table import Columns, Ints, Page, Said, Shape, ints, running
from cleanse.html.metadata import Declared

_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "tr", "blockquote", "figcaption", "pre", "td", "section", "article")
_PROSE = 60.0  # width from which a line with the end of a sentence in it counts as prose


def features(page: Page, said: Said, declared: Declared) -> Floats:
    """What the trees judge by, a row for each line."""
    columns = Columns(len(page.lines.text))
    shape = _shape(columns, page)
    _places(columns, page, shape)
    groups = _groups(columns, page, shape)
    add_said(columns, page, shape, said, groups)
    add_declared(columns, page, shape, declared)
    return columns.rows()


def _shape(columns: Columns, page: Page) -> Shape:
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


def _kind_at(page: Page, place: int) -> NDArray[np.uint8]:
    """The kind of each line's first (0), last (-1) or last but one (-2) character."""
    text = page.lines.text
    return shapes.kinds_of("".join(t[place] if len(t) >= -place else " " for t in text))


def _places(columns: Columns, page: Page, shape: Shape) -> None:
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


def _groups(columns: Columns, page: Page, shape: Shape) -> list[Ints]:
    """The nested elements around a line, each with more lines than the one inside it: three numbers for a line."""
    spans = (page.end - page.begin).tolist()
    wide: list[int] = []
    deep: list[int] = []
    for own, parent in zip(spans, page.lines.parent, strict=True):
        wide.append(parent if parent < 0 or spans[parent] > own else wide[parent])
        deep.append(deep[parent] + 1 if parent >= 0 else 0)
    span, wider, depth = ints(spans), ints(wide), ints(deep)
    tags = [names[0] for names in page.lines.names]
    number = {tag: i for i, tag in enumerate(_TAGS)}
    tag = np.array([number.get(t, len(_TAGS)) for t in tags], np.int32)
    at = page.element
    for i, name in enumerate(_TAGS):
        columns.add(f"tag {name}", tag[at] == i)
    columns.add("parent's tag", np.where(page.parent[at] >= 0, tag[page.parent[at]], -1))
    columns.add("depth", depth[at])
    first = np.where(span[at] > 1, at, wider[at])
    groups = [np.where(first >= 0, first, at)]
    for _ in range(3):
        up = wider[groups[-1]]
        groups.append(np.where(up >= 0, up, groups[-1]))
    width, linked, prose = (running(x) for x in (shape.width, shape.width * shape.linked, shape.prose))
    for level, group in enumerate(groups):
        begin, end = page.begin[group], page.end[group]
        inside = width[end] - width[begin]
        columns.add(f"lines in group {level}", np.log1p(end - begin))
        columns.add(f"width of group {level}", np.log1p(inside))
        columns.add(f"linked in group {level}", (linked[end] - linked[begin]) / np.maximum(inside, 1))
        columns.add(f"prose in group {level}", (prose[end] - prose[begin]) / np.maximum(inside, 1))
        plain = inside - linked[end] + linked[begin]
        columns.add(f"page's text in group {level}", plain / max(float(width[-1] - linked[-1]), 1.0))
        columns.add(f"page's prose in group {level}", (prose[end] - prose[begin]) / max(float(prose[-1]), 1.0))
        columns.add(f"tag of group {level}", tag[group])
        columns.add(f"place in group {level}", (np.arange(columns.size) - begin) / np.maximum(end - begin, 1))
    _best_group(columns, page, shape, groups)
    return groups


def _best_group(columns: Columns, page: Page, shape: Shape, groups: list[Ints]) -> None:
    """Is a line inside the element that directly groups most of the prose, or how far from it."""
    if not columns.size:
        return
    held = np.bincount(groups[1], shape.prose, len(page.parent)) + np.bincount(groups[0], shape.prose, len(page.parent))
    best = int(held.argmax())
    number = np.arange(columns.size)
    begin, end = int(page.begin[best]), int(page.end[best])
    columns.add("in the best group", (number >= begin) & (number < end))
    columns.add("before the best group", np.clip(begin - number, 0, 50))
    columns.add("behind the best group", np.clip(number - end, 0, 50))
    columns.add("of the best group", (groups[0] == best) | (groups[1] == best))
