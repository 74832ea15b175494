"""Readings that a converter put after each character: `創(chuàng)新` → `創新`.

A reading is a gloss only in a document full of them, or after a Traditional character that a converter would have
changed. One after a rare character, a surname or the first mention of a word is the author's own and stays.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cleanse.filters.gloss_readings import IS_READING, JYUTPING, USUAL, Gloss, has_tone, is_romanised_name
from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import BOPOMOFO, HAN, HANGUL, HIRAGANA, KANA_LETTERS, KATAKANA, LENGTH_MARK
from cleanse.text.lazy import lazy_pattern
from cleanse.text.normalize import match_key, simplified
from cleanse.text.readings import toneless

# One Han character, directly followed by a reading in parentheses as long as one character's can be. Latin letters may
# carry their marks as characters of their own; ɡ and ɑ are what pinyin fonts use for g and a.
_OPEN, _CLOSE = "[(（][ \u00a0]?", "[ \u00a0]?[)）]"
_GLOSS = lazy_pattern(
    f"([{HAN}]){_OPEN}(?:"
    "(?P<pinyin>[A-Za-zÀ-ɏɑɡḾḿẾếỀề\u0300-\u036f:]{1,10}[0-6]?)|"
    f"(?P<zhuyin>[˙]?[{BOPOMOFO}]{{1,3}}[ˉˊˇˋ˙]?)|"
    f"(?P<kana>[{HIRAGANA}]{{1,5}}|[{KATAKANA}{LENGTH_MARK}]{{1,5}})){_CLOSE}"
)
_HAN = lazy_pattern(f"[{HAN}]")
_IN_WORD = lazy_pattern(f"[{HAN})）]")  # what is beside a character inside a word, itself perhaps glossed
_SYLLABLE = re.compile("(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?[aeiou]{1,3}(?:ng?|r)?|m|ng?|h(?:m|ng)|r")  # no CPI, no GmbH

# When a document is full of readings. A converter glosses what it changed, each time: a share of all Han characters
# that no author reaches, the same characters again and again. A few readings (of a headline, a caption) must be denser
# to count, since a glossary or a poem with notes explains as many.
# These numbers and those below are chosen by hand, to tell the texts of `fixtures/tables/glosses.toml` apart: headlines
# and sentences that a converter glossed; names, notes, lists and lines about readings that an author did. No
# measurement over a corpus is recorded.
_FEWEST = 4
_MANY = 12
_DENSITY_OF_FEW = 0.2
_DENSITY_OF_MANY = 0.02
_CONSTANT = 0.75  # of all places of the glossed characters, those with a gloss
# Lists of readings are as dense. They show each character alone, or rare ones, or one character in several readings.
_SHARE_IN_WORDS = 0.8
_SHARE_EVERYDAY = 0.6
_SHARE_SINGLE = 0.8
# No table here knows Japanese readings, so only the number of kana can show that every single kanji was given one.
_FEWEST_KANA = 8
_DENSITY_OF_KANA = 0.6

# When a reading explains nothing: it is written as in a dictionary, with its tone mark, after an everyday Traditional
# character, inside a word, in each place of that character. Several in a text need no other sign; one alone must be of
# a kind that is never explained on purpose, and in a short text.
_SEVERAL = 2
_LETTER = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile("[A-Za-zÀ-ɏ\u0300-\u036f]+")
_HAN_TO_A_WORD = 4  # so many to each Latin word: Chinese with names in it, not a sentence that quotes Chinese
_KANA_HANGUL = lazy_pattern(f"[{KANA_LETTERS}{HANGUL}]")
_NAMED = re.compile("(?<!百)姓$|[讀读念][作做成]$")  # what comes before a character whose reading is told
_NEARBY = 40
_ABOUT = re.compile("讀音|读音|拼音|注音|多音|破音|生字|生詞|生词|發音|发音")


@dataclass(frozen=True, slots=True)
class Glosses:
    """Removes the readings that a converter put in parentheses after single Han characters.

    `武漢經(jīng)開區(qū)創(chuàng)新發(fā)展` → `武漢經開區創新發展`. `他姓查(zhā)` stays.

    Readings are in pinyin with or without tones, in zhuyin, kana or Jyutping, and each must be one of its character's;
    for Jyutping no dictionary says that.
    """

    name: str = "glosses"

    def edits(self, document: Document) -> Iterator[Edit]:
        by_kind = _candidates(document.text)
        if not by_kind:
            return
        han = Counter(_HAN.findall(document.text))
        done: set[int] = set()  # 發(fa1) may be Mandarin or Cantonese; it goes once
        for kind, candidates in by_kind.items():
            glosses = _in_a_full_document(kind, candidates, han)
            why = f"{len(glosses)} of {han.total()} Han characters have their reading in parentheses"
            if not glosses and kind in USUAL:
                glosses = _explaining_nothing(kind, document.text, candidates, han)
                why = "a converter changes the character, and wherever it stands it has its reading"
            for gloss in glosses:
                if gloss.start in done:
                    continue
                done.add(gloss.start)
                yield Edit(gloss.start, gloss.end, "", f"glosses/{kind}", f"a reading of {gloss.character}; {why}")


def _in_a_full_document(kind: str, candidates: list[Gloss], han: Counter[str]) -> list[Gloss]:
    """The readings of one kind, if the document is full of them."""
    # before a dictionary is loaded: would they be enough if each were right?
    if len(candidates) < max(_FEWEST, _DENSITY_OF_MANY * han.total()):
        return []
    glosses = list(filter(IS_READING[kind], candidates))
    return glosses if (_is_full_of_kana if kind == "kana" else _is_full_of)(glosses, han) else []


def _explaining_nothing(kind: str, text: str, candidates: list[Gloss], han: Counter[str]) -> list[Gloss]:
    """Readings of Traditional characters that a converter would have changed, in Chinese text with enough of them."""
    glossed = Counter(gloss.character for gloss in candidates)
    readings = Counter(character for character, _ in {(gloss.character, gloss.reading) for gloss in candidates})
    glosses = [
        gloss
        for gloss in candidates
        if (kind == "zhuyin" or has_tone(gloss.reading))
        and simplified(gloss.character) != gloss.character
        and glossed[gloss.character] >= _CONSTANT * han[gloss.character]
        and readings[gloss.character] == 1
        and not _is_about_its_reading(text, gloss)
    ]
    if not glosses or not _is_chinese(text, candidates, han):
        return []
    glosses = [gloss for gloss in glosses if USUAL[kind](gloss)]
    count, characters = len(glosses), {gloss.character for gloss in glosses}
    enough = (
        count >= max(1, _DENSITY_OF_MANY * han.total())
        and sum(g.in_word for g in glosses) >= _SHARE_IN_WORDS * count
        and sum(map(_is_everyday, characters)) >= _SHARE_EVERYDAY * len(characters)
        and (count >= _SEVERAL or (glosses[0].after_han and _HAN.match(text, glosses[0].end)))
    )
    return glosses if enough else []


def _is_about_its_reading(text: str, gloss: Gloss) -> bool:
    """Whether the text gives the reading on purpose: 他姓單(dān), or a line that speaks of readings nearby."""
    before = text[max(0, gloss.start - _NEARBY) : gloss.start - 1].rpartition("\n")[2]
    after = text[gloss.end : gloss.end + _NEARBY].partition("\n")[0]
    return any(pattern.search(part) for pattern, part in ((_NAMED, before), (_ABOUT, before), (_ABOUT, after)))


def _is_chinese(text: str, candidates: list[Gloss], han: Counter[str]) -> bool:
    """Whether the text is Chinese, readings apart, rather than about Chinese in another language."""
    if _KANA_HANGUL.search(text):
        return False
    letters = len(_LETTER.findall(text)) - sum(len(_LETTER.findall(gloss.reading)) for gloss in candidates)
    words = len(_LATIN_WORD.findall(text)) - len(candidates)  # a headline with a long name in it is Chinese too
    return letters < 2 * han.total() or _HAN_TO_A_WORD * words <= han.total()


def _candidates(text: str) -> dict[str, list[Gloss]]:
    """What has the shape of a gloss: pinyin, zhuyin and kana."""
    by_kind: dict[str, list[Gloss]] = defaultdict(list)
    if text.isascii() or not ("(" in text or "（" in text):
        return by_kind
    for match in _GLOSS.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        in_word = bool(_IN_WORD.match(before) or _HAN.match(after))
        kind = match.lastgroup or ""
        gloss = Gloss(start + 1, end, match[1], match[kind], in_word, bool(_HAN.match(before)))
        if kind != "pinyin":
            by_kind[kind].append(gloss)
        elif not is_romanised_name(gloss.reading, text[end : end + 2]):
            if _SYLLABLE.fullmatch(toneless(gloss.reading)):
                by_kind[kind].append(gloss)
            if JYUTPING.fullmatch(gloss.reading):
                by_kind["jyutping"].append(gloss)
    return by_kind


def _is_full_of(glosses: list[Gloss], han: Counter[str]) -> bool:
    """Whether so many characters of running text have a reading that a program must have put it there."""
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
        and sum(g.in_word for g in glosses) >= _SHARE_IN_WORDS * count
        and sum(map(_is_everyday, readings)) >= _SHARE_EVERYDAY * characters
        and sum(len(r) == 1 for r in readings.values()) >= _SHARE_SINGLE * characters
    )


def _is_full_of_kana(glosses: list[Gloss], han: Counter[str]) -> bool:
    return len(glosses) >= max(_FEWEST_KANA, _DENSITY_OF_KANA * han.total())


def _is_everyday(character: str) -> bool:
    """Whether its Simplified form is in the first half of GB 2312, the one made of common characters."""
    return b"\xb0" <= match_key(character).encode("gb2312", "ignore")[:1] <= b"\xd7"


def build(settings: Settings) -> Glosses:
    return Glosses()
