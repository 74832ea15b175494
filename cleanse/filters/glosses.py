"""Readings that a converter left behind each character: `創(chuàng)新` → `創新`.

A reading is a gloss only in a document full of them, or after a Traditional character that a converter would have
changed. One after a rare character, a surname or the first mention of a word is the author's own and stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import HAN, HANGUL
from cleanse.text.normalize import match_key, simplified

# One Han character and, at once, a reading as long as one character's can be. Latin letters may carry their marks as
# characters of their own; ɡ and ɑ are what pinyin fonts use for g and a.
_OPEN, _CLOSE = "[(（][ \u00a0]?", "[ \u00a0]?[)）]"
_GLOSS = re.compile(
    f"([{HAN}]){_OPEN}(?:"
    "(?P<pinyin>[A-Za-zÀ-ɏɑɡḾḿẾếỀề\u0300-\u036f:]{1,10}[0-5]?)|"
    "(?P<zhuyin>[˙]?[\u3105-\u312f]{1,3}[ˉˊˇˋ˙]?)|"
    f"(?P<kana>[\u3041-\u3096]{{1,5}}|[\u30a1-\u30fa\u30fc]{{1,5}})){_CLOSE}"
)
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(f"[{HAN})）]")  # what stands beside a character inside a word, itself perhaps glossed
_SYLLABLE = re.compile("(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?[aeiou]{1,3}(?:ng?|r)?|m|ng?|h(?:m|ng)|r")  # no CPI, no GmbH
_TONES = "ˉˊˇˋ˙"

# What "full of readings" means. A converter glosses whatever it changed, each time it stands there: a share of all Han
# characters that no author reaches, the same characters again and again. A few readings (a headline, a caption) must
# be denser to count, since a glossary or a poem with notes explains as many.
_FEWEST = 4
_MANY = 12
_DENSITY_OF_FEW = 0.2
_DENSITY_OF_MANY = 0.02
_CONSTANT = 0.75  # of all places where a glossed character stands, those that have the gloss
# Lists of readings are as dense. They show each character alone, or rare ones, or one character in several readings.
_IN_WORDS = 0.8
_EVERYDAY = 0.6
_SINGLE = 0.8
# No table here knows Japanese readings, so kana must show by shape alone that it was put behind every single kanji.
_FEWEST_KANA = 8
_DENSITY_OF_KANA = 0.6

# A reading that explains nothing: written as dictionaries do, with the tone mark, behind a Traditional character of
# everyday use, inside a word, wherever that character stands. Several in a text need no other sign; one alone must be
# of the kind that is never explained on purpose, and in a short text.
_LEAST = 2
_TONE_MARK = re.compile("[\u0300\u0301\u0304\u030c]")
_LETTER = re.compile(r"[^\W\d_]")
_KANA_HANGUL = re.compile(f"[\u3041-\u3096\u30a1-\u30fa{HANGUL}]")
_NAMED = re.compile("(?<!百)姓$|[讀读念][作做成]$")  # what comes before a character whose reading is told
_NEARBY = 40
_ABOUT = re.compile("讀音|读音|拼音|注音|多音|破音|生字|生詞|生词|發音|发音")


class _Gloss(NamedTuple):
    start: int  # of the parenthesis
    end: int
    character: str
    reading: str
    in_word: bool
    after_han: bool  # 東京(とうきょう): the character before has no reading of its own


@dataclass(frozen=True, slots=True)
class Glosses:
    """Removes the readings that a converter put in parentheses behind single Han characters.

    In pinyin with or without tones, zhuyin or kana, each the character's own, in a document full of them:
    `武漢經(jīng)開區(qū)創(chuàng)新發(fā)展` → `武漢經開區創新發展`. `他姓查(zhā)` stays.
    """

    name: str = "glosses"

    def edits(self, document: Document) -> Iterator[Edit]:
        shaped = _shaped_like_glosses(document.text)
        if not shaped:
            return
        han = Counter(_HAN.findall(document.text))
        for kind, candidates in shaped.items():
            glosses = _in_a_full_document(kind, candidates, han)
            why = f"{len(glosses)} of {han.total()} Han characters have their reading in parentheses"
            if not glosses and kind == "pinyin":
                glosses = _explaining_nothing(document.text, candidates, han)
                why = "a converter changes the character, and wherever it stands it has its reading"
            for gloss in glosses:
                yield Edit(gloss.start, gloss.end, "", f"glosses/{kind}", f"a reading of {gloss.character}; {why}")


def _in_a_full_document(kind: str, candidates: list[_Gloss], han: Counter[str]) -> list[_Gloss]:
    """The readings of a document that is full of them; none of any other."""
    # before any dictionary is loaded: would they be enough if every one were right?
    if len(candidates) < max(_FEWEST, _DENSITY_OF_MANY * han.total()):
        return []
    glosses = list(filter(_IS_READING[kind], candidates))
    return glosses if (_full_of_kana if kind == "kana" else _full_of)(glosses, han) else []


def _explaining_nothing(text: str, candidates: list[_Gloss], han: Counter[str]) -> list[_Gloss]:
    """Readings of Traditional characters that a converter would have changed, in Chinese text with enough of them."""
    times = Counter(gloss.character for gloss in candidates)
    different = Counter(character for character, _ in {(gloss.character, gloss.reading) for gloss in candidates})
    glosses = [
        gloss
        for gloss in candidates
        if _has_tone(gloss.reading)
        and simplified(gloss.character) != gloss.character
        and times[gloss.character] >= _CONSTANT * han[gloss.character]
        and different[gloss.character] == 1
        and not _is_about_its_reading(text, gloss)
    ]
    if not glosses or not _is_chinese(text, candidates, han):
        return []
    glosses = [gloss for gloss in glosses if _spelled(gloss.reading) == _usual_pinyin(gloss.character)]
    count, characters = len(glosses), {gloss.character for gloss in glosses}
    enough = (
        count >= max(1, _DENSITY_OF_MANY * han.total())
        and sum(g.in_word for g in glosses) >= _IN_WORDS * count
        and sum(map(_is_everyday, characters)) >= _EVERYDAY * len(characters)
        and (count >= _LEAST or (glosses[0].after_han and _HAN.match(text, glosses[0].end)))
    )
    return glosses if enough else []


def _has_tone(reading: str) -> bool:
    return reading.islower() and _TONE_MARK.search(unicodedata.normalize("NFD", reading)) is not None


def _is_about_its_reading(text: str, gloss: _Gloss) -> bool:
    """Whether the text gives the reading on purpose: 他姓單(dān), or a line that speaks of readings nearby."""
    before = text[max(0, gloss.start - _NEARBY) : gloss.start - 1].rpartition("\n")[2]
    after = text[gloss.end : gloss.end + _NEARBY].partition("\n")[0]
    return any(pattern.search(part) for pattern, part in ((_NAMED, before), (_ABOUT, before), (_ABOUT, after)))


def _is_chinese(text: str, candidates: list[_Gloss], han: Counter[str]) -> bool:
    """Whether the text is Chinese, readings apart, rather than about Chinese in another language."""
    if _KANA_HANGUL.search(text):
        return False
    letters = len(_LETTER.findall(text)) - sum(len(_LETTER.findall(gloss.reading)) for gloss in candidates)
    return letters < 2 * han.total()


def _shaped_like_glosses(text: str) -> dict[str, list[_Gloss]]:
    found: dict[str, list[_Gloss]] = defaultdict(list)
    if text.isascii() or not ("(" in text or "（" in text):
        return found
    for match in _GLOSS.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        in_word = bool(_WORD.match(before) or _HAN.match(after))
        kind = match.lastgroup or ""
        if kind == "pinyin" and not _SYLLABLE.fullmatch(_plain(match[kind])):
            continue
        found[kind].append(_Gloss(start + 1, end, match[1], match[kind], in_word, bool(_HAN.match(before))))
    return found


def _full_of(glosses: list[_Gloss], han: Counter[str]) -> bool:
    """Whether so many characters have their reading, in running text, that a program must have put it there."""
    readings: dict[str, set[str]] = defaultdict(set)
    for gloss in glosses:
        readings[gloss.character].add(gloss.reading)
    count, characters = len(glosses), len(readings)
    if characters < _FEWEST:
        return False
    many = count >= _MANY and count > characters
    return (
        count >= (_DENSITY_OF_MANY if many else _DENSITY_OF_FEW) * han.total()
        and count >= _CONSTANT * sum(han[c] for c in readings)
        and sum(g.in_word for g in glosses) >= _IN_WORDS * count
        and sum(map(_is_everyday, readings)) >= _EVERYDAY * characters
        and sum(len(r) == 1 for r in readings.values()) >= _SINGLE * characters
    )


def _full_of_kana(glosses: list[_Gloss], han: Counter[str]) -> bool:
    return len(glosses) >= max(_FEWEST_KANA, _DENSITY_OF_KANA * han.total())


def _is_everyday(character: str) -> bool:
    """Whether its Simplified form is in the first half of GB 2312, the one made of common characters."""
    return b"\xb0" <= match_key(character).encode("gb2312", "ignore")[:1] <= b"\xd7"


def _is_pinyin(gloss: _Gloss) -> bool:
    reading = _plain(gloss.reading)  # 花(huār): the r of the 儿 that follows or was left out is part of it
    return bool({reading, reading.removesuffix("r")} & _pinyin(gloss.character))


def _is_zhuyin(gloss: _Gloss) -> bool:
    return gloss.reading.strip(_TONES) in _zhuyin(gloss.character)


def _is_kana(gloss: _Gloss) -> bool:
    """東京(とうきょう) is the reading of a word, 東(とう)京(きょう) of each character: only the latter is a gloss."""
    return not gloss.after_han


_IS_READING: dict[str, Callable[[_Gloss], bool]] = {"pinyin": _is_pinyin, "zhuyin": _is_zhuyin, "kana": _is_kana}


def _plain(reading: str) -> str:
    """A reading without tone, and ü in whatever way it is written as u: marks get lost and mixed up on the way."""
    letters = unicodedata.normalize("NFD", reading.lower()).translate(_ALIKE)
    return "".join(c for c in letters if c.isascii() and c.isalpha())


_ALIKE = str.maketrans("ɑɡv", "agu")


def _spelled(reading: str) -> str:
    return unicodedata.normalize("NFC", reading.replace("ɑ", "a").replace("ɡ", "g"))


@lru_cache(maxsize=32768)
def _pinyin(character: str) -> frozenset[str]:
    return frozenset(map(_plain, _readings(character, "TONE")))


@lru_cache(maxsize=32768)
def _usual_pinyin(character: str) -> str:
    """The reading that a program without context gives a character, with its tone mark."""
    return next(_readings(character, "TONE"), "")


@lru_cache(maxsize=32768)
def _zhuyin(character: str) -> frozenset[str]:
    return frozenset(reading.strip(_TONES) for reading in _readings(character, "BOPOMOFO"))


def _readings(character: str, style: str) -> Iterator[str]:
    from pypinyin import Style, pinyin  # half a second: only a text that has readings pays for it

    # 沒(mò): some readings are listed for the Simplified form alone
    for form in dict.fromkeys((character, match_key(character))):
        for readings in pinyin(form, getattr(Style, style), heteronym=True, errors="ignore"):
            yield from readings


def build(settings: Settings) -> Glosses:
    return Glosses()
