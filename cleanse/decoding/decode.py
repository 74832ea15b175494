"""Bytes → text, and why."""

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
_DISBELIEF = 40  # bits by which another encoding must make a likelier text than the declared one to be believed instead
_FEW = 32  # bytes up to which a text may be valid UTF-8 by chance
_FOREIGN = 0.2  # the share of a line's bytes beyond ASCII that stand in UTF-8 sequences by chance, in another encoding
_SOUND = 0.8  # the same share from which a line is damaged UTF-8 in any case
_JUDGED = 4000  # bytes of a line up to which the model judges between the two
_CHANCE = 0.05  # the share of the file's bytes beyond ASCII that may look like lines of UTF-8 by chance
_UTF8_BITS = 10  # what speaks for UTF-8 before the judging begins


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text the bytes hold, the codec that reads them so, and in words how the choice fell.

    Never raises, whatever the bytes: what cannot be read becomes U+FFFD. `declared` is the charset a header names.
    `text.encode(encoding)` gives the bytes back wherever nothing was lost and no byte order mark was taken off.

    >>> decode("新闻".encode("gb18030"), declared="gb2312")
    Decoded(text='新闻', encoding='gb18030', reason='declared as gb2312')
    """
    for attempt in (_marked, _seven_bit, _wide, _utf8):
        found = attempt(data)
        if found:
            return found
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
    codec = utf16.find(data)
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
    """Whether a few bytes that are valid UTF-8 are far likelier something else: 一些 in GBK is һЩ in UTF-8."""
    if len(data) > _FEW or 2 * _beyond(data) < len(data) or max(text, default="") > "\u07ff":
        return False
    from cleanse.decoding import guess

    return guess.gain(data, "utf-8", guess.best(data).codec) > _DISBELIEF / 2


def _declared(data: bytes, given: str | None) -> Decoded | None:
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
    if _soundness(data) < _FOREIGN:
        return None
    from cleanse.decoding import guess

    lines = data.splitlines(keepends=True)
    shares = [_soundness(line) for line in lines]
    other = guess.best(b"".join(line for line, share in zip(lines, shares, strict=True) if share < _SOUND) or data)
    foreign = _foreign(lines, shares, other.codec)
    own = sum(_beyond(line) for line, odd in zip(lines, foreign, strict=True) if not odd)
    if own <= _CHANCE * _beyond(data):
        return None
    text = "".join(
        line.decode(other.codec if odd else "utf-8", "replace") for line, odd in zip(lines, foreign, strict=True)
    )
    if not any(foreign):
        return Decoded(text, "utf-8", "UTF-8 with damage" + _losses(text.count("\ufffd")))
    number = f"{sum(foreign)} line" + "s" * (sum(foreign) > 1)
    return Decoded(text, "utf-8", f"UTF-8 with {number} in another encoding: {other.reason}")


def _foreign(lines: list[bytes], shares: list[float], other: str) -> list[bool]:
    """Which lines make a likelier text in the other encoding than in UTF-8."""
    from cleanse.decoding.character_model import model

    foreign = [share < (_SOUND if len(line) > _JUDGED else _FOREIGN) for line, share in zip(lines, shares, strict=True)]
    doubtful = [i for i, line in enumerate(lines) if not foreign[i] and len(line) <= _JUDGED and not line.isascii()]
    bits = model().bits([lines[i].decode(codec, "replace") for codec in ("utf-8", other) for i in doubtful])
    for i, own, their in zip(doubtful, bits[: len(doubtful)], bits[len(doubtful) :], strict=True):
        foreign[i] = bool(their + _UTF8_BITS < own)
    return foreign


def _guessed(data: bytes) -> Decoded:
    from cleanse.decoding import guess

    found = guess.best(data)
    text = data.decode(found.codec, "replace")
    return Decoded(text, found.codec, found.reason + _losses(text.count("\ufffd")))


def _losses(lost: int) -> str:
    return f", {lost} characters lost" if lost else ""


_ASCII = bytes(range(128))
_SEQUENCES = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")


def _soundness(data: bytes) -> float:
    """The share of the bytes beyond ASCII that stand in UTF-8 sequences."""
    beyond = _beyond(data)
    return sum(len(run) for run in _SEQUENCES.findall(data)) / beyond if beyond else 1.0


def _beyond(data: bytes) -> int:
    return len(data.translate(None, _ASCII))
