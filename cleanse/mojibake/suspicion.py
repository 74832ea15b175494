"""A cheap look at a text that proves most of it innocent of having been misread."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from operator import and_
from typing import Any

# what UTF-8's further bytes are in the single-byte encodings
_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźŁĄŞŻąĽľżşĞğİı"
_EAST = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff61-\uff9f"
_MAC = "√ƒ≈∆∏∫≠∂∑◊ˆ˜¯˘˙˚¸˝˛ˇ‰"
_CYRILLIC = "Ѐ-ӿ"
_LETTERS = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ\u0590-\u06ff\u0e00-\u0e7f"
_BEYOND = "\x80-\u1fff\u2020-\u2022\u2100-\uffff"
# two characters that seldom stand side by side in sound text
_SIDE_BY_SIDE = (
    ("\x80-\x9f", "\0-\uffff"),
    (_EAST, "\ue000-\uf8ff"),
    ("\ue000-\uf8ff", _EAST),
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
    ("ぁ-ヺ", "〖〗"),  # ー of EUC-JP read as GBK
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
)
# the same, with what must come after for it to be odd indeed
_ODD = re.compile(
    "|".join(
        (
            rf"[\x80-\x9f]|[{_EAST}][\ue000-\uf8ff]|[\ue000-\uf8ff][{_EAST}]",
            rf"[Â-ÛĂĹĎĐŃ][{_CONTINUED}]|[à-ïŕăĺćčęěď][{_CONTINUED}][{_CONTINUED}]|[ÂÃ][ \xa0€]",
            "(?:[РС][\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°]){2}|вЂ",
            rf"[{_MAC}][{_BEYOND}]|[{_BEYOND}][{_MAC}]|(?:[–—][{_BEYOND}]){{2}}|‚Ä|[‚ƒ][{_BEYOND}]|[ぁ-ヺ][〖〗]",
            rf"[{_LETTERS}][\u2500-\u259f]|[\u2500-\u259f][{_LETTERS}]",
            r"[A-Za-z][¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§][a-z]|[a-z][¹¿¶±]|[ac-jln-z]³",
            rf"[A-Za-zÀ-ɏ][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-zÀ-ɏ]|[а-яё][А-ЯЁ]|[ЂђЃѓЅѕЈјЉљЊњЋћЌќЏџ]",
            rf"[{_CYRILLIC}][€‰†‡¤¦§©¬®°±µ¶·‹›÷«]|[€‰†‡¤¦§©¬®°±µ¶·‹›÷][{_CYRILLIC}]",
        )
    )
)
_EASTERN = re.compile(f"[{_EAST}]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LATIN_WORD = re.compile("[a-z]{2}")
# of these, what letters of Central European and Turkish text become when they are misread
_MISTAKEN = re.compile("[ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿąľĄĽ]")
_ACCENTED = re.compile("[À-ÖØ-öø-ɏḀ-ỿ]+")
_VERIFIED = frozenset(("is", "lt", "lv", "et", "ca", "eu", "ga", "cy", "af", "sq", "id", "az"))
_KNOWN_PAIR = 13  # bits up to which one letter after another is usual in a language
_STRANGE = 0.2  # the share of words with accents that may be of other languages than the rest
_USUAL = 12.5  # bits up to which an East Asian character is usual
_UNKNOWN = 10  # bits beyond what is usual that a character costs that the language is never written with
_NEAR = 6  # characters within which three that are less usual than most are near each other
_LATIN = 4  # characters to each East Asian one in a line of another script
_BREAK = -30000  # what a line break counts, so that no run goes on beyond it
_RUN = 20  # bits beyond what is usual that characters near each other must cost to be looked at


# without one of these, or two of UTF-8's further bytes, no two characters are odd side by side
_SIGNS = re.compile(f"[\x80-\x9f\ue000-\uf8ffÂ-ÛĂĹĎĐŃ{_CYRILLIC}{_MAC}‚ƒ〖\u2500-\u259f¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§]")
_TWO_BYTES = re.compile(f"[{_CONTINUED}]{{2}}")
# letters that are the same in the encodings of Western, Central European and Turkish text tell nothing
_TELLING = re.compile("[ÀÃÅÆÈÊÌÏÐ-ÒÕØÙÛÝÞàãåæèêìïð-òõøùûýþÿ-ɏḀ-ỿ]")


def suspicious(text: str) -> bool:
    """Whether the text may hold something misread. False is a proof for all that the model would believe."""
    if text.isascii():
        return False
    if (_SIGNS.search(text) or _TWO_BYTES.search(text)) and _side_by_side(text) and _ODD.search(text):
        return True
    if _TELLING.search(text) and not _one_language(text):
        return True
    return _EASTERN.search(text) is not None and _odd_eastern(text)


def _side_by_side(text: str) -> bool:
    """Whether two characters stand side by side that seldom do: what _ODD says, ten times as fast and less exact."""
    import numpy as np

    first, second = _sides()
    codes = np.frombuffer((text + "\n").encode("utf-16-le", "surrogatepass"), np.uint16)
    return bool((first.take(codes[:-1]) & second.take(codes[1:])).any())


@cache
def _sides() -> tuple[Any, Any]:
    """For each character, as bits, the pairs in whose first and in whose second place it may be."""
    import numpy as np

    tables = np.zeros((2, 0x10000), np.uint32)
    everything = "".join(map(chr, range(0x10000)))
    for number, sides in enumerate(_SIDE_BY_SIDE):
        for table, characters in zip(tables, sides, strict=True):
            for match in re.finditer(f"[{characters}]+", everything):
                table[match.start() : match.end()] |= np.uint32(1 << number)
    return tables[0], tables[1]


def _one_language(text: str) -> bool:
    """Whether there is a language in which all letters beyond ASCII can stand where they do, names apart."""
    pieces = {text[max(0, match.start() - 1) : match.end() + 1] for match in _ACCENTED.finditer(text)}
    languages = {piece: _languages(piece[:40]) for piece in pieces}
    possible = reduce(and_, languages.values(), -1)
    if possible:
        return bool(possible & _common()) or _written_in(text) & possible != 0
    strange = [[piece for piece in pieces if not languages[piece] >> number & 1] for number in range(32)]
    least = min(map(len, strange))
    return least <= _STRANGE * len(pieces) and any(
        len(those) == least and not any(map(_MISTAKEN.search, those)) for those in strange
    )


@cache
def _common() -> int:
    """The languages whose letters beyond ASCII are taken as they are, as bits; rarer ones are verified."""
    from cleanse.decoding.character_model import model

    return sum(1 << number for number, name in enumerate(model().latin_languages) if name not in _VERIFIED)


def _written_in(text: str) -> int:
    """The Latin-script languages that fit the text best, as bits."""
    from cleanse.decoding.character_model import model

    costs = model().latin_bits(text)
    return sum(1 << number for number, cost in enumerate(costs) if cost <= 1.05 * min(costs))


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
    import numpy as np

    from cleanse.decoding.character_model import UNIT, model

    latin = model().alphabets[0]
    usual = latin.costs <= _KNOWN_PAIR * UNIT
    bits = (usual.astype(np.uint64) << np.arange(usual.shape[1], dtype=np.uint64)).sum(axis=1)
    table = bits.reshape(latin.width, latin.width).tolist()
    return table, {chr(code): i for i, code in enumerate(latin.letters.tolist(), 1)}


def _odd_eastern(text: str) -> bool:
    """Whether somewhere in a line East Asian characters stand together that seldom do."""
    language = "ja" if _KANA.search(text) else "ko" if _HANGUL.search(text) else "zh"
    if language == "ja" and _dearer(language, _UNKNOWN).search(text):
        return True
    unusual = [match.start() for match in _dearer(language, 0).finditer(text)]
    if unusual and _LATIN_WORD.search(text) and _LATIN * len(_EASTERN.findall(text)) < len(text):
        return True
    if not any(third - first <= _NEAR for first, third in zip(unusual, unusual[2:], strict=False)):
        return False
    import numpy as np

    from cleanse.decoding.character_model import UNIT

    weights = _weights()
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    each = weights.take(codes, axis=0)
    best = each[:, each.sum(axis=0, dtype=np.int64).argmin()]
    running = np.cumsum(np.where(codes == 10, _BREAK, best), dtype=np.int64)
    return bool((running - np.minimum.accumulate(running)).max() > _RUN * UNIT)


@cache
def _dearer(language: str, bits: int) -> re.Pattern[str]:
    """An East Asian character that costs so many bits more than most do in that language."""
    import numpy as np

    from cleanse.decoding.character_model import UNIT

    columns = {"zh": slice(0, 2), "ja": slice(2, 3), "ko": slice(3, 4)}
    codes = np.flatnonzero(_weights()[:, columns[language]].min(axis=1) > bits * UNIT)
    breaks = np.flatnonzero(np.diff(codes) > 1)
    begins, ends = codes[np.concatenate(([0], breaks + 1))], codes[np.concatenate((breaks, [len(codes) - 1]))]
    ranges = (chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in zip(begins.tolist(), ends.tolist(), strict=True))
    return re.compile(f"[{''.join(ranges)}]")


@cache
def _weights() -> Any:
    """By how much each East Asian character is less usual than most, in each language; nothing for all others."""
    import numpy as np

    from cleanse.decoding.character_model import UNIT, model

    table = model()
    weights = np.zeros(table.east.shape, np.int16)
    eastern = table.script == table.east_number
    weights[eastern] = table.east[eastern].astype(np.int16) - int(_USUAL * UNIT)
    weights[0xFF66:0xFFA0] = 2 * UNIT  # half-width kana
    return weights
