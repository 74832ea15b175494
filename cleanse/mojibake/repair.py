"""Repair misread text: choose the reading that is likelier than the text by enough bits, if there is one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from math import inf
from typing import Any, NamedTuple

from cleanse.decoding.character_model import LOST_BITS, model
from cleanse.decoding.guess import WEB
from cleanse.mojibake.misread import LOST, Reading, readings
from cleanse.mojibake.pairs import DOUBLE_BYTE, LATIN, PAIRS, Pair
from cleanse.mojibake.suspicion import may_be_mojibake
from cleanse.text.chars import EAST_ASIAN, EAST_ASIAN_WORDS
from cleanse.text.lazy import lazy_pattern

# Bits of the character model (`decoding.character_model`): a reading that costs n bits less is 2**n times likelier. All
# were chosen by hand, on the side of leaving text alone. None is sensitive: on 621 damaged and 2,069 clean paragraphs
# of news, about half to half as much again of any of these gains, costs and shares moves the share that is restored
# exactly by .002 at most, and harms no further clean one.
_GAIN = 7  # bits that a reading must gain
_GAIN_ALIKE = 4  # … if other lines of the document were misread in the same way
_GAIN_OF_ONE = 9  # … if only one different character changes
_GAIN_EASTERN = 15  # … if it is or becomes East Asian, or the one character becomes a letter of another alphabet
_NEW_LOSS = 20  # bits for a byte that only the reading loses, beyond those for U+FFFD; not in UTF-8
_SOUND = (30, 13, 8)  # the most that sound text costs: at all, for each East Asian character, for each other one
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_INSIDE = lazy_pattern(rf"(?<=[A-Za-zÀ-ɏЀ-ӿ])[{EAST_ASIAN_WORDS}]+(?=[A-Za-zÀ-ɏЀ-ӿ])")
_LOOKALIKES = frozenset("асеорхуіјѕАВЕКМНОРСТХУІЈЅ")  # Cyrillic letters that are put into Latin words on purpose
_MARK_BITS = 12  # bits for each question mark that is taken for a lost byte
_KEPT = 0.2  # the least share of characters beyond ASCII that a reading keeps: one becomes at most four when misread
_LONG = 500  # characters; of a longer line, a part decides which pairs are tried on the whole …
_LIKELY = 4  # … and how many of them
_SEQUENCE = 2  # bits gained for each character by which UTF-8 shortens the text: its sequences are no accident
_CONTROLS = re.compile("[\x80-\x9f]")
_TELLING = re.compile(r"[^\W\d_]|[\x80-\x9f]")  # letters, and control characters that sound text does not have
_ASCII = re.compile("[\x00-\x7f\xa0Â\ufffd]+")  # and remains of no-break spaces


class Repair(NamedTuple):
    """A text as it was before it was misread, and the evidence."""

    text: str
    pair: Pair
    gain: float
    """Bits by which it is likelier than the misread text."""
    bits: float
    """The cost of the misread text."""


def repaired(line: str, seen: Collection[Pair] = ()) -> Repair | None:
    """Repair a line; None if the character model is not sure that it was misread.

    `seen` are wrong decodings found earlier in the same document: if one of them explains the whole line, others are
    not tried.

    >>> repair = repaired("La dÃ©cision du conseil a Ã©tÃ© annoncÃ©e")
    >>> repair.text, repair.pair
    ('La décision du conseil a été annoncée', ('latin-1', 'utf-8'))
    """
    if seen:
        repair = _best(line, seen)
        if repair and not may_be_mojibake(repair.text):
            return repair
    return _best(line, PAIRS if len(line) <= _LONG else _likely(line))


def repaired_alike(line: str, seen: Collection[Pair]) -> Repair | None:
    """Repair a line that is not enough evidence by itself, in a document in which these wrong decodings were `seen`."""
    alphabets = [pair for pair in seen if pair[1] != "utf-8" and pair[1] not in DOUBLE_BYTE]
    return _best(line, alphabets, _GAIN_ALIKE) if alphabets else None


def _best(line: str, pairs: Collection[Pair], least: float | None = None) -> Repair | None:
    """The likeliest reading that undoes one of the pairs, if it gains `least` bits and costs what sound text does."""
    by_text = {reading.text: reading for reading in _all(line, pairs) if _plausible(line, reading)}
    bits, *others = _bits(line, list(by_text.values()))
    if not others:
        return None
    cost, text = min(zip(others, by_text, strict=True))
    pair = by_text[text].pair
    if least is None:
        least = _least(pair, set(line) - set(text))
    is_sure = bits - cost >= least
    return Repair(text, pair, bits - cost, bits) if is_sure and (pair[1] == "utf-8" or cost <= _most(text)) else None


def _least(pair: Pair, changed: set[str]) -> float:
    """The bits that a reading must gain if these different characters of the text change."""
    if len(changed) < 3 and changed <= _LOOKALIKES:
        return inf
    if not DOUBLE_BYTE.isdisjoint(pair):
        return _GAIN_EASTERN
    if len(changed) == 1:
        return _GAIN_OF_ONE if pair[1] in LATIN else _GAIN_EASTERN
    return _GAIN


def _most(text: str) -> float:
    """The most bits that sound text of such characters costs."""
    eastern = len(_EASTERN.findall(text))
    return _SOUND[0] + _SOUND[1] * eastern + _SOUND[2] * (len(text) - eastern)


def _likely(line: str) -> list[Pair]:
    """The wrong decodings that best explain the first suspicious part of a long line."""
    parts = [line[at : at + _LONG] for at in range(0, len(line), _LONG)]
    part = next((part for part in parts if may_be_mojibake(part)), parts[0])
    candidates = list(_all(part, PAIRS))
    ranked = sorted(zip(_bits(part, candidates)[1:], (reading.pair for reading in candidates), strict=True))
    return list(dict.fromkeys(pair for _, pair in ranked))[:_LIKELY]


def _all(line: str, pairs: Collection[Pair]) -> Iterator[Reading]:
    """The readings of this package, and ftfy's for UTF-8."""
    yield from readings(line, pairs)
    if any(true == "utf-8" for _, true in pairs):
        yield from _by_ftfy(line)


def _plausible(line: str, reading: Reading) -> bool:
    """Whether a reading keeps enough of the characters, changes letters, and breaks no words."""
    text = reading.text
    lost = max(0, text.count(LOST) - line.count(LOST) - reading.marks)
    kept = len(_ASCII.sub("", text))
    if lost + kept < _KEPT * len(_ASCII.sub("", line)) or (lost > kept and not _CONTROLS.search(line)):
        return False
    return any(_TELLING.match(c) for c in set(line) ^ set(text)) and not _breaks_words(line, text)


def _breaks_words(line: str, text: str) -> bool:
    """Whether a reading puts East Asian characters inside the words of a line without any: Sï¿½dbaden, S占폻baden.

    Chinese between Latin words (iPhone和iPad) is sound if most of the Chinese is elsewhere.
    """
    if _EASTERN_RUN.search(line):
        return False
    inside = sum(map(len, _INSIDE.findall(text)))
    return inside > 0 and 2 * inside >= sum(map(len, _EASTERN_RUN.findall(text)))


def _bits(line: str, candidates: list[Reading]) -> list[float]:
    """The cost of the line and of each reading, in bits. Bytes that the line has lost already cost nothing."""
    bits: list[float] = model().bits([line, *(reading.text for reading in candidates)]).tolist()
    lost_before = line.count(LOST)
    for i, reading in enumerate((Reading(line, ("", "")), *candidates)):
        bits[i] += WEB.get(reading.pair[1], 0)
        lost = reading.text.count(LOST)
        bits[i] += _MARK_BITS * reading.marks
        if reading.pair[1] == "utf-8":
            bits[i] -= _SEQUENCE * max(0, len(line) - len(reading.text))
        bits[i] += _NEW_LOSS * max(0, lost - lost_before - reading.marks) * (reading.pair[1] != "utf-8")
        bits[i] -= LOST_BITS * min(lost, lost_before + reading.marks)
    return bits


def _by_ftfy(line: str) -> Iterator[Reading]:
    """The reading of ftfy, which knows more forms of UTF-8 read as single bytes."""
    fix, config = _ftfy()
    fixed, plan = fix(line, config)
    if fixed != line:
        wrong = [step.parameter for step in plan or () if step.action == "encode"]
        yield Reading(fixed, (wrong[0].replace("sloppy-windows-", "cp") if wrong else "cp1252", "utf-8"))


@cache
def _ftfy() -> tuple[Any, Any]:
    import ftfy

    # All options that rewrite sound text are off: widths (67 % of Chinese lines), quotes (19 %), ligatures, escapes.
    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
    )
    return ftfy.fix_encoding_and_explain, config
