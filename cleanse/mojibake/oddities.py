"""Characters that are seldom side by side in sound text, and often in misread text."""

from __future__ import annotations

import re
from functools import cache

from cleanse.mojibake.pairs import DOUBLE_BYTES
from cleanse.text.chars import EAST_ASIAN, EAST_ASIAN_WORDS, KANA_SPAN, NARROW_KANA, NARROW_SOUND_MARKS
from cleanse.text.lazy import lazy_pattern

# what UTF-8's further bytes are in the single-byte encodings
_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźŁĄŞŻąĽľżşĞğİı"
_MAC = "√ƒ≈∆∏∫≠∂∑◊ˆ˜¯˘˙˚¸˝˛ˇ‰"
_CYRILLIC = "Ѐ-ӿ"
_OTHER = (
    "Ͱ-Ͽ\u0591-\u06ff\u0e01-\u0e5b" + NARROW_KANA + NARROW_SOUND_MARKS
)  # alphabets that no Latin word is written with
_PUNCTUATION = "鈥锛銆鈧鈩"  # first bytes of UTF-8's punctuation in GBK: characters that nobody writes
_LETTERS = "A-Za-zÀ-ɏͰ-ϿЀ-ӿ\u0590-\u06ff\u0e00-\u0e7f"
_BEYOND = "\x80-\u1fff\u2020-\u2022\u2100-\uffff"
# two characters that are seldom side by side in sound text
SIDE_BY_SIDE = (
    ("\x80-\x9f", "\0-\uffff"),
    (EAST_ASIAN, "\ue000-\uf8ff"),
    ("\ue000-\uf8ff", EAST_ASIAN),
    # UTF-8 read as Western or Central European, as Cyrillic, as Mac: what its first bytes are, and its others
    ("Â-ÛĂĆĹĎĐŃ", _CONTINUED),
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
    ("a-z", "‹•†‡™ˆ"),  # what ã, ï, à and others of Mac Roman are in cp1252
    ("â", "€†"),
    (_PUNCTUATION, "\0-\uffff"),
    # UTF-8 of one Arabic, Hebrew, Greek or Thai letter's length, and of Arabic read as Arabic
    (_OTHER, "£-©¬-º¼-¾€‚„…†‡"),
    (_OTHER + _CYRILLIC, _CONTINUED),
)
# the same, with what must come after for it to be odd indeed
_ODD = lazy_pattern(
    "|".join(
        (
            rf"[\x80-\x9f]|[{EAST_ASIAN}][\ue000-\uf8ff]|[\ue000-\uf8ff][{EAST_ASIAN}]",
            rf"[Â-ÛĂĆĹĎĐŃ][{_CONTINUED}]|[à-ïŕăĺćčęěď][{_CONTINUED}][{_CONTINUED}]|[ÂÃ][ \xa0€]",
            "(?:[РС][\x80-\xbfЂ-Џѐ-џ‚„…†‡€‰‹‘’“”•–—™›№°]){2}|вЂ",
            rf"[{_MAC}][{_BEYOND}]|[{_BEYOND}][{_MAC}]|(?:[–—][{_BEYOND}]){{2}}|‚Ä|[‚ƒ][{_BEYOND}]|[{KANA_SPAN}][〖〗]",
            rf"[{_LETTERS}][\u2500-\u259f]|[\u2500-\u259f][{_LETTERS}]",
            r"[A-Za-z][¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§][a-z]|[a-z][¹¿¶±]|[ac-jln-z]³",
            rf"[A-Za-zÀ-ɏ][{_CYRILLIC}]|[{_CYRILLIC}][A-Za-zÀ-ɏ]|[а-яё][А-ЯЁ]|[ЂђЃѓЅѕЈјЉљЊњЋћЌќЏџ]",
            # a word of a few characters misread as another alphabet's
            rf"[A-Za-z][{_OTHER}]|[{_OTHER}][A-Za-z]|[a-zß-öø-ÿ][À-ÖØ-Þ]|â[€†]",
            r"[a-z][‹•†‡™ˆ][a-z]|[a-z]{2}ˆ(?![0-9])",
            f"[{_PUNCTUATION}]",
            rf"(?:[ΞΟΠΡ][{_CONTINUED}ΆΈ-Ώ]){{2}}",
            rf"[{_OTHER}{_CYRILLIC}][{_CONTINUED}][A-Za-z]|(?:[ء-ي][£-©¬-º¼-¾€‚„…†‡]){{2}}",
            rf"[{_CYRILLIC}][€‰†‡¤¦§©¬®°±µ¶·‹›÷«]|[€‰†‡¤¦§©¬®°±µ¶·‹›÷][{_CYRILLIC}]",
        )
    )
)
SIGNS = (
    f"{_OTHER}{_PUNCTUATION}À-ÖØ-Þâ\x80-\x9f\ue000-\uf8ffÂ-ÛĂĆĹĎĐŃ{_CYRILLIC}{_MAC}"
    "‚ƒ〖\u2500-\u259f¹³¿¶¯±¼¾£¥¡¨¦º´¬¢¸§‹•†‡™"
)
CONTINUED = _CONTINUED
"""Without one of the signs, or two of UTF-8's further bytes, no two characters are odd side by side: ranges."""
_SMALL = re.compile("[a-z]")


def odd_side_by_side(text: str) -> bool:
    """Whether two characters of a text are odd side by side.

    >>> odd_side_by_side("dÃ©cision"), odd_side_by_side("décision")
    (True, False)
    """
    return _side_by_side(text) and _ODD.search(text) is not None


def odd_within_latin(text: str) -> bool:
    """Whether East Asian characters that misread Latin letters become are beside small Latin letters.

    >>> odd_within_latin("F체r"), odd_within_latin("iPhone用")
    (True, False)
    """
    return _SMALL.search(text) is not None and _within_latin().search(text) is not None


def _side_by_side(text: str) -> bool:
    """Whether a pair of SIDE_BY_SIDE is in the text: what _ODD asks, less exact and ten times as fast."""
    import numpy as np

    from cleanse.text.character_table import column
    from cleanse.text.codes import PIECE

    # for each character, as bits, the pairs in whose first and in whose second place it may be
    first, second = column("odd_first"), column("odd_second")
    for start in range(0, len(text), PIECE):
        piece = text[start : start + PIECE + 1]  # with the first character of the next one
        codes = np.frombuffer((piece + "\n").encode("utf-16-le", "surrogatepass"), np.uint16)
        if (first.take(codes[:-1]) & second.take(codes[1:])).any():
            return True
    return False


@cache
def _within_latin() -> re.Pattern[str]:
    """A pattern for one or two of the characters that UTF-8 of é, ł or ş becomes, beside a small Latin letter."""
    pairs = [bytes((first, second)) for first in range(0xC2, 0xC6) for second in range(0x80, 0xC0)]
    read = (pair.decode(codec, "ignore") for codec in DOUBLE_BYTES for pair in pairs)
    characters = "".join(sorted({c for c in read if len(c) == 1}))
    east = EAST_ASIAN_WORDS
    return re.compile(f"[a-z][{characters}]{{1,2}}(?![{east}])|(?<![{east}])[{characters}]{{1,2}}[a-z]")
