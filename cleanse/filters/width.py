"""Characters in the width their script has: ASCII for Latin, full width for kana and for punctuation between Han."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import (
    CJK_CLOSERS,
    CJK_OPENERS,
    CJK_PAUSES,
    CJK_SENTENCE_ENDS,
    FULLWIDTH_ALNUM,
    FULLWIDTH_ASCII,
    FULLWIDTH_DIGITS,
    HAN,
    HANGUL,
    KANA_LETTERS,
    NARROW_KANA,
    NARROW_SOUND_MARKS,
    code_points_in,
)
from cleanse.text.lazy import lazy_pattern

_DIGIT, _ALNUM = FULLWIDTH_DIGITS, FULLWIDTH_ALNUM
# A mark inside a number or an address is part of it: １０：３０, １，０００, ｉｎｆｏ＠ｘ．ｃｎ, ５０％.
_WIDE = lazy_pattern(
    f"[{_ALNUM}]+(?:(?:[．／－＠＿＆＋]|(?<=[{_DIGIT}])：(?=[{_DIGIT}])|(?<=[{_DIGIT}])，(?=[{_DIGIT}]{{3}}(?![{_DIGIT}])))[{_ALNUM}]+)*％?"
)
_SHIFT = 0xFEE0  # from ASCII to full width
_TO_ASCII = {wide: wide - _SHIFT for wide in code_points_in(FULLWIDTH_ASCII)}
_NARROW_KANA = lazy_pattern(f"(?:[{NARROW_KANA}][{NARROW_SOUND_MARKS}]?)+")

_HAN = lazy_pattern(f"[{HAN}]")
_FOREIGN = lazy_pattern(f"[{KANA_LETTERS}{HANGUL}]")
_LINE = re.compile("[^\n]+")
_SENTENCE_MARK = lazy_pattern(f"[{CJK_SENTENCE_ENDS}；”）]")

# ASCII marks in Chinese text: after Han or a Chinese closing bracket or quote, before anything but a space; or after a
# Latin word or a number, before Han. Not `Yahoo!奇摩`, `3,000`, `10:30`, `你好:)`, `iPhone 15 (Pro)`. A space that made
# up for the width of the mark is removed with it.
_BEFORE = HAN + CJK_CLOSERS
_AFTER = HAN + CJK_OPENERS + CJK_PAUSES + CJK_SENTENCE_ENDS + "“‘"
_MARK = lazy_pattern(
    f"(?:(?<=[{_BEFORE}])|(?<=[{_BEFORE}][”’]))"
    f"(?:[,;:](?:(?=[{_AFTER}0-9A-Za-z])|$| (?=[{HAN}《“]))|[?!]+(?:(?=[{_AFTER}》」』）”’)])|$| (?=[{HAN}《“])))"
    f"|(?<=[0-9A-Za-z%])[,;](?=[{HAN}《])"
)
# Brackets in a Chinese sentence: Han or its punctuation on both sides, or Han inside and the sentence goes on or ends.
_PAIR = lazy_pattern(
    f"(?:(?<=[{_BEFORE}”’])|(?<=[{_BEFORE}][0-9])|(?<![^。，；：])(?=\\([{HAN}])|(?<=[0-9A-Za-z])(?=\\([{HAN}]))"
    f"\\(([^()\n]{{1,200}})\\)(?=(?P<han>[{_AFTER}》」』）”’])|[,;:?!)]|$)"
)
_TO_WIDE = str.maketrans({mark: chr(ord(mark) + _SHIFT) for mark in ",;:?!"} | {" ": ""})

# `9 月25日`: a space inside a date, if the document writes its numbers without. No other: `04 日本` is a list's row.
_SPACED = lazy_pattern(f"[0-9] [{HAN}]|[{HAN}] [0-9]")
_UNSPACED = lazy_pattern(f"[0-9](?=[{HAN}])|[{HAN}](?=[0-9])")
_STRAY_SPACE = re.compile(
    "(?<=[0-9]) (?=[年月] ?[0-9])|(?<=[年月]) (?=[0-9]{1,2} ?[月日号號])"
    "|(?<=月[0-9]) (?=[日号號])|(?<=月[0-9]{2}) (?=[日号號])"
)

_FOREIGN_DOCUMENT = 0.05  # of the letters: from here on the document's Han characters may not be Chinese at all
_SHORT_FIELD = 5  # characters, on average, between the commas of a table's row


@dataclass(frozen=True, slots=True)
class Width:
    """Writes Latin letters and digits in ASCII, kana in full width, and marks and brackets beside Han in full width.

    `ＡＢＣ１２３ ｶﾞｽ` → `ABC123 ガス`; `9 月25日,“車谷”(2023年)開幕` → `9月25日，“車谷”（2023年）開幕`

    Marks in numbers, Latin phrases, addresses and in all of Japanese and Korean stay. A space inside a date is removed
    unless the document sets numbers apart with spaces throughout: that is a style.
    """

    name: str = "width"

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        if text.isascii():
            return
        for match in _WIDE.finditer(text):
            yield Edit(*match.span(), match[0].translate(_TO_ASCII), "width/latin", "full-width letters or digits")
        for match in _NARROW_KANA.finditer(text):
            kana = unicodedata.normalize("NFKC", match[0])
            yield Edit(*match.span(), kana, "width/kana", "half-width kana")
        if _HAN.search(text) and _is_chinese(text):
            yield from _stray_spaces(text)
            for line in _LINE.finditer(text):
                yield from _punctuation(line[0], line.start())


def _is_chinese(text: str) -> bool:
    """Whether hardly any of the letters are Japanese or Korean."""
    foreign = len(_FOREIGN.findall(text))
    return not foreign or foreign < _FOREIGN_DOCUMENT * (foreign + len(_HAN.findall(text)))


def _stray_spaces(text: str) -> Iterator[Edit]:
    strays = list(_STRAY_SPACE.finditer(text))
    if not strays:
        return
    spaced, unspaced = len(_SPACED.findall(text)), len(_UNSPACED.findall(text))
    if unspaced < 2 * spaced:
        return
    for match in strays:
        yield Edit(*match.span(), "", "width/space", f"{unspaced} numbers stand without a space, {spaced} with one")


def _punctuation(line: str, start: int) -> Iterator[Edit]:
    if not _HAN.search(line) or _FOREIGN.search(line) or _is_record(line):
        return
    for mark in _MARK.finditer(line):
        yield Edit(start + mark.start(), start + mark.end(), mark[0].translate(_TO_WIDE), "width/mark", "beside Han")
    for pair in _PAIR.finditer(line):
        if pair["han"] or _HAN.search(pair[1]):
            for place, bracket in ((pair.start(), "（"), (pair.end() - 1, "）")):
                yield Edit(start + place, start + place + 1, bracket, "width/bracket", "a pair in a Chinese sentence")


def _is_record(line: str) -> bool:
    """Whether the commas separate the fields of a table's row rather than parts of a sentence."""
    fields = line.split(",")
    return len(fields) > 2 and len(line) < (_SHORT_FIELD + 1) * len(fields) and not _SENTENCE_MARK.search(line)


def build(settings: Settings) -> Width:
    return Width()
