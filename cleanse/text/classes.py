"""Which classes of characters a text has: one pass tells a filter which of its patterns can match at all.

A pattern that begins with a class takes 3 to 50 ns a character to find nothing; a look into a table takes 1 ns for all
classes together.
"""

from __future__ import annotations

from collections.abc import Iterator
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
        from numpy import bitwise_or

        bits = 0
        for classes in self._of_characters(text):
            bits |= int(bitwise_or.reduce(classes))
        return _named(self._names, bits)

    def count(self, name: str, text: str) -> int:
        """How many characters of the text are of the class.

        >>> CharacterClasses(digits="0-9").count("digits", "42 of 100")
        5
        """
        from numpy import count_nonzero

        bit = 1 << self._names.index(name)
        return sum(int(count_nonzero(classes & bit)) for classes in self._of_characters(text))

    def _of_characters(self, text: str) -> Iterator[Classes1d]:
        """The classes of each character, as bits: shape (characters of a piece of the text,)."""
        from cleanse.text.codes import in_pieces

        return map(_table(self._ranges).take, in_pieces(text))


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
