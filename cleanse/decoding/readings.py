"""Bytes read in one codec, as browsers read it where Python's codec has fewer characters than the web uses."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from cleanse.decoding.iso2022 import read_iso2022_jp

Handler = Callable[[UnicodeError], tuple[str, int]]


def read(data: bytes, codec: str) -> str:
    """The bytes as text. What the codec does not explain becomes U+FFFD.

    Big5 has Hong Kong's characters, EUC-JP and ISO-2022-JP those of Windows (①, ㎝, 髙), GB18030 the euro sign of
    Windows (WHATWG Encoding Standard, and code page 936).

    >>> read(b"\\x9d\\xf6\\xa9\\xf4", "big5hkscs"), read(b"\\xad\\xa1", "euc_jp"), read(b"\\x80100", "gb18030")
    ('喺旺', '①', '€100')
    """
    if codec == "euc_tw":
        from cleanse.decoding.euc_tw import read_euc_tw  # loads numpy, for a codec that is seldom declared

        return read_euc_tw(data)
    if codec == "iso2022_jp":
        return read_iso2022_jp(data, lambda pairs: read(pairs, "euc_jp"))
    # Windows' Big5 first: Python's codec of Hong Kong's has other signs in places
    return data.decode("cp950" if codec == "big5hkscs" else codec, _HANDLERS.get(codec, "replace"))


def _hong_kong(error: UnicodeError) -> tuple[str, int]:
    """Two bytes that Big5 of Windows lacks, as Hong Kong's supplement (HKSCS) has them."""
    pair, start, end = _failed(error)
    try:
        return pair.decode("big5hkscs"), start + len(pair)
    except UnicodeDecodeError:
        return "\ufffd", end


def _windows_japanese(error: UnicodeError) -> tuple[str, int]:
    """Two bytes of EUC-JP that only Windows has (code page 51932): its rows 13 and 89 to 92 are those of 932."""
    pair, start, end = _failed(error)
    if len(pair) == 2 and min(pair) >= 0xA1:
        try:
            return _shift_jis(pair[0] - 0x80, pair[1] - 0x80).decode("cp932"), start + 2
        except UnicodeDecodeError:
            pass
    return "\ufffd", end


def _shift_jis(row: int, cell: int) -> bytes:
    """A character of a 94 × 94 set, both bytes from 0x21, as two bytes of Shift-JIS."""
    first = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    if row % 2:
        return bytes((first, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((first, cell + 0x7E))


def _windows_chinese(error: UnicodeError) -> tuple[str, int]:
    pair, start, end = _failed(error)
    return ("€", start + 1) if pair[:1] == b"\x80" else ("\ufffd", end)


def _failed(error: UnicodeError) -> tuple[bytes, int, int]:
    """The two bytes at which a decoder failed, where they begin, and where it would go on."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.start + 2], error.start, error.end


_HANDLERS: dict[str, str] = {}
_FALLBACKS: dict[str, Handler] = {"big5hkscs": _hong_kong, "euc_jp": _windows_japanese, "gb18030": _windows_chinese}
for _codec, _handler in _FALLBACKS.items():
    _HANDLERS[_codec] = f"cleanse.{_codec}"
    codecs.register_error(_HANDLERS[_codec], _handler)
