"""What two texts share: the passages that stand in both, and the lines that only one of them has."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.facts import in_small_letters
from cleanse.text.arrays import Bools1d, Doubles1d, Hashes1d, Ints1d
from cleanse.text.lines import blocks
from cleanse.text.tokens import SHINGLE, tokens, windows

LEAST = 8  # tokens of a passage; names and set phrases are shorter. Chosen by hand
_NEW = 0.4  # the share of a line's tokens in passages below which it is a line of its own. Chosen by hand
_SAID = 120  # characters of a line that are quoted
_LINES = 5  # lines quoted of each text


class Story:
    """A text as it is compared with others: its tokens and shingles, made once.

    `shingles`, shape (shingles,), dtype uint32, are in the order of the text; `ordered`, of the same shape, are sorted.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.shingles = windows(self.tokens.hash)
        self.ordered = np.sort(self.shingles)

    @cached_property
    def words(self) -> Doubles1d:
        """How many words each token is, shape (tokens,): a character of a script without spaces is half a word."""
        return np.minimum(1.0, (self.tokens.end - self.tokens.start) / 2)

    @cached_property
    def small(self) -> set[str]:
        """Its words in small letters, which are no names elsewhere."""
        return in_small_letters(self.text)

    def in_passages_of(self, other: Story) -> Bools1d:
        """Whether each token is in a passage that stands in the other story, shape (tokens,)."""
        edges = runs(_among(self.shingles, other.ordered))
        edges = edges[edges[:, 1] - edges[:, 0] + SHINGLE > LEAST]
        return self.covered(edges[:, 0], edges[:, 1] - edges[:, 0] + SHINGLE - 1)

    def covered(self, start: Ints1d, size: Ints1d) -> Bools1d:
        """Whether each token is in one of some passages, of which the first tokens and sizes have shape (passages,)."""
        change = np.zeros(len(self.tokens.hash) + 1, np.int64)
        np.add.at(change, start, 1)
        np.add.at(change, start + size, -1)
        return np.cumsum(change[:-1]) > 0

    def own_lines(self, covered: Bools1d) -> tuple[str, ...]:
        """The beginnings of the first lines of which few tokens are covered, shape (tokens,)."""
        lines = list(blocks(self.text))
        edges = np.array([(line.start, line.start + len(line.text)) for line in lines], np.int64).reshape(-1, 2)
        places = np.searchsorted(self.tokens.start, edges)
        sums = np.concatenate(([0], np.cumsum(covered)))
        sizes, shared = np.diff(places)[:, 0], np.diff(sums[places])[:, 0]
        own = np.flatnonzero((sizes > 0) & (shared < _NEW * sizes))[:_LINES]
        return tuple(_beginning(lines[number].text) for number in own.tolist())


class Shared(NamedTuple):
    """What a source and a copy of it share."""

    share: float
    """The share of the source's tokens that are in passages of the copy."""
    own: float
    """The share of the copy's tokens that are in no passage of the source."""
    added: tuple[str, ...]
    """The beginnings of a few lines that only the copy has."""
    cut: tuple[str, ...]
    """The beginnings of a few lines that only the source has."""


def compare(source: Story, copy: Story) -> Shared:
    """Align two texts by their passages: runs of at least `LEAST` tokens, in any order.

    >>> source = "The bridge stays closed until May because of cracks in its arches, the council said."
    >>> compare(Story(source), Story(f"{source}\\nA ferry runs every hour."))[:3]
    (1.0, 0.25, ('A ferry runs every hour.',))
    """
    in_copy, in_source = source.in_passages_of(copy), copy.in_passages_of(source)
    own = copy.own_lines(in_source)
    return Shared(_share(in_copy), round(1 - _share(in_source), 2), own, source.own_lines(in_copy))


class Passages(NamedTuple):
    """Passages in the order of the copy; each array has shape (passages,)."""

    start: Ints1d
    """The first token of each in the copy."""
    there: Ints1d
    """The first token of it in the source."""
    size: Ints1d
    """Its number of tokens."""


def passages(source: Story, copy: Story) -> Passages:
    """The passages of the source that stand in the copy, and where.

    A shingle that the source has several times is taken for the first of them.
    """
    order = np.argsort(source.shingles, kind="stable")
    at = np.minimum(np.searchsorted(source.ordered, copy.shingles), max(0, len(order) - 1))
    there = order[at] if len(order) else at
    lag = np.where(_among(copy.shingles, source.ordered), there - np.arange(len(at)), np.iinfo(np.int64).min)
    edges = runs(lag > np.iinfo(np.int64).min, lag)
    edges = edges[edges[:, 1] - edges[:, 0] + SHINGLE > LEAST]
    start = edges[:, 0]
    return Passages(start, there[start], edges[:, 1] - start + SHINGLE - 1)


def _among(own: Hashes1d, others: Hashes1d) -> Bools1d:
    """Whether each shingle, shape (shingles,), is one of the others, which are sorted: shape (other shingles,)."""
    if not len(others):
        return np.zeros(len(own), bool)
    among: Bools1d = others[np.minimum(np.searchsorted(others, own), len(others) - 1)] == own
    return among


def runs(inside: Bools1d, lag: Ints1d | None = None) -> Ints1d:
    """Where runs of true values begin and end: shape (runs, 2). A run also ends where `lag`, of its shape, changes."""
    change = np.ones(len(inside) + 1, bool)
    change[1:-1] = inside[1:] != inside[:-1]
    if lag is not None:
        change[1:-1] |= lag[1:] != lag[:-1]
    edges = np.flatnonzero(change)
    begins = edges[:-1]
    chosen = inside[begins]
    return np.stack([begins[chosen], edges[1:][chosen]], axis=1)


def _share(covered: Bools1d) -> float:
    """The share of tokens that are covered, shape (tokens,)."""
    return round(float(covered.mean()), 2) if len(covered) else 0.0


def _beginning(line: str) -> str:
    return line if len(line) <= _SAID else line[: _SAID - 1] + "…"
