"""A page as arrays: its lines, the elements around them, and the names of these (tags, classes, ids)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from cleanse.article.html_model import shapes
from cleanse.article.html_model.names import NAME_BITS, Naming, words_of
from cleanse.html.render import RenderedLines
from cleanse.text.arrays import Bools1d, Column, Floats1d, Floats2d, Int32s1d

# The weights are trained with these; a change of one needs new weights.
NAME_BUCKETS = 1 << NAME_BITS  # for words of names; as many again for their n-grams
NAME_NGRAMS = (5,)
TEXT_BITS = 16
NGRAMS = (2, 5)
_MOST_FEATURES = 256  # of one set of trees

_NAME_SPACE = re.compile(r"[\s\d]+")
_ASCII_NAME_SPACE = {code: " " for code in range(128) if _NAME_SPACE.match(chr(code))}
_BETWEEN = "\0"  # namings that are joined: no page holds it


def ints(values: list[int]) -> Int32s1d:
    """The values as an array of shape (values,)."""
    return np.array(values, np.int32)


def _without_digits(names: str) -> str:
    """Names with each run of digits and white space as one space.

    >>> _without_digits("col-12  wide")
    'col- wide'
    """
    if not names.isascii():
        return _NAME_SPACE.sub(" ", names)
    names = names.translate(_ASCII_NAME_SPACE)
    while "  " in names:
        names = names.replace("  ", " ")
    return names


@dataclass(slots=True)
class PageTable:
    """The lines and elements of a page as arrays: the input of the models.

    Elements often have the same names (tag, classes, ids); each different combination on the page is one *naming*. Its
    words and n-grams are *tokens*.
    """

    lines: RenderedLines
    shapes: shapes.LineCodes
    element: Int32s1d
    """Shape (lines,): the innermost element around each line."""
    parent: Int32s1d
    """Shape (elements,): the element around each element; -1 for the outermost."""
    begin: Int32s1d
    end: Int32s1d
    """Shape (elements,): the lines of each element are `begin` up to `end`."""
    name: Int32s1d
    """Shape (elements,): the naming of each element."""
    token_name: Int32s1d
    token: Int32s1d
    token_weight: Floats1d
    """Shape (tokens,): the naming of each token, its hash bucket, and its weight."""
    signature: Int32s1d
    """Shape (lines,): equal for lines whose innermost two elements have the same namings."""
    wider: Int32s1d
    """Shape (elements,): the innermost element around each element that holds more lines; -1 if none does."""
    depth: Int32s1d
    """Shape (elements,): the number of elements around each element."""
    tags: list[str]
    """The tag of each naming."""

    def groups(self, levels: int) -> list[Int32s1d]:
        """For each line the elements around it that hold more lines than the one within: `levels` of shape (lines,).

        The innermost comes first; where there are no more, the outermost is repeated.
        """
        at = self.element
        first = np.where(self.end[at] - self.begin[at] > 1, at, self.wider[at])
        groups = [np.where(first >= 0, first, at)]
        for _ in range(levels - 1):
            above = self.wider[groups[-1]]
            groups.append(np.where(above >= 0, above, groups[-1]))
        return groups

    def is_tag(self, holds: Callable[[str], bool]) -> Bools1d:
        """Whether this holds of the tag of the innermost element around each line: shape (lines,)."""
        return np.array([holds(tag) for tag in self.tags], np.bool_)[self.name[self.element]]

    @classmethod
    def of(cls, lines: RenderedLines) -> PageTable:
        """The table of a rendered page."""
        namings: dict[Naming, int] = {}
        name = [namings.setdefault(names, len(namings)) for names in lines.names]
        words = list(map(words_of, namings))
        tokens = [bucket for of_naming in words for bucket in of_naming.values()]
        token_name = np.repeat(np.arange(len(namings), dtype=np.int32), list(map(len, words)))
        joined = _BETWEEN.join(" ".join(names[1:]) for names in namings)
        grams = shapes.LineCodes.of([text[:200] for text in _without_digits(joined).split(_BETWEEN)])
        gram_name, gram = grams.ngrams(NAME_NGRAMS, NAME_BITS)
        grams_of_name = np.bincount(gram_name, minlength=len(namings))
        element, parent, of_element = ints(lines.element), ints(lines.parent), ints(name)
        pairs = of_element[element] * np.int64(len(namings)) + of_element[parent[element]]
        return cls(
            lines,
            shapes.LineCodes.of(lines.text),
            element,
            parent,
            ints(lines.begin),
            ints(lines.end),
            of_element,
            np.concatenate((token_name, gram_name)),
            np.concatenate((ints(tokens), gram.astype(np.int32) + NAME_BUCKETS)),
            np.concatenate((np.ones(len(tokens), np.float32), 1 / np.sqrt(grams_of_name[gram_name], dtype=np.float32))),
            np.unique(pairs, return_inverse=True)[1].astype(np.int32),
            *_nesting(lines),
            [names[0] for names in namings],
        )


def _nesting(lines: RenderedLines) -> tuple[Int32s1d, Int32s1d]:
    """`wider` and `depth` of each element: shape (elements,) each."""
    wider: list[int] = []
    depth: list[int] = []
    sizes = [end - begin for begin, end in zip(lines.begin, lines.end, strict=True)]
    for size, parent in zip(sizes, lines.parent, strict=True):
        if parent < 0:
            wider.append(parent)
            depth.append(0)
        else:
            wider.append(parent if sizes[parent] > size else wider[parent])
            depth.append(depth[parent] + 1)
    return ints(wider), ints(depth)


def is_heading(tag: str) -> bool:
    """Whether it is one of `h1` to `h6`."""
    return len(tag) == 2 and tag[0] == "h" and tag != "hr"


@dataclass(slots=True)
class LinearScores:
    """The scores of the linear models: above 0 speaks for the article."""

    around: Floats1d
    """Shape (elements,): by the names of an element, for all lines in it."""
    inner: Floats1d
    """Shape (elements,): by the names of an element, for the lines of which it is one of the innermost two."""
    text: Floats1d
    """Shape (lines,): by the characters of a line."""


class FeatureColumns:
    """Collects features, each a column of shape (lines,). The trees know them by their order; names are for people."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.names: list[str] = []
        self._columns = np.empty((_MOST_FEATURES, size), np.float32)

    def add(self, name: str, values: Column | float) -> None:
        """Add a column, or one value for all lines."""
        self._columns[len(self.names)] = values
        self.names.append(name)

    def add_all(self, names: Iterable[str], values: Column) -> None:
        """Add several columns: shape (columns, lines)."""
        begin = len(self.names)
        self.names += names
        self._columns[begin : len(self.names)] = values

    def near(self, name: str, values: Floats1d, reach: int = 2) -> None:
        """Add the values, shape (lines,), of up to `reach` lines before and after each; 0 beyond the page."""
        for by in range(1, reach + 1):
            before, after = np.zeros_like(values), np.zeros_like(values)
            before[by:], after[:-by] = values[:-by], values[by:]
            self.add(f"{name} {by} before", before)
            self.add(f"{name} {by} after", after)

    def rows(self) -> Floats2d:
        """All columns: shape (lines, features), dtype float32, stored by column as the trees read it."""
        return self._columns[: len(self.names)].T


@dataclass(slots=True)
class Shape:
    """Figures of lines that many features share: each has shape (lines,)."""

    width: Floats1d
    """The effective length: a Chinese, Japanese or Korean letter counts 3."""
    linked: Floats1d
    """The share of a line's characters that are in links."""
    prose: Floats1d
    """The width of a line of prose, 0 for other lines."""
    cjk: Floats1d
    """The share of Chinese, Japanese and Korean letters."""


def running(values: Floats1d) -> Floats1d:
    """Running sums from 0, shape (lines + 1,): the lines from a up to b have the sum `sums[b] - sums[a]`."""
    sums = np.zeros(len(values) + 1, np.float32)
    np.cumsum(values, out=sums[1:])
    return sums
