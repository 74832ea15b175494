"""What a line of a page looks like, as numbers: its own shape, its place in the tree, its neighbours.

Two linear models go before: one reads the names of the elements around a line (tags, classes, ids), one its characters.
What they say of a line, of its neighbours and of its surroundings are features like the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleanse.learned import lines as shapes
from cleanse.learned.lines import Floats, Kind
from cleanse.markup.facts import Declared
from cleanse.markup.render import Lines

Ints = NDArray[np.int32]

NAME_BITS = 15
NAME_BUCKETS = 1 << NAME_BITS  # for whole words; as many again for the n-grams of names
NAME_NGRAMS = (5,)
TEXT_BITS = 16
NGRAMS = (2, 5)

_NAME_SPACE = re.compile(r"[\s\d]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+")
_SQUEEZE = re.compile(r"[\W_]+")
_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "tr", "blockquote", "figcaption", "pre", "td", "section", "article")
_SUMMARY = 200  # characters of a summary: it is often cut off
_LOOKED_UP, _LOOKED_THROUGH = 3000, 300_000  # lines, characters
_MOST = 300.0  # width up to which a longer line has more to say in a mean
_PROSE = 60.0  # width from which a line with the end of a sentence in it counts as prose


def squeeze(text: str) -> str:
    """Letters and digits only, case folded: how lines are found again in other renderings of their page."""
    return _SQUEEZE.sub("", text).casefold()


class _Buckets(dict[str, int]):
    """The bucket of a name, worked out once a page."""

    def __missing__(self, name: str) -> int:
        bucket = self[name] = crc32(name.encode("utf-8", "replace")) >> (32 - NAME_BITS)
        return bucket


def words_of(names: tuple[str, str, str, str]) -> dict[str, None]:
    """What one element is called: its tag, its classes and ids as a whole, and the words in them (a set, in order)."""
    tag, classes, id, more = names
    found = {tag: None}
    for kind, value in ((".", classes), ("#", id), ("@", more)):
        for name in value.split()[:12]:
            found[kind + name] = None
            for word in _WORD.findall(name)[:8]:
                found[word.lower()] = None
    return found


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


@dataclass(slots=True)
class Page:
    """The lines of a page as arrays, before any model has seen them."""

    lines: Lines
    shapes: shapes.Lines
    element: Ints
    parent: Ints
    begin: Ints
    end: Ints
    name: Ints
    """For each element, the number of its names among the page's different ones."""
    token_name: Ints
    token: Ints
    token_weight: Floats
    """The buckets of all names, whose they are, and how much each counts."""
    signature: Ints
    """For each line, a number that lines have in common whose innermost two elements have the same names."""

    @classmethod
    def of(cls, lines: Lines) -> Page:
        known: dict[tuple[str, str, str, str], int] = {}
        name = [known.setdefault(names, len(known)) for names in lines.names]
        owners: list[int] = []
        tokens: list[int] = []
        bucket = _Buckets()
        for i, names in enumerate(known):
            words = words_of(names)
            tokens += [bucket[word] for word in words]
            owners += [i] * len(words)
        grams = shapes.Lines.of([_NAME_SPACE.sub(" ", " ".join(names[1:]))[:200] for names in known])
        gram_owner, gram = grams.ngrams(NAME_NGRAMS, NAME_BITS)
        number = np.bincount(gram_owner, minlength=len(known))
        seen: dict[tuple[int, int], int] = {}
        pairs = ((name[e], name[lines.parent[e]]) for e in lines.element)
        signature = [seen.setdefault(pair, len(seen)) for pair in pairs]
        return cls(
            lines,
            shapes.Lines.of(lines.text),
            _ints(lines.element),
            _ints(lines.parent),
            _ints(lines.begin),
            _ints(lines.end),
            _ints(name),
            np.concatenate((_ints(owners), gram_owner)),
            np.concatenate((_ints(tokens), gram.astype(np.int32) + NAME_BUCKETS)),
            np.concatenate((np.ones(len(tokens), np.float32), 1 / np.sqrt(number[gram_owner], dtype=np.float32))),
            _ints(signature),
        )


@dataclass(slots=True)
class Said:
    """What the two linear models say: of each element by its names (anywhere, innermost), of each line by its text."""

    around: Floats
    inner: Floats
    text: Floats


def features(page: Page, said: Said, declared: Declared) -> Floats:
    """What the trees judge by, a row for each line."""
    columns = _Columns(len(page.lines.text))
    shape = _shape(columns, page)
    _places(columns, page, shape)
    groups = _groups(columns, page, shape)
    _linear(columns, page, shape, said, groups)
    _declared(columns, page, shape, declared)
    return columns.rows()


class _Columns:
    def __init__(self, size: int) -> None:
        self.size = size
        self.columns: list[Floats] = []
        self.names: list[str] = []  # for whoever wants to know what a column is

    def add(self, name: str, values: NDArray[np.generic]) -> None:
        self.names.append(name)
        self.columns.append(values.astype(np.float32, copy=False))

    def near(self, name: str, values: Floats, reach: int = 2) -> None:
        """The values of the lines before and after."""
        for by in range(1, reach + 1):
            before, after = np.zeros_like(values), np.zeros_like(values)
            before[by:], after[:-by] = values[:-by], values[by:]
            self.add(f"{name} {by} before", before)
            self.add(f"{name} {by} after", after)

    def rows(self) -> Floats:
        return np.stack(self.columns).T  # one column's values stay side by side: the trees ask for columns


@dataclass(slots=True)
class _Shape:
    width: Floats
    linked: Floats
    prose: Floats  # width, where a line is prose, else 0
    cjk: Floats


def _shape(columns: _Columns, page: Page) -> _Shape:
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
    return _Shape(width.astype(np.float32), linked.astype(np.float32), prose, (cjk / size).astype(np.float32))


def _kind_at(page: Page, place: int) -> NDArray[np.uint8]:
    """The kind of each line's first (0), last (-1) or last but one (-2) character."""
    text = page.lines.text
    return shapes.kinds_of("".join(t[place] if len(t) >= -place else " " for t in text))


def _places(columns: _Columns, page: Page, shape: _Shape) -> None:
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


def _groups(columns: _Columns, page: Page, shape: _Shape) -> list[Ints]:
    """The nested elements around a line, each with more lines than the one inside it: three numbers for a line."""
    spans = (page.end - page.begin).tolist()
    wide: list[int] = []
    deep: list[int] = []
    for own, parent in zip(spans, page.lines.parent, strict=True):
        wide.append(parent if parent < 0 or spans[parent] > own else wide[parent])
        deep.append(deep[parent] + 1 if parent >= 0 else 0)
    span, wider, depth = _ints(spans), _ints(wide), _ints(deep)
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
    width, linked, prose = (_sums(x) for x in (shape.width, shape.width * shape.linked, shape.prose))
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


def _best_group(columns: _Columns, page: Page, shape: _Shape, groups: list[Ints]) -> None:
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


def _sums(values: Floats) -> Floats:
    sums = np.zeros(len(values) + 1, np.float32)
    np.cumsum(values, out=sums[1:])
    return sums


def _linear(columns: _Columns, page: Page, shape: _Shape, said: Said, groups: list[Ints]) -> None:
    """What the linear models say of the line, its neighbours and the groups it is in."""
    at = page.element
    around = said.around
    chain, worst, best = _along_chains(around.tolist(), page.lines.parent)
    up = np.maximum(page.parent[at], 0)
    inner = said.inner[at] + said.inner[up]
    names = chain[at] + inner
    total = names + said.text
    for name, value in (
        ("names around", chain[at]),
        ("names, worst", worst[at]),
        ("names, best", best[at]),
        ("names, innermost", inner),
        ("names, element", around[at]),
        ("names, parent", around[up]),
        ("names, group 1", chain[groups[1]]),
        ("text", said.text),
        ("names and text", total),
    ):
        columns.add(name, value)
    columns.near("names and text", total, 3)
    columns.near("text", said.text, 2)
    weight = np.minimum(shape.width, _MOST)
    sums, weights = _sums(weight * total), _sums(weight)
    number = np.arange(columns.size)
    for reach in (4, 12):
        low, high = np.maximum(number - reach, 0), np.minimum(number + reach + 1, columns.size)
        columns.add(f"within {reach} lines", (sums[high] - sums[low]) / np.maximum(weights[high] - weights[low], 1))
    mean = float(sums[-1] / max(weights[-1], 1))
    columns.add("said of the page", np.full(columns.size, mean))
    columns.add("names and text, above the page", total - mean)
    _alike(columns, page, shape, total)
    _under_heading(columns, page, said)
    for level, group in enumerate(groups):
        begin, end = page.begin[group], page.end[group]
        columns.add(f"said in group {level}", (sums[end] - sums[begin]) / np.maximum(weights[end] - weights[begin], 1))


def _along_chains(values: list[float], parents: list[int]) -> tuple[Floats, Floats, Floats]:
    """For each element the sum, the least and the greatest of the values of all elements from the outermost to it."""
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


def _alike(columns: _Columns, page: Page, shape: _Shape, total: Floats) -> None:
    """The lines of a page that stand in elements of the same names, as one: of the innermost two, of the innermost."""
    weight = np.minimum(shape.width, _MOST)
    plain = shape.width * (1 - shape.linked)
    for name, group in (("alike", page.signature), ("named alike", page.name[page.element])):
        number = np.bincount(group, minlength=1)
        sums = [np.bincount(group, x, len(number)) for x in (shape.width, plain, shape.prose, weight, weight * total)]
        width, unlinked, prose, weights, said = sums
        columns.add(f"{name}: lines", np.log1p(number)[group])
        columns.add(f"{name}: share of the page's text", unlinked[group] / max(float(unlinked.sum()), 1.0))
        columns.add(f"{name}: linked", 1 - (unlinked / np.maximum(width, 1))[group])
        columns.add(f"{name}: width", np.log1p(width / np.maximum(number, 1))[group])
        columns.add(f"{name}: prose", (prose / np.maximum(width, 1))[group])
        columns.add(f"{name}: said", (said / np.maximum(weights, 1))[group])


def _under_heading(columns: _Columns, page: Page, said: Said) -> None:
    """The last heading before a line, how far it is, and what the models say of it."""
    tags = [page.lines.names[e][0] for e in page.lines.element]
    heading = np.array([len(tag) == 2 and tag[0] == "h" and tag != "hr" for tag in tags], bool)
    number = np.arange(columns.size)
    last = np.maximum.accumulate(np.where(heading, number, -1)) if columns.size else number
    columns.add("lines under a heading", np.where(last >= 0, np.minimum(number - last, 60), -1))
    columns.add("said of its heading", np.where(last >= 0, said.text[last], 0))
    columns.add("headings", np.cumsum(heading))
    columns.add("first headings", np.cumsum([tag == "h1" for tag in tags]))


def _declared(columns: _Columns, page: Page, shape: _Shape, declared: Declared) -> None:
    """The title's place, and what the page itself says its article is."""
    text = page.lines.text
    size = columns.size
    number = np.arange(size)
    same = _equal(text, squeeze(declared.title), len(declared.title))
    at = next((i for i in np.flatnonzero(same) if page.lines.names[page.lines.element[i]][0] == "h1"), -1)
    if at < 0 and same.any():
        at = int(same.argmax())
    columns.add("the title", same)
    columns.add("lines from the title", np.clip(number - at, -50, 200) if at >= 0 else np.full(size, -100))
    whole = squeeze(declared.body)
    inside = _inside(text, whole) if len(whole) > 200 else np.full(size, -1, np.float32)
    columns.add("declared", inside)
    columns.near("declared", inside, 1)
    columns.add("declared in all", np.full(size, (inside * shape.width).sum() / max(float(shape.width.sum()), 1.0)))
    columns.add("summary", _summary(text, squeeze(declared.summary)[:_SUMMARY], size))
    counts: dict[str, int] = {}
    for line in text:
        counts[line] = counts.get(line, 0) + 1
    columns.add("copies", np.array([counts[line] for line in text], np.float32))


def _equal(lines: list[str], key: str, length: int) -> Floats:
    """Which lines say the same as the key, white space and marks aside."""
    same = np.zeros(len(lines), np.float32)
    if key:
        for i, line in enumerate(lines):
            if len(line) <= 2 * length + 20 and length <= 2 * len(line) + 20 and squeeze(line) == key:
                same[i] = 1
    return same


def _summary(lines: list[str], key: str, size: int) -> Floats:
    """Which lines the declared summary begins with, or is cut from; -1 where none is declared."""
    if len(key) < 20:
        return np.full(size, -1, np.float32)
    begins = key[:20]
    found = np.zeros(size, np.float32)
    for i, line in enumerate(lines[:_LOOKED_UP]):
        if len(line) >= 20 and (line[0].casefold()[:1] == key[0] or not line[0].isalnum()):
            start = squeeze(line[: 2 * _SUMMARY])
            found[i] = start.startswith(begins) + (start[:_SUMMARY].startswith(key) or key.startswith(start))
    return found


def _inside(lines: list[str], whole: str) -> Floats:
    """Which lines stand in a text; of a page of unusual size only the first ones are looked up."""
    whole = whole[:_LOOKED_THROUGH]
    known = [float(squeeze(line) in whole) for line in lines[:_LOOKED_UP]]
    return np.array(known + [-1.0] * (len(lines) - len(known)), np.float32)
