"""Decode bytes as a double-byte encoding; each invalid character becomes one U+FFFD."""

from __future__ import annotations

import re

from cleanse.mojibake.single_byte import LOST

_MOST_LOST = 0.25  # the greatest share of unreadable characters in a reading; chosen by hand
_TOKENS = {
    "cp932": re.compile(
        rb"(?P<ok>(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\x00-\x7f\xa1-\xdf])+)|(?P<lost>[\x81-\xff][\x40-\xff]?|.)",
        re.S,
    ),
    "euc_jp": re.compile(
        rb"(?P<ok>(?:[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xdf]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\xa1-\xff]?)", re.S
    ),
}
_TOKEN = re.compile(
    rb"(?P<ok>(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\x40-\xff]?)", re.S
)


def decode_double(text: str, data: bytes, codec: str, most_lost: float = 2 * _MOST_LOST) -> str | None:
    """What a text may be if its bytes are read as a double-byte encoding; None if too many of them are invalid.

    `most_lost` is the greatest share of characters with invalid bytes for which it is worth a closer look.

    >>> decode_double("ÄãºÃ", b"\\xc4\\xe3\\xba\\xc3", "gb18030")
    '你好'
    """
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass
    if data.decode(codec, "replace").count(LOST) - text.count(LOST) > most_lost * len(text):
        return None
    reading = "".join(
        LOST if token.lastgroup == "lost" else token[0].decode(codec, "replace")
        for token in _TOKENS.get(codec, _TOKEN).finditer(data)
    )
    return reading if reading.count(LOST) - text.count(LOST) <= _MOST_LOST * len(reading) else None
