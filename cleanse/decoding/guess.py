"""The encoding of bytes without a declaration."""

from __future__ import annotations

import re
from codecs import lookup
from typing import NamedTuple

import numpy as np

from cleanse.decoding.character_model import model
from cleanse.decoding.readings import read
from cleanse.text.chars import CJK_SIGNS, EAST_ASIAN
from cleanse.text.codes import code_points
from cleanse.text.lazy import lazy_pattern

# What web pages are written in (WHATWG Encoding Standard, and the code page of DOS), each with its prior in bits: about
# -log2 of the share of pages without a usable declaration that are in it.
WEB = {
    "gb18030": 0,
    "cp1252": 0,
    "cp1251": 1,
    "cp932": 1,
    "cp950": 2,
    "big5hkscs": 12,
    "cp949": 2,
    "euc_jp": 3,
    "cp1250": 2,
    "iso8859-2": 3,
    "cp1254": 3,
    "cp1253": 3,
    "cp1255": 3,
    "cp1256": 3,
    "cp874": 3,
    "koi8-r": 3,
    "koi8-u": 4,
    "cp1257": 4,
    "cp1258": 5,
    "iso8859-15": 2,
    "iso8859-5": 5,
    "iso8859-6": 5,
    "iso8859-7": 5,
    "iso8859-8": 5,
    "iso8859-13": 6,
    "cp866": 5,
    "mac-cyrillic": 4,
    "mac-roman": 3,
    "cp850": 3,
}
_WIDE = {"utf-16-le": 6, "utf-16-be": 8}  # only if a text is so short that utf16.detect may not see it
_FIRST, _SECOND = 500, 4000  # bytes in the sample to choose among all encodings, and among the best
_WITHIN = 60  # bits more than the best up to which an encoding is tried on the second sample,
_AMONG = 8  # and how many are tried on it at most
_CLOSE = 4  # bits by which two readings may differ and still be about as likely
_SOUND, _SOUND_SHORT = 14, 100  # bits that a character of sound text costs at most, and a short text on top of that
# Bits that a character of East Asia and any other cost at most, and a text on top of that. By these, 2,782 pieces of
# news in 25 languages, of 50 to 2,000 characters, cost .55 (median) to .94; random bytes cost 1.2 and more in the
# encoding that suits them best.
_EASTERN_BITS, _OTHER_BITS, _ANY_BITS = 11, 7, 60
_TEXT, _NOISE = 0.95, 1.2
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}{CJK_SIGNS}]")
# Confidence: half of what is missing goes with so many bits of distance to the next best reading,
_HALVES = 6
_ALONE, _AGREED, _UNKNOWN = 0.99, 0.8, 0.1  # where nothing else fits, chardet agrees, no language is known
_DECLARED = 40  # bits that a declaration is worth
# bytes beyond ASCII near each other; with the words around them they show the language
_CLUSTER = re.compile(rb"[\x80-\xff]+(?:[\x00-\x7f]{1,48}[\x80-\xff]+)*")
_AROUND = 24


class _Decoding(NamedTuple):
    bits: float
    codec: str
    text: str


class Guess(NamedTuple):
    codec: str
    reason: str
    confidence: float


def best(data: bytes) -> Guess:
    """The encoding in which the bytes are the likeliest text, by the character model."""
    ranked = _decodings(data)
    bits, codec, text = ranked[0]
    if bits > _SOUND * len(text) + _SOUND_SHORT:
        return _unknown_language(data, codec)
    rivals = [reading for reading in ranked if reading.text != text]
    confidence = _ALONE
    if rivals:
        confidence = 1 - 0.5 * 2 ** (-(rivals[0].bits - bits) / _HALVES)
    if not rivals:
        reason = "alone fits"
    elif rivals[0].bits > bits + _CLOSE:
        reason = f"makes the likeliest text, by {rivals[0].bits - bits:.0f} bits before {rivals[0].codec}"
    else:
        opinion = _second_opinion(data[:_SECOND], [reading for reading in ranked if reading.bits <= bits + _CLOSE])
        reason = f"makes a text about as likely as {rivals[0].codec if opinion in (None, ranked[0]) else codec}"
        if opinion:
            codec, text = opinion.codec, opinion.text
            confidence = max(confidence, _AGREED)
            reason += ", and chardet says so too"
    alike = [reading.codec for reading in ranked if reading.text == text]
    if len(alike) > 1 and len(data) > _FIRST:
        codec = _told_apart(data, alike)
    return Guess(codec, f"{codec} {reason}", round(confidence * _soundness(bits, text), 3))


def _decodings(data: bytes) -> list[_Decoding]:
    """The bytes, or a sample of them, in each encoding; the likeliest first."""
    candidates = WEB | _WIDE if len(data) <= _FIRST and len(data) % 2 == 0 else WEB
    ranked = _ranked(_sample(data, _FIRST), candidates)
    if len(data) > _FIRST:
        close = [reading.codec for reading in ranked if reading.bits <= ranked[0].bits + _WITHIN][:_AMONG]
        if len(close) > 1:
            return _ranked(_sample(data, _SECOND), {codec: WEB[codec] for codec in close})
    return ranked


def _second_opinion(data: bytes, close: list[_Decoding]) -> _Decoding | None:
    """Of encodings that are about as likely, the one that chardet names, if it names one of them."""
    import chardet

    named = chardet.detect(data)["encoding"]
    try:
        name = lookup(named or "").name
    except LookupError:
        return None
    return next((reading for reading in close if lookup(reading.codec).name == name), None)


def _unknown_language(data: bytes, codec: str) -> Guess:
    """If no encoding gives text of a language the model knows: charset-normalizer's choice, else the model's."""
    from charset_normalizer import from_bytes

    match = from_bytes(data[:_SECOND], cp_isolation=list(WEB), preemptive_behaviour=False, enable_fallback=False).best()
    if match is None:
        reason = f"{codec} is the least unlikely: no encoding makes text of a language that is known"
        return Guess(codec, reason, _UNKNOWN)
    reason = f"no encoding makes text of a language that is known; charset-normalizer says {match.encoding}"
    return Guess(match.encoding, reason, _UNKNOWN)


class Comparison(NamedTuple):
    """One codec against another: the bits by which the other makes likelier text, and how sure the first one is."""

    gain: float
    confidence: float


def compare(data: bytes, codec: str, other: str) -> Comparison:
    """A codec that somebody declared against the one that looks best."""
    sample = _sample(data, _SECOND)
    text = read(sample, codec)
    before, after = model().bits([text, read(sample, other)]).tolist()
    rival = 1 - 0.5 * 2 ** ((before - after - _DECLARED) / _HALVES) if before - after < _DECLARED else 0.5
    return Comparison(before - after, round(rival * _soundness(before, text), 3))


def gain(text: str, other: str) -> float:
    """The bits by which the other reading of the same bytes is likelier."""
    before, after = model().bits([text, other]).tolist()
    return float(before - after)


def _soundness(bits: float, text: str) -> float:
    """1 for a text that costs no more than texts do, down to 0 where it costs what noise costs."""
    eastern = len(_EASTERN.findall(text))
    cost = bits / (_EASTERN_BITS * eastern + _OTHER_BITS * (len(text) - eastern) + _ANY_BITS)
    return min(1.0, max(0.0, (_NOISE - cost) / (_NOISE - _TEXT)))


def _ranked(sample: bytes, candidates: dict[str, int]) -> list[_Decoding]:
    texts = {codec: read(sample, codec) for codec in candidates}
    different = list(dict.fromkeys(texts.values()))
    bits = dict(zip(different, model().bits(different).tolist(), strict=True))
    return sorted(_Decoding(bits[text] + candidates[codec], codec, text) for codec, text in texts.items())


def _told_apart(data: bytes, alike: list[str]) -> str:
    """Of encodings in which the sample is the same text, the likeliest by where the rest differs."""
    texts = [read(data, codec) for codec in alike]
    if len({len(text) for text in texts}) > 1:
        return alike[0]
    codes = np.array([code_points(text) for text in texts])
    differences = np.flatnonzero((codes != codes[0]).any(axis=0)).tolist()
    if not differences:
        return alike[0]
    pieces = ["\n".join(text[max(0, i - 20) : i + 20] for i in differences[:20]) for text in texts]
    bits = model().bits(pieces).tolist()
    return min(zip(bits, alike, strict=True), key=lambda pair: pair[0] + WEB[pair[1]])[1]


def _sample(data: bytes, size: int) -> bytes:
    """The bytes, or as many of them as `size` around those beyond ASCII."""
    if len(data) <= size:
        return data
    pieces: list[bytes] = []
    length = 0
    for cluster in _CLUSTER.finditer(data):
        start = max(0, cluster.start() - _AROUND)
        pieces.append(data[start : min(cluster.end() + _AROUND, start + size - length)])
        length += len(pieces[-1]) + 1
        if length >= size:
            break
    return b"\n".join(pieces)
