"""Lines as arrays of code points: how many characters of each kind they hold, and hashed n-grams with learned weights.

Everything here works on all lines of a document at once; the time is some tens of nanoseconds a character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.text.character_table import CODES, column, folded
from cleanse.text.codes import code_points

Floats = NDArray[np.float32]


class Kind(IntEnum):
    """What a character is, as far as the shape of a line goes."""

    OTHER = 0
    SPACE = 1
    DIGIT = 2
    LOWER = 3
    UPPER = 4
    LETTER = 5  # of a script without case
    HAN = 6
    KANA = 7
    HANGUL = 8
    END = 9  # of a sentence
    COMMA = 10
    COLON = 11
    QUOTE = 12
    BRACKET = 13
    BAR = 14  # what separates the entries of a list of links
    SYMBOL = 15


MARKS = {
    Kind.END: ".!?…。！？｡।॥؟۔။።‽⁇⁈⁉",
    Kind.COMMA: ",;、，；،؛፣",
    Kind.COLON: ":：",
    Kind.QUOTE: "\"'“”‘’„‚«»‹›「」『』《》〈〉＂＇",
    Kind.BRACKET: "()[]{}（）［］【】〔〕",
    Kind.BAR: "|/\\·•>›→←▶►■●◆★☆｜／＞・_#@©",
}
LETTERS = {
    "Lu": Kind.UPPER,
    "Lt": Kind.UPPER,
    "Ll": Kind.LOWER,
    "Lo": Kind.LETTER,
    "Lm": Kind.LETTER,
    "Mn": Kind.LETTER,
}
EAST_ASIAN = (
    (0x3400, 0x9FFF, Kind.HAN),
    (0xF900, 0xFAFF, Kind.HAN),
    (0x3041, 0x3096, Kind.KANA),
    (0x30A1, 0x30FA, Kind.KANA),
    (0xAC00, 0xD7A3, Kind.HANGUL),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of text as one array of code points, each line followed by a line feed."""

    code: NDArray[np.uint32]
    line: NDArray[np.int32]
    """For each character, the number of its line."""
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lines:
        """`texts` hold no line feeds."""
        joined = "\n".join(texts) + "\n" if texts else ""
        code = code_points(joined)
        sizes = np.fromiter((len(text) + 1 for text in texts), np.int32, len(texts))
        return cls(code, np.repeat(np.arange(len(texts), dtype=np.int32), sizes), len(texts))

    def kinds(self) -> Floats:
        """How many characters of each `Kind` each line holds, a row for each line."""
        size = len(Kind)
        kind = column("html_kind").take(_rows(self.code))
        kind[self.code == 10] = Kind.OTHER  # the line feeds are ours, not the text's
        counts = np.bincount(self.line * size + kind, minlength=self.count * size).reshape(self.count, size)
        counts[:, Kind.OTHER] -= 1
        return counts.astype(np.float32)

    def ngrams(self, sizes: Sequence[int], bits: int) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
        """(line, bucket) of every character n-gram of these sizes that lies in one line, case and digits folded.

        A line's end counts as a character before its first and behind its last, so that n-grams know where they stand.
        """
        code = np.concatenate((np.array([10], np.uint32), folded("html_folded").take(_rows(self.code))))
        mixed = code * np.uint32(0x9E3779B1)
        mixed ^= mixed >> np.uint32(15)
        border = np.cumsum(code == 10, dtype=np.int32)
        lines, buckets = [], []
        for size in sizes:
            places = len(code) - size + 1
            if places <= 0:
                continue
            value = np.full(places, size, np.uint32)
            for i in range(size):
                value = value * np.uint32(0x01000193) + mixed[i : i + places]
            value ^= value >> np.uint32(16)
            value *= np.uint32(0x85EBCA6B)
            # within one line: behind its first character no line feed but the one that ends the line
            inside = border[size - 1 :] - border[:places] <= (code[size - 1 :] == 10)
            lines.append(border[:places][inside] - 1)
            buckets.append(value[inside] >> np.uint32(32 - bits))
        if not lines:
            return np.empty(0, np.int32), np.empty(0, np.uint32)
        return np.concatenate(lines), np.concatenate(buckets)


def kinds_of(text: str) -> NDArray[np.uint8]:
    """The `Kind` of each character."""
    return column("html_kind").take(_rows(code_points(text)))


def _rows(code: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The rows of the table for these characters: all beyond the first plane share the last one."""
    return np.minimum(code, CODES)


def linear(lines: NDArray[np.int32], buckets: NDArray[np.uint32], count: int, weights: NDArray[Any]) -> Floats:
    """The weights of each line's n-grams, added up and divided by the root of their number."""
    total = np.bincount(lines, weights[buckets], count)
    number = np.bincount(lines, minlength=count)
    return (total / np.sqrt(np.maximum(number, 1))).astype(np.float32)
