"""Find UTF-8 in the bytes of a text that was read as another encoding, with the bytes that were lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleanse.mojibake.single_byte import LOST, MARK, SUBSTITUTE, alphabet

_LEAST = 3  # UTF-8 sequences in a row that are no accident among characters of two bytes; chosen by hand
_PROVEN = 2  # sequences in a line from which on its doubtful ones are believed; chosen by hand

_WHOLE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
# A sequence that lost a byte. Most text misread as a double-byte encoding has three bytes to a character, of which the
# last may have become question marks.
_TORN = (
    rb"[\xe0-\xef\xff][\x80-\xbf\xff]{2}|[\xc2-\xdf\xff][\x80-\xbf\xff]|[\xe0-\xef][\x80-\xbf]\?|[\xe0-\xef]\?{1,2}"
    rb"|[\xc2-\xdf]\?|[\xf0-\xf4][\x80-\xbf\xff?]{1,3}|\xff"
)
# Quotation marks and dashes without their last byte: cp1252 has no 9D, and some programs make “ and ” straight, which
# are 93 and 94. `â€` is nearly always ”.
_SIGN = rb"\xe2\x80(?:[\xff?\"](?![\x80-\xbf])|(?![\x80-\xbf\xff?\"]))|\xe2\x86\""
# A second byte A0 that became a space, or the first byte of a no-break space that lost it.
_SPACED = rb"\xc2(?=[ \t]|$)|\xc3 (?= |quel|quil|s )|\xc3(?= )|[\xc5\xce\xd0\xd7] "
_BEYOND = bytes(range(128, 256))
_ONLY_WHOLE = re.compile(_WHOLE)
_RUNS = re.compile(
    b"(?P<sign>" + _SIGN + b")|(?P<whole>(?:" + _WHOLE + b")+)|(?P<spaced>" + _SPACED + b")"
    b"|(?P<torn>(?!\xff)(?:" + _TORN + b"))"
)
_UTF8 = re.compile(
    b"(?P<whole>(?:" + _WHOLE + b")+)|(?P<ascii>[\x00-\x7f]+)|(?P<lost>" + _TORN + rb"|[\xc0-\xfe][\x80-\xbf]*"
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


class _Part(NamedTuple):
    start: int
    end: int
    new: str
    is_certain: bool


def in_single_bytes(text: str, data: bytes, codec: str) -> str:
    """The text with the UTF-8 sequences among its bytes decoded, one byte a character; what is no sequence stays.

    >>> in_single_bytes("FÃ¼r â€œuns,â€ né", b"F\\xc3\\xbcr \\xe2\\x80\\x9cuns,\\xe2\\x80 n\\xe9", "cp1252")
    'Für “uns,” né'
    """
    if SUBSTITUTE not in data:
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if len(text) - len(whole) >= 2 * _PROVEN:
                return whole
    parts = [_part(text, data, match, codec) for match in _RUNS.finditer(data)]
    certain = sum(part.end - part.start for part in parts if part.is_certain)
    is_proven = certain >= 2 * _PROVEN
    return _replaced(text, [(*part[:3],) for part in parts if is_proven or part.is_certain or _believed(text, part)])


def _part(text: str, data: bytes, match: re.Match[bytes], codec: str) -> _Part:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "whole":
        new = match[0].decode("utf-8", "replace")
        return _Part(start, end, new, not _after_capitals(text, start, end, new))
    if kind == "sign":
        if alphabet(codec)[0x9D].isprintable() and text[end - 1] != '"':  # nothing is lost but the last byte of †
            is_spaced = match[0] == b"\xe2\x80" and text[end : end + 1] == " "
            return _Part(start, end + is_spaced, "†" if is_spaced else LOST, False)
        return _Part(start, end, _sign(text, start, end, codec), match[0] in (b"\xe2\x80", b"\xe2\x80\xff"))
    if kind == "spaced":
        first = match[0][:1]
        return _Part(start, end, "" if first == b"\xc2" else (first + b"\xa0").decode(), first == b"\xc2")
    return _Part(start, end, LOST, LOST in text[start:end])


def _after_capitals(text: str, start: int, end: int, new: str) -> bool:
    """Whether a word in capitals would go on with something else than a capital: NESTLÉ®, AMANHÃ and a space."""
    before = text[max(0, start - 2) : start]
    if end - start > 2 or not before[-1:].isupper():
        return False
    is_word = len(before) > 1 and before.isalpha() and before.isupper()
    return text[end - 1] == "\xa0" or (is_word and new[0] >= "\xc0" and not new[0].isupper())


def _believed(text: str, part: _Part) -> bool:
    """Whether a doubtful part is believed in a line without proof: Ã and a space for à, not after a capital letter."""
    if part.new == "à" and text[part.end - 1 : part.end] != "\xa0":
        before = text[max(0, part.start - 2) : part.start]
        has_own_space = text[part.end - 1 : part.end + 1] == "  "
        return not before[-1:].isupper() or (has_own_space and not before[-2:-1].isupper())
    return part.new in ("—", "–", "↓", "”") and part.end - part.start == 3


def _sign(text: str, start: int, end: int, codec: str) -> str:
    """The mark whose last byte was lost, by the characters around it."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if text[end - 1] == '"':
        if text[start + 1] != alphabet(codec)[0x80]:
            return "↓"
        return "–" if before.isdigit() and after.isdigit() else "—"
    # most encodings have the opening mark, and what is missing is the closing one
    opens = not alphabet(codec)[0x9C].isprintable() and after.isalnum() and codec != "latin-1"
    return "“" if opens and before in ("", " ", "(", "\xa0") else "”"


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
            pieces.append(token[0].decode("utf-8", "replace"))
            torn += [b""] * pieces[-1].count(LOST)
    return Decoded("".join(pieces), tuple(torn))


def _rest(data: bytes, token: re.Match[bytes]) -> bytes:
    """What is left of a sequence of three bytes that lost one or two, and the byte after it; else nothing."""
    sequence = token[0].replace(b"?", b"\xff")
    if sequence[0] < 0xE0 or 0xF0 <= sequence[0] < 0xFF or len(sequence) > 3 or not sequence.strip(b"\xff"):
        return b""
    after = data[token.end() : token.end() + 1] or b"\n"
    return sequence.ljust(3, b"\xff") + (b"\xff" if after == b"?" else after)


def looks_like(data: bytes) -> bool:
    """Whether bytes hold a stretch of East Asian text in UTF-8, or are half UTF-8 at least.

    >>> looks_like("für".encode()), looks_like("für".encode("latin-1"))
    (True, False)
    """
    beyond = len(data) - len(data.translate(None, _BEYOND))
    if MARK in data and _EACH.search(data):
        return True
    if _SEVERAL.search(data) or 3 * len(_EACH.findall(data)) >= _MUCH * beyond:
        return True
    return 2 * sum(map(len, _ONLY_WHOLE.findall(data))) >= beyond


def _replaced(text: str, parts: list[tuple[int, int, str]]) -> str:
    """The text with each (start, end, replacement) in order; one that overlaps an earlier one is left out."""
    pieces: list[str] = []
    at = 0
    for start, end, new in parts:
        if start >= at:
            pieces += (text[at:start], new)
            at = end
    return "".join(pieces) + text[at:]
