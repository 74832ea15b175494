"""Chinese in one script: Simplified, or a Traditional standard. Japanese and Korean are never converted.

Their Han characters look like Traditional ones, and a headline or a table may have nothing else. So the whole document
is asked first, then each line, then each phrase; where the answers leave a doubt, the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from cleanse.edits import changed_spans
from cleanse.fixpoint import fixpoint
from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import HAN, HANGUL

Convert = Callable[[str], str]

JAPANESE, CHINESE, SIMPLIFIED, TRADITIONAL = 1, 2, 4, 8  # bits of the column `han` of the table of characters

# OpenCC's configurations: what turns Simplified text into the target, and what puts a Traditional text into the
# target's standard of characters. All of them keep the words: a Taiwanese reader gets 軟件, not 軟體.
TARGETS: dict[str, tuple[str, str | None]] = {
    "zh-Hans": ("t2s", None),
    "zh-Hant": ("s2t", None),
    "zh-TW": ("s2tw", "t2tw"),
    "zh-HK": ("s2hk", "t2hk"),
}

# Letters of Japanese or Korean, without the dot and the length mark that Chinese borrows for foreign names.
_LETTERS = "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d" + HANGUL
_FOREIGN = re.compile(f"[{_LETTERS}]+")
_HAN = re.compile(f"[{HAN}]+")
_PHRASE = re.compile(f"[{HAN}{_LETTERS}\u30fb-\u30fe]+")
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what OpenCC stumbles over

# Shares of kana or Hangul among the letters. Japanese prose has half, a headline a fifth; a line of Chinese that
# quotes a title stays below a tenth, a phrase with の for decoration below a sixth.
_FOREIGN_LINE = 0.1
_FOREIGN_PHRASE = 1 / 6
# Of a document's characters, those in foreign lines: from the first share on it is a foreign document, from the second
# on a mixed one, in which a line must show that it is Chinese.
_FOREIGN_DOCUMENT = 0.3
_MIXED_DOCUMENT = 0.02
# Below this share of Han in all it holds, a document has names in it (日本語 in a list of languages), not prose.
_CHINESE_DOCUMENT = 0.05
_LONG = 20  # Han characters in a line: nobody writes as many of Japanese without a kana
_ROUNDS = 4  # converting a converted text can change it again; two rounds are enough


@dataclass(frozen=True, slots=True)
class Script:
    """Converts Chinese text to the target's script, character by character and never the choice of words.

    `發展軟體` → `发展软体` for `zh-Hans`. `東京都の発表` stays, and so does `東京` in the line above it.
    """

    target: str
    name: str = "script"

    def edits(self, document: Document) -> Iterator[Edit]:
        if document.text.isascii() or not _HAN.search(document.text):
            return
        text = _UNFIT.sub("\ufffd", document.text)
        converted = fixpoint(text, [self._convert], _ROUNDS)
        if converted == text:
            return
        for start, end, replacement in _differences(text, converted):
            yield Edit(start, end, replacement, f"script/{self.target}", "the document is Chinese")

    def _convert(self, text: str) -> str | None:
        convert = _converter(self.target, text)
        converted = convert(text)
        if converted == text:  # nearly every text is in the target's script, and nothing else need be known of it
            return None
        kept = _chinese_only(text, converted, convert)
        return None if kept == text else kept


def _differences(text: str, converted: str) -> Iterator[tuple[int, int, str]]:
    """The phrases that changed, whole: easier to read than every third character, and a fraction of the edits."""
    start = 0
    for line, new in zip(text.split("\n"), converted.split("\n"), strict=True):
        if len(line) != len(new):
            yield from changed_spans(line, new, start)
        elif line != new:
            for phrase in _HAN.finditer(line):
                a, b = phrase.span()
                if new[a:b] != phrase[0]:
                    yield start + a, start + b, new[a:b]
        start += len(line) + 1


def _chinese_only(text: str, converted: str, convert: Convert) -> str:
    """The converted text, but what may be Japanese or Korean as it was."""
    if _is_japanese_by_characters(text):
        return text
    names_only = _count(_HAN, text) < _CHINESE_DOCUMENT * len("".join(text.split()))
    if not names_only and not _FOREIGN.search(text):
        return converted
    lines = text.split("\n")
    counts = [(_count(_FOREIGN, line), _count(_HAN, line)) for line in lines]
    total = sum(foreign + han for foreign, han in counts)
    there = sum(foreign + han for foreign, han in counts if foreign > _FOREIGN_LINE * (foreign + han))
    if there and there >= _FOREIGN_DOCUMENT * total:
        return text
    mixed = there > 0 and there >= _MIXED_DOCUMENT * total
    for i, (new, (foreign, han)) in enumerate(zip(converted.split("\n"), counts, strict=True)):
        if foreign > _FOREIGN_LINE * (foreign + han) or (names_only and han < _LONG):
            continue
        if mixed and not _is_visibly_chinese(lines[i], han):
            continue
        lines[i] = _without_foreign_phrases(lines[i], convert) if foreign else new
    return "\n".join(lines)


def _without_foreign_phrases(line: str, convert: Convert) -> str:
    """The line converted around phrases with kana or Hangul in them: 歌曲《東京の夜》 keeps its title."""
    pieces, reached = [], 0
    for phrase in _PHRASE.finditer(line):
        if _count(_FOREIGN, phrase[0]) >= _FOREIGN_PHRASE * len(phrase[0]):
            pieces += [convert(line[reached : phrase.start()]), phrase[0]]
            reached = phrase.end()
    return "".join([*pieces, convert(line[reached:])])


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _is_visibly_chinese(line: str, han: int) -> bool:
    return han >= _LONG or any(map(_chinese_characters().__contains__, line))


def _is_japanese_by_characters(text: str) -> bool:
    """Whether the text has more characters that only Japanese uses (経済) than such as Japanese does not have."""
    japanese = sum(map(_japanese_characters().__contains__, text))
    return japanese > 0 and japanese > sum(map(_chinese_characters().__contains__, text))


def _japanese_characters() -> frozenset[str]:
    """Characters of JIS X 0208 that neither GB 2312 nor Big5 has, without variants that OpenCC knows as Chinese."""
    return _characters(JAPANESE)


def _chinese_characters() -> frozenset[str]:
    """Characters of GB 2312 or Big5 that JIS X 0208 does not have, and two that only Chinese has a use for."""
    return _characters(CHINESE)


def _simplified_characters() -> frozenset[str]:
    """Characters that are never Traditional: 国, but not 后, which is a word of its own there."""
    return _characters(SIMPLIFIED)


def _traditional_characters() -> frozenset[str]:
    """Characters that are never Simplified: 國, but not 著, which is a word of its own there."""
    return _characters(TRADITIONAL)


@cache
def _characters(bit: int) -> frozenset[str]:
    from cleanse.text.character_table import FIRST_HAN, column

    return frozenset(map(chr, (FIRST_HAN + (column("han") & bit).nonzero()[0]).tolist()))


def _converter(target: str, text: str) -> Convert:
    """What converts a piece of this text. For Traditional targets it looks which script a line is in already."""
    plain, standard = TARGETS[target]
    if target == "zh-Hans":
        return _opencc(plain)
    whole_is_simplified = _is_simplified(text, False)

    def convert(piece: str) -> str:
        return "\n".join(
            _opencc(plain)(line)
            if _is_simplified(line, whole_is_simplified)
            else _strays_converted(line, plain, standard)
            for line in piece.split("\n")
        )

    return convert


def _is_simplified(text: str, otherwise: bool) -> bool:
    """By the characters that only one script has; `otherwise` where there are none."""
    simplified = sum(map(_simplified_characters().__contains__, text))
    traditional = sum(map(_traditional_characters().__contains__, text))
    return simplified > traditional if simplified or traditional else otherwise


def _strays_converted(line: str, plain: str, standard: str | None) -> str:
    """A Traditional line in the target's standard, a stray Simplified character converted, nothing else touched."""
    stray = _simplified_characters()
    if any(map(stray.__contains__, line)):
        converted = _opencc(plain)(line)
        if len(converted) == len(line):
            line = "".join(new if old in stray else old for old, new in zip(line, converted, strict=True))
    return _opencc(standard)(line) if standard else line


@cache
def _opencc(configuration: str) -> Convert:
    import opencc

    convert: Convert = opencc.OpenCC(configuration).convert
    return convert


@dataclass(frozen=True, slots=True)
class Keep:
    """Leaves every script as it is."""

    name: str = "script"

    def edits(self, document: Document) -> Iterator[Edit]:
        return iter(())


def build(settings: Settings) -> Script | Keep:
    return Keep() if settings.script == "keep" else Script(settings.script)
