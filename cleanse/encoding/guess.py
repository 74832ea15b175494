"""The encoding of bytes that say nothing about it."""

from __future__ import annotations

from typing import NamedTuple

# what web pages are written in (WHATWG Encoding Standard, and the DOS code page old Western pages came from)
WEB = [
    "gb18030",
    "big5",
    "cp950",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "koi8-r",
    "koi8-u",
    "iso8859-2",
    "iso8859-5",
    "iso8859-6",
    "iso8859-7",
    "iso8859-8",
    "iso8859-15",
    "cp866",
    "mac-cyrillic",
    "mac-roman",
    "cp850",
]
_SAMPLE = 16384
_FAULTS = 0.002


class Guess(NamedTuple):
    codec: str
    reason: str


def best(data: bytes) -> Guess:
    """The codec that reads the bytes best: charset-normalizer's choice among what the web uses, else the first that
    loses next to nothing, else the one that can read anything."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    match = from_bytes(sample, cp_isolation=WEB, preemptive_behaviour=False, enable_fallback=False).best()
    if match is not None:
        return Guess(match.encoding, "charset-normalizer's choice among the web's encodings")
    for codec in WEB:
        text = sample.decode(codec, "replace")
        if text.count("\ufffd") <= _FAULTS * len(text) + 1:
            return Guess(codec, "the first encoding that loses next to nothing")
    return Guess("cp1252", "no encoding fits")
