"""Which readings can be sound text at all, before the character model is asked."""

from __future__ import annotations

import re
from functools import lru_cache

from cleanse.mojibake.misread import Reading
from cleanse.mojibake.single_byte import LOST
from cleanse.text.chars import EAST_ASIAN_WORDS
from cleanse.text.lazy import lazy_pattern

_EASTERN_RUN = lazy_pattern(f"[{EAST_ASIAN_WORDS}]+")
_INSIDE = lazy_pattern(rf"(?<=[A-Za-zÀ-ɏЀ-ӿ])[{EAST_ASIAN_WORDS}]+(?=[A-Za-zÀ-ɏЀ-ӿ])")
_TOUCHING = lazy_pattern(
    f"(?<=[A-Za-zÀ-ɏ])[{EAST_ASIAN_WORDS}](?![{EAST_ASIAN_WORDS}])|(?<![{EAST_ASIAN_WORDS}])[{EAST_ASIAN_WORDS}](?=[A-Za-zÀ-ɏ])"
)
# what Mac Roman's small letters and quotation marks are in cp1252: capitals and signs within and after small letters
_OF_MAC = re.compile("[a-z][^\x00-\x7fà-ÿ ]|[A-Z][à-ÿ‚][A-Z]|[A-Z][^\x00-\x7fà-ÿ ][a-z]")
_SHORT_RUN = 3  # East Asian characters in a row up to which a text is none of East Asia; chosen by hand
_KEPT = 0.2  # the least share of characters beyond ASCII that a reading keeps: one becomes at most four when misread
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # what gaps in an encoding are decoded as
_CONTROLS = re.compile("[\x80-\x9f]")
_TELLING = re.compile(r"[^\W\d_]|[\x80-\x9f]")  # letters, and control characters that sound text does not have
_ASCII = re.compile("[\x00-\x7f\xa0Â\ufffd]+")  # and remains of no-break spaces


def is_plausible(line: str, reading: Reading) -> bool:
    """Whether a reading keeps enough of the line's characters beyond ASCII, changes letters, and breaks no words."""
    text = reading.text
    lost = max(0, text.count(LOST) - line.count(LOST) - reading.marks)
    kept = _beyond(text)
    if lost + kept < _KEPT * _beyond(line) or (lost > kept and not _CONTROLS.search(line)):
        return False
    if len(_PRIVATE.findall(text)) > len(_PRIVATE.findall(line)):
        return False
    if reading.pair[1] == "mac-roman" and not _OF_MAC.search(line):
        return False
    if set(line) - set(text) == {"\xa0"}:
        return False
    return any(_TELLING.match(c) for c in set(line) ^ set(text)) and not _breaks_words(line, text)


@lru_cache(maxsize=16)
def _beyond(text: str) -> int:
    """How many characters of a text are not ASCII, without remains of no-break spaces."""
    return len(_ASCII.sub("", text))


def _breaks_words(line: str, text: str) -> bool:
    """Whether a reading puts East Asian characters inside the words of a line without any: Sï¿½dbaden, S占폻baden.

    One alone that touches a word is inside it, too: NESTLÉ®, NESTL筆. Chinese between Latin words (iPhone和iPad) is
    sound if most of the Chinese is elsewhere.
    """
    if _EASTERN_RUN.search(line):
        return False
    lengths = list(map(len, _EASTERN_RUN.findall(text)))
    inside = list(map(len, _INSIDE.findall(text))) or [1] * len(_TOUCHING.findall(text))
    return bool(inside) and (2 * sum(inside) >= sum(lengths) or max(lengths) <= _SHORT_RUN)
