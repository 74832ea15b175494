"""A page as arrays: its lines, the elements around them, and the names of these (tags, classes, ids)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from cleanse.article.html_model import shapes
from cleanse.html.render import RenderedLines
from cleanse.text.arrays import Column, Floats1d, Floats2d, Int32s1d

# The weights are trained with these; a change of one needs new weights.
NAME_BITS = 15
NAME_BUCKETS = 1 << NAME_BITS  # for words of names; as many again for their n-grams
NAME_NGRAMS = (5,)
TEXT_BITS = 16
NGRAMS = (2, 5)

_NAME_SPACE = re.compile(r"[\s\d]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+")


class _NameBuckets(dict[str, int]):
    """The hash buckets of names, each computed once a page."""

    def __missing__(self, name: str) -> int:
        bucket = self[name] = crc32(name.encode("utf-8", "replace")) >> (32 - NAME_BITS)
        return bucket


def words_of(names: tuple[str, str, str, str]) -> dict[str, None]:
    """The names of an element: its tag, its classes and ids, and the words in these; the keys of a dict are in order.

    >>> list(words_of(("div", "storyBody wide", "main", "")))
    ['div', '.storyBody', 'story', 'body', '.wide', 'wide', '#main', 'main']
    """
    tag, classes, id, more = names
    words = {tag: None}
    for kind, value in ((".", classes), ("#", id), ("@", more)):
        for name in value.split()[:12]:
            words[kind + name] = None
            for word in _WORD.findall(name)[:8]:
                words[word.lower()] = None
    return words


def ints(values: list[int]) -> Int32s1d:
    """The values as an array of shape (values,)."""
    return np.array(values, np.int32)


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

    @classmethod
    def of(cls, lines: RenderedLines) -> PageTable:
        """The table of a rendered page."""
        namings: dict[tuple[str, str, str, str], int] = {}
        name = [namings.setdefault(names, len(namings)) for names in lines.names]
        token_name: list[int] = []
        tokens: list[int] = []
        bucket = _NameBuckets()
        for i, names in enumerate(namings):
            words = words_of(names)
            tokens += [bucket[word] for word in words]
            token_name += [i] * len(words)
        grams = shapes.LineCodes.of([_NAME_SPACE.sub(" ", " ".join(names[1:]))[:200] for names in namings])
        gram_name, gram = grams.ngrams(NAME_NGRAMS, NAME_BITS)
        grams_of_name = np.bincount(gram_name, minlength=len(namings))
        signatures: dict[tuple[int, int], int] = {}
        pairs = ((name[e], name[lines.parent[e]]) for e in lines.element)
        signature = [signatures.setdefault(pair, len(signatures)) for pair in pairs]
        return cls(
            lines,
            shapes.LineCodes.of(lines.text),
            ints(lines.element),
            ints(lines.parent),
            ints(lines.begin),
            ints(lines.end),
            ints(name),
            np.concatenate((ints(token_name), gram_name)),
            np.concatenate((ints(tokens), gram.astype(np.int32) + NAME_BUCKETS)),
            np.concatenate((np.ones(len(tokens), np.float32), 1 / np.sqrt(grams_of_name[gram_name], dtype=np.float32))),
            ints(signature),
        )


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
        self.columns: list[Floats1d] = []
        self.names: list[str] = []

    def add(self, name: str, values: Column) -> None:
        """Add a column."""
        self.names.append(name)
        self.columns.append(values.astype(np.float32, copy=False))

    def near(self, name: str, values: Floats1d, reach: int = 2) -> None:
        """Add the values, shape (lines,), of up to `reach` lines before and after each; 0 beyond the page."""
        for by in range(1, reach + 1):
            before, after = np.zeros_like(values), np.zeros_like(values)
            before[by:], after[:-by] = values[:-by], values[by:]
            self.add(f"{name} {by} before", before)
            self.add(f"{name} {by} after", after)

    def rows(self) -> Floats2d:
        """All columns: shape (lines, features), dtype float32, stored by column as the trees read it."""
        return np.stack(self.columns).T


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
