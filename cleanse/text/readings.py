"""The readings of Han characters, by pypinyin, and the forms in which readings are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from cleanse.text.normalize import match_key

ZHUYIN_TONES = "ˉˊˇˋ˙"
_ALIKE = str.maketrans("ɑɡv", "agu")  # what pinyin fonts use for a and g, what keyboards use for ü


def toneless(reading: str) -> str:
    """Pinyin without its tone and with u for ü: marks get lost and mixed up on the way.

    >>> toneless("lǜ"), toneless("lv4"), toneless("huār")
    ('lu', 'lu', 'huar')
    """
    letters = unicodedata.normalize("NFD", reading.lower()).translate(_ALIKE)
    return "".join(c for c in letters if c.isascii() and c.isalpha())


def spelled(reading: str) -> str:
    """Pinyin as dictionaries spell it: composed letters, no ɑ and no ɡ."""
    return unicodedata.normalize("NFC", reading.replace("ɑ", "a").replace("ɡ", "g"))


@lru_cache(maxsize=32768)
def toneless_pinyin(character: str) -> frozenset[str]:
    """All readings of a character, without tones."""
    return frozenset(map(toneless, _readings(character, "TONE")))


@lru_cache(maxsize=32768)
def usual_pinyin(character: str) -> str:
    """The reading that a program without context gives a character, with its tone mark."""
    return next(_readings(character, "TONE"), "")


@lru_cache(maxsize=32768)
def usual_zhuyin(character: str) -> str:
    """The reading that a program without context gives a character in bopomofo, without its tone."""
    return next(_readings(character, "BOPOMOFO"), "").strip(ZHUYIN_TONES)


@lru_cache(maxsize=32768)
def toneless_zhuyin(character: str) -> frozenset[str]:
    """All readings of a character in bopomofo, without tones."""
    return frozenset(reading.strip(ZHUYIN_TONES) for reading in _readings(character, "BOPOMOFO"))


def _readings(character: str, style: str) -> Iterator[str]:
    from pypinyin import Style, pinyin  # half a second: only a text that has readings pays for it

    # 沒(mò): some readings are listed for the Simplified form alone
    for form in dict.fromkeys((character, match_key(character))):
        for readings in pinyin(form, getattr(Style, style), heteronym=True, errors="ignore"):
            yield from readings
