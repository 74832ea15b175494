"""Decode UTF-8 in the bytes of a text that was read as another encoding, and what is left of damaged characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleanse.mojibake.single_byte import LOST, MARK

_LEAST = 3  # UTF-8 sequences in a row that are no accident among characters of two bytes; chosen by hand

WHOLE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
# A sequence that lost a byte. Most text misread as a double-byte encoding has three bytes to a character, of which the
# last may have become question marks.
TORN = (
    rb"[\xe0-\xef\xff][\x80-\xbf\xff]{2}|[\xc2-\xdf\xff][\x80-\xbf\xff]|[\xe0-\xef][\x80-\xbf]\?|[\xe0-\xef]\?{1,2}"
    rb"|[\xc2-\xdf]\?|[\xf0-\xf4][\x80-\xbf\xff?]{1,3}|\xff"
)
_BEYOND = bytes(range(128, 256))
_ONLY_WHOLE = re.compile(WHOLE)
_UTF8 = re.compile(
    b"(?P<whole>(?:" + WHOLE + b")+)|(?P<ascii>[\x00-\x7f]+)|(?P<lost>" + TORN + rb"|[\xc0-\xfe][\x80-\xbf]*"
    rb"|[\x80-\xbf]{1,3})"
)
# sequences with so few other bytes between them that the whole is one damaged text
_EACH = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_SEVERAL = re.compile(b"(?:" + _EACH.pattern + b"){%d}" % _LEAST)
_MUCH = 0.25  # the share of bytes in sequences of three from which on they are no accident; chosen by hand
_STRETCH = re.compile(
    _EACH.pattern + b"(?:" + _EACH.pattern + rb"|[\xe0-\xef\xff][\x80-\xbf\xff]{2}|[\xe0-\xef][\x80-\xbf]\?"
    rb"|[\x00-\x7f\xff]|[\x80-\xff]{1,2}(?=" + _EACH.pattern + b"))*"
)


def decode_whole(data: bytes) -> str:
    """Decode whole sequences; two of three bytes for one character, as in CESU-8, too.

    >>> decode_whole(b"\\xed\\xa0\\xbd\\xed\\xb8\\x80")
    '😀'
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


class Decoded(NamedTuple):
    """A text, and for each U+FFFD in it what is left of its bytes with the byte after them (see `infer`)."""

    text: str
    torn: tuple[bytes, ...] = ()


def in_double_bytes(text: str, data: bytes, characters: Callable[[], Sequence[bytes | None]]) -> Iterator[Decoded]:
    """Yield the text with its bytes read as UTF-8: all of them, and only where sequences are likely.

    `characters` gives the bytes of each character; it is asked only if some of them are no UTF-8.
    """
    whole = decode(data)
    yield whole
    if LOST not in whole.text:
        return
    begins = [0, *accumulate(len(code or b"") for code in characters())]
    places = {offset: i for i, offset in enumerate(begins)}
    pieces: list[Decoded] = []
    at = 0
    for match in _STRETCH.finditer(data):
        start, end = match.span()
        # fewer sequences are no accident if there is only ASCII on both sides
        if len(_EACH.findall(match[0])) >= _LEAST or (data[max(0, start - 1) : start] + data[end : end + 1]).isascii():
            while start not in places:
                start -= 1
            while end not in places:
                end += 1
            if places[start] >= at:
                pieces += (untouched(text[at : places[start]]), decode(data[start:end]))
                at = places[end]
    yield joined([*pieces, untouched(text[at:])])


def untouched(text: str) -> Decoded:
    """A text whose lost characters stay lost."""
    return Decoded(text, (b"",) * text.count(LOST))


def joined(pieces: Sequence[Decoded]) -> Decoded:
    return Decoded("".join(piece.text for piece in pieces), tuple(torn for piece in pieces for torn in piece.torn))


def decode(data: bytes) -> Decoded:
    """Decode UTF-8; each damaged sequence becomes one U+FFFD.

    >>> decode(b"\\xe4\\xbd\\xa0\\xe5\\xa5\\xff!")
    Decoded(text='你\ufffd!', torn=(b'\\xe5\\xa5\\xff!',))
    """
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    pieces: list[str] = []
    torn: list[bytes] = []
    for token in _UTF8.finditer(data):
        if token.lastgroup == "lost":
            pieces.append(LOST)
            torn.append(_rest(data, token))
        else:
            pieces.append(decode_whole(token[0]))
            torn += [b""] * pieces[-1].count(LOST)
    return Decoded("".join(pieces), tuple(torn))


def _rest(data: bytes, token: re.Match[bytes]) -> bytes:
    """What is left of a sequence of three bytes that lost one or two, and the byte after it; else nothing."""
    sequence = token[0].replace(b"?", b"\xff")
    if sequence[0] < 0xE0 or 0xF0 <= sequence[0] < 0xFF or len(sequence) > 3 or not sequence.strip(b"\xff"):
        return b""
    after = data[token.end() : token.end() + 1] or b"\n"
    return sequence.ljust(3, b"\xff") + (b"\xff" if after == b"?" else after)


def looks_like(runs: Sequence[bytes]) -> bool:
    """Whether the bytes of a line hold a stretch of East Asian text in UTF-8, or are half UTF-8 at least.

    A stretch is in one run. Shares are those of the line: a short run of a line of rare characters has some by chance.

    >>> looks_like(["für".encode()]), looks_like(["für".encode("latin-1")])
    (True, False)
    """
    if any(_SEVERAL.search(data) or (MARK in data and _EACH.search(data)) for data in runs):
        return True
    beyond = sum(len(data) - len(data.translate(None, _BEYOND)) for data in runs)
    if not beyond:
        return bool(runs)
    if 3 * sum(len(_EACH.findall(data)) for data in runs) >= _MUCH * beyond:
        return True
    return 2 * sum(len(sequence) for data in runs for sequence in _ONLY_WHOLE.findall(data)) >= beyond
