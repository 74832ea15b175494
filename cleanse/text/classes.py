"""Which classes of characters a text has: one pass tells a filter which of its patterns can match at all.

A pattern that begins with a class takes 3 to 50 ns a character to find nothing; a look into a table takes 1 ns for all
classes together.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cleanse.text.chars import spans

if TYPE_CHECKING:
    from cleanse.text.arrays import Classes1d

_CODES = 0x110000


class CharacterClasses:
    """Some classes of characters by name, each given as ranges.

    >>> classes = CharacterClasses(digits="0-9", han="\\u4e00-\\u9fff")
    >>> sorted(classes.within("第3天")), sorted(classes.within("day"))
    (['digits', 'han'], [])
    """

    def __init__(self, **ranges: str) -> None:
        self._names, self._ranges = tuple(ranges), tuple(ranges.values())

    def within(self, text: str) -> frozenset[str]:
        """The names of the classes of which the text has a character."""
        if not text:
            return frozenset()
        from numpy import bitwise_or

        from cleanse.text.codes import code_points

        return _named(self._names, int(bitwise_or.reduce(_table(self._ranges).take(code_points(text)))))


@cache
def _table(classes: tuple[str, ...]) -> Classes1d:
    """For each code point the classes it is of, as bits: uint32, shape (1,114,112,). Made at the first use."""
    import numpy as np

    table = np.zeros(_CODES, np.uint32)
    for bit, ranges in enumerate(classes):
        for first, last in spans(ranges):
            table[first : last + 1] |= 1 << bit
    return table


@cache
def _named(names: tuple[str, ...], bits: int) -> frozenset[str]:
    return frozenset(name for bit, name in enumerate(names) if bits >> bit & 1)
