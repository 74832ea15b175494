"""Rows of JSON, and bytes within them, as the records of a run hold them."""

from __future__ import annotations

import base64
import json
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one for every call


def dump(row: Any) -> str:
    """A row of JSON as people read it; escaped only where UTF-8 cannot hold it (half of a surrogate pair)."""
    return writable(_encode(row))


def writable(line: str) -> str:
    """A line of JSON as it is where UTF-8 can hold it, else escaped."""
    if not line.isascii():
        try:
            line.encode()
        except UnicodeEncodeError:
            return json.dumps(json.loads(line)) + line[len(line.rstrip("\n")) :]
    return line


def packed(data: bytes) -> str:
    """Bytes as a string of JSON can hold them.

    >>> packed(b"Caf\\xe9"), unpacked("Q2Fm6Q==")
    ('Q2Fm6Q==', b'Caf\\xe9')
    """
    return base64.b64encode(data).decode()


def unpacked(text: str) -> bytes:
    """The bytes that `packed` made a string of."""
    return base64.b64decode(text)
