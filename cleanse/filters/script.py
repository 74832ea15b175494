"""Chinese in one script: Simplified, or a Traditional standard. Japanese and Korean are never converted.

Their Han characters look like Traditional ones, and a headline or a table may have no others. So the whole document is
judged first, then each line, then each phrase; in doubt the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from cleanse.edits import changed_spans
from cleanse.filters.script_words import ZHE, in_simplified, usual_names, with_names
from cleanse.fixpoint import fixpoint
from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import HAN, HANGUL, KANA_LETTERS, KANA_SIGNS
from cleanse.text.classes import CharacterClasses
from cleanse.text.lazy import lazy_pattern

Convert = Callable[[str], str]

# Bits of the column `han` of the table of characters: in JIS X 0208 but not in GB 2312 or Big5, and not converted by
# OpenCC; the other way round, and two that are in both but that only Chinese uses; never Traditional, as 国 (not 后,
# which is another word there); never Simplified, as 國 (but not 著).
JAPANESE, CHINESE, SIMPLIFIED, TRADITIONAL = 1, 2, 4, 8

# OpenCC's configurations: what turns Simplified text into the target, and what puts a Traditional text into the
# target's standard of characters. All of them keep the words: a Taiwanese reader gets 軟件, not 軟體.
TARGETS: dict[str, tuple[str, str | None]] = {
    "zh-Hans": ("t2s", None),
    "zh-Hant": ("s2t", None),
    "zh-TW": ("s2tw", "t2tw"),
    "zh-HK": ("s2hk", "t2hk"),
}

_FOREIGN = lazy_pattern(f"[{KANA_LETTERS}{HANGUL}]+")
_HAN = lazy_pattern(f"[{HAN}]+")
_PHRASE = lazy_pattern(f"[{HAN}{KANA_LETTERS}{HANGUL}{KANA_SIGNS}]+")
_CLASSES = CharacterClasses(han=HAN, foreign=KANA_LETTERS + HANGUL)
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what OpenCC stumbles over

# Shares of kana or Hangul among the letters. Japanese prose has half, a headline a fifth; a line of Chinese that
# quotes a title stays below a tenth, a phrase with の for decoration below a sixth.
_FOREIGN_LINE = 0.1
_FOREIGN_PHRASE = 1 / 6
# The share of a document's characters that are in foreign lines: from the first on it is a foreign document, from the
# second a mixed one, in which a line must show that it is Chinese.
_FOREIGN_DOCUMENT = 0.3
_MIXED_DOCUMENT = 0.02
# Below this share of Han a document has Chinese names (日本語 in a list of languages), not Chinese prose.
_CHINESE_DOCUMENT = 0.05
_LONG = 20  # Han characters in a line: nobody writes as many of Japanese without a kana
_CHINESE_IN_JAPANESE = 0.05  # of the Han characters: names of Chinese people in Japanese news stay below
_ROUNDS = 4  # converting a converted text can change it again; two rounds are enough


@dataclass(frozen=True, slots=True)
class Script:
    """Converts the characters of Chinese text to the target's script, and keeps its words.

    `發展軟體` → `发展软体` for `zh-Hans`. `東京都の発表` stays, and so does `東京` in the line above it.
    """

    target: str
    names: tuple[str, ...] = ()
    name: str = "script"

    def edits(self, document: Document) -> Iterator[Edit]:
        if document.text.isascii() or not _HAN.search(document.text):
            return
        if _is_declared_foreign(document):
            return
        text = _UNFIT.sub("\ufffd", document.text)
        converted = fixpoint(text, [self._convert], _ROUNDS)
        if converted == text:
            return
        for start, end, replacement in _differences(text, converted):
            yield Edit(start, end, replacement, f"script/{self.target}", "the document is Chinese")

    def _convert(self, text: str) -> str | None:
        convert = _converter(self.target, text, self.names)
        converted = convert(text)
        if converted == text:  # nearly every text is in the target's script already
            return None
        kept = _chinese_only(text, converted, convert)
        return None if kept == text else kept


def _differences(text: str, converted: str) -> Iterator[tuple[int, int, str]]:
    """The phrases that changed, each whole: easier to read than every third character, and fewer edits."""
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
    """The converted text, with all that may be Japanese or Korean left as it was."""
    if _is_japanese_by_characters(text):
        return text
    names_only = _CLASSES.count("han", text) < _CHINESE_DOCUMENT * len("".join(text.split()))
    if not names_only and "foreign" not in _CLASSES.within(text):
        return converted
    lines = text.split("\n")
    counts = [(_count(_FOREIGN, line), _count(_HAN, line)) for line in lines]
    total = sum(foreign + han for foreign, han in counts)
    in_foreign_lines = sum(foreign + han for foreign, han in counts if foreign > _FOREIGN_LINE * (foreign + han))
    if in_foreign_lines and in_foreign_lines >= _FOREIGN_DOCUMENT * total:
        return text
    mixed = in_foreign_lines > 0 and in_foreign_lines >= _MIXED_DOCUMENT * total
    for i, (new, (foreign, han)) in enumerate(zip(converted.split("\n"), counts, strict=True)):
        if foreign > _FOREIGN_LINE * (foreign + han) or (names_only and han < _LONG):
            continue
        if mixed and not _is_visibly_chinese(lines[i], han):
            continue
        lines[i] = _without_foreign_phrases(lines[i], convert) if foreign else new
    return "\n".join(lines)


def _without_foreign_phrases(line: str, convert: Convert) -> str:
    """The line converted, but for phrases with kana or Hangul: 歌曲《東京の夜》 keeps its title."""
    pieces, reached = [], 0
    for phrase in _PHRASE.finditer(line):
        if _count(_FOREIGN, phrase[0]) >= _FOREIGN_PHRASE * len(phrase[0]):
            pieces += [convert(line[reached : phrase.start()]), phrase[0]]
            reached = phrase.end()
    return "".join([*pieces, convert(line[reached:])])


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _is_visibly_chinese(line: str, han: int) -> bool:
    return han >= _LONG or any(map(_characters(CHINESE).__contains__, line))


def _is_declared_foreign(document: Document) -> bool:
    """Whether the record or the page says Japanese or Korean, and the text has few characters that only Chinese has.

    An address or a headline without kana shows nothing else; a page may declare a language that it is not in.
    """
    if document.metadata.get("language", "")[:2].lower() not in ("ja", "ko"):
        return False
    (chinese,) = _tally(document.text, CHINESE)
    return chinese <= max(1, _CHINESE_IN_JAPANESE * _CLASSES.count("han", document.text))


def _is_japanese_by_characters(text: str) -> bool:
    """Whether the text has more characters that only Japanese uses (経済) than such as Japanese never uses."""
    japanese, chinese = _tally(text, JAPANESE, CHINESE)
    return japanese > chinese


def _tally(text: str, *bits: int) -> list[int]:
    """How many characters of the text have each of these bits in the column `han`."""
    from numpy import count_nonzero

    from cleanse.text.character_table import FIRST_HAN, column
    from cleanse.text.codes import in_pieces

    han = column("han")
    totals = [0] * len(bits)
    for codes in in_pieces(text):
        # what is below the first becomes a large number, and the last of the column is unassigned: both have no bits
        kinds = han.take(codes - FIRST_HAN, mode="clip")
        totals = [total + int(count_nonzero(kinds & bit)) for total, bit in zip(totals, bits, strict=True)]
    return totals


@cache
def _characters(bit: int) -> frozenset[str]:
    """The characters with this bit."""
    from cleanse.text.character_table import FIRST_HAN, column

    return frozenset(map(chr, (FIRST_HAN + (column("han") & bit).nonzero()[0]).tolist()))


def _converter(target: str, text: str, names: tuple[str, ...]) -> Convert:
    """A function that converts pieces of this text. For Traditional targets it asks each line which script it is in."""
    plain, standard = TARGETS[target]
    whole_is_simplified = _is_simplified(text, False)
    if target == "zh-Hans":
        to_simplified = _opencc(plain)
        is_taiwanese = not whole_is_simplified and ZHE not in text

        def convert_to_simplified(piece: str) -> str:
            converted = in_simplified(piece, to_simplified(piece), whole_is_simplified, is_taiwanese)
            return with_names(piece, converted, (*usual_names(), *names), to_simplified)

        return convert_to_simplified

    def convert(piece: str) -> str:
        converted = "\n".join(
            _opencc(plain)(line)
            if _is_simplified(line, whole_is_simplified)
            else _strays_converted(line, plain, standard)
            for line in piece.split("\n")
        )
        return with_names(piece, converted, names, _opencc(plain)) if names else converted

    return convert


def _is_simplified(text: str, otherwise: bool) -> bool:
    """Whether a text is Simplified, by the characters that only one script has; `otherwise` if it has none of them."""
    simplified, traditional = _tally(text, SIMPLIFIED, TRADITIONAL)
    return simplified > traditional if simplified or traditional else otherwise


def _strays_converted(line: str, plain: str, standard: str | None) -> str:
    """A Traditional line in the target's standard, with stray Simplified characters converted."""
    stray = _characters(SIMPLIFIED)
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
    return Keep() if settings.script == "keep" else Script(settings.script, settings.script_names)
