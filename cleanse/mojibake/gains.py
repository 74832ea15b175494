"""How much likelier than a text a reading must be, by what it changes."""

from __future__ import annotations

import re
import unicodedata
from math import inf

from cleanse.mojibake.misread import Reading
from cleanse.mojibake.pairs import DOUBLE_BYTE, LATIN, TRUES
from cleanse.mojibake.single_byte import LOST, encode_whole
from cleanse.text.chars import EAST_ASIAN_WORDS
from cleanse.text.lazy import lazy_pattern

# Bits of the character model (`decoding.character_model`): a reading that costs n bits less is 2**n times likelier. All
# were chosen by hand, on the side of leaving text alone. None is sensitive: on 621 damaged and 2,069 clean paragraphs
# of news, about half to half as much again of any of these gains, costs and shares moves the share that is restored
# exactly by .002 at most, and harms no further clean one.
_GAIN = 7  # bits that a reading must gain
_GAIN_ALPHABET = 16  # … if it is of an alphabet that is not Latin, and not UTF-8
_GAIN_OF_ONE = 9  # … if only one different character changes
_GAIN_EASTERN = 15  # … if it is or becomes East Asian, or the one character becomes a letter of another alphabet
_GAIN_BOTH_EASTERN = 25  # … if it is and becomes that, or the mistake is rare
_GAIN_LATIN = 8  # … if it is another Latin alphabet's
_GAIN_EACH = 4  # … and for each of its letters
_GAIN_SIGN = 5  # … more if the one is a sign, and twice that if it becomes one
_APOSTROPHES = "’…"  # signs that follow letters anyway
_GAIN_ALONE = 8  # … more if none of the letters that change is beside a small one
_GAIN_PARTLY = 8  # … more if the line has characters that the wrong encoding lacks
_GAIN_FEW, _FEW_LETTERS = 25, 3  # … if fewer letters than this change from another alphabet to Latin
_OF_NAMES = frozenset("®©™")  # signs that follow a name
_WITHIN_SMALL = re.compile("(?<=[a-z])[^\x00-\x7f]|[^\x00-\x7f](?=[a-z])")
_LOOKALIKES = frozenset("асеорхуіјѕАВЕКМНОРСТХУІЈЅ")  # Cyrillic letters that are put into Latin words on purpose
_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_BESIDE = lazy_pattern(f"[a-z][{EAST_ASIAN_WORDS}]|[{EAST_ASIAN_WORDS}][a-z]")
_BETWEEN = lazy_pattern(f"[A-Za-z][{EAST_ASIAN_WORDS}][A-Za-z]")


def least_gain(line: str, reading: Reading) -> float:
    """The bits that a reading must gain, by the different characters of the line that it changes.

    >>> least_gain("cafÃ©", Reading("café", ("cp1252", "utf-8")))
    7
    """
    pair, changed = reading.pair, set(line) - set(reading.text)
    if changed and changed <= _LOOKALIKES and len(line) - len(reading.text) < 2:
        return inf
    becomes = set(reading.text) - set(line)
    is_foreign = any(c > "ɏ" and unicodedata.category(c)[0] in "LMNS" for c in becomes)
    if is_foreign and len(changed) <= 2 and changed & _OF_NAMES:
        return inf  # a letter of another alphabet for a brand's: Ñ®
    if pair[1] == "utf-8" and pair[0] not in DOUBLE_BYTE:
        # a few sequences of letters may be words' own: Vietnamese đó in cp852, Cyrillic лМ in ISO 8859-5
        is_word = is_foreign and len(line) - len(reading.text) < _FEW_LETTERS and all(map(str.isalpha, changed))
        return _GAIN_EASTERN if is_word else _GAIN
    if not DOUBLE_BYTE.isdisjoint(pair):
        beside = _BESIDE if pair[1] == "utf-8" else _BETWEEN
        is_latin = pair[1] in LATIN and all(map(str.isalpha, becomes)) and not _EASTERN_RUN.search(reading.text)
        if is_latin and beside.search(line):
            return _GAIN_OF_ONE  # what was inside Latin words are Latin letters
        is_usual = pair[1] == "utf-8" or pair[1] in TRUES.get(pair[0], ())
        return _GAIN_EASTERN if is_usual and not DOUBLE_BYTE.issuperset(pair) else _GAIN_BOTH_EASTERN
    letters = sum(map(line.count, changed))
    partly = 0 if encode_whole(line.replace(LOST, ""), pair[0]) is not None else _GAIN_PARTLY
    if pair[1] in LATIN and pair[0] not in LATIN and pair[0] != "latin-1" and letters < _FEW_LETTERS:
        return _GAIN_FEW
    if len(changed) == 1:
        becomes_sign = any(not c.isalpha() and c not in _APOSTROPHES for c in becomes)
        sign = _GAIN_SIGN * (2 * becomes_sign + (not all(map(str.isalpha, changed))))
        return partly + (_GAIN_OF_ONE + sign if pair[1] in LATIN else _GAIN_EASTERN)
    if pair[1] not in LATIN:
        few = sum(line.count(c) for c in changed if c.isalpha()) < _FEW_LETTERS
        return partly + (_GAIN_FEW if few else _GAIN_ALPHABET)
    alone = 0 if any(c in changed for c in _WITHIN_SMALL.findall(line)) else _GAIN_ALONE
    return partly + alone + max(_GAIN_LATIN, _GAIN_EACH * letters)
