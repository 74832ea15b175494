"""A cheap prefilter: which texts may be mojibake. Most are not, and need no repair tried on them."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from operator import and_

from cleanse.mojibake.oddities import CONTINUED, SIGNS, odd_side_by_side, odd_within_latin
from cleanse.text.chars import (
    EAST_ASIAN,
    HANGUL_SYLLABLES,
    KANA_SPAN,
)
from cleanse.text.classes import CharacterClasses
from cleanse.text.lazy import lazy_pattern

_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_KANA = lazy_pattern(f"[{KANA_SPAN}]")
_HANGUL = lazy_pattern(f"[{HANGUL_SYLLABLES}]")
_LATIN_WORD = lazy_pattern("[a-z]{2}")
# of these, what letters of Central European and Turkish text become when they are misread
_MISTAKEN = lazy_pattern("[ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿąľĄĽ]")
_ACCENTED = lazy_pattern("[À-ÖØ-öø-ɏḀ-ỿ]+")
_NOT_PLAIN = re.compile("[^A-Za-z]+")
# small languages, which much mojibake resembles by chance: the text must also fit one of them best
VERIFIED = frozenset(("is", "lt", "lv", "et", "ca", "eu", "ga", "cy", "af", "sq", "id", "az"))
KNOWN_PAIR = 13  # bits up to which one letter after another is usual in a language
_FEW = 3  # different words with accents up to which they may fit a language by chance
_MANY = 12  # … from which on they fit none by chance
_ENOUGH = 20  # characters without accents that show the language
_MUCH = 1.1  # times what the best language costs, up to which another fits
_STRANGE = 0.2  # the share of words with accents that may be of other languages than the rest
USUAL = 12.5  # bits up to which an East Asian character is usual
UNKNOWN = 10  # bits beyond what is usual that a character costs that the language is never written with
_NEAR = 6  # characters within which three that are less usual than most are near each other
_LATIN = 4  # characters to each East Asian one in a line of another script
_BREAK = -30000  # what a line break counts, so that no run goes on beyond it
_RUN = 20  # bits beyond what is usual that characters near each other must cost to be looked at


_CLASSES = CharacterClasses(
    # letters that differ between the encodings of Western, Central European and Turkish text; the others prove nothing
    ambiguous="ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿ-ɏḀ-ỿ",
    signs=SIGNS,
    continued=CONTINUED,
    eastern=EAST_ASIAN,
)


def may_be_mojibake(text: str) -> bool:
    """Whether the text may be mojibake. If False, `repair` would not change it: there are no false negatives."""
    if text.isascii():  # known without looking
        return False
    has = _CLASSES.within(text)
    if has & {"signs", "continued"} and odd_side_by_side(text):
        return True
    if "ambiguous" in has and not one_language(text):
        return True
    if "eastern" not in has:
        return False
    return odd_within_latin(text) or _odd_eastern(text)


@lru_cache(maxsize=128)  # a line that was mended is looked at several times
def line_may_be_mojibake(line: str) -> bool:
    """The same for a line."""
    return may_be_mojibake(line)


def one_language(text: str) -> bool:
    """Whether there is a language in which each letter beyond ASCII is usual after the one before it, names apart."""
    pieces = {text[max(0, match.start() - 1) : match.end() + 1] for match in _ACCENTED.finditer(text)}
    languages = {piece: _languages(piece[:40]) for piece in pieces}
    possible = reduce(and_, languages.values(), -1)
    if possible:
        if len(pieces) <= _FEW and not _fitting(text) & possible:
            return False
        return bool(possible & _common()) or _written_in(text) & _fitting(text) & possible != 0
    strange = [[piece for piece in pieces if not languages[piece] >> number & 1] for number in range(32)]
    least = min(map(len, strange))
    closest = [(1 << number, those) for number, those in enumerate(strange) if len(those) == least]
    sound = sum(bit for bit, those in closest if not any(map(_MISTAKEN.search, those)))
    if least > _STRANGE * len(pieces) or not sound:
        return False
    return len(pieces) >= _MANY or _fitting(text) & sound != 0


def _fitting(text: str) -> int:
    """The languages that what is left without accented letters fits about as well as any; all if that is little."""
    plain = _NOT_PLAIN.sub(" ", text)
    return _written_in(plain, _MUCH) if len(plain) >= _ENOUGH else -1


@cache
def _common() -> int:
    """The languages that need no more evidence than usual pairs of letters, as bits: all but VERIFIED."""
    from cleanse.text.character_table import column

    return int(column("latin_common"))


def _written_in(text: str, times: float = 1.05) -> int:
    """The Latin-script languages that fit the text best, or cost at most so many times the best, as bits."""
    from cleanse.decoding.character_model import model

    costs = model().latin_bits(text)
    return sum(1 << number for number, cost in enumerate(costs) if cost <= times * min(costs))


@lru_cache(maxsize=65536)
def _languages(piece: str) -> int:
    """The Latin-script languages in which each letter of the piece is usual after the one before, as bits."""
    table, places = _pairs()
    languages = -1
    last, before = "", 0
    for letter in piece:
        place = places.get(letter.lower() if letter != "İ" else "i", 0)
        if (not place and letter >= "À" and letter.isalpha()) or (
            last.islower() and letter.isupper() and letter >= "À"
        ):
            return 0
        if place and not (letter.isascii() and last.isascii()):
            languages &= table[before][place]
        last, before = letter, place
    return languages


@cache
def _pairs() -> tuple[list[list[int]], dict[str, int]]:
    """For each letter after each (0: at the beginning of a word) the languages in which it is usual, as bits."""
    from cleanse.text.character_table import column

    letters: list[int] = column("latin_letters").tolist()
    return column("latin_pairs").tolist(), {chr(code): place for place, code in enumerate(letters, 1)}


def _odd_eastern(text: str) -> bool:
    """Whether a line has a run of East Asian characters that are too rare in the language of the text."""
    import numpy as np

    from cleanse.decoding.character_model import UNIT
    from cleanse.text.character_table import CODES, UNKNOWN_IN_JAPANESE, UNUSUAL, column
    from cleanse.text.codes import code_points

    language = "ja" if _KANA.search(text) else "ko" if _HANGUL.search(text) else "zh"
    codes = np.minimum(code_points(text), CODES - 1)
    dear = column("eastern").take(codes)
    if language == "ja" and (dear & UNKNOWN_IN_JAPANESE).any():
        return True
    unusual = np.flatnonzero(dear & UNUSUAL[language])
    if len(unusual) and _LATIN_WORD.search(text) and _LATIN * len(_EASTERN.findall(text)) < len(text):
        return True
    if not (unusual[2:] - unusual[:-2] <= _NEAR).any():
        return False
    # by how much each character is less usual than most, in units of the character model, in each of its languages
    each = column("eastern_bits").take(codes, axis=0)
    best = each[:, each.sum(axis=0, dtype=np.int64).argmin()]
    running = np.cumsum(np.where(codes == 10, _BREAK, best), dtype=np.int64)
    return bool((running - np.minimum.accumulate(running)).max() > _RUN * UNIT)
