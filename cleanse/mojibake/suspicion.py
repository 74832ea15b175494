"""A cheap prefilter: which texts may be mojibake. Most are not, and need no repair tried on them."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from operator import and_

from cleanse.mojibake.pairs import DOUBLE_BYTES
from cleanse.text.chars import EAST_ASIAN, EAST_ASIAN_WORDS, HANGUL_SYLLABLES, KANA_SPAN
from cleanse.text.lazy import lazy_pattern

# what UTF-8's further bytes are in the single-byte encodings
_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźŁĄŞŻąĽľżşĞğİı"
_MAC = "√ƒ≈∆∏∫≠∂∑◊ˆ˜¯˘˙˚¸˝˛ˇ‰"
_CYRILLIC = "Ѐ-ӿ"
_OTHER = "Ͱ-Ͽ\u0591-\u06ff\u0e01-\u0e5b\uff61-\uff9f"  # alphabets that no Latin word is written with
_PUNCTUATION = "鈥锛銆鈧鈩"  # first bytes of UTF-8's punctuation in GBK: characters that nobody writes
_LETTERS = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ\u0590-\u06ff\u0e00-\u0e7f"
_BEYOND = "\x80-\u1fff\u2020-\u2022\u2100-\uffff"
# two characters that are seldom side by side in sound text
SIDE_BY_SIDE = (
    ("\x80-\x9f", "\0-\uffff"),
    (EAST_ASIAN, "\ue000-\uf8ff"),
    ("\ue000-\uf8ff", EAST_ASIAN),
    # UTF-8 read as Western or Central European, as Cyrillic, as Mac: what its first bytes are, and its others
    ("Â-ÛĂĹĎĐŃ", _CONTINUED),
    ("à-ïŕăĺćčęěď", _CONTINUED),
    ("ÂÃ", " \xa0€"),
    ("РС", "\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°"),
    ("в", "Ђ"),
    (_MAC, _BEYOND),
    (_BEYOND, _MAC),
    ("–—", _BEYOND),
    ("‚ƒ", _BEYOND),
    (KANA_SPAN, "〖〗"),  # ー of EUC-JP read as GBK
    # box drawing or a sign beside a letter
    (_LETTERS, "\u2500-\u259f"),
    ("\u2500-\u259f", _LETTERS),
    ("A-Za-z", "¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§"),
    (_CYRILLIC, "€‰†‡¤¦§©¬®°±µ¶·‹›÷«"),
    ("€‰†‡¤¦§©¬®°±µ¶·‹›÷", _CYRILLIC),
    # letters of two alphabets in one word, small before capital, those that only few languages have
    ("A-Za-zÀ-ɏ", _CYRILLIC),
    (_CYRILLIC, "A-Za-zÀ-ɏ"),
    ("а-яё", "А-ЯЁ"),
    ("ЂђЃѓЅѕЈјЉљЊњЋћЌќЏџ", "\0-\uffff"),
    ("A-Za-z", _OTHER),
    (_OTHER, "A-Za-z"),
    ("a-zß-öø-ÿ", "À-ÖØ-Þ"),
    ("â", "€†"),
    (_PUNCTUATION, "\0-\uffff"),
    # UTF-8 of one Arabic, Hebrew, Greek or Thai letter's length, and of Arabic read as Arabic
    (_OTHER, "£-©¬-º¼-¾€‚„…†‡"),
)
# the same, with what must come after for it to be odd indeed
_ODD = lazy_pattern(
    "|".join(
        (
            rf"[\x80-\x9f]|[{EAST_ASIAN}][\ue000-\uf8ff]|[\ue000-\uf8ff][{EAST_ASIAN}]",
            rf"[Â-ÛĂĹĎĐŃ][{_CONTINUED}]|[à-ïŕăĺćčęěď][{_CONTINUED}][{_CONTINUED}]|[ÂÃ][ \xa0€]",
            "(?:[РС][\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°]){2}|вЂ",
            rf"[{_MAC}][{_BEYOND}]|[{_BEYOND}][{_MAC}]|(?:[–—][{_BEYOND}]){{2}}|‚Ä|[‚ƒ][{_BEYOND}]|[{KANA_SPAN}][〖〗]",
            rf"[{_LETTERS}][\u2500-\u259f]|[\u2500-\u259f][{_LETTERS}]",
            r"[A-Za-z][¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§][a-z]|[a-z][¹¿¶±]|[ac-jln-z]³",
            rf"[A-Za-zÀ-ɏ][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-zÀ-ɏ]|[а-яё][А-ЯЁ]|[ЂђЃѓЅѕЈјЉљЊњЋћЌќЏџ]",
            # a word of a few characters misread as another alphabet's
            rf"[A-Za-z][{_OTHER}]|[{_OTHER}][A-Za-z]|[a-zß-öø-ÿ][À-ÖØ-Þ]|â[€†]",
            f"[{_PUNCTUATION}]",
            rf"[{_OTHER}][£-©¬-º¼-¾€‚„…†‡][A-Za-z]|(?:[ء-ي][£-©¬-º¼-¾€‚„…†‡]){{2}}",
            rf"[{_CYRILLIC}][€‰†‡¤¦§©¬®°±µ¶·‹›÷«]|[€‰†‡¤¦§©¬®°±µ¶·‹›÷][{_CYRILLIC}]",
        )
    )
)
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_KANA = lazy_pattern(f"[{KANA_SPAN}]")
_HANGUL = lazy_pattern(f"[{HANGUL_SYLLABLES}]")
_SMALL = re.compile("[a-z]")
_LATIN_WORD = lazy_pattern("[a-z]{2}")
# of these, what letters of Central European and Turkish text become when they are misread
_MISTAKEN = lazy_pattern("[ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿąľĄĽ]")
_ACCENTED = lazy_pattern("[À-ÖØ-öø-ɏḀ-ỿ]+")
_NOT_PLAIN = re.compile("[^A-Za-z]+")
# small languages, which much mojibake resembles by chance: the text must also fit one of them best
VERIFIED = frozenset(("is", "lt", "lv", "et", "ca", "eu", "ga", "cy", "af", "sq", "id", "az"))
KNOWN_PAIR = 13  # bits up to which one letter after another is usual in a language
_FEW = 3  # different words with accents up to which they may fit a language by chance
_ENOUGH = 20  # characters without accents that show the language
_MUCH = 1.1  # times what the best language costs, up to which another fits
_STRANGE = 0.2  # the share of words with accents that may be of other languages than the rest
USUAL = 12.5  # bits up to which an East Asian character is usual
UNKNOWN = 10  # bits beyond what is usual that a character costs that the language is never written with
_NEAR = 6  # characters within which three that are less usual than most are near each other
_LATIN = 4  # characters to each East Asian one in a line of another script
_BREAK = -30000  # what a line break counts, so that no run goes on beyond it
_RUN = 20  # bits beyond what is usual that characters near each other must cost to be looked at


# without one of these, or two of UTF-8's further bytes, no two characters are odd side by side
_SIGNS = lazy_pattern(
    f"[{_OTHER}{_PUNCTUATION}À-ÖØ-Þâ\x80-\x9f\ue000-\uf8ffÂ-ÛĂĹĎĐŃ{_CYRILLIC}{_MAC}‚ƒ〖\u2500-\u259f¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§]"
)
_TWO_BYTES = lazy_pattern(f"[{_CONTINUED}]{{2}}")
# letters that differ between the encodings of Western, Central European and Turkish text; the others prove nothing
_AMBIGUOUS = lazy_pattern("[ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿ-ɏḀ-ỿ]")


def may_be_mojibake(text: str) -> bool:
    """Whether the text may be mojibake. If False, `repair` would not change it: there are no false negatives."""
    if text.isascii():
        return False
    if (_SIGNS.search(text) or _TWO_BYTES.search(text)) and _side_by_side(text) and _ODD.search(text):
        return True
    if _AMBIGUOUS.search(text) and not one_language(text):
        return True
    if not _EASTERN.search(text):
        return False
    return (_SMALL.search(text) and _within_latin().search(text)) is not None or _odd_eastern(text)


@cache
def _within_latin() -> re.Pattern[str]:
    """A pattern for one or two of the characters that UTF-8 of é, ł or ş becomes, beside a small Latin letter."""
    pairs = [bytes((first, second)) for first in range(0xC2, 0xC6) for second in range(0x80, 0xC0)]
    read = (pair.decode(codec, "ignore") for codec in DOUBLE_BYTES for pair in pairs)
    characters = "".join(sorted({c for c in read if len(c) == 1}))
    east = EAST_ASIAN_WORDS
    return re.compile(f"[a-z][{characters}]{{1,2}}(?![{east}])|(?<![{east}])[{characters}]{{1,2}}[a-z]")


@lru_cache(maxsize=128)  # a line that was mended is looked at several times
def line_may_be_mojibake(line: str) -> bool:
    """The same for a line."""
    return may_be_mojibake(line)


def _side_by_side(text: str) -> bool:
    """Whether a pair of SIDE_BY_SIDE is in the text: what _ODD asks, less exact and ten times as fast."""
    import numpy as np

    from cleanse.text.character_table import column

    # for each character, as bits, the pairs in whose first and in whose second place it may be
    first, second = column("odd_first"), column("odd_second")
    codes = np.frombuffer((text + "\n").encode("utf-16-le", "surrogatepass"), np.uint16)
    return bool((first.take(codes[:-1]) & second.take(codes[1:])).any())


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
    return least <= _STRANGE * len(pieces) and _fitting(text) & sound != 0


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
