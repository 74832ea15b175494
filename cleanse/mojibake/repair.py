"""Repair misread text: choose the reading that is likelier than the text by enough bits, if there is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

from cleanse.decoding.character_model import LOST_BITS, model
from cleanse.mojibake.candidates import as_others, as_utf8, is_proof, most_bits
from cleanse.mojibake.gains import least_gain
from cleanse.mojibake.infer import infer
from cleanse.mojibake.misread import Reading, readings
from cleanse.mojibake.pairs import DOUBLE_BYTE, LATIN, Pair, prior
from cleanse.mojibake.plausible import is_plausible
from cleanse.mojibake.single_byte import LOST, tallies
from cleanse.mojibake.suspicion import line_may_be_mojibake, one_language
from cleanse.text.chars import EAST_ASIAN_WORDS
from cleanse.text.homoglyphs import own_letters
from cleanse.text.lazy import lazy_pattern

# Bits of the character model, chosen by hand as those in `gains`.
_GAIN_ANY = 60  # bits that a reading must gain if what comes out is no language with a few names
_GAIN_ALIKE = 4  # … if other lines of the document were misread in the same way
_NEW_LOSS = 20  # bits for a byte that only the reading loses, beyond those for U+FFFD; not in UTF-8
_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_MARK_BITS = 12  # bits for each question mark that is taken for a lost byte
_SEQUENCE = 2  # bits gained for each character by which UTF-8 shortens the text: its sequences are no accident
_OF_NO_LANGUAGE = 0.3  # the share of its bits that a line must gain if it is no language even so
_NO_ACCIDENT = 12  # characters by which UTF-8 shortens a line, from which on the model is not asked
_MARK = 10  # bits that a combining mark costs beyond the letter that it is on
_COMBINING = re.compile("[\u0300-\u036f]")


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
    return _repaired(line, tuple(seen), only_utf8)


@lru_cache(maxsize=256)  # the chain goes round until nothing changes: most lines are seen again as they were
def _repaired(line: str, seen: tuple[Pair, ...], only_utf8: bool) -> Repair | None:
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
        if reading.evidence and is_plausible(line, reading):
            return Repair(reading.text, reading.pair, reading.evidence)
    return _best(line, utf8 + others)


@lru_cache(maxsize=256)
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
    if shorter < _NO_ACCIDENT or LOST in reading.text or not is_plausible(line, reading):
        return None
    return Repair(reading.text, reading.pair, f"{shorter} characters fewer, so many sequences of UTF-8 are no accident")


def _best(line: str, candidates: Iterable[Reading], least: float | None = None) -> Repair | None:
    """The likeliest reading, if it gains `least` bits, or what such a reading needs, and costs what sound text does."""
    by_text = _plausible(line, candidates)
    return _decided(line, by_text, _bits([(line, list(by_text.values()))])[0], least) if by_text else None


def _plausible(line: str, candidates: Iterable[Reading]) -> dict[str, Reading]:
    """The plausible readings by their text."""
    by_text: dict[str, Reading] = {}
    for reading in candidates:
        if reading.text not in by_text and is_plausible(line, reading):
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
        least = least_gain(line, reading)
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


def _bits(lines: list[tuple[str, list[Reading]]]) -> list[list[float]]:
    """The costs of each line and its readings, in bits."""
    # a line with look-alikes of another alphabet costs what it would with its own letters
    texts = [text for line, candidates in lines for text in (own_letters(line), *(r.text for r in candidates))]
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
