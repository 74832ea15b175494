"""Undo a wrong decoding: encode a misread text back to bytes, and decode these with another encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, groupby
from typing import NamedTuple

from cleanse.mojibake.pairs import DOUBLE_BYTE, SLOPPY, Pair
from cleanse.text.chars import EAST_ASIAN
from cleanse.text.lazy import lazy_pattern

LOST = "\ufffd"
_MARK = b"\xff"  # takes the place of a lost byte: no character has it in UTF-8 or the double-byte encodings
_LEAST = 3  # UTF-8 sequences in a row that are no accident among characters of two bytes; chosen by hand
_MOST_LOST = 0.25  # the greatest share of unreadable characters in a reading; chosen by hand

_WHOLE = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
# A sequence that lost a byte. Most text misread as a double-byte encoding has three bytes to a character, of which the
# last may have become question marks.
_TORN = (
    rb"[\xe0-\xef\xff][\x80-\xbf\xff]{2}|[\xc2-\xdf\xff][\x80-\xbf\xff]|[\xe0-\xef][\x80-\xbf]\?|[\xe0-\xef]\?{1,2}"
    rb"|[\xc2-\xdf]\?|[\xf0-\xf4][\x80-\xbf\xff?]{1,3}|\xff"
)
_SEQUENCES = re.compile(b"(?:" + _WHOLE + b"|(?!\xff)(?:" + _TORN + rb")|\xe2\x80(?![\x80-\xbf]))+")
# the first byte of a no-break space whose second byte became a space or was stripped
_HALF_SPACE = re.compile(rb"\xc2(?=[ \t]|$)")
_UTF8 = re.compile(
    b"(?P<whole>(?:"
    + _WHOLE
    + b")+)|(?P<ascii>[\x00-\x7f]+)|(?P<lost>"
    + _TORN
    + rb"|[\xc0-\xfe][\x80-\xbf]*|[\x80-\xbf]{1,3})"
)
# sequences with so few other bytes between them that the whole is one damaged text
_EACH = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_STRETCH = re.compile(
    _EACH.pattern + b"(?:" + _EACH.pattern + rb"|[\xe0-\xef\xff][\x80-\xbf\xff]{2}|[\xe0-\xef][\x80-\xbf]\?"
    rb"|[\x00-\x7f\xff]|[\x80-\xff]{1,2}(?=" + _EACH.pattern + b"))*"
)
_PAIRS = {
    "cp932": re.compile(
        rb"(?P<ok>(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\x00-\x7f\xa1-\xdf])+)|(?P<lost>[\x81-\xff][\x40-\xff]?|.)",
        re.S,
    ),
    "euc_jp": re.compile(
        rb"(?P<ok>(?:[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xdf]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\xa1-\xff]?)", re.S
    ),
}
_PAIR = re.compile(rb"(?P<ok>(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\x40-\xff]?)", re.S)


class Reading(NamedTuple):
    """What a text may have been, and the wrong decoding by which it became what it is."""

    text: str
    pair: Pair
    marks: int = 0
    """The number of question marks that were taken for lost bytes."""


_MARKS = re.compile(r"(?<=[^\x00-\x7f])\?|\?(?=[@-~]?[^\x00-\x7f])")


def readings(line: str, pairs: Iterable[Pair]) -> Iterator[Reading]:
    """Yield every reading that undoes one of the wrong decodings and changes the line.

    If the line may have been read as a double-byte encoding, question marks may be lost bytes: it is read both ways.

    >>> [reading.text for reading in readings("dÃ©cision", [("cp1252", "utf-8")])]
    ['décision']
    """
    by_wrong = {wrong: [true for _, true in group] for wrong, group in groupby(sorted(pairs), lambda pair: pair[0])}
    lossy, marks = _MARKS.subn(LOST, line)
    for wrong, trues in by_wrong.items():
        yield from _readings(line, wrong, trues)
        if marks and wrong in DOUBLE_BYTE:
            yield from (r._replace(marks=marks) for r in _readings(lossy, wrong, trues))


def _readings(line: str, wrong: str, trues: list[str]) -> Iterator[Reading]:
    trues = _possible(line, wrong, trues)
    runs = list(_runs(line, wrong)) if trues else []
    for true in trues:
        choices = [[text] if codes is None else list(_reread(text, codes, true, wrong)) for text, codes in runs]
        if not all(choices):
            continue
        for number in range(max(map(len, choices))):
            text = "".join(choice[min(number, len(choice) - 1)] for choice in choices)
            if text != line:
                yield Reading(text, (wrong, true))


_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_NO_CONTROL = re.compile("[^\x00-\x9f]")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]")


def _possible(line: str, wrong: str, trues: list[str]) -> list[str]:
    """The encodings that a line read as `wrong` may really have, by its characters."""
    if wrong in DOUBLE_BYTE:
        return trues if _EASTERN.search(line) else []
    if not _NO_CONTROL.search(line):  # control characters alone are punctuation
        trues = [true for true in trues if true == "cp1252"]
    high = _high(wrong)
    together = max(map(len, high.findall(line)), default=0)
    if not together:
        return []
    if "Â" in line:  # the first byte of a no-break space
        together = max(together, 2)
    # A single-byte alphabet is misread as a whole; a character of several bytes becomes several characters in a row.
    letters = "".join(_FOREIGN.findall(line))
    whole = sum(map(len, high.findall(letters))) >= 0.8 * len(letters)
    return [
        true for true in trues if (together > 1 if true == "utf-8" or true in DOUBLE_BYTE else whole or together > 3)
    ]


@cache
def _high(codec: str) -> re.Pattern[str]:
    """A pattern for runs of characters that a single-byte encoding has beyond ASCII."""
    sloppy = SLOPPY.get(codec, codec)
    if codec in SLOPPY:
        import ftfy.bad_codecs  # noqa: F401  registers the sloppy codecs
    high = bytes(range(128, 256)).decode(sloppy, "ignore")
    return re.compile(f"[{re.escape(high)}]+")


def _runs(line: str, wrong: str) -> Iterator[tuple[str, list[bytes] | None]]:
    """Split a line into runs: those that may have been read as `wrong`, with each character's bytes, and others."""
    coded = [_MARK if c == LOST else _encoded(c, wrong) for c in line]
    at = 0
    for could, group in groupby(coded, lambda code: code is not None):
        codes = list(group)
        text = line[at : at + len(codes)]
        at += len(codes)
        yield text, codes if could and not text.isascii() and text.strip(LOST) else None  # type: ignore[misc]


@lru_cache(maxsize=65536)
def _encoded(character: str, codec: str) -> bytes | None:
    """The bytes of a character; None if the encoding does not have it."""
    if codec in SLOPPY:
        import ftfy.bad_codecs  # noqa: F401  registers the sloppy codecs

        codec = SLOPPY[codec]
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return None


def _reread(text: str, codes: list[bytes], true: str, wrong: str) -> Iterator[str]:
    """Yield what a run of text may be if its bytes are read as `true`; nothing if too many of them are invalid."""
    data = b"".join(codes)
    if true == "utf-8":
        yield from _as_utf8(text, codes, data, wrong in DOUBLE_BYTE)
        return
    if true in DOUBLE_BYTE:
        if data.decode(true, "replace").count(LOST) > 2 * _MOST_LOST * len(text):
            return
        reading = _by_tokens(data, true, _PAIRS.get(true, _PAIR))
    elif LOST not in text:
        reading = data.decode(SLOPPY.get(true, true), "replace")
    else:
        reading = LOST.join(part.decode(SLOPPY.get(true, true), "replace") for part in _split(text, codes))
    if reading.count(LOST) - text.count(LOST) <= _MOST_LOST * len(reading):
        yield reading


def _split(text: str, codes: list[bytes]) -> Iterator[bytes]:
    """The bytes between lost characters."""
    at = 0
    for part in text.split(LOST):
        yield b"".join(codes[at : at + len(part)])
        at += len(part) + 1


def _by_tokens(data: bytes, codec: str, tokens: re.Pattern[bytes]) -> str:
    """Decode the tokens of a pattern; those of its group `lost` become one U+FFFD each."""
    return "".join(
        LOST if token.lastgroup == "lost" else token[0].decode(codec, "replace") for token in tokens.finditer(data)
    )


def _as_utf8(text: str, codes: list[bytes], data: bytes, double: bool) -> Iterator[str]:
    """Yield the text with its bytes read as UTF-8: in a double-byte encoding all of them, and only likely sequences."""
    if not double:  # a byte is a character, so sequences can be replaced one by one
        parts = [(*match.span(), _utf8(match[0])) for match in _SEQUENCES.finditer(data)]
        parts += ((*match.span(), "") for match in _HALF_SPACE.finditer(data))
        yield _replaced(text, sorted(parts))
        return
    yield _utf8(data)
    begins = [0, *accumulate(map(len, codes))]
    places = {offset: i for i, offset in enumerate(begins)}
    stretches = []
    for match in _STRETCH.finditer(data):
        start, end = match.span()
        # fewer sequences are no accident if there is only ASCII on both sides
        if len(_EACH.findall(match[0])) >= _LEAST or (data[max(0, start - 1) : start] + data[end : end + 1]).isascii():
            while start not in places:
                start -= 1
            while end not in places:
                end += 1
            stretches.append((places[start], places[end], _utf8(data[start:end])))
    yield _replaced(text, stretches)


def _replaced(text: str, parts: list[tuple[int, int, str]]) -> str:
    """The text with each (start, end, replacement) in order; one that overlaps an earlier one is left out."""
    pieces: list[str] = []
    at = 0
    for start, end, new in parts:
        if start >= at:
            pieces += (text[at:start], new)
            at = end
    return "".join(pieces) + text[at:]


def _utf8(data: bytes) -> str:
    """Decode UTF-8; each damaged sequence becomes one U+FFFD."""
    return "".join(
        LOST if token.lastgroup == "lost" else token[0].decode("utf-8", "replace") for token in _UTF8.finditer(data)
    )
