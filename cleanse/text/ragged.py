"""Rows of different lengths in one flat array."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cleanse.text.arrays import Hashes1d, Ints1d


class Ragged(NamedTuple):
    """Rows of hashes, stored end to end, as in thinc's `Ragged`.

    `values` has shape (values of all rows,) and dtype uint32; `sizes` has shape (rows,) and dtype int64.

    >>> rows = Ragged(np.array([7, 8, 9], np.uint32), np.array([2, 0, 1]))
    >>> [row.tolist() for row in rows.each()]
    [[7, 8], [], [9]]
    """

    values: Hashes1d
    sizes: Ints1d

    @property
    def ends(self) -> Ints1d:
        """The end of each row in `values`, shape (rows,)."""
        return np.cumsum(self.sizes)

    @property
    def starts(self) -> Ints1d:
        """The start of each row in `values`, shape (rows,)."""
        return self.ends - self.sizes

    def each(self) -> Iterator[Hashes1d]:
        """The rows in order, as views."""
        for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True):
            yield self.values[start:end]


def row_numbers(sizes: Ints1d) -> Ints1d:
    """For each value of rows stored end to end the number of its row: shape (values,), dtype int64.

    >>> row_numbers(np.array([2, 0, 1])).tolist()
    [0, 0, 2]
    """
    return np.repeat(np.arange(len(sizes)), sizes)
