"""Bytes → text, and the reason for the choice of encoding."""

from __future__ import annotations

import codecs
import re

from cleanse.decoding import utf16
from cleanse.decoding.labels import codec_of, declaration
from cleanse.model import Decoded

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ESCAPES = (
    (re.compile(rb"\x1b\$[@B]|\x1b\([JI]|\x1b\$\(D"), "iso2022_jp_2", "ISO-2022-JP"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr", "ISO-2022-KR"),
    (re.compile(rb"~\{(?:[!-w][!-~])+~\}"), "hz", "HZ"),
)
_FAULTS = 0.002  # the share of characters that may be lost before a declaration is not believed
_DISBELIEF = 40  # bits by which a text must be likelier in another encoding than in the declared one to prefer that
_FEW = 32  # bytes up to which a text may be valid UTF-8 by chance
# Shares of the bytes beyond ASCII that are in UTF-8 sequences (`utf8_coverage`): what a line in another encoding has by
# chance, and what only UTF-8, be it damaged, has.
_COVERED_BY_CHANCE, _COVERED_IF_UTF8 = 0.2, 0.8
_JUDGED = 4000  # bytes of a line up to which the character model decides if its share is between the two
_CHANCE = 0.05  # the share of a file's bytes beyond ASCII that may be in lines that look like UTF-8 by chance
_UTF8_BITS = 10  # prior evidence for UTF-8 rather than the other encoding of a file


def decode(data: bytes | bytearray | memoryview, declared: str | None = None) -> Decoded:
    """Decode bytes: the text, the codec it was read with, and in words how that was chosen.

    It never raises: bytes that cannot be decoded become U+FFFD. `declared` is the charset that a header names.
    `text.encode(encoding)` gives the bytes back unless characters were lost or a byte order mark was removed.

    >>> decode("新闻".encode("gb18030"), declared="gb2312")
    Decoded(text='新闻', encoding='gb18030', reason='declared as gb2312')
    """
    data = bytes(memoryview(data))  # a bytearray lacks methods of bytes; what is no bytes at all is a TypeError
    for attempt in (_marked, _seven_bit, _wide, _utf8):
        decoded = attempt(data)
        if decoded:
            return decoded
    return _declared(data, declared) or _damaged_utf8(data) or _guessed(data)


def _marked(data: bytes) -> Decoded | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(codec, "replace"), codec, f"{name} byte order mark")
    return None


def _seven_bit(data: bytes) -> Decoded | None:
    if not data.isascii() or b"\0" in data:
        return None
    for pattern, codec, name in _ESCAPES:
        if pattern.search(data):
            text = data.decode(codec, "replace")
            if text.count("\ufffd") <= _FAULTS * len(text):
                return Decoded(text, codec, f"{name} escape sequences")
    return Decoded(data.decode("ascii"), "utf-8", "ASCII only")


def _wide(data: bytes) -> Decoded | None:
    codec = utf16.detect(data)
    if codec is None:
        return None
    return Decoded(data.decode(codec, "replace"), codec, f"{codec.upper()} without a byte order mark")


def _utf8(data: bytes) -> Decoded | None:
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return None
    if used == len(data):
        return None if _valid_by_chance(data, text) else Decoded(text, "utf-8", "valid UTF-8")
    if text.isascii():  # a lone lead byte at the end of ASCII is more likely an accented letter
        return None
    return Decoded(text + "\ufffd", "utf-8", "valid UTF-8 up to a last character that is cut off")


def _valid_by_chance(data: bytes, text: str) -> bool:
    """Whether a few bytes of valid UTF-8 are far likelier in another encoding: 一些 in GBK is һЩ in UTF-8."""
    if len(data) > _FEW or 2 * count_non_ascii(data) < len(data) or max(text, default="") > "\u07ff":
        return False
    from cleanse.decoding import guess

    return guess.gain(data, "utf-8", guess.best(data).codec) > _DISBELIEF / 2


def _declared(data: bytes, given: str | None) -> Decoded | None:
    """What the bytes are by the given label or by their own declaration, unless that loses or garbles too much."""
    for label in (given, declaration(data)):
        codec = codec_of(label) if label else None
        if codec is None or codec == "utf-8":  # that was tried
            continue
        text = data.decode(codec, "replace")
        lost = text.count("\ufffd")
        if lost > _FAULTS * len(text):
            continue
        from cleanse.decoding import guess

        if guess.gain(data, codec, guess.best(data).codec) < _DISBELIEF:
            return Decoded(text, codec, f"declared as {label}" + _losses(lost))
    return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 in which bytes are damaged, or in which whole lines are in another encoding."""
    if utf8_coverage(data) < _COVERED_BY_CHANCE:
        return None
    from cleanse.decoding import guess

    lines = data.splitlines(keepends=True)
    coverage = [utf8_coverage(line) for line in lines]
    doubtful = b"".join(line for line, share in zip(lines, coverage, strict=True) if share < _COVERED_IF_UTF8)
    other = guess.best(doubtful or data)
    in_other = lines_in_other_codec(lines, coverage, other.codec)
    in_utf8 = sum(count_non_ascii(line) for line, is_other in zip(lines, in_other, strict=True) if not is_other)
    if in_utf8 <= _CHANCE * count_non_ascii(data):
        return None
    text = "".join(
        line.decode(other.codec if is_other else "utf-8", "replace")
        for line, is_other in zip(lines, in_other, strict=True)
    )
    if not any(in_other):
        return Decoded(text, "utf-8", "UTF-8 with damage" + _losses(text.count("\ufffd")))
    number = f"{sum(in_other)} line" + "s" * (sum(in_other) > 1)
    return Decoded(text, "utf-8", f"UTF-8 with {number} in another encoding: {other.reason}")


def lines_in_other_codec(lines: list[bytes], coverage: list[float], other: str) -> list[bool]:
    """Which lines are likelier in the other codec than in UTF-8, given the `utf8_coverage` of each."""
    from cleanse.decoding.character_model import model

    in_other = [
        share < (_COVERED_IF_UTF8 if len(line) > _JUDGED else _COVERED_BY_CHANCE)
        for line, share in zip(lines, coverage, strict=True)
    ]
    doubtful = [i for i, line in enumerate(lines) if not in_other[i] and len(line) <= _JUDGED and not line.isascii()]
    bits = model().bits([lines[i].decode(codec, "replace") for codec in ("utf-8", other) for i in doubtful])
    for i, as_utf8, as_other in zip(doubtful, bits[: len(doubtful)], bits[len(doubtful) :], strict=True):
        in_other[i] = bool(as_other + _UTF8_BITS < as_utf8)
    return in_other


def _guessed(data: bytes) -> Decoded:
    from cleanse.decoding import guess

    likeliest = guess.best(data)
    text = data.decode(likeliest.codec, "replace")
    return Decoded(text, likeliest.codec, likeliest.reason + _losses(text.count("\ufffd")))


def _losses(lost: int) -> str:
    return f", {lost} characters lost" if lost else ""


_ASCII = bytes(range(128))
_SEQUENCES = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")


def utf8_coverage(data: bytes) -> float:
    """The share of the bytes beyond ASCII that are part of UTF-8 sequences; 1 for ASCII.

    >>> utf8_coverage("一些".encode("utf-8")), utf8_coverage(b"caf\\xe9")
    (1.0, 0.0)
    """
    non_ascii = count_non_ascii(data)
    return sum(len(run) for run in _SEQUENCES.findall(data)) / non_ascii if non_ascii else 1.0


def count_non_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))
