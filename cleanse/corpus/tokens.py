"""Text → hashed tokens, for whole batches at once: the pass that signatures and in-document repeats share.

A token is a word, or one character of a script that is written without spaces. It is known by the 64-bit hash of its
folded characters: case, width and the Traditional form of a Han character make no difference.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleanse.blocks import CJK

U64 = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

SHINGLE = 5  # tokens in a shingle

_TABLE = 0x32400  # code points known one by one; what lies beyond is private use, tags or unassigned
_UNSPACED = f"{CJK}\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese and Khmer beside CJK
# what is looked up one by one: Han characters, Hangul syllables and the scripts of plane 1 have neither case nor width,
# and hardly any gaps
_LISTED = ((0, 0x3400), (0xA000, 0xAC00), (0xD7B0, 0xD800), (0xF900, 0x10000), (0x1D000, 0x20000))
_LETTERS = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x10000, 0x1D000), (0x20000, _TABLE - 1))
_GAP, _WORD, _ALONE = 0, 1, 2
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)


class Tokens(NamedTuple):
    """The tokens of a text in order: `text[start[i]:end[i]]` has the hash `hash[i]`."""

    start: Ints
    end: Ints
    hash: U64


def tokens(text: str) -> Tokens:
    """The tokens of a text. Linear in its length, whatever it holds.

    >>> "Die 車谷 A-7" has the tokens  die · 车 · 谷 · a · 7
    """
    kinds, values = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    kind = kinds.take(codes, mode="clip")  # the last entry of the tables stands for all code points beyond them
    word, alone = kind == _WORD, kind == _ALONE
    begins, ends = word.copy(), word.copy()
    begins[1:] &= ~word[:-1]
    ends[:-1] &= ~word[1:]
    start = np.flatnonzero(begins | alone)
    end = np.flatnonzero(ends | alone) + 1
    power, inverse = _powers(1 << max(16, (len(codes) - 1).bit_length()))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(values.take(codes, mode="clip") * power[: len(codes)], out=sums[1:])
    return Tokens(start, end, (sums.take(end) - sums.take(start)) * inverse.take(start))


def windows(hashes: U64, size: int = SHINGLE) -> U64:
    """The hash of every run of `size` tokens; as many fewer than the tokens as a run is longer than one."""
    count = max(0, len(hashes) - size + 1)
    total = np.zeros(count, np.uint64)
    for place, factor in enumerate(_factors(size)):
        total += hashes[place : place + count] * factor
    return mixed(total)


def mixed(values: U64) -> U64:
    """Every bit of each value spread over all of its bits, in place (the finalizer of SplitMix64)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(31)
    return values


@cache
def _factors(size: int) -> tuple[np.uint64, ...]:
    return tuple(mixed(np.arange(1, size + 1, dtype=np.uint64) * np.uint64(_BASE)) | np.uint64(1))


@cache
def _powers(count: int) -> tuple[U64, U64]:
    """_BASE to the powers 0, 1, 2 …, and their inverses, modulo 2**64.

    The hash of a token is the sum of its characters' values, each times the power of its place in the token. Taken from
    sums over the whole text, the power of the token's own place comes out as a factor, and its inverse takes it away.
    """
    power, inverse = np.full(count, _BASE, np.uint64), np.full(count, _INVERSE, np.uint64)
    power[0] = inverse[0] = 1
    return np.cumprod(power), np.cumprod(inverse)


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], U64]:
    """For each code point: what it is to a token, and the value of its folded form."""
    kinds = np.zeros(_TABLE, np.uint8)
    folded = np.arange(_TABLE, dtype=np.uint64)
    listed = [c for first, last in _LISTED for c in range(first, last)]
    characters = "".join(map(chr, listed))
    kinds[listed] = [_WORD if unicodedata.category(c)[0] in "LNM" else _GAP for c in characters]
    for first, last in _LETTERS:
        kinds[first:last] = _WORD
    for first, last in _ranges(_UNSPACED):
        inside = kinds[first : last + 1]
        inside[inside == _WORD] = _ALONE
    han = "".join(map(chr, range(0x3400, 0xA000)))
    folded[listed] = np.fromiter(map(ord, _simplified(characters, _plain(characters))), np.uint64, len(listed))
    folded[0x3400:0xA000] = np.fromiter(map(ord, _simplified(han, list(han))), np.uint64, len(han))
    values = mixed((folded + np.uint64(1)) * np.uint64(_BASE))
    values[kinds == _GAP] = 0
    return kinds, values


def _plain(characters: str) -> list[str]:
    """Each character in compatibility form and case folded."""
    return unicodedata.normalize("NFKC", "\n".join(characters.replace("\n", " "))).casefold().split("\n")


def _simplified(characters: str, plain: list[str]) -> list[str]:
    """Each plain form in Simplified script; the character itself where its form is of several characters."""
    import opencc

    simple = opencc.OpenCC("t2s").convert("\n".join(plain)).split("\n")  # line by line: no phrase joins neighbours
    return [new if len(new) == 1 else old for new, old in zip(simple, characters, strict=True)]


def _ranges(characters: str) -> list[tuple[int, int]]:
    """The ranges of a regex class that is written in pairs `a-b` only."""
    return [(ord(first), ord(last)) for first, last in zip(characters[::3], characters[2::3], strict=True)]
