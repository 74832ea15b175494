"""ISO-2022-JP as browsers and mail programs read it: with the characters of Windows, half-width kana, stray bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

# Escape sequences and what they switch to: two-byte sets, half-width kana, Roman.
_SWITCH = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJI])")
# Sets that only ISO-2022-JP-2 has, for Chinese, Korean and European letters.
_OTHER_SETS = re.compile(rb"\x1b(?:\$A|\$\(C|\.[AF])")
_PAIRS = re.compile(rb"(?P<pairs>(?:[!-~]{2})+)|[\x00-\xff]")
_HALF_WIDTH = re.compile(rb"[!-_]+")
_UP = bytes((byte + 0x80) % 256 for byte in range(256))
_ROMAN = str.maketrans("\\~", "¥‾")


def read_iso2022_jp(data: bytes, read_euc_jp: Callable[[bytes], str]) -> str:
    r"""The bytes as text. What no set has becomes U+FFFD; a byte beyond ASCII is read as Windows' of the West.

    `read_euc_jp` reads the two-byte sets, whose bytes EUC-JP has with the high bit set.

    >>> read_iso2022_jp(b"\x1b$B%F%9%H\x1b(B, \x1b(IC=D\x1b(B \xa9", lambda data: data.decode("euc_jp"))
    'テスト, ﾃｽﾄ ©'
    """
    if _OTHER_SETS.search(data):
        return data.decode("iso2022_jp_2", "replace")
    first, *rest = _SWITCH.split(data)
    pieces = [_plain(first)]
    for name, piece in zip(rest[::2], rest[1::2], strict=True):
        if name.startswith(b"$"):
            pieces.append(_two_bytes(piece, b"\x8f" if name == b"$(D" else b"", read_euc_jp))
        elif name == b"(I":
            pieces.append(_HALF_WIDTH.sub(lambda match: match[0].translate(_UP), piece).decode("cp932", "replace"))
        else:
            roman = name == b"(J"
            pieces.append(_plain(piece).translate(_ROMAN) if roman else _plain(piece))
    return "".join(pieces)


def _two_bytes(piece: bytes, prefix: bytes, read_euc_jp: Callable[[bytes], str]) -> str:
    """Pairs of a 94 × 94 set. Control characters and spaces between them are themselves, half a pair is lost."""
    return "".join(
        read_euc_jp(b"".join(prefix + match[0][i : i + 2].translate(_UP) for i in range(0, len(match[0]), 2)))
        if match.lastgroup
        else "\ufffd"
        if 0x21 <= match[0][0] <= 0x7E
        else _plain(match[0])
        for match in _PAIRS.finditer(piece)
    )


def _plain(piece: bytes) -> str:
    return piece.decode("cp1252", "replace")  # what a byte beyond ASCII is most often, in mail put together from parts
