"""Lines as one array of code points: characters of each kind per line, and hashed n-grams.

Every function works on all lines of a document at once and takes some tens of nanoseconds a character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from cleanse.text.arrays import Bytes1d, Codes1d, Floats1d, Floats2d, Hashes1d, Int32s1d, Ints1d
from cleanse.text.character_table import CODES, column, folded
from cleanse.text.codes import code_points


class Kind(IntEnum):
    """The kinds of characters that the shape of a line is described by."""

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
class LineCodes:
    """Lines of text as one array of code points, each line followed by a line feed.

    `code`, shape (characters,), uint32; `line`, shape (characters,), int32: the number of each character's line.
    """

    code: Codes1d
    line: Int32s1d
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> LineCodes:
        """`texts` hold no line feeds."""
        joined = "\n".join(texts) + "\n" if texts else ""
        code = code_points(joined)
        sizes = np.fromiter((len(text) + 1 for text in texts), np.int32, len(texts))
        return cls(code, np.repeat(np.arange(len(texts), dtype=np.int32), sizes), len(texts))

    def kinds(self) -> Floats2d:
        """The number of characters of each `Kind` in each line: shape (lines, kinds), float32."""
        size = len(Kind)
        kind = column("html_kind").take(_rows(self.code))
        kind[self.code == 10] = Kind.OTHER  # the line feeds are ours, not the text's
        counts = np.bincount(self.line * size + kind, minlength=self.count * size).reshape(self.count, size)
        counts[:, Kind.OTHER] -= 1
        return counts.astype(np.float32)

    def ngrams(self, sizes: Sequence[int], bits: int) -> tuple[Int32s1d, Hashes1d]:
        """The line and the bucket of every n-gram of these sizes, case and digits folded: shape (n-grams,) each.

        A line begins and ends with a line feed here, so that n-grams at its ends differ from those inside. No n-gram
        crosses from one line to the next. Buckets are below 2 ** bits; sizes are at least 2.
        """
        lines, buckets = [], []
        for line, bucket, outside in self._ngrams(sizes, bits):
            inside = np.ones(len(bucket), np.bool_)
            inside[outside] = False
            lines.append(line[inside])
            buckets.append(bucket[inside])
        if not lines:
            return np.empty(0, np.int32), np.empty(0, np.uint32)
        return np.concatenate(lines), np.concatenate(buckets)

    def linear(self, sizes: Sequence[int], bits: int, weights: Floats1d) -> Floats1d:
        """The sum of the weights of each line's n-grams, divided by the root of their number: shape (lines,), float32.

        `weights` has shape (2 ** bits,).
        """
        total = np.zeros(self.count)
        for line, bucket, outside in self._ngrams(sizes, bits):
            values = weights.take(bucket)
            values[outside] = 0
            total += np.bincount(line, values, self.count)
        lengths = np.bincount(self.line, minlength=self.count) - 1
        number = sum((np.maximum(lengths + 3 - size, 0) for size in sizes), np.zeros(self.count, np.int64))
        return (total / np.sqrt(np.maximum(number, 1))).astype(np.float32)

    def _ngrams(self, sizes: Sequence[int], bits: int) -> Iterator[tuple[Int32s1d, Hashes1d, Ints1d]]:
        """For each size the line and the bucket of the n-gram that begins at each place: shape (places,) each.

        The last array, shape (crossings,), has the places of n-grams that would cross from one line to the next.
        """
        code = np.empty(len(self.code) + 1, np.uint32)
        code[0], code[1:] = 10, folded("html_folded").take(_rows(self.code))
        mixed = code * np.uint32(0x9E3779B1)
        mixed ^= mixed >> np.uint32(15)
        feeds = (code == 10).nonzero()[0]
        for size in sizes:
            places = len(code) - size + 1
            if places <= 0:
                continue
            value = mixed[:places] + np.uint32(size * 0x01000193 & 0xFFFFFFFF)
            for i in range(1, size):
                value *= np.uint32(0x01000193)
                value += mixed[i : i + places]
            value ^= value >> np.uint32(16)
            value *= np.uint32(0x85EBCA6B)
            value >>= np.uint32(32 - bits)
            # a line feed may be the first or the last character, none between
            crossings = (feeds[:, None] - np.arange(1, size - 1)).ravel()
            yield self.line[:places], value, crossings[(crossings >= 0) & (crossings < places)]


def kinds_of(text: str) -> Bytes1d:
    """The `Kind` of each character: shape (characters,), uint8."""
    return column("html_kind").take(_rows(code_points(text)))


def _rows(code: Codes1d) -> Codes1d:
    """The row of the table for each character, shape (characters,): all beyond the first plane share the last one."""
    return np.minimum(code, CODES)
