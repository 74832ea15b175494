"""Text → hashed tokens, for whole batches at once: the pass that signatures and in-document repeats share.

A token is a word, or one character of a script that is written without spaces. It is known by the 32-bit hash of its
folded characters: case, width and the Traditional form of a Han character make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from cleanse.text.codes import code_points

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

SHINGLE = 5  # tokens in a shingle
GAP, WORD, ALONE = 0, 1, 2  # what a character is to a token: none of it, a part, or all
LOOSE = 4  # added to it: the character may be another one in normal form C

# odd, so that it has an inverse modulo 2**32; and 3 more than a multiple of 8, so that letters in another order change
# all bits of a hash but the lowest few
_BASE = 0x85EBCA6B
_INVERSE = pow(_BASE, -1, 1 << 32)


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in order: `text[start[i]:end[i]]` has the hash `hash[i]`.

    `loose` are the places of the characters that another spelling of the same text may have put together.
    """

    start: Ints
    hash: U32
    loose: Ints
    _kind: U8

    @cached_property
    def end(self) -> Ints:
        return len(self._kind) - np.flatnonzero(_begins(self._kind[::-1]))[::-1]


def tokens(text: str) -> Tokens:
    """The tokens of a text. Linear in its length, whatever it holds.

    >>> text = "Die 車谷 A-7"
    >>> [text[start:end] for start, end in zip(tokens(text).start, tokens(text).end)]
    ['Die', '車', '谷', 'A', '7']
    """
    kinds, values = _tables()
    codes = code_points(text).astype(np.intp)
    kind = kinds.take(codes, mode="clip")  # the last entry of the tables stands for all code points beyond them
    loose = np.flatnonzero(kind >= LOOSE)
    kind &= LOOSE - 1
    start = np.flatnonzero(_begins(kind))
    power, inverse = _powers(1 << max(16, (len(codes) - 1).bit_length()))
    sums = np.zeros(len(codes) + 1, np.uint32)
    np.cumsum(values.take(codes, mode="clip") * power[: len(codes)], dtype=np.uint32, out=sums[1:])
    # up to where the next token begins: what lies between the two adds nothing
    edges = np.empty(len(start) + 1, np.uint32)
    edges[:-1], edges[-1] = sums.take(start), sums[-1]
    hashes = edges[1:] - edges[:-1]
    hashes *= inverse.take(start)
    return Tokens(start, hashes, loose, kind)


def _begins(kind: U8) -> npt.NDArray[np.bool_]:
    """Where a token begins: at a character that stands alone, and at one of a word behind one that is of none."""
    begins = np.empty(len(kind), bool)
    begins[:1] = kind[:1] > GAP
    np.greater(kind[1:], kind[:-1] == WORD, out=begins[1:])
    return begins


def windows(hashes: U32, size: int = SHINGLE) -> U32:
    """The hash of every run of `size` tokens; as many fewer than the tokens as a run is longer than one."""
    count = max(0, len(hashes) - size + 1)
    total = np.zeros(count, np.uint32)
    for place, factor in enumerate(_factors(size)):
        total += hashes[place : place + count] * factor
    return mixed(total)


def mixed(values: U32) -> U32:
    """Every bit of each value spread over all of its bits, in place (the finalizer of MurmurHash3)."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        values ^= values >> np.uint32(shift)
        values *= np.uint32(factor)
    values ^= values >> np.uint32(16)
    return values


def mixed64(values: U64) -> U64:
    """The same for 64 bits (the finalizer of SplitMix64)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(31)
    return values


@cache
def _factors(size: int) -> tuple[np.uint32, ...]:
    return tuple(mixed(np.arange(1, size + 1, dtype=np.uint32)) | np.uint32(1))


@cache
def _powers(count: int) -> tuple[U32, U32]:
    """_BASE to the powers 0, 1, 2 …, and their inverses, modulo 2**32.

    The hash of a token is the sum of its characters' values, each times the power of its place in the token. Taken from
    sums over the whole text, the power of the token's own place comes out as a factor, and its inverse takes it away.
    """
    power, inverse = np.full(count, _BASE, np.uint32), np.full(count, _INVERSE, np.uint32)
    power[0] = inverse[0] = 1
    return np.cumprod(power, dtype=np.uint32), np.cumprod(inverse, dtype=np.uint32)


@cache
def _tables() -> tuple[U8, U32]:
    """For each code point: what it is to a token, and the value of its folded form. See ORIGIN.md."""
    with (files(__package__) / "tokens.npz").open("rb") as stream:
        table = np.load(stream)
        kinds, shift = table["kind"], table["shift"]
    values = mixed((np.arange(1, len(kinds) + 1) + shift).astype(np.uint32))
    values[kinds % LOOSE == GAP] = 0
    return kinds, values
