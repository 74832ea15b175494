"""Infer characters that lost a byte or two from the bytes they kept and the characters beside them.

UTF-8 read as a double-byte encoding loses the bytes that are no character of it. Two bytes of three leave at most 64
characters, of which the wrong encoding could have read most without loss; of the rest the neighbours often leave one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from cleanse.decoding.character_model import UNIT, model
from cleanse.mojibake.single_byte import LOST

_SURE = 4  # bits by which the likeliest character must be before the next
_ROUNDS = 2  # the second time with neighbours of the first
_MOST = 4000  # characters that what is left of one may be
_FURTHER = range(0x80, 0xC0)
_FIRST = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEF)
# the codecs that programs read each encoding with: what one of them lacks may have been lost
_CODECS = {
    "gb18030": ("gbk", "gb18030"),
    "cp950": ("big5", "cp950"),
    "cp932": ("cp932", "shift_jis"),
    "cp949": ("cp949", "euc_kr"),
    "euc_jp": ("euc_jp",),
}


def infer(text: str, torn: Sequence[bytes], wrong: str) -> str:
    """The text with each U+FFFD replaced by the character it must have been, where only one is likely.

    `torn` has for each U+FFFD of the text what is left of its bytes and the byte after them, FF for a lost one; it is
    empty for one that must stay.

    >>> infer("今天北京\ufffd新闻发\ufffd会", [b"\\xe7\\x9a\\xff\\xe6", b"\\xe5\\xb8\\xff\\xe4"], "cp932")
    '今天北京的新闻发布会'
    """
    characters = list(text)
    slots = [(at, data) for at, data in zip((i for i, c in enumerate(text) if c == LOST), torn, strict=True) if data]
    language = _language(text)
    for _ in range(_ROUNDS):
        filled = set()
        for at, data in slots:
            before, after = "".join(characters[max(0, at - 1) : at]), "".join(characters[at + 1 : at + 2])
            characters[at] = _character(before, after, _candidates(data, wrong), language)
            if characters[at] != LOST:
                filled.add(at)
        # once more with what was filled in beside them
        slots = [slot for slot in slots if slot[0] not in filled and {slot[0] - 1, slot[0] + 1} & filled]
    return "".join(characters)


@lru_cache(maxsize=4096)
def _candidates(data: bytes, wrong: str) -> NDArray[np.intp]:
    """The code points that a torn sequence may stand for: intp, shape (characters,).

    Its last byte is the first one of the character after it.
    """
    sequence, after = data[:-1], data[-1]
    options: list[list[int]] = []
    for place, byte in enumerate(sequence):
        if byte != 0xFF:
            options.append([byte])
            continue
        following = sequence[place + 1] if place + 1 < len(sequence) else after
        options.append([b for b in (_FIRST if place == 0 else _FURTHER) if b in _lost_before(following, wrong)])
    if prod(map(len, options)) > _MOST:
        return np.zeros(0, np.intp)
    first, second, third = (np.array(option, np.intp) for option in options)
    codes = ((first & 15) << 12)[:, None, None] | ((second & 63) << 6)[:, None] | (third & 63)
    codes = codes.ravel()
    result: NDArray[np.intp] = codes[(codes >= 0x800) & ((codes < 0xD800) | (codes > 0xDFFF))]
    return result


@cache
def _lost_before(following: int, wrong: str) -> frozenset[int]:
    """The bytes that the wrong encoding cannot read when this byte comes after them; all if that one is lost too."""
    if following == 0xFF:
        return frozenset(range(0x80, 0x100))
    return frozenset(
        byte
        for byte in range(0x80, 0x100)
        if any(bytes([byte, following]).decode(codec, "replace")[0] == LOST for codec in _CODECS[wrong])
    )


def _language(text: str) -> int:
    """The column of the East Asian language that fits the text best."""
    table = model()
    codes = np.array([ord(c) for c in text if ord(c) < 0x10000], np.intp)
    codes = codes[table.script[codes] == table.east_number]
    return int(table.east.take(codes, axis=0).sum(axis=0, dtype=np.int64).argmin())


def _character(before: str, after: str, codes: NDArray[np.intp], language: int) -> str:
    """The likeliest of these characters between two others; U+FFFD if it is not likelier than the next by _SURE."""
    if not len(codes):
        return LOST
    table = model()
    costs = np.where(table.script[codes] == table.east_number, table.east[codes, language], table.signs[codes])
    costs = costs.astype(np.int64)
    if before and before != LOST and ord(before) < 0x10000:
        costs = np.minimum(costs, _pair_costs(np.full(len(codes), ord(before)), codes))
    if after and after != LOST and ord(after) < 0x10000:
        alone = int(table.east[ord(after), language])
        costs = costs + np.minimum(alone, _pair_costs(codes, np.full(len(codes), ord(after))))
    if len(codes) == 1:
        return chr(int(codes[0]))
    best, second = np.argpartition(costs, 1)[:2]
    return chr(int(codes[best])) if costs[second] - costs[best] >= _SURE * UNIT else LOST


def _pair_costs(first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.int64]:
    """What the second character of each pair costs after the first, int64 of shape (pairs,); very much if unknown."""
    table = model()
    keys = (first.astype(np.uint32) << np.uint32(16)) | second.astype(np.uint32)
    place = np.minimum(np.searchsorted(table.pairs, keys), len(table.pairs) - 1)
    return np.where(table.pairs[place] == keys, table.pair_costs[place].astype(np.int64), 1 << 20)
