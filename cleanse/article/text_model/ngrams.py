"""A page's characters as numbers: what each is, the hashed n-grams that begin at it, and a linear score of a line's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleanse.text.character_table import column, folded
from cleanse.text.codes import code_points

Floats = NDArray[np.float32]

BITS = 17  # of a hashed n-gram: 131,072 weights
GRAMS = (2, 3, 4, 6)  # characters; two are a word of Chinese, six most of one elsewhere
BEGINNING = 12  # n-grams from a line's beginning that are looked at apart
_FACTOR = np.uint32(0x01000193)
COMMON = 4  # index in GRAMS of what the lines of one article share
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

    classes: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    kinds: NDArray[np.float64]
    folded: NDArray[np.uint32]


@cache
def tables() -> Tables:
    return Tables(column("text_classes"), column("text_kind"), column("text_kinds"), folded("text_folded"))


class Letters(NamedTuple):
    """A weight for each bucket of n-grams: above 0 speaks for the article."""

    weights: Floats
    bias: float


class Page(NamedTuple):
    """The characters of a page, a newline before, between and after its lines."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def page_of(texts: Sequence[str]) -> Page:
    joined = "\n" + "\n".join(texts) + "\n"
    codes = code_points(joined)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths + 1)
    return Page(np.minimum(codes, 65535), ends - lengths, ends)


def counts(page: Page) -> NDArray[np.float64]:
    """How many characters of each of COUNTED a line holds: a row for each line, a column for each class."""
    _, kind, kinds, _ = tables()
    n, size = len(page.starts), len(kinds)
    line = np.repeat(np.arange(0, n * size, size), page.ends - page.starts + 1)
    found = np.bincount(line + kind.take(page.codes[1:]), minlength=n * size).reshape(n, size) @ kinds
    found[:, COUNTED.index(SPACE)] -= 1  # the newline
    return found


def gram_indices(page: Page) -> list[NDArray[np.uint32]]:
    """For each length in GRAMS, the bucket of the n-gram that begins at each character."""
    folded = tables().folded.take(page.codes)
    found, value = [], np.zeros(len(folded) + 1, np.uint32)
    for n in range(1, min(max(GRAMS), len(folded)) + 1):
        value = value[:-1] * _FACTOR
        value += folded[n - 1 :]
        if n in GRAMS:  # the length is the hash's beginning
            found.append((value + _of_length(n)) * np.uint32(2654435761) >> np.uint32(32 - BITS))
    return found + [folded[:0]] * (len(GRAMS) - len(found))


def _of_length(n: int) -> np.uint32:
    return np.uint32(n * pow(int(_FACTOR), n, 1 << 32) % (1 << 32))


def spans(page: Page, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """From where to where the n-grams of each unit begin, those with the newline before or after it too."""
    return page.starts - 1, np.maximum(page.ends - n + 2, page.starts - 1)


def linear(page: Page, indices: Sequence[NDArray[np.uint32]], letters: Letters) -> tuple[Floats, Floats]:
    """The score of each unit's n-grams, and that of its first ones."""
    scores = np.zeros(len(page.codes))  # of all n-grams that begin at a character
    count, count_first = np.zeros(len(page.starts)), np.zeros(len(page.starts))
    for n, index in zip(GRAMS, indices, strict=True):
        found = letters.weights.take(index)
        across = (page.ends[:, None] - np.arange(1, n - 1)).ravel()  # n-grams that run into the next line
        found[across[(across >= 0) & (across < len(found))]] = 0
        scores[: len(found)] += found
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


def small(values: NDArray[Any]) -> Floats:
    return values.astype(np.float32)
