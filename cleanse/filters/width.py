"""Characters in the width their script has: ASCII for Latin, full width for kana and for punctuation between Han."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import (
    CJK,
    CJK_CLOSERS,
    CJK_OPENERS,
    CJK_PAUSES,
    CJK_SENTENCE_ENDS,
    FULLWIDTH_ALNUM,
    FULLWIDTH_ASCII,
    FULLWIDTH_DIGITS,
    FULLWIDTH_LETTERS,
    HAN,
    HANGUL,
    KANA_LETTERS,
    NARROW_KANA,
    NARROW_SOUND_MARKS,
    code_points_in,
)
from cleanse.text.classes import CharacterClasses
from cleanse.text.lazy import lazy_pattern

_DIGIT, _ALNUM = FULLWIDTH_DIGITS, FULLWIDTH_ALNUM
_LETTER = FULLWIDTH_LETTERS
# A mark inside a number, a name or an address is part of it: １０：３０, １，０００, ｉ＠ｘ．ｃｎ, Ｃ＋＋, ＄１００.
# A sign before an ASCII number is what another program left of one: －1.2%. But 图－154 is a name.
_WIDE = lazy_pattern(
    f"[{_LETTER}]+：／／[{_ALNUM}．／－＠＿＆＋＝？％＃：～]+"
    f"|(?:[{_LETTER}]．){{2,}}(?:[{_LETTER}](?![{_ALNUM}]))?"
    f"|[－＋＄＃＠]?[{_ALNUM}]+(?:(?:[．／－＠＿＆＋＝＊]"
    f"|(?<=[{_DIGIT}])：(?=[{_DIGIT}])|(?<=[{_DIGIT}])，(?=[{_DIGIT}]{{3}}(?![{_DIGIT}])))[{_ALNUM}]+)*[％＋＃]*"
    f"|(?<![0-9A-Za-z])[－＋＄](?:[0-9]+(?:[.,][0-9]+)*[%％℃]|(?<![{HAN}][－＋＄])[0-9]+)"
)
_SHIFT = 0xFEE0  # from ASCII to full width
_TO_ASCII = {wide: wide - _SHIFT for wide in code_points_in(FULLWIDTH_ASCII)}
# The patterns of this filter begin with the character they are about: `re` looks for that ten times as fast as for what
# is before it. These are the classes without which none of them matches.
_CLASSES = CharacterClasses(
    wide=FULLWIDTH_ALNUM + "－＋＄",
    narrow_kana=NARROW_KANA,
    fullwidth=FULLWIDTH_ASCII + "。、",
    han=HAN,
    foreign=KANA_LETTERS + HANGUL,
    marks=",;:?!(",
    space=" ",
    cjk=CJK,
)
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
    f"[,;:?!](?:(?:(?<=[{_BEFORE}].)|(?<=[{_BEFORE}][”’].))"
    f"(?:(?<=[,;:])(?:(?=[{_AFTER}0-9A-Za-z])|$| (?=[{HAN}《“]))"
    f"|(?<=[?!])[?!]*(?:(?=[{_AFTER}》」』）”’)])|$| (?=[{HAN}《“])))"
    f"|(?<=[0-9A-Za-z%][,;])(?=[{HAN}《]))"
)
# Brackets in a Chinese sentence: Han or its punctuation on both sides, or Han inside and the sentence goes on or ends.
_PAIR = lazy_pattern(
    f"\\((?:(?<=[{_BEFORE}”’].)|(?<=[{_BEFORE}][0-9].)|(?<![^。，；：].)(?=[{HAN}])|(?<=[0-9A-Za-z].)(?=[{HAN}]))"
    f"([^()\n]{{1,200}})\\)(?=(?P<han>[{_AFTER}》」』）”’])|[,;:?!)]|$)"
)
_MARK_OR_BRACKET = re.compile("[,;:?!(]")
_TO_WIDE = str.maketrans({mark: chr(ord(mark) + _SHIFT) for mark in ",;:?!"} | {" ": ""})

# `9 月25日`: a space inside a date, if the document writes its numbers without. No other: `04 日本` is a list's row.
_SPACED = lazy_pattern(f"[0-9] [{HAN}]|[{HAN}] [0-9]")
_UNSPACED = lazy_pattern(f"[0-9](?=[{HAN}])|[{HAN}](?=[0-9])")
_STRAY_SPACE = re.compile(
    " (?:(?<=[0-9] )(?=[年月] ?[0-9])|(?<=[年月] )(?=[0-9]{1,2} ?[月日号號])"
    "|(?<=月[0-9] )(?=[日号號])|(?<=月[0-9]{2} )(?=[日号號]))"
)

# Full-width marks in a text of an alphabet, after a word of it: `said，in short` → `said, in short`. A bracket has a
# word inside: （＾▽＾） is a face.
_ALPHABET = "A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff"
_FULLWIDTH_MARKS = CJK_PAUSES + CJK_SENTENCE_ENDS + "．"
_FULLWIDTH_MARK = lazy_pattern(f"(?<=[{_ALPHABET}0-9)\"'”’»%])[{_FULLWIDTH_MARKS}]+")
_FULLWIDTH_PAIR = lazy_pattern(f"（(?=[{_ALPHABET}0-9\"'“‘«])[^（）\n]{{1,200}}）")
_MARKS_TO_ASCII = str.maketrans(
    {mark: chr(ord(mark) - _SHIFT) for mark in _FULLWIDTH_MARKS + "（）" if mark > "\uff00"}
    | {"。": ".", "、": ",", "｡": "."}
)
_WORD_AFTER = lazy_pattern(f"[{_ALPHABET}0-9]")
_NO_SPACE_AFTER = re.compile("(?<=[0-9])[,:][0-9]{2,3}(?![0-9])|[.][a-z0-9]")
_CJK = lazy_pattern(f"[{CJK}]")
_HAS_FULLWIDTH = lazy_pattern(f"[{FULLWIDTH_ASCII}。、]")  # in a line, as the class is in a text
_WORD = lazy_pattern(f"[{_ALPHABET}]{{2,}}")
_WORDS = 3  # fewer say nothing of the language: “1/3”，2023/09/25
_CJK_IN_ALPHABET = 0.01  # of the characters: a name or two in an English text

_FOREIGN_DOCUMENT = 0.05  # of the letters: from here on the document's Han characters may not be Chinese at all
_SHORT_FIELD = 5  # characters, on average, between the commas of a table's row


@dataclass(frozen=True, slots=True)
class Width:
    """Writes Latin letters and digits in ASCII, kana in full width, and marks and brackets beside Han in full width.

    `ＡＢＣ１２３ ｶﾞｽ` → `ABC123 ガス`; `9 月25日,“車谷”(2023年)開幕` → `9月25日，“車谷”（2023年）開幕`

    Full-width marks of a text without Chinese, Japanese and Korean become ASCII: `said，in short` → `said, in short`.

    Marks in numbers, Latin phrases, addresses and in all of Japanese and Korean stay. A space inside a date is removed
    unless the document sets numbers apart with spaces throughout: that is a style.
    """

    name: str = "width"

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        if text.isascii():
            return
        has = _CLASSES.within(text)
        for match in _WIDE.finditer(text) if "wide" in has else ():
            yield Edit(*match.span(), match[0].translate(_TO_ASCII), "width/latin", "full-width letters or digits")
        for match in _NARROW_KANA.finditer(text) if "narrow_kana" in has else ():
            kana = unicodedata.normalize("NFKC", match[0])
            yield Edit(*match.span(), kana, "width/kana", "half-width kana")
        if "fullwidth" in has and _is_of_alphabet(text):
            for line in _LINE.finditer(text):
                yield from _ascii_marks(line[0], line.start())
        elif "han" in has and has & {"marks", "space"} and ("foreign" not in has or _is_chinese(text)):
            yield from _stray_spaces(text)
            for line in _LINE.finditer(text):
                yield from _punctuation(line[0], line.start())


def _is_chinese(text: str) -> bool:
    """Whether hardly any of the letters are Japanese or Korean."""
    foreign = _CLASSES.count("foreign", text)
    return foreign < _FOREIGN_DOCUMENT * (foreign + _CLASSES.count("han", text))


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
    if not _MARK_OR_BRACKET.search(line) or not _HAN.search(line) or _FOREIGN.search(line) or _is_record(line):
        return
    for mark in _MARK.finditer(line):
        yield Edit(start + mark.start(), start + mark.end(), mark[0].translate(_TO_WIDE), "width/mark", "beside Han")
    for pair in _PAIR.finditer(line):
        if pair["han"] or _HAN.search(pair[1]):
            for place, bracket in ((pair.start(), "（"), (pair.end() - 1, "）")):
                yield Edit(start + place, start + place + 1, bracket, "width/bracket", "a pair in a Chinese sentence")


def _is_of_alphabet(text: str) -> bool:
    """Whether the text has words of an alphabet, and hardly a letter of East Asia."""
    if _CLASSES.count("cjk", text) > _CJK_IN_ALPHABET * len(text):
        return False
    return sum(1 for _ in islice(_WORD.finditer(text), _WORDS)) == _WORDS


def _ascii_marks(line: str, start: int) -> Iterator[Edit]:
    """ASCII for the full-width marks of a line without East Asian letters, with the spaces they made up for."""
    if not _HAS_FULLWIDTH.search(line) or _CJK.search(line):
        return
    for mark in _FULLWIDTH_MARK.finditer(line):
        new = mark[0].translate(_MARKS_TO_ASCII)
        after = line[mark.end() : mark.end() + 4]
        if _WORD_AFTER.match(after) and not _NO_SPACE_AFTER.search(line[mark.start() - 1] + new + after, 1):
            new += " "
        yield Edit(start + mark.start(), start + mark.end(), new, "width/ascii-mark", "in a text of an alphabet")
    for pair in _FULLWIDTH_PAIR.finditer(line):
        opened = " (" if _WORD_AFTER.match(line, pair.start() - 1) and pair.start() else "("
        closed = ") " if _WORD_AFTER.match(line, pair.end()) else ")"
        for place, bracket in ((pair.start(), opened), (pair.end() - 1, closed)):
            yield Edit(start + place, start + place + 1, bracket, "width/ascii-mark", "in a text of an alphabet")


def _is_record(line: str) -> bool:
    """Whether the commas separate the fields of a table's row rather than parts of a sentence."""
    fields = line.split(",")
    return len(fields) > 2 and len(line) < (_SHORT_FIELD + 1) * len(fields) and not _SENTENCE_MARK.search(line)


def build(settings: Settings) -> Width:
    return Width()
