"""Offsets of a decoded text as offsets of the bytes it was decoded from."""

from __future__ import annotations

import codecs
import zlib
from functools import cached_property

import numpy as np

from cleanse.text.arrays import Ints1d

# Codecs whose bytes say nothing by themselves: what a character is depends on a switch before it.
_STATEFUL = ("iso2022", "hz", "utf-7", "utf_7", "utf7")
_MARKS = {"utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)}


class ByteOffsets:
    """Where each character of a text is in its bytes; unknown where the text does not lead back to them."""

    def __init__(self, text: str, encoding: str, fingerprint: tuple[int, int, bytes]) -> None:
        self._text = text
        *self._sums, head = fingerprint
        self._encoding, self._mark = _without_mark(encoding, head)

    def of(self, start: int, end: int) -> tuple[int, int] | None:
        """The bytes of the characters `start` up to `end`; None where that is unknown."""
        offsets = self._offsets
        return None if offsets is None else (int(offsets[start]), int(offsets[end]))

    @cached_property
    def _offsets(self) -> Ints1d | None:
        """Where each character begins, and where the last ends: shape (characters + 1,)."""
        if self._encoding.startswith(_STATEFUL):
            return None
        try:
            pieces = [len(character.encode(self._encoding)) for character in self._text]
            whole = self._text.encode(self._encoding)
        except (UnicodeError, LookupError):
            return None
        whole = self._mark + whole
        if [len(whole), zlib.crc32(whole)] != self._sums:
            return None
        return len(self._mark) + np.cumsum([0, *pieces], dtype=np.int64)


def _without_mark(encoding: str, data: bytes) -> tuple[str, bytes]:
    """The codec that writes no byte order mark, and the mark that the bytes begin with."""
    if encoding == "utf-8-sig":
        return "utf-8", codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    for codec, (little, big) in _MARKS.items():
        if encoding == codec:
            return (f"{codec}-le", little) if data.startswith(little) else (f"{codec}-be", big)
    return encoding, b""
