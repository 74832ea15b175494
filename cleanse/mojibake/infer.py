"""Infer characters that lost a byte or two from the bytes they kept and the characters beside them.

UTF-8 read as a double-byte encoding loses the bytes that are no character of it. Two bytes of three leave at most 64
characters, of which the wrong encoding could have read most without loss; of the rest the neighbours often leave one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from cleanse.decoding.character_model import UNIT, model
from cleanse.mojibake.single_byte import LOST

Ints = NDArray[np.intp]
_SURE = 4  # bits by which the likeliest character must be before the next
_TIMES = 2  # the second time with neighbours of the first
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
    codes = [ord(c) if c < "\U00010000" else 0 for c in text]
    places = (at for at, c in enumerate(text) if c == LOST)
    slots = [(at, _candidates(data, wrong)) for at, data in zip(places, torn, strict=True) if data]
    slots = [(at, candidates) for at, candidates in slots if len(candidates)]
    characters = list(text)
    language = _language(text)
    for _ in range(_TIMES):
        filled = {at: code for at, code in _likeliest(codes, slots, language) if code}
        for at, code in filled.items():
            codes[at], characters[at] = code, chr(code)
        # once more with what was filled in beside them
        slots = [slot for slot in slots if slot[0] not in filled and (slot[0] - 1 in filled or slot[0] + 1 in filled)]
    return "".join(characters)


def _likeliest(codes: list[int], slots: list[tuple[int, Ints]], language: int) -> Iterator[tuple[int, int]]:
    """Yield for each place the likeliest of its candidates between its neighbours; 0 if the next is about as likely."""
    if not slots:
        return
    table = model()
    sizes = [len(candidates) for _, candidates in slots]
    every = np.concatenate([candidates for _, candidates in slots])
    before = np.repeat([codes[at - 1] if at else 10 for at, _ in slots], sizes)
    after = np.repeat([codes[at + 1] if at + 1 < len(codes) else 10 for at, _ in slots], sizes)
    is_east = table.script[every] == table.east_number
    costs = np.where(is_east, table.east[every, language], table.signs[every]).astype(np.int64)
    costs = np.minimum(costs, _pair_costs(before, every))
    # the character after costs less after some candidates
    costs += np.minimum(table.east[after, language], _pair_costs(every, after))
    starts = np.cumsum([0, *sizes[:-1]])
    best = np.minimum.reduceat(costs, starts)
    for number, (at, candidates) in enumerate(slots):
        own = costs[starts[number] : starts[number] + sizes[number]]
        near = np.flatnonzero(own < best[number] + _SURE * UNIT)
        yield at, int(candidates[near[0]]) if len(near) == 1 else 0


@lru_cache(maxsize=4096)
def _candidates(data: bytes, wrong: str) -> Ints:
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
    result: Ints = codes[(codes >= 0x800) & ((codes < 0xD800) | (codes > 0xDFFF))]
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


def _pair_costs(first: Ints, second: Ints) -> NDArray[np.int64]:
    """What the second character of each pair costs after the first, int64 of shape (pairs,); very much if unknown."""
    table = model()
    keys = (first.astype(np.uint32) << np.uint32(16)) | second.astype(np.uint32)
    place = np.minimum(np.searchsorted(table.pairs, keys), len(table.pairs) - 1)
    return np.where(table.pairs[place] == keys, table.pair_costs[place].astype(np.int64), 1 << 16)
