"""Bytes read in one codec, as browsers read it where Python's codec has fewer characters than the web uses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from cleanse.decoding.iso2022 import read_iso2022_jp
from cleanse.text.chars import KANA
from cleanse.text.lazy import lazy_pattern

Handler = Callable[[UnicodeError], tuple[str, int]]

# Rows C6 and C7 of Big5 are ETen's: ①, radicals, kana, Cyrillic. Of Python's codecs only that of Hong Kong has them so;
# the others have an order of their own, in which の is ソ.
_BIG5_RUNS = re.compile(
    rb"(?P<eten>(?:\xc6[\xa1-\xfe]|\xc7[\x40-\x7e\xa1-\xfe])+)"
    rb"|(?:[\x00-\x80]|[\x81-\xc5\xc8-\xfe][\x40-\x7e\xa1-\xfe]|\xc6[\x40-\x7e])+"
    rb"|[\x00-\xff]"
)
_MAY_BE_ETEN = lazy_pattern(f"[①-⑽Ё-ё々{KANA}]")  # what Windows' codec makes of them
_ETEN = "cleanse.eten"
_ETEN_ONLY = {
    b"\xc6\xcf": "廴",
    b"\xc6\xd3": "无",
    b"\xc6\xd5": "癶",
    b"\xc6\xd7": "隶",
    b"\xc6\xde": "〃",
    b"\xc6\xdf": "仝",
}


def read(data: bytes, codec: str) -> str:
    """The bytes as text. What the codec does not explain becomes U+FFFD.

    Big5 has ETen's kana and Hong Kong's characters, EUC-JP and ISO-2022-JP those of Windows (①, ㎝, 髙), GB18030 the
    euro sign of Windows (WHATWG Encoding Standard, and code page 936).

    >>> read(b"\\x9d\\xf6\\xa9\\xf4", "big5hkscs"), read(b"\\xad\\xa1", "euc_jp"), read(b"\\x80100", "gb18030")
    ('喺旺', '①', '€100')
    """
    if codec == "euc_tw":
        from cleanse.decoding.euc_tw import read_euc_tw  # loads numpy, for a codec that is seldom declared

        return read_euc_tw(data)
    if codec == "iso2022_jp":
        return read_iso2022_jp(data, lambda pairs: read(pairs, "euc_jp"))
    if codec in ("cp950", "big5hkscs"):
        return _read_big5(data, _HANDLERS.get(codec, "replace"))
    return data.decode(codec, _HANDLERS.get(codec, "replace"))


def _read_big5(data: bytes, errors: str) -> str:
    """Big5 by Windows' codec, but for ETen's rows: Python's codec of Hong Kong's has other signs in places."""
    text = data.decode("cp950", errors)
    if not _MAY_BE_ETEN.search(text):
        return text
    runs = _BIG5_RUNS.finditer(data)
    return "".join(
        run[0].decode("big5hkscs", _ETEN) if run.lastgroup else run[0].decode("cp950", errors) for run in runs
    )


def _hong_kong(error: UnicodeError) -> tuple[str, int]:
    """Two bytes that Big5 of Windows lacks, as Hong Kong's supplement (HKSCS) has them."""
    pair, start, end = _failed(error)
    try:
        return pair.decode("big5hkscs"), start + len(pair)
    except UnicodeDecodeError:
        return "\ufffd", end


def _eten_only(error: UnicodeError) -> tuple[str, int]:
    """Two bytes of ETen's rows that Hong Kong's supplement leaves out, having those characters elsewhere."""
    pair, start, end = _failed(error)
    character = _ETEN_ONLY.get(pair)
    return (character, start + 2) if character else ("\ufffd", end)


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


codecs.register_error(_ETEN, _eten_only)
_HANDLERS: dict[str, str] = {}
_FALLBACKS: dict[str, Handler] = {"big5hkscs": _hong_kong, "euc_jp": _windows_japanese, "gb18030": _windows_chinese}
for _codec, _handler in _FALLBACKS.items():
    _HANDLERS[_codec] = f"cleanse.{_codec}"
    codecs.register_error(_HANDLERS[_codec], _handler)
