"""A page as arrays: its lines, the elements around them, and what those are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleanse.article.html_model import shapes
from cleanse.article.html_model.shapes import Floats
from cleanse.html.render import RenderedLines

Ints = NDArray[np.int32]

NAME_BITS = 15
NAME_BUCKETS = 1 << NAME_BITS  # for whole words; as many again for the n-grams of names
NAME_NGRAMS = (5,)
TEXT_BITS = 16
NGRAMS = (2, 5)

_NAME_SPACE = re.compile(r"[\s\d]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+")


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


def ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


@dataclass(slots=True)
class Page:
    """The lines of a page as arrays, before any model has seen them."""

    lines: RenderedLines
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
    def of(cls, lines: RenderedLines) -> Page:
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
            ints(lines.element),
            ints(lines.parent),
            ints(lines.begin),
            ints(lines.end),
            ints(name),
            np.concatenate((ints(owners), gram_owner)),
            np.concatenate((ints(tokens), gram.astype(np.int32) + NAME_BUCKETS)),
            np.concatenate((np.ones(len(tokens), np.float32), 1 / np.sqrt(number[gram_owner], dtype=np.float32))),
            ints(signature),
        )


@dataclass(slots=True)
class Said:
    """What the two linear models say: of each element by its names (anywhere, innermost), of each line by its text."""

    around: Floats
    inner: Floats
    text: Floats


class Columns:
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
class Shape:
    width: Floats
    linked: Floats
    prose: Floats  # width, where a line is prose, else 0
    cjk: Floats


def running(values: Floats) -> Floats:
    """Running sums from 0: what lies between lines a and b is `sums[b] - sums[a]`."""
    sums = np.zeros(len(values) + 1, np.float32)
    np.cumsum(values, out=sums[1:])
    return sums
