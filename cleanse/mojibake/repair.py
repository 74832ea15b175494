"""Which of the readings of a misread text is the true one, if any."""

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
from cleanse.mojibake.suspicion import suspicious
from cleanse.text.chars import EAST_ASIAN, EAST_ASIAN_WORDS
from cleanse.text.lazy import lazy_pattern

_GAIN = 7  # bits by which a reading must be likelier than the text as it stands
_GAIN_ALIKE = 4  # the same where other lines of the document were misread in that way
_GAIN_OF_ONE = 9  # the same where only one of the text's characters changes
_GAIN_EASTERN = 15  # the same where it is or becomes East Asian, or only one becomes a letter of another alphabet
_NEW_LOSS = 20  # bits beyond what U+FFFD costs for a byte that is lost only in the reading, if that is not UTF-8
_SOUND = (30, 13, 8)  # bits that sound text costs at most: to begin with, for an East Asian character, for any other
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_INSIDE = lazy_pattern(rf"(?<=[A-Za-zÀ-ɏЀ-ӿ])[{EAST_ASIAN_WORDS}]+(?=[A-Za-zÀ-ɏЀ-ӿ])")
_LOOKALIKES = frozenset("асеорхуіјѕАВЕКМНОРСТХУІЈЅ")  # Cyrillic letters that are put into Latin words on purpose
_MARK_BITS = 12  # what it takes to believe that a question mark was a lost byte
_KEPT = 0.2  # characters beyond ASCII that must be left of each; the most that one can have been made into is four
_LONG = 500  # characters beyond which a part is looked at first
_LIKELY = 4  # mistakes that are still considered then
_SEQUENCE = 2  # bits for each character by which UTF-8 shortens the text: bytes are not in its order by chance
_CONTROLS = re.compile("[\x80-\x9f]")
_TELLING = re.compile(r"[^\W\d_]|[\x80-\x9f]")  # letters, and control characters that no text holds
_ASCII = re.compile("[\x00-\x7f\xa0Â\ufffd]+")  # and what is left of no-break spaces


class Repair(NamedTuple):
    """A text as it was before it was misread."""

    text: str
    pair: Pair
    gain: float
    """Bits by which it is likelier than what it became."""
    bits: float
    """What it became costs so much."""


def repaired(line: str, known: Collection[Pair] = ()) -> Repair | None:
    """The text as it was before it was misread, or None where the character model is not sure that it was.

    `known` are mistakes seen before in the same document: where one of them explains all, the others are not tried.
    """
    if known:
        found = _best(line, known)
        if found and not suspicious(found.text):
            return found
    return _best(line, PAIRS if len(line) <= _LONG else _likely(line))


def repaired_alike(line: str, known: Collection[Pair]) -> Repair | None:
    """The same for a line of a document in which these mistakes were made: it takes less to believe in one more."""
    alphabets = [pair for pair in known if pair[1] != "utf-8" and pair[1] not in DOUBLE_BYTE]
    return _best(line, alphabets, _GAIN_ALIKE) if alphabets else None


def _best(line: str, pairs: Collection[Pair], least: float | None = None) -> Repair | None:
    found = {reading.text: reading for reading in _all(line, pairs) if _plausible(line, reading)}
    bits, *others = _bits(line, list(found.values()))
    if not others:
        return None
    cost, text = min(zip(others, found, strict=True))
    pair = found[text].pair
    if least is None:
        least = _least(pair, set(line) - set(text))
    sure = bits - cost >= least
    return Repair(text, pair, bits - cost, bits) if sure and (pair[1] == "utf-8" or cost <= _most(text)) else None


def _least(pair: Pair, changed: set[str]) -> float:
    """The bits that must be gained where these of the text's characters change."""
    if len(changed) < 3 and changed <= _LOOKALIKES:
        return inf
    if not DOUBLE_BYTE.isdisjoint(pair):
        return _GAIN_EASTERN
    if len(changed) == 1:
        return _GAIN_OF_ONE if pair[1] in LATIN else _GAIN_EASTERN
    return _GAIN


def _most(text: str) -> float:
    """The bits that sound text of such characters may cost."""
    eastern = len(_EASTERN.findall(text))
    return _SOUND[0] + _SOUND[1] * eastern + _SOUND[2] * (len(text) - eastern)


def _likely(line: str) -> list[Pair]:
    """The mistakes that best explain the first part of a long text that looks misread."""
    parts = [line[at : at + _LONG] for at in range(0, len(line), _LONG)]
    part = next((part for part in parts if suspicious(part)), parts[0])
    found = list(_all(part, PAIRS))
    ranked = sorted(zip(_bits(part, found)[1:], (reading.pair for reading in found), strict=True))
    return list(dict.fromkeys(pair for _, pair in ranked))[:_LIKELY]


def _all(line: str, pairs: Collection[Pair]) -> Iterator[Reading]:
    yield from readings(line, pairs)
    if any(true == "utf-8" for _, true in pairs):
        yield from _by_ftfy(line)


def _plausible(line: str, reading: Reading) -> bool:
    """Whether the reading explains what is there rather than throwing it away, and makes words of it."""
    text = reading.text
    lost = max(0, text.count(LOST) - line.count(LOST) - reading.marks)
    kept = len(_ASCII.sub("", text))
    if lost + kept < _KEPT * len(_ASCII.sub("", line)) or (lost > kept and not _CONTROLS.search(line)):
        return False
    return any(_TELLING.match(c) for c in set(line) ^ set(text)) and not _breaks_words(line, text)


def _breaks_words(line: str, text: str) -> bool:
    """Whether the reading puts East Asian characters inside words of a line that has none: Sï¿½dbaden is no S占폻baden.

    Chinese that has Latin words side by side with its own (iPhone和iPad) has other words too.
    """
    if _EASTERN_RUN.search(line):
        return False
    inside = sum(map(len, _INSIDE.findall(text)))
    return inside > 0 and 2 * inside >= sum(map(len, _EASTERN_RUN.findall(text)))


def _bits(line: str, found: list[Reading]) -> list[float]:
    """What the line and its readings cost, in bits. Bytes that are lost already speak neither for nor against."""
    bits: list[float] = model().bits([line, *(reading.text for reading in found)]).tolist()
    known = line.count(LOST)
    for i, reading in enumerate((Reading(line, ("", "")), *found)):
        bits[i] += WEB.get(reading.pair[1], 0)
        lost = reading.text.count(LOST)
        bits[i] += _MARK_BITS * reading.marks
        if reading.pair[1] == "utf-8":
            bits[i] -= _SEQUENCE * max(0, len(line) - len(reading.text))
        bits[i] += _NEW_LOSS * max(0, lost - known - reading.marks) * (reading.pair[1] != "utf-8")
        bits[i] -= LOST_BITS * min(lost, known + reading.marks)
    return bits


def _by_ftfy(line: str) -> Iterator[Reading]:
    fix, config = _ftfy()
    fixed, plan = fix(line, config)
    if fixed != line:
        wrong = [step.parameter for step in plan or () if step.action == "encode"]
        yield Reading(fixed, (wrong[0].replace("sloppy-windows-", "cp") if wrong else "cp1252", "utf-8"))


@cache
def _ftfy() -> tuple[Any, Any]:
    import ftfy

    # Everything is off that rewrites sound text: widths (67 % of Chinese lines), quotes (19 %), ligatures, escapes.
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
