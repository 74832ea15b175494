"""Repair misread text: choose the reading that is likelier than the text by enough bits, if there is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

from cleanse.decoding.character_model import LOST_BITS, model
from cleanse.mojibake.candidates import as_others, as_utf8, is_proof, most_bits
from cleanse.mojibake.infer import infer
from cleanse.mojibake.misread import Reading, readings
from cleanse.mojibake.pairs import DOUBLE_BYTE, LATIN, Pair, prior
from cleanse.mojibake.single_byte import LOST, encode_whole, tallies
from cleanse.mojibake.suspicion import line_may_be_mojibake, one_language
from cleanse.text.chars import EAST_ASIAN_WORDS
from cleanse.text.lazy import lazy_pattern

# Bits of the character model (`decoding.character_model`): a reading that costs n bits less is 2**n times likelier. All
# were chosen by hand, on the side of leaving text alone. None is sensitive: on 621 damaged and 2,069 clean paragraphs
# of news, about half to half as much again of any of these gains, costs and shares moves the share that is restored
# exactly by .002 at most, and harms no further clean one.
_GAIN = 7  # bits that a reading must gain
_GAIN_BOTH_EASTERN = 25  # … if it is both
_GAIN_LATIN = 8  # … if it is another Latin alphabet's
_GAIN_EACH = 4  # … and for each of its letters
_GAIN_ALONE = 8  # … more if none of the letters that change is beside a small one
_WITHIN_SMALL = re.compile("(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])")
_GAIN_PARTLY = 8  # … more if the line has characters that the wrong encoding lacks
_GAIN_FEW, _FEW_LETTERS = 25, 3  # … if fewer letters than this change from another alphabet to Latin
_GAIN_ANY = 60  # … if what comes out is no language with a few names
_GAIN_ALIKE = 4  # … if other lines of the document were misread in the same way
_GAIN_OF_ONE = 9  # … if only one different character changes
_GAIN_EASTERN = 15  # … if it is or becomes East Asian, or the one character becomes a letter of another alphabet
_NEW_LOSS = 20  # bits for a byte that only the reading loses, beyond those for U+FFFD; not in UTF-8
_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_INSIDE = lazy_pattern(rf"(?<=[A-Za-zÀ-ɏЀ-ӿ])[{EAST_ASIAN_WORDS}]+(?=[A-Za-zÀ-ɏЀ-ӿ])")
_BESIDE = lazy_pattern(f"[a-z][{EAST_ASIAN_WORDS}]|[{EAST_ASIAN_WORDS}][a-z]")
_BETWEEN = lazy_pattern(f"[A-Za-z][{EAST_ASIAN_WORDS}][A-Za-z]")
_LOOKALIKES = frozenset("асеорхуіјѕАВЕКМНОРСТХУІЈЅ")  # Cyrillic letters that are put into Latin words on purpose
# what Mac Roman's small letters and quotation marks are in cp1252: capitals and signs within and after small letters
_OF_MAC = re.compile("[a-z][^\x00-\x7fà-ÿ ]|[A-Z][à-ÿ‚][A-Z]|[A-Z][^\x00-\x7fà-ÿ ][a-z]")
_MARK_BITS = 12  # bits for each question mark that is taken for a lost byte
_KEPT = 0.2  # the least share of characters beyond ASCII that a reading keeps: one becomes at most four when misread
_SEQUENCE = 2  # bits gained for each character by which UTF-8 shortens the text: its sequences are no accident
_OF_NO_LANGUAGE = 0.3  # the share of its bits that a line must gain if it is no language even so
_NO_ACCIDENT = 12  # characters by which UTF-8 shortens a line, from which on the model is not asked
_MARK = 10  # bits that a combining mark costs beyond the letter that it is on
_COMBINING = re.compile("[\u0300-\u036f]")
_CONTROLS = re.compile("[\x80-\x9f]")
_TELLING = re.compile(r"[^\W\d_]|[\x80-\x9f]")  # letters, and control characters that sound text does not have
_ASCII = re.compile("[\x00-\x7f\xa0Â\ufffd]+")  # and remains of no-break spaces


class Repair(NamedTuple):
    """A text as it was before it was misread, and how that is known."""

    text: str
    pair: Pair
    evidence: str


def repaired(line: str, seen: Collection[Pair] = (), only_utf8: bool = False) -> Repair | None:
    """Repair a line; None if the character model is not sure that it was misread.

    `seen` are wrong decodings found earlier in the same document: if one of them explains the whole line, others are
    not tried. With `only_utf8`, the line may be UTF-8 or one of those, but nothing else.

    >>> repaired("La dÃ©cision du conseil")[:2]
    ('La décision du conseil', ('cp1252', 'utf-8'))
    """
    repair = repaired_together([line], seen)[0] if seen else None
    if repair:
        return repair
    counted = tallies(line)
    if only_utf8 and 2 * max(counted.covered) < counted.beyond_ascii and not _EASTERN_RUN.search(line):
        return None
    utf8 = as_utf8(line, counted)
    proven = [reading for reading in utf8 if is_proof(line, reading)]
    if proven:
        repair = _alone(line, proven) if len(utf8) == 1 else None
        repair = repair or _best(line, utf8)
        if repair:  # it may have been misread twice
            return repair
    if only_utf8:
        return _best(line, utf8) if utf8 else None
    others = as_others(line, counted)
    for reading in others:
        if reading.evidence and _is_plausible(line, reading):
            return Repair(reading.text, reading.pair, reading.evidence)
    return _best(line, utf8 + others)


def nonsense(line: str) -> float:
    """How many times what sound text may cost a line costs: more than 1 for what is no language."""
    return float(model().bits([line])[0]) / most_bits(line)


def repaired_together(lines: Sequence[str], seen: Collection[Pair]) -> list[Repair | None]:
    """Repair lines of a document in which these wrong decodings were `seen`; None if they do not explain all of one."""
    tables = [_plausible(line, readings(line, seen)) for line in lines]
    costs = _bits([(line, list(table.values())) for line, table in zip(lines, tables, strict=True)])
    repairs = (_decided(*each) for each in zip(lines, tables, costs, strict=True))
    return [None if repair is None or line_may_be_mojibake(repair.text) else repair for repair in repairs]


def repaired_alike(line: str, seen: Collection[Pair]) -> Repair | None:
    """Repair a line that is not enough evidence by itself, in a document in which these wrong decodings were `seen`."""
    alphabets = [pair for pair in seen if pair[1] != "utf-8" and pair[1] not in DOUBLE_BYTE]
    return _best(line, readings(line, alphabets), _GAIN_ALIKE) if alphabets else None


def _alone(line: str, readings: list[Reading]) -> Repair | None:
    """The one reading of a line that is UTF-8 throughout, which needs no model."""
    reading = readings[0]
    shorter = len(line) - len(reading.text)
    if shorter < _NO_ACCIDENT or LOST in reading.text or not _is_plausible(line, reading):
        return None
    return Repair(reading.text, reading.pair, f"{shorter} characters fewer, so many sequences of UTF-8 are no accident")


def _best(line: str, candidates: Iterable[Reading], least: float | None = None) -> Repair | None:
    """The likeliest reading, if it gains `least` bits, or what such a reading needs, and costs what sound text does."""
    by_text = _plausible(line, candidates)
    return _decided(line, by_text, _bits([(line, list(by_text.values()))])[0], least)


def _plausible(line: str, candidates: Iterable[Reading]) -> dict[str, Reading]:
    """The plausible readings by their text."""
    by_text: dict[str, Reading] = {}
    for reading in candidates:
        if reading.text not in by_text and _is_plausible(line, reading):
            by_text[reading.text] = reading
    return by_text


def _decided(line: str, by_text: dict[str, Reading], costs: list[float], least: float | None = None) -> Repair | None:
    """The cheapest reading, if it is cheap enough; `costs` are those of the line and of each reading."""
    if not by_text:
        return None
    bits, *others = costs
    cost, text = min(zip(others, by_text, strict=True))
    reading = by_text[text]
    pair = reading.pair
    if least is None:
        least = _least(line, reading)
    if cost > most_bits(text):  # what comes out is no language; UTF-8 may be a part of what is none
        least = max(least, _OF_NO_LANGUAGE * bits) if pair[1] == "utf-8" else inf
    if bits - cost < least:
        return None
    if pair[1] in LATIN and pair[1] != "utf-8" and bits - cost < _GAIN_ANY and not one_language(text):
        return None
    evidence = f"as {pair[1]} it is likelier by {bits - cost:.0f} bits of {bits:.0f}"
    if any(reading.torn):
        text = infer(text, reading.torn, pair[0])
        evidence += f"; of {len(reading.torn)} damaged characters {text.count(LOST)} remain lost"
    return Repair(text, pair, evidence)


def _least(line: str, reading: Reading) -> float:
    """The bits that a reading must gain, by the different characters of the line that it changes."""
    pair, changed = reading.pair, set(line) - set(reading.text)
    if changed and changed <= _LOOKALIKES and len(line) - len(reading.text) < 2:
        return inf
    if pair[1] == "utf-8" and pair[0] not in DOUBLE_BYTE:
        return _GAIN
    if not DOUBLE_BYTE.isdisjoint(pair):
        beside = _BESIDE if pair[1] == "utf-8" else _BETWEEN
        if pair[1] in LATIN and beside.search(line) and not _EASTERN_RUN.search(reading.text):
            return _GAIN_OF_ONE  # what was inside Latin words are Latin letters
        return _GAIN_BOTH_EASTERN if DOUBLE_BYTE.issuperset(pair) else _GAIN_EASTERN
    letters = sum(map(line.count, changed))
    partly = 0 if encode_whole(line.replace(LOST, ""), pair[0]) is not None else _GAIN_PARTLY
    if pair[1] in LATIN and pair[0] not in LATIN and pair[0] != "latin-1" and letters < _FEW_LETTERS:
        return _GAIN_FEW
    if len(changed) == 1:
        return partly + (_GAIN_OF_ONE if pair[1] in LATIN else _GAIN_EASTERN)
    if pair[1] not in LATIN:
        return partly + _GAIN
    alone = 0 if any(c in changed for c in _WITHIN_SMALL.findall(line)) else _GAIN_ALONE
    return partly + alone + max(_GAIN_LATIN, _GAIN_EACH * letters)


def _is_plausible(line: str, reading: Reading) -> bool:
    """Whether a reading keeps enough of the line's characters beyond ASCII, changes letters, and breaks no words."""
    text = reading.text
    lost = max(0, text.count(LOST) - line.count(LOST) - reading.marks)
    kept = _beyond(text)
    if lost + kept < _KEPT * _beyond(line) or (lost > kept and not _CONTROLS.search(line)):
        return False
    if reading.pair[1] == "mac-roman" and not _OF_MAC.search(line):
        return False
    return any(_TELLING.match(c) for c in set(line) ^ set(text)) and not _breaks_words(line, text)


@lru_cache(maxsize=16)
def _beyond(text: str) -> int:
    """How many characters of a text are not ASCII, without remains of no-break spaces."""
    return len(_ASCII.sub("", text))


def _breaks_words(line: str, text: str) -> bool:
    """Whether a reading puts East Asian characters inside the words of a line without any: Sï¿½dbaden, S占폻baden.

    Chinese between Latin words (iPhone和iPad) is sound if most of the Chinese is elsewhere.
    """
    if _EASTERN_RUN.search(line):
        return False
    inside = sum(map(len, _INSIDE.findall(text)))
    return inside > 0 and 2 * inside >= sum(map(len, _EASTERN_RUN.findall(text)))


def _bits(lines: list[tuple[str, list[Reading]]]) -> list[list[float]]:
    """The costs of each line and its readings, in bits."""
    texts = [text for line, candidates in lines for text in (line, *(reading.text for reading in candidates))]
    costs = iter(model().bits(texts).tolist())
    return [
        [next(costs) - LOST_BITS * line.count(LOST)] + [next(costs) + _extra_bits(line, r) for r in candidates]
        for line, candidates in lines
    ]


def _extra_bits(line: str, reading: Reading) -> float:
    """What a reading costs beyond its characters. Bytes that the line has lost already cost nothing."""
    lost, lost_before = reading.text.count(LOST), line.count(LOST)
    bits: float = prior(reading.pair) + _MARK_BITS * reading.marks
    if reading.pair[1] == "utf-8":
        bits -= _SEQUENCE * max(0, len(line) - len(reading.text))
    else:
        bits += _NEW_LOSS * max(0, lost - lost_before - reading.marks)
    bits += _MARK * max(0, len(_COMBINING.findall(reading.text)) - len(_COMBINING.findall(line)))
    return bits - LOST_BITS * min(lost, lost_before + reading.marks)
