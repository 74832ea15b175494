"""What two texts share: the passages that stand in both, and the lines that only one of them has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleanse.text.arrays import Bools1d, Hashes1d
from cleanse.text.lines import blocks
from cleanse.text.tokens import SHINGLE, Tokens, tokens, windows

LEAST = 8  # tokens of a passage; names and set phrases are shorter. Chosen by hand
_NEW = 0.4  # the share of a line's tokens in passages below which it is a line of its own. Chosen by hand
_SAID = 120  # characters of a line that are quoted
_LINES = 5  # lines quoted of each text


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


def compare(source: str, copy: str) -> Shared:
    """Align two texts by their passages: runs of at least `LEAST` tokens, in any order.

    >>> source = "The bridge stays closed until May because of cracks in its arches, the council said."
    >>> compare(source, f"{source}\\nA ferry runs every hour.")[:3]
    (1.0, 0.25, ('A ferry runs every hour.',))
    """
    one, other = tokens(source), tokens(copy)
    one_windows, other_windows = windows(one.hash), windows(other.hash)
    in_copy = _covered(one_windows, other_windows, len(one.hash))
    in_source = _covered(other_windows, one_windows, len(other.hash))
    return Shared(
        _share(in_copy),
        round(1 - _share(in_source), 2),
        _own_lines(copy, other, in_source),
        _own_lines(source, one, in_copy),
    )


def _covered(own: Hashes1d, others: Hashes1d, count: int) -> Bools1d:
    """Whether each of `count` tokens is in a passage of the other text, shape (tokens,).

    `own` and `others` are the windows of both texts, shape (windows,).
    """
    covered = np.zeros(count + 1, np.int64)
    places = np.flatnonzero(np.isin(own, others))
    np.add.at(covered, places, 1)
    np.add.at(covered, places + SHINGLE, -1)
    inside = np.cumsum(covered[:-1]) > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < LEAST:
            inside[start:end] = False
    return inside


def _share(covered: Bools1d) -> float:
    """The share of tokens that are covered, shape (tokens,)."""
    return round(float(covered.mean()), 2) if len(covered) else 0.0


def _own_lines(text: str, of_text: Tokens, covered: Bools1d) -> tuple[str, ...]:
    """The beginnings of the first lines of which few tokens are covered, shape (tokens,)."""
    lines: list[str] = []
    sums = np.concatenate(([0], np.cumsum(covered)))
    for block in blocks(text):
        first, last = np.searchsorted(of_text.start, (block.start, block.start + len(block.text))).tolist()
        if last > first and sums[last] - sums[first] < _NEW * (last - first):
            lines.append(block.text if len(block.text) <= _SAID else block.text[: _SAID - 1] + "…")
            if len(lines) == _LINES:
                break
    return tuple(lines)
