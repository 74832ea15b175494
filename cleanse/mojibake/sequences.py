"""Find UTF-8 sequences in a text that was read as a single-byte encoding, and those of them that lost a byte."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleanse.mojibake.single_byte import LOST, SUBSTITUTE, alphabet
from cleanse.mojibake.utf8 import TORN, WHOLE, decode_whole

_PROVEN = 3  # bytes in sequences of a line from which on its doubtful ones are believed; chosen by hand
# Quotation marks and dashes without their last byte: cp1252 has no 9D, and some programs make “ and ” straight, which
# are 93 and 94. `â€` is nearly always ”.
_SIGN = rb"\xe2\x80(?:[\xff?\"](?![\x80-\xbf])|(?![\x80-\xbf\xff?\"]))|\xe2\x86\""
# A second byte A0 that became a space, or the first byte of a no-break space that lost it.
_SPACED = (
    rb"[\xe4-\xe9][\x80-\xbf] (?=[\xe3-\xe9][\x80-\xbf]{2})|\xc2(?=[ \t]|$)"
    + rb"|\xc3 (?= |quel|quil|s )|\xc3(?= )|[\xc5\xce\xd0\xd7] "
)
_RUNS = re.compile(
    b"(?P<sign>" + _SIGN + b")|(?P<whole>(?:" + WHOLE + b")+)|(?P<spaced>" + _SPACED + b")"
    b"|(?P<torn>(?!\xff)(?:" + TORN + b"))"
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
            if len(text) - len(whole) > _PROVEN:
                return whole
    parts = [_part(text, data, match, codec) for match in _RUNS.finditer(data)]
    certain = sum(part.end - part.start for part in parts if part.is_certain)
    is_proven = certain >= _PROVEN
    return _replaced(text, [(*part[:3],) for part in parts if is_proven or part.is_certain or _believed(text, part)])


def _part(text: str, data: bytes, match: re.Match[bytes], codec: str) -> _Part:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "whole":
        new = decode_whole(match[0])
        return _Part(start, end, new, not _after_capitals(text, start, end, new))
    if kind == "sign":
        if alphabet(codec)[0x9D].isprintable() and text[end - 1] != '"':  # nothing is lost but the last byte of †
            is_spaced = match[0] == b"\xe2\x80" and text[end : end + 1] == " "
            return _Part(start, end + is_spaced, "†" if is_spaced else LOST, False)
        return _Part(start, end, _sign(text, start, end, codec), match[0] in (b"\xe2\x80", b"\xe2\x80\xff"))
    if kind == "spaced":
        first = match[0].rstrip(b" ")
        new = "" if first == b"\xc2" else (first + b"\xa0").decode()
        return _Part(start, end, new, first == b"\xc2" or len(first) > 1)
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


def _replaced(text: str, parts: list[tuple[int, int, str]]) -> str:
    """The text with each (start, end, replacement) in order; one that overlaps an earlier one is left out."""
    pieces: list[str] = []
    at = 0
    for start, end, new in parts:
        if start >= at:
            pieces += (text[at:start], new)
            at = end
    return "".join(pieces) + text[at:]
