"""EUC-TW, which Taiwanese Unix systems wrote and Python has no codec for: CNS 11643 by planes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np

from cleanse.text.arrays import Bits1d

TABLE = Path(__file__).with_name("euc_tw.npz")
PLANES, SIZE = 2, 94  # the planes that have Big5's characters, each of so many rows and cells
_UNITS = re.compile(rb"[\x00-\x7f]+|(?:\x8e([\xa1-\xb0]))?([\xa1-\xfe]{2})|.", re.DOTALL)


def read_euc_tw(data: bytes) -> str:
    """The bytes as text; what the planes do not have becomes U+FFFD.

    >>> read_euc_tw(b"\\xc4\\xe3 CNS \\x8e\\xa2\\xa1\\xa1")
    '中 CNS 乂'
    """
    table = _table()
    pieces = []
    for match in _UNITS.finditer(data):
        pair = match[2]
        if not pair:
            pieces.append(match[0].decode("ascii", "replace"))
            continue
        plane = match[1][0] - 0xA1 if match[1] else 0
        code = int(table[(plane * SIZE + pair[0] - 0xA1) * SIZE + pair[1] - 0xA1]) if plane < PLANES else 0
        pieces.append(chr(code) if code else "\ufffd")
    return "".join(pieces)


@cache
def _table() -> Bits1d:
    """The code points of all characters, shape (planes · rows · cells,); 0 where there is none."""
    with np.load(TABLE) as arrays:
        codes: Bits1d = arrays["table"].ravel()
        return codes
