"""Bytes → text, and the reason for the choice of encoding."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from cleanse.decoding import utf16
from cleanse.decoding.labels import codec_of, declaration
from cleanse.decoding.mixed import count_non_ascii, damaged_utf8, leads, losses, share_sound
from cleanse.decoding.readings import read
from cleanse.model import Decoded

if TYPE_CHECKING:
    from cleanse.decoding.guess import Guess

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ESCAPES = (
    (re.compile(rb"\x1b\$[@B]|\x1b\([JI]|\x1b\$\(D"), "iso2022_jp", "ISO-2022-JP"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr", "ISO-2022-KR"),
    (re.compile(rb"~\{(?:[!-w][!-~])+~\}"), "hz", "HZ"),
)
_FAULTS = 0.002  # the share of characters that may be lost before a declaration is not believed
_DISBELIEF = 40  # bits by which a text must be likelier in another encoding than in the declared one to prefer that
_FEW = 32  # bytes up to which a text may be valid UTF-8 by chance
_STRAY = 0.05  # the share of bytes beyond ASCII that a text in ISO-2022-JP may have
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")


def decode(data: bytes | bytearray | memoryview, declared: str | None = None) -> Decoded:
    """Decode bytes: the text, the codec it was read with, and in words how that was chosen.

    It never raises: bytes that cannot be decoded become U+FFFD. `declared` is the charset that a header names.
    `text.encode(encoding)` gives the bytes back unless characters were lost or a byte order mark was removed.

    >>> decode("新闻".encode("gb18030"), declared="gb2312")
    Decoded(text='新闻', encoding='gb18030', reason='declared as gb2312', confidence=0.995)
    """
    data = bytes(memoryview(data))  # a bytearray lacks methods of bytes; what is no bytes at all is a TypeError
    for attempt in (_marked, _seven_bit, _wide, _utf8):
        decoded = attempt(data)
        if decoded:
            return decoded
    if data.startswith(codecs.BOM_UTF8):
        decoded = _legacy(data[3:], declared)
        codec = "utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding
        return decoded._replace(encoding=codec, reason=f"{decoded.reason}, after a UTF-8 byte order mark")
    return _legacy(data, declared)


def _legacy(data: bytes, declared: str | None) -> Decoded:
    from cleanse.decoding import guess

    likeliest = guess.best(data)
    joined = _SURROGATES.sub(_joined, data)
    return _declared(data, declared, likeliest) or damaged_utf8(joined, likeliest) or _guessed(data, likeliest)


def _marked(data: bytes) -> Decoded | None:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(codec, "replace")
            # a program may put the mark before whatever it writes
            if codec == "utf-8-sig" and "\ufffd" in text and _SURROGATES.search(data) is None:
                return None
            return Decoded(text, codec, f"{name} byte order mark")
    return None


def _seven_bit(data: bytes) -> Decoded | None:
    if b"\0" in data:
        return None
    stray = 0 if data.isascii() else count_non_ascii(data)
    for pattern, codec, name in _ESCAPES:
        if stray <= _STRAY * len(data) and pattern.search(data):
            text = read(data, codec)
            if text.count("\ufffd") <= _FAULTS * len(text):
                return Decoded(text, codec, f"{name} escape sequences")
    if stray or utf16.detect(data):  # half of the bytes of Thai in UTF-16 are control characters of ASCII
        return None
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
        return _surrogates(data)
    if used == len(data):
        return None if _valid_by_chance(data, text) else Decoded(text, "utf-8", "valid UTF-8")
    if used == len(data) - 1 and data[-1] not in leads(data):  # more likely an accented letter
        return None
    return Decoded(text + "\ufffd", "utf-8", "valid UTF-8 up to a last character that is cut off")


def _surrogates(data: bytes) -> Decoded | None:
    """UTF-8 with characters beyond the first plane in two halves of three bytes, as Java and MySQL wrote it."""
    joined, count = _SURROGATES.subn(_joined, data)
    decoded = _utf8(joined) if count else None
    return decoded and decoded._replace(reason=f"{decoded.reason}, but for surrogates (CESU-8)")


def _joined(match: re.Match[bytes]) -> bytes:
    halves = match[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode("utf-8")


def _valid_by_chance(data: bytes, text: str) -> bool:
    """Whether a few bytes of valid UTF-8 are far likelier in another encoding: 一些 in GBK is һЩ in UTF-8."""
    if len(data) > _FEW or 2 * count_non_ascii(data) < len(data) or max(text, default="") > "\u07ff":
        return False
    from cleanse.decoding import guess

    return guess.compare(data, "utf-8", guess.best(data).codec).gain > _DISBELIEF / 2


def _declared(data: bytes, given: str | None, likeliest: Guess) -> Decoded | None:
    """What the bytes are by the given label or by their own declaration, unless that loses or garbles too much.

    A declaration that leaves UTF-8 in the text as mojibake is true of the rest: a template around a body.
    """
    for label in (given, declaration(data)):
        codec = codec_of(label) if label else None
        if codec is None or codec == "utf-8":  # that was tried
            continue
        text = read(data, codec)
        lost = text.count("\ufffd")
        if lost > _FAULTS * len(text):
            continue
        from cleanse.decoding import guess

        gain, confidence = guess.compare(data, codec, likeliest.codec)
        if gain < _DISBELIEF:
            reason = f"declared as {label}"
            mixed = damaged_utf8(data, guess.Guess(codec, reason, confidence), declared=True)
            if mixed and mixed.text.count("\ufffd") <= lost and guess.gain(text, mixed.text) > _DISBELIEF:
                return mixed
            return Decoded(text, named(codec, text, data), reason + losses(lost), confidence)
    return None


def _guessed(data: bytes, likeliest: Guess) -> Decoded:
    text = read(data, likeliest.codec)
    lost = text.count("\ufffd")
    confidence = round(likeliest.confidence * share_sound(text), 3)
    return Decoded(text, named(likeliest.codec, text, data), likeliest.reason + losses(lost), confidence)


def named(codec: str, text: str, data: bytes) -> str:
    """The codec that leads back to the bytes: Big5 without ETen's or Hong Kong's characters is `cp950`."""
    if codec not in ("cp950", "big5hkscs"):
        return codec
    return "cp950" if text.encode("cp950", "replace") == data else "big5hkscs"
