"""The folded forms in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from cleanse.text.chars import HAN

_SPACE = re.compile(r"\s+")
_HAN = re.compile(f"[{HAN}]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a pair: OpenCC raises on it


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case folded, Simplified script, no white space.

    >>> fold("Wuhan 車谷")
    'wuhan车谷'
    """
    return _SPACE.sub("", simplified(unicodedata.normalize("NFKC", text).casefold()))


def simplified(text: str) -> str:
    """The text in Simplified script, whatever language it is: for comparing, never for output.

    Half a surrogate pair becomes U+FFFD where there are Han characters to convert.
    """
    return _simplify()(_SURROGATE.sub("\ufffd", text)) if _HAN.search(text) else text


@cache
def _simplify() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
