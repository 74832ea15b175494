"""Strings found in many lines at once: hashed n-grams tell where one of them may be, in a few array operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from cleanse.text.arrays import Bools1d, Codes1d, Hashes1d
from cleanse.text.character_table import CODES, DIGIT, column
from cleanse.text.codes import code_points, text_of

Grams = Mapping[str, Sequence[tuple[int, str, int]]]  # as `Table` has them

BITS, MIXED = 18, np.uint32(0x9E3779B1)
SHIFT = np.uint32(32 - BITS)


class StringIndex:
    """Strings to be found, each with the alternatives that cannot do without it."""

    def __init__(self, grams: Grams) -> None:
        self._by_gram = grams

    @cached_property
    def _buckets(self) -> list[tuple[int, Bools1d]]:
        """Each length of n-gram, with the buckets of those looked for: shape (2 ** BITS,), bool."""
        by_size: defaultdict[int, list[str]] = defaultdict(list)
        for gram in self._by_gram:
            by_size[len(gram)].append(gram)
        return [(size, _table(by_size[size], size)) for size in sorted(by_size)]

    def found(self, text: str, codes: Codes1d) -> Iterator[tuple[int, int]]:
        """(line, alternative) for each string that is found, in lines of a text that begins and ends with a newline.

        `codes`, shape (characters,), are its code points. A string that begins or ends with a newline is found where a
        line begins or ends.
        """
        newlines = (codes == 10).nonzero()[0]
        hashes = _Hashes(codes)
        for size, wanted in self._buckets:
            places = wanted.take(hashes[size] >> SHIFT).nonzero()[0]
            lines = newlines.searchsorted(places) - 1  # a newline is the last character of its line
            for place, line in zip(places.tolist(), lines.tolist(), strict=True):
                for at, string, number in self._by_gram.get(text[place : place + size], ()):
                    if text.startswith(string, place - at):
                        yield line + (at == 0 and string[0] == "\n"), number


class _Hashes(dict[int, Hashes1d]):
    """The hash of the n-gram that begins at each character, by its length, a power of 2.

    Each has shape (max(0, characters - length + 1),), uint32, and is made from that of half its length.
    """

    def __init__(self, codes: Codes1d) -> None:
        self[1] = codes * MIXED

    def __missing__(self, size: int) -> Hashes1d:
        half = self[size // 2]
        value = half[: max(0, len(half) - size // 2)] * MIXED
        value += half[size // 2 :]
        value ^= value >> np.uint32(15)
        value *= MIXED
        self[size] = value
        return value


def _table(grams: Sequence[str], size: int) -> Bools1d:
    """The buckets of n-grams of one length: shape (2 ** BITS,), bool."""
    table = np.zeros(1 << BITS, np.bool_)
    # of the n-grams that begin at each character of all of them, those that are one
    table[_Hashes(code_points("".join(grams)))[size][::size] >> SHIFT] = True
    return table


def digits_as_zero(text: str) -> tuple[str, Codes1d]:
    """The text with each run of digits as one 0, and its code points: shape (characters,), uint32.

    >>> digits_as_zero("12 of 2024")[0]
    '0 of 0'
    """
    codes = code_points(text)
    is_digit = column("html_kind").take(np.minimum(codes, CODES)) == DIGIT
    for place in (codes > CODES).nonzero()[0].tolist():  # beyond the first plane are few digits, and emoji
        is_digit[place] = text[place].isdecimal()
    if not is_digit.any():
        return text, codes
    follows = np.zeros_like(is_digit)
    np.logical_and(is_digit[1:], is_digit[:-1], out=follows[1:])
    codes = np.where(is_digit, np.uint32(ord("0")), codes)[~follows]
    return text_of(codes), codes
