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
UNDEFINED = "\ufffe"
"""Stands in an alphabet for a byte without a character, as in Python's own tables."""
MARK = b"\xff"
"""Takes the place of a lost byte: no character has it in UTF-8 or in the double-byte encodings."""
SUBSTITUTE = b"\x1a"
"""Takes the place of a character that an encoding does not have."""
_TALLIED = 200  # characters at the beginning and at the end of a text that are looked at
_PART, _OF_TWO, _OF_THREE, _OF_FOUR = 1, 2, 4, 8  # what a byte may be in UTF-8: a further one, or a first one
_SWAPPED = bytes.maketrans(b"?\x1a", b"\x1a?")  # Python's "replace" writes question marks


class Tallies(NamedTuple):
    """Of the characters of a text that are not ASCII: how many there are, and two numbers for each of SINGLE_BYTE.

    `known` is how many of them it has; `covered` how many of them are UTF-8 in it.
    """

    beyond_ascii: int
    known: list[int]
    covered: list[int]


@cache
def alphabet(codec: str) -> str:
    """The character of each byte. One that the encoding leaves undefined is the control character of that number, if
    there is one, and else UNDEFINED: so browsers read them.

    >>> alphabet("cp1252")[0x80:0x83]
    '€\x81‚'
    """
    undefined = {byte: chr(byte) if byte < 0xA0 else UNDEFINED for byte in range(256)}
    return "".join(bytes([byte]).decode(codec, "ignore") or undefined[byte] for byte in range(256))


def decode(data: bytes, codec: str) -> str:
    """Decode bytes; undefined ones become U+FFFD.

    >>> decode(b"caf\\xe9", "cp1252")
    'café'
    """
    return codecs.charmap_decode(data, "replace", alphabet(codec))[0]


def encode(text: str, codec: str) -> bytes:
    """One byte for each character: 1A (substitute) for those that the encoding lacks, MARK for U+FFFD.

    >>> encode("é中?\\ufffd", "cp1252")
    b'\\xe9\\x1a?\\xff'
    """
    parts = (_encoded(part.replace("?", "\x1a"), codec) for part in text.split(LOST))
    return MARK.join(part.replace(MARK, b"?").translate(_SWAPPED) for part in parts)


def _encoded(text: str, codec: str) -> bytes:
    return codecs.charmap_encode(text, "replace", _encoding_map(codec))[0]


def encode_whole(text: str, codec: str) -> bytes | None:
    """The bytes of a text; None if the encoding lacks one of its characters."""
    try:
        return codecs.charmap_encode(text, "strict", _encoding_map(codec))[0]
    except UnicodeEncodeError:
        return None


@cache
def _encoding_map(codec: str) -> Any:
    return codecs.charmap_build(alphabet(codec))


def tallies(text: str) -> Tallies:
    """How many characters of a text each single-byte encoding has, and how many of those are UTF-8 sequences.

    >>> counted = tallies("Fأ¼r Bأ¼rger")
    >>> counted.beyond_ascii, SINGLE_BYTE[counted.covered.index(4)]
    (4, 'cp1256')
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    at = np.flatnonzero(codes > 127)
    if len(at) > 2 * _TALLIED:
        at = np.concatenate((at[:_TALLIED], at[-_TALLIED:]))
    row, parts = _parts()
    part = parts.take(row.take(codes.take(at)), axis=1)
    covered = np.zeros(len(SINGLE_BYTE), np.int64)
    one = ((part[:, 1:] & _PART) != 0) & (at[1:] - at[:-1] == 1)  # whether a further byte comes right after
    follow = one
    for length, first in ((2, _OF_TWO), (3, _OF_THREE), (4, _OF_FOUR)):
        if len(at) < length or not follow.any():
            break
        covered += length * np.count_nonzero((part[:, : follow.shape[1]] & first).astype(bool) & follow, axis=1)
        follow = follow[:, :-1] & one[:, length - 1 :]
    return Tallies(len(at), np.count_nonzero(part, axis=1).tolist(), covered.tolist())


@cache
def _parts() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """For each code point a row, uint16 of shape (65536,), and what the byte of each row's character may be in UTF-8.

    The latter has shape (encodings, rows); 0 if the encoding lacks the character, 16 if its byte is none of UTF-8's.
    U+FFFD may be a further byte in all of them.
    """
    import numpy as np

    meaning = np.full(256, 16, np.uint8)
    meaning[0x80:0xC0], meaning[0xC2:0xE0], meaning[0xE0:0xF0], meaning[0xF0:0xF5] = _PART, _OF_TWO, _OF_THREE, _OF_FOUR
    upper = [alphabet(codec)[128:] for codec in SINGLE_BYTE]
    rows = {c: number for number, c in enumerate(sorted(set("".join(upper)) - {LOST, UNDEFINED}), 2)}
    row, parts = np.zeros(0x10000, np.uint16), np.zeros((len(SINGLE_BYTE), len(rows) + 2), np.uint8)
    row[ord(LOST)], parts[:, 1] = 1, _PART
    for c, number in rows.items():
        row[ord(c)] = number
    for column, characters in enumerate(upper):
        defined = [(rows[c], meaning[byte]) for byte, c in enumerate(characters, 128) if c != UNDEFINED]
        parts[column, [number for number, _ in defined]] = [what for _, what in defined]
    return row, parts
