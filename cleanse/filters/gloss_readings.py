"""What may be a gloss, and whether its reading is one of its character's: pinyin, zhuyin, kana or Jyutping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from cleanse.text.readings import (
    ZHUYIN_TONES,
    spelled,
    toneless,
    toneless_pinyin,
    toneless_zhuyin,
    usual_pinyin,
    usual_zhuyin,
)

# A syllable of Cantonese in Jyutping, with the number of its tone. No dictionary here has them, only their form.
JYUTPING = re.compile("(?:ng|gw|kw|[bpmfdtnlgkhwzcsj])?(?:aa?|e|i|o|oe|eo|u|yu)(?:ng|[iumnptk])?[1-6]|(?:m|ng)[1-6]")
_TITLE = re.compile(
    "先生|女士|小姐|太太|夫人|教授|博士|主任|[經经]理|老[師师]|[醫医]生|記者|记者|主席|局[長长]|部[長长]|校[長长]|氏"
)

_TONE_MARK = re.compile("[\u0300\u0301\u0304\u030c]")


class Gloss(NamedTuple):
    start: int  # of the parenthesis
    end: int
    character: str
    reading: str
    in_word: bool
    after_han: bool  # 東京(とうきょう): the character before has no reading of its own


def has_tone(reading: str) -> bool:
    return reading.islower() and (
        reading[-1] in "1234" or _TONE_MARK.search(unicodedata.normalize("NFD", reading)) is not None
    )


def is_romanised_name(reading: str, after: str) -> bool:
    """Whether a reading is how a surname is spelled in Latin letters: 李(Li)先生. A converter writes small letters."""
    is_plain = reading.isascii() and reading.isalpha()
    return reading[0].isupper() or (is_plain and _TITLE.match(after) is not None)


def _is_pinyin(gloss: Gloss) -> bool:
    reading = toneless(gloss.reading)  # 花(huār): the r of the 儿 that follows or was left out is part of it
    return bool({reading, reading.removesuffix("r")} & toneless_pinyin(gloss.character))


def _is_zhuyin(gloss: Gloss) -> bool:
    return gloss.reading.strip(ZHUYIN_TONES) in toneless_zhuyin(gloss.character)


def _is_kana(gloss: Gloss) -> bool:
    """東京(とうきょう) is the reading of a word, 東(とう)京(きょう) of each character: only the latter is a gloss."""
    return not gloss.after_han


def _is_jyutping(gloss: Gloss) -> bool:
    return True  # by its form


def _is_usual_pinyin(gloss: Gloss) -> bool:
    usual = usual_pinyin(gloss.character)
    if gloss.reading[-1].isdecimal():
        return toneless(gloss.reading) == toneless(usual)
    return spelled(gloss.reading) == usual


def _is_usual_zhuyin(gloss: Gloss) -> bool:
    return gloss.reading.strip(ZHUYIN_TONES) == usual_zhuyin(gloss.character)


USUAL: dict[str, Callable[[Gloss], bool]] = {"pinyin": _is_usual_pinyin, "zhuyin": _is_usual_zhuyin}
IS_READING: dict[str, Callable[[Gloss], bool]] = {
    "pinyin": _is_pinyin,
    "jyutping": _is_jyutping,
    "zhuyin": _is_zhuyin,
    "kana": _is_kana,
}
