"""Text → blocks, and the folded form in which blocks and documents are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u3096\u3099-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
CJK = HAN + KANA + HANGUL

_SPACE = re.compile(r"\s+")
_HAN = re.compile(f"[{HAN}]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a pair: OpenCC raises on it


class Block(NamedTuple):
    """A line of a document without the white space around it: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return fold(self.text)


def blocks(text: str) -> Iterator[Block]:
    """Every line that holds anything, in order. A hard-wrapped paragraph is as many blocks as it has lines."""
    begin = 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = begin if line[0] == bare[0] else begin + len(line) - len(line.lstrip())
            yield Block(start, start + len(bare), bare)
        begin += len(line) + 1


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
