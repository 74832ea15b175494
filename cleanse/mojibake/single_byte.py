"""Single-byte encodings as browsers read them, and how much UTF-8 a text holds in each of them, all at once."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cleanse.mojibake.pairs import SINGLE_BYTE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOST = "\ufffd"
MARK = b"\xff"
"""Takes the place of a lost byte: no character has it in UTF-8 or in the double-byte encodings."""
_PART, _OF_TWO, _OF_THREE, _OF_FOUR = 1, 2, 4, 8  # what a byte may be in UTF-8: a further one, or a first one
_SWAPPED = bytes.maketrans(b"?\x1a", b"\x1a?")  # Python's "replace" writes question marks


class Tallies(NamedTuple):
    """Of the characters of a text that are not ASCII: how many there are, and two columns of shape (encodings,).

    `known` (int64) is how many of them each of SINGLE_BYTE has; `covered` (int64) how many of them are UTF-8 in it.
    """

    beyond_ascii: int
    known: NDArray[np.int64]
    covered: NDArray[np.int64]


@cache
def alphabet(codec: str) -> str:
    """The character of each byte. One that the encoding leaves undefined is the control character of that number.

    >>> alphabet("cp1252")[0x80:0x83]
    '€\x81‚'
    """
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in range(256))


def decode(data: bytes, codec: str) -> str:
    """Decode bytes; there are no invalid ones.

    >>> decode(b"caf\\xe9", "cp1252")
    'café'
    """
    return codecs.charmap_decode(data, "strict", alphabet(codec))[0]


def encode(text: str, codec: str) -> bytes:
    """One byte for each character: 1A (substitute) for those that the encoding lacks, MARK for U+FFFD.

    >>> encode("é中?\\ufffd", "cp1252")
    b'\\xe9\\x1a?\\xff'
    """
    last = alphabet(codec)[255]
    text = text.replace("?", "\x1a").replace(last, "?").replace(LOST, last)
    return codecs.charmap_encode(text, "replace", _encoding_map(codec))[0].translate(_SWAPPED)


def encode_whole(text: str, codec: str) -> bytes:
    """The bytes of a text that the encoding has all characters of."""
    return codecs.charmap_encode(text, "strict", _encoding_map(codec))[0]


@cache
def _encoding_map(codec: str) -> Any:
    return codecs.charmap_build(alphabet(codec))


def tallies(text: str) -> Tallies:
    """How many characters of a text each single-byte encoding has, and how many of those are UTF-8 sequences.

    >>> counted = tallies("Fأ¼r Bأ¼rger")
    >>> counted.beyond_ascii, SINGLE_BYTE[counted.covered.argmax()]
    (4, 'cp1256')
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    at = np.flatnonzero(codes > 127)
    row, parts = _parts()
    part = parts.take(row.take(codes[at]), axis=0)
    covered = np.zeros(len(SINGLE_BYTE), np.int64)
    one = (part[1:] & _PART != 0) & (np.diff(at) == 1)[:, None]  # whether a further byte comes right after
    follow = one
    for length, first in ((2, _OF_TWO), (3, _OF_THREE), (4, _OF_FOUR)):
        if len(at) < length or not follow.any():
            break
        covered += length * ((part[: len(follow)] & first != 0) & follow).sum(axis=0)
        follow = follow[:-1] & one[length - 1 :]
    return Tallies(len(at), (part != 0).sum(axis=0), covered)


@cache
def _parts() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """For each code point a row, uint16 of shape (65536,), and what the byte of each row's character may be in UTF-8.

    The latter has shape (rows, encodings); 0 if the encoding lacks the character, 16 if its byte is none of UTF-8's.
    U+FFFD may be a further byte in all of them.
    """
    import numpy as np

    meaning = np.full(256, 16, np.uint8)
    meaning[0x80:0xC0], meaning[0xC2:0xE0], meaning[0xE0:0xF0], meaning[0xF0:0xF5] = _PART, _OF_TWO, _OF_THREE, _OF_FOUR
    upper = [alphabet(codec)[128:] for codec in SINGLE_BYTE]
    rows = {c: number for number, c in enumerate(sorted(set("".join(upper)) - {LOST}), 2)}
    row, parts = np.zeros(0x10000, np.uint16), np.zeros((len(rows) + 2, len(SINGLE_BYTE)), np.uint8)
    row[ord(LOST)], parts[1] = 1, _PART
    for c, number in rows.items():
        row[ord(c)] = number
    for column, characters in enumerate(upper):
        parts[[rows[c] for c in characters], column] = meaning[128:]
    return row, parts
