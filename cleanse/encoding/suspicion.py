"""A cheap look at a text that proves most of it innocent of having been misread."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from operator import and_
from typing import Any

# what UTF-8's further bytes are in the single-byte encodings
_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźŁĄŞŻąĽľżşĞğİı"
_MAC = "√ƒ≈∆∏∫≠∂∑◊ˆ˜¯˘˙˚¸˝˛ˇ‰"
_CYRILLIC = "Ѐ-ӿ"
_LETTERS = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ\u0590-\u06ff\u0e00-\u0e7f"
_BEYOND = "\x80-\u1fff\u2100-\uffff"
# two characters that seldom stand side by side in sound text
_SIDE_BY_SIDE = (
    ("\x80-\x9f\ue000-\uf8ff", "\0-\uffff"),
    # UTF-8 read as Western or Central European, as Cyrillic, as Mac: what its first bytes are, and its others
    ("Â-ÛĂĹĎĐŃ", _CONTINUED),
    ("à-ïŕăĺćčęěď", _CONTINUED),
    ("ÂÃâ", " \xa0€"),
    ("РС", "\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°"),
    ("в", "Ђ"),
    (_MAC, _BEYOND),
    (_BEYOND, _MAC),
    ("–—", _BEYOND),
    ("‚ƒ", _BEYOND),
    # box drawing or a sign beside a letter
    (_LETTERS, "\u2500-\u259f"),
    ("\u2500-\u259f", _LETTERS),
    ("A-Za-z", "¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§"),
    (_CYRILLIC, "€‰†‡¤¦§©¬®°±µ¶·‹›÷"),
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
            "[\x80-\x9f\ue000-\uf8ff]",
            rf"[Â-ÛĂĹĎĐŃ][{_CONTINUED}]|[à-ïŕăĺćčęěď][{_CONTINUED}][{_CONTINUED}]|[ÂÃâ][ \xa0€]",
            "(?:[РС][\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°]){2}|вЂ",
            rf"[{_MAC}][{_BEYOND}]|[{_BEYOND}][{_MAC}]|(?:[–—][{_BEYOND}]){{2}}|‚Ä|[‚ƒ][{_BEYOND}]",
            rf"[{_LETTERS}][\u2500-\u259f]|[\u2500-\u259f][{_LETTERS}]",
            r"[A-Za-z][¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§][a-z]|[a-z][¹¿¶]|[ac-jln-z]³",
            rf"[A-Za-zÀ-ɏ][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-zÀ-ɏ]|[а-яё][А-ЯЁ]|[ЂђЃѓЅѕЈјЉљЊњЋћЌќЏџ]",
            rf"[{_CYRILLIC}][€‰†‡¤¦§©¬®°±µ¶·‹›÷]|[€‰†‡¤¦§©¬®°±µ¶·‹›÷][{_CYRILLIC}]",
        )
    )
)
_EASTERN = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff61-\uff9f"
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_ACCENTED = re.compile(f"(?<![A-Za-z])[A-Za-z]*[À-ÖØ-öø-ɏḀ-ỿ][{_LATIN}]*")
_ACCENTED_BIT, _EASTERN_BIT = 1 << 30, 1 << 31
_KNOWN_PAIR = 13  # bits up to which one letter after another is usual in a language
_STRANGE = 0.2  # the share of words with accents that may be of other languages than the rest
_USUAL = 12.5  # bits up to which an East Asian character is usual
_FEW = 2  # Latin letters to each East Asian one in a line that is not East Asian
_RARE = 1  # bits beyond what is usual that one East Asian character in such a line may cost
_BREAK = -30000  # what a line break counts, so that no run goes on beyond it
_RUN = 20  # bits beyond what is usual that characters near each other must cost to be looked at


def suspicious(text: str) -> bool:
    """Whether the text may hold something misread. False is a proof for all that the model would believe."""
    if text.isascii():
        return False
    import numpy as np

    first, second = _sides()
    codes = np.frombuffer((text + "\n").encode("utf-16-le", "surrogatepass"), np.uint16)
    left = first[codes]
    if (left[:-1] & second[codes[1:]]).any() and _ODD.search(text):
        return True
    kinds = int(np.bitwise_or.reduce(left))
    if kinds & _ACCENTED_BIT and not _one_language(text):
        return True
    return bool(kinds & _EASTERN_BIT) and _odd_eastern(codes)


@cache
def _sides() -> tuple[Any, Any]:
    """For each character, as bits, the pairs in whose first and second place it is; and what else must be looked at."""
    import numpy as np

    first, second = np.zeros(0x10000, np.uint32), np.zeros(0x10000, np.uint32)
    everything = "".join(map(chr, range(0x10000)))
    for number, sides in enumerate(_SIDE_BY_SIDE):
        for table, characters in zip((first, second), sides, strict=True):
            table[[m.start() for m in re.finditer(f"[{characters}]", everything)]] |= np.uint32(1 << number)
    for characters, bit in (("À-ÖØ-öø-ɏḀ-ỿ", _ACCENTED_BIT), (_EASTERN, _EASTERN_BIT)):
        first[[m.start() for m in re.finditer(f"[{characters}]", everything)]] |= np.uint32(bit)
    return first, second


def _one_language(text: str) -> bool:
    """Whether there is a language in which (nearly) all words with letters beyond ASCII are possible."""
    languages = [_languages(word[:40]) for word in set(_ACCENTED.findall(text))]
    if reduce(and_, languages, -1):
        return True
    strange = min(sum(not word >> language & 1 for word in languages) for language in range(32))
    return strange <= _STRANGE * len(languages)


@lru_cache(maxsize=65536)
def _languages(word: str) -> int:
    """The Latin-script languages in which each letter of the word is usual after the one before, as bits."""
    table, places = _pairs()
    languages = -1
    last, before = "", 0
    for letter in word:
        place = places.get(letter.lower() if letter != "İ" else "i")
        if place is None or (last.islower() and letter.isupper() and not letter.isascii()):
            return 0
        if not (letter.isascii() and last.isascii()):
            languages &= table[before][place]
        last, before = letter, place
    return languages


@cache
def _pairs() -> tuple[list[list[int]], dict[str, int]]:
    """For each letter after each (0: at the beginning of a word) the languages in which it is usual, as bits."""
    import numpy as np

    from cleanse.language.characters import UNIT, model

    latin = model().alphabets[0]
    usual = latin.costs <= _KNOWN_PAIR * UNIT
    bits = (usual.astype(np.uint64) << np.arange(usual.shape[1], dtype=np.uint64)).sum(axis=1)
    table = bits.reshape(latin.width, latin.width).tolist()
    return table, {chr(code): i for i, code in enumerate(latin.letters.tolist(), 1)}


def _odd_eastern(codes: Any) -> bool:
    """Whether somewhere in a line East Asian characters stand together that seldom do."""
    import numpy as np

    from cleanse.language.characters import UNIT

    weights, latin = _weights()
    each = weights.take(codes, axis=0)
    best = each[:, each.sum(axis=0, dtype=np.int64).argmin()]
    if np.count_nonzero(latin[codes]) > _FEW * np.count_nonzero(best) and (best > _RARE * UNIT).any():
        return True
    running = np.cumsum(np.where(codes == 10, _BREAK, best), dtype=np.int64)
    return bool((running - np.minimum.accumulate(running)).max() > _RUN * UNIT)


@cache
def _weights() -> tuple[Any, Any]:
    """By how much each character is less usual than most, by East Asian language; and which are Latin letters."""
    import numpy as np

    from cleanse.language.characters import UNIT, model

    table = model()
    weights = np.zeros(table.east.shape, np.int16)
    eastern = table.script == table.east_number
    weights[eastern] = table.east[eastern].astype(np.int16) - int(_USUAL * UNIT)
    weights[0xFF66:0xFFA0] = 2 * UNIT
    latin = np.zeros(0x10000, bool)
    latin[[*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250)]] = True
    return weights, latin
