"""Text → hashed tokens, for a whole batch of documents at once; signatures and repeats in a document both start here.

A token is a word, or one character of a script written without spaces. Its hash is 32 bits of its folded characters:
case, width and the Traditional form of a Han character make no difference. `docs/token-hashes.md` derives how prefix
sums and a modular inverse hash all tokens of a text without a loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleanse.text.arrays import Bools1d, Bytes1d, Codes1d, Hashes1d, Int32s1d, Keys1d
from cleanse.text.codes import PIECE, in_pieces

T = TypeVar("T", np.int32, np.uint32)

SHINGLE = 5  # tokens in a shingle, as in datatrove's MinHash deduplication
GAP, WORD, ALONE = 0, 1, 2  # what a character is to a token: no part of one, a part, or all of one
LOOSE = 4  # flag added to it: normal form C may replace the character

# The base of the polynomial hash. It is odd, so that it has an inverse modulo 2**32, and 3 more than a multiple of 8,
# so that its powers repeat only after 2**30 steps. The number itself is MurmurHash3's first multiplier.
_BASE = 0x85EBCA6B
_INVERSE = pow(_BASE, -1, 1 << 32)


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in order: the hash of `text[start[i]:end[i]]` is `hash[i]`.

    `start`, `end` (int32) and `hash` (uint32) have shape (tokens,). `loose` (int32) has the positions of characters
    that normal form C may replace: only texts that have some need to be normalized.
    """

    start: Int32s1d
    hash: Hashes1d
    loose: Int32s1d
    _kind: Bytes1d

    @cached_property
    def end(self) -> Int32s1d:
        return len(self._kind) - np.flatnonzero(_begins(self._kind[::-1]))[::-1].astype(np.int32)


def tokens(text: str) -> Tokens:
    """Split a text into tokens and hash them. Takes any text, lone surrogates too, in time linear in its length.

    >>> line = "Die 車谷 A-7"
    >>> line_tokens = tokens(line)
    >>> [line[start:end] for start, end in zip(line_tokens.start, line_tokens.end)]
    ['Die', '車', '谷', 'A', '7']
    >>> bool(tokens("ＤＩＥ 车谷").hash[1] == line_tokens.hash[1])
    True
    """
    kind = np.empty(len(text), np.uint8)
    starts: list[Int32s1d] = []
    hashes: list[Hashes1d] = []
    loose: list[Int32s1d] = []
    begin = 0
    for codes in in_pieces(text):
        of_piece = kind[begin : begin + len(codes)]
        start, hash, odd = _hashed(codes, of_piece)
        start += begin
        if begin and kind[begin - 1] == WORD and of_piece[0] == WORD:  # a word that was cut in two
            hashes[-1][-1:] += hash[:1] * np.uint32(pow(_BASE, begin - int(starts[-1][-1]), 1 << 32))
            start, hash = start[1:], hash[1:]
        if len(start) or not begin:
            starts.append(start)
            hashes.append(hash)
        loose.append(odd + begin)
        begin += len(codes)
    return Tokens(_joined(starts), _joined(hashes), _joined(loose), kind)


def _hashed(codes: Codes1d, kind: Bytes1d) -> tuple[Int32s1d, Hashes1d, Int32s1d]:
    """The start and the hash of each token of a piece of text, shape (tokens,), and where its loose characters are.

    `codes` are its characters, shape (characters,); what each is to a token is written to `kind`, of the same shape.
    """
    kinds, values = character_values()
    places = codes.astype(np.intp)
    kinds.take(places, mode="clip", out=kind)  # the last entry of the tables is that of all code points beyond them
    loose = np.flatnonzero(kind >= LOOSE).astype(np.int32)
    kind &= LOOSE - 1
    start = np.flatnonzero(_begins(kind)).astype(np.int32)
    power, inverse = _powers()
    sums = np.zeros(len(codes) + 1, np.uint32)
    np.cumsum(values.take(places, mode="clip") * power[: len(codes)], dtype=np.uint32, out=sums[1:])
    # from the start of each token to that of the next: the gap between them has the value 0
    edges = np.empty(len(start) + 1, np.uint32)
    edges[:-1], edges[-1] = sums.take(start), sums[-1]
    hashes = edges[1:] - edges[:-1]
    hashes *= inverse.take(start)
    return start, hashes, loose


def _joined(pieces: list[NDArray[T]]) -> NDArray[T]:
    """The arrays, each of shape (tokens of a piece,), one after the other; a single one as it is."""
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def _begins(kind: Bytes1d) -> Bools1d:
    """Whether a token begins at each character: one that is ALONE, or one of a WORD that follows none of a word.

    `kind` and the result have shape (characters,).
    """
    begins = np.empty(len(kind), bool)
    begins[:1] = kind[:1] > GAP
    np.greater(kind[1:], kind[:-1] == WORD, out=begins[1:])
    return begins


def windows(hashes: Hashes1d, size: int = SHINGLE) -> Hashes1d:
    """Hash every run of `size` successive tokens: shape (max(0, tokens - size + 1),), dtype uint32.

    >>> len(windows(tokens("one two three four five six").hash))
    2
    """
    count = max(0, len(hashes) - size + 1)
    total = np.zeros(count, np.uint32)
    for place, factor in enumerate(_factors(size)):
        total += hashes[place : place + count] * factor
    return mixed(total)


def mixed(values: Hashes1d) -> Hashes1d:
    """Mix the bits of each value, shape (values,), in place: the finalizer of MurmurHash3. Returns `values`."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        values ^= values >> np.uint32(shift)
        values *= np.uint32(factor)
    values ^= values >> np.uint32(16)
    return values


def mixed64(values: Keys1d) -> Keys1d:
    """Mix the bits of each 64-bit value, shape (values,), in place: the finalizer of SplitMix64. Returns `values`."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(31)
    return values


@cache
def _factors(size: int) -> tuple[np.uint32, ...]:
    """An odd factor for each place in a window, so that the order of tokens counts."""
    return tuple(mixed(np.arange(1, size + 1, dtype=np.uint32)) | np.uint32(1))


@cache
def _powers() -> tuple[Hashes1d, Hashes1d]:
    """The powers 0, 1, … PIECE - 1 of the base modulo 2**32, and their inverses: two arrays of shape (PIECE,)."""
    power, inverse = np.full(PIECE, _BASE, np.uint32), np.full(PIECE, _INVERSE, np.uint32)
    power[0] = inverse[0] = 1
    return np.cumprod(power, dtype=np.uint32), np.cumprod(inverse, dtype=np.uint32)


@cache
def character_values() -> tuple[Bytes1d, Hashes1d]:
    """For each code point its kind and the hash value of its folded form: shape (code points,). See ORIGIN.md."""
    with Path(__file__).with_name("tokens.npz").open("rb") as stream:
        table = np.load(stream)
        kinds, shift = table["kind"], table["shift"]
    values = mixed((np.arange(1, len(kinds) + 1) + shift).astype(np.uint32))
    values[kinds % LOOSE == GAP] = 0
    return kinds, values
