"""UTF-16 and UTF-32 without a byte order mark."""

from __future__ import annotations

import re

from cleanse.text.chars import CJK_SIGNS, FIRST_EAST_ASIAN, HAN_COMMON, HANGUL_SYLLABLES, KANA
from cleanse.text.lazy import lazy_pattern

_SAMPLE = 4096
_CUT_FROM = 64  # bytes from which an odd number of them may be a text that was cut off
# control bytes no legacy encoding of a text uses; in UTF-16 they are halves of ordinary characters
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# what news is written in: anything else (rare scripts, private use, unassigned) is evidence against UTF-16
_USUAL = lazy_pattern(
    "[\t\n\r -~\u00a0-\u024f\u0300-\u036f\u0370-\u052f\u0590-\u05f4\u0600-\u06ff\u0900-\u0dff\u0e01-\u0e5b\u1e00-\u1eff"
    "\u2010-\u2044\u20a0-\u20bf\u2100-\u22ff\u2460-\u27bf"
    f"{CJK_SIGNS}{KANA}{HAN_COMMON}{HANGUL_SYLLABLES}"
    "\U0001f000-\U0001ffff]"
)


def detect(data: bytes) -> str | None:
    """`utf-16-le`, `utf-16-be`, `utf-32-le` or `utf-32-be` if the bytes can only be that, else None.

    A text in any other encoding has no control bytes. In UTF-16 each Latin letter has a NUL beside it, and one Han
    character in nine contains a control byte.

    >>> detect("The river rose.".encode("utf-16-be")), detect(b"The river rose.")
    ('utf-16-be', None)
    """
    sample = data[: min(_SAMPLE, len(data) - len(data) % 2)]
    if len(sample) < 4 or (len(data) % 2 and len(data) < _CUT_FROM) or not _CONTROL.search(sample):
        return None
    wide = _utf32(sample)
    if wide:
        return wide
    shares = {codec: _usual(sample, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= 0.9 and shares[best] > min(shares.values()) + 0.05 else None


def _utf32(sample: bytes) -> str | None:
    """UTF-32, which has a zero byte in every four, and one of at most 16 beside it."""
    units = len(sample) // 4
    if units < 2:
        return None
    for codec, zero, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if any(sample[zero::4][:units]) or max(sample[plane::4][:units]) > 0x10:
            continue
        if _usual(sample[: 4 * units], codec) >= 0.9:
            return codec
    return None


def _usual(sample: bytes, codec: str) -> float:
    """The share of characters that are usual in news, less a penalty for each block of 256 that is one too many.

    A text has two, letters and signs, and one more for every eight characters, up to eight: a few numbers of two bytes
    are letters of as many scripts.
    """
    text = sample.decode(codec, "replace").rstrip("\ufffd")
    if not text:
        return 0.0
    rows = {ord(c) >> 8 if c < FIRST_EAST_ASIAN else 0x4E for c in text}  # all of East Asia is one
    return len(_USUAL.findall(text)) / len(text) - max(0, len(rows) - min(8, 2 + len(text) // 8)) / len(text)
