"""A page as one array of code points: classes of characters, hashed n-grams, and linear models over these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from cleanse.text.arrays import Bits1d, Bytes1d, Codes1d, Column, Doubles2d, Floats1d, Hashes1d, Ints1d
from cleanse.text.character_table import column, folded
from cleanse.text.codes import code_points

BITS = 17  # of the bucket of an n-gram: 131,072 weights
GRAMS = (2, 3, 4, 6)  # sizes of n-grams in characters: two are a word of Chinese, six most of a word elsewhere
BEGINNING = 12  # n-grams at the beginning of a line that are also scored alone
_FACTOR = np.uint32(0x01000193)
COMMON = 4  # which of GRAMS, counted from 1, the lines of one article have in common
CJK_WEIGHT = 2.5

LETTER, UPPER, LOWER, DIGIT, SPACE, TERMINAL, COMMA, SEPARATOR, IDEOGRAPH, SIGN, CLOSER, COLON = (
    1 << n for n in range(12)
)
COUNTED = (LETTER, UPPER, DIGIT, SPACE, TERMINAL, COMMA, SEPARATOR, IDEOGRAPH, SIGN)
CLOSERS = "\"'”’»›)]」』）*】"


# characters that are more than letters, digits, white space or signs
MARKS = (
    (".!?…。！？؟।۔", TERMINAL),
    (",，、;；،", COMMA),
    ("|•·»›>→/│丨—–-", SEPARATOR),
    (CLOSERS, CLOSER),
    (":：", COLON),
)


class Tables(NamedTuple):
    """What each character of the first plane is, as the table of characters has it.

    `classes`, shape (65536,), uint16: bits. `kind`, shape (65536,), uint8: its row of `kinds`, shape (kinds, counted),
    float64, which holds 1 for each of COUNTED that it is. `folded`, shape (65536,), uint32: how it is compared, in
    lower case and every digit as 0.
    """

    classes: Bits1d
    kind: Bytes1d
    kinds: Doubles2d
    folded: Codes1d


@cache
def tables() -> Tables:
    return Tables(column("text_classes"), column("text_kind"), column("text_kinds"), folded("text_folded"))


class HashedNgramModel(NamedTuple):
    """A linear model over hashed n-grams: a weight a bucket, shape (2 ** BITS,); above 0 speaks for the article."""

    weights: Floats1d
    bias: float


class PageCodes(NamedTuple):
    """The code points of a page, with a newline before, between and after its lines.

    `codes`, shape (characters,), uint32, those beyond the first plane as U+FFFF; `starts` and `ends`, shape (lines,),
    int64: where each line is among them.
    """

    codes: Codes1d
    starts: Ints1d
    ends: Ints1d


def page_codes(texts: Sequence[str]) -> PageCodes:
    """The code points of these lines."""
    joined = "\n" + "\n".join(texts) + "\n"
    codes = code_points(joined)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths + 1)
    return PageCodes(np.minimum(codes, 65535), ends - lengths, ends)


def counts(page: PageCodes) -> Doubles2d:
    """The number of characters of each of COUNTED in each line: shape (lines, counted), float64."""
    _, kind, kinds, _ = tables()
    n, size = len(page.starts), len(kinds)
    line = np.repeat(np.arange(0, n * size, size), page.ends - page.starts + 1)
    numbers = np.bincount(line + kind.take(page.codes[1:]), minlength=n * size).reshape(n, size) @ kinds
    numbers[:, COUNTED.index(SPACE)] -= 1  # the newline
    return numbers


def gram_indices(page: PageCodes) -> list[Hashes1d]:
    """For each size in GRAMS, the buckets of the n-grams that begin at each character: shape (characters,), uint32.

    The last few of a page, at which none begins, are left out.
    """
    forms = tables().folded.take(page.codes)
    buckets, value = [], np.zeros(len(forms) + 1, np.uint32)
    for n in range(1, min(max(GRAMS), len(forms)) + 1):
        value = value[:-1] * _FACTOR
        value += forms[n - 1 :]
        if n in GRAMS:  # the hash begins with the size
            buckets.append((value + _of_length(n)) * np.uint32(2654435761) >> np.uint32(32 - BITS))
    return buckets + [forms[:0]] * (len(GRAMS) - len(buckets))


def _of_length(n: int) -> np.uint32:
    return np.uint32(n * pow(int(_FACTOR), n, 1 << 32) % (1 << 32))


def spans(page: PageCodes, n: int) -> tuple[Ints1d, Ints1d]:
    """Where the n-grams of each line begin, from and to: shape (lines,), int64 each. The newlines around it count."""
    return page.starts - 1, np.maximum(page.ends - n + 2, page.starts - 1)


def linear(page: PageCodes, indices: Sequence[Hashes1d], letters: HashedNgramModel) -> tuple[Floats1d, Floats1d]:
    """The score of each line by all its n-grams, and by those at its beginning: shape (lines,), float32 each."""
    scores = np.zeros(len(page.codes))  # of all n-grams that begin at a character
    count, count_first = np.zeros(len(page.starts)), np.zeros(len(page.starts))
    for n, index in zip(GRAMS, indices, strict=True):
        weights = letters.weights.take(index)
        across = (page.ends[:, None] - np.arange(1, n - 1)).ravel()  # n-grams that run into the next line
        weights[across[(across >= 0) & (across < len(weights))]] = 0
        scores[: len(weights)] += weights
        begin, end = spans(page, n)
        count += end - begin
        count_first += np.minimum(end - begin, BEGINNING)
    begin, border = page.starts - 1, np.minimum(page.starts - 1 + BEGINNING, page.ends)
    first, rest = np.add.reduceat(scores, np.stack((begin, border), axis=1).ravel()).reshape(-1, 2).T
    whole = first + np.where(border < page.ends, rest, 0)
    return (
        small(whole / np.sqrt(np.maximum(count, 1)) + letters.bias),
        small(first / np.sqrt(np.maximum(count_first, 1)) + letters.bias),
    )


def small(values: Column) -> Floats1d:
    """The values, shape (lines,), as float32."""
    return values.astype(np.float32)
