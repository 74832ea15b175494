"""What is left of lost bytes: U+FFFD that was itself misread, such as 锟斤拷, and memory that was never written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleanse.model import Edit
from cleanse.mojibake.pairs import DOUBLE_BYTE, PAIRS
from cleanse.mojibake.single_byte import LOST, decode

_NEVER_WRITTEN = "烫屯"  # uninitialised memory of Visual C++ (bytes CC and CD), read as GBK
_MEMORY = "(?P<memory>烫{5,}(?![！!])|屯{5,})"  # five in a row: 烫烫烫 may be meant
_LETTERS = re.compile("[А-я]+|[a-zà-ÿ\u0100-\u017fѐ-џ]+")
_QUOTED = re.compile(r"[“‘「『《〈【（([\"'`]\Z")
_CLOSED = re.compile(r"[”’」』》〉】）)\]\"'`]")
# a text that speaks of damage quotes it
_SPEAKS = re.compile(
    "乱码|亂碼|编码|編碼|字符|字元|程序员|程序員|程式|文字化け|(?i:gbk|gb2312|utf-?8|unicode|mojibake)"
)


def residue(text: str) -> Iterator[Edit]:
    """Replace the remains of lost bytes, misread U+FFFD and uninitialised memory, with U+FFFD.

    A text that speaks of them, or quotes them, keeps them.

    >>> [(edit.start, edit.end, edit.replacement) for edit in residue("text ï¿½ lost")]
    [(5, 8, '\ufffd')]
    """
    if not bytes_lost(text) or _SPEAKS.search(text):
        return
    for match in _residue().finditer(text):
        if _QUOTED.search(text, 0, match.start()) and _CLOSED.match(text, match.end()):
            continue
        form = match[0][:3]
        lost = len(match[0]) if match["memory"] else len(match[0]) // 3 * lost_forms()[form]
        yield Edit(*match.span(), LOST * lost, "mojibake/lost-bytes", f"{form} stands where bytes were lost")


def bytes_lost(text: str) -> bool:
    """Cheap prefilter without false negatives: if False, `residue` has no edits."""
    # a form's last character is found ten times as fast as all of it
    return not text.isascii() and any(last in text and form in text for last, form in _lasts())


@cache
def _lasts() -> tuple[tuple[str, str], ...]:
    return tuple((form[-1], form) for form in (*lost_forms(), *(5 * c for c in _NEVER_WRITTEN)))


@cache
def lost_forms() -> dict[str, int]:
    """U+FFFD in UTF-8 as other encodings read it, and how many each form is: ï¿½ is one, 锟斤拷 is two."""
    forms = {}
    for wrong in (wrong for wrong, true in PAIRS if true == "utf-8"):
        number = 2 if wrong in DOUBLE_BYTE else 1
        data = (LOST * number).encode()
        form = data.decode(wrong, "replace") if wrong in DOUBLE_BYTE else decode(data, wrong)
        if len(form) == 3 and LOST not in form and form.isprintable():
            forms[form] = number
    return forms


@cache
def _residue() -> re.Pattern[str]:
    """A pattern for runs of these forms."""
    # three letters of one alphabet may be part of a word, so those forms must occur twice in a row
    forms = (f"(?:{form}){{2,}}" if _LETTERS.fullmatch(form) else f"(?:{form})+" for form in sorted(lost_forms()))
    return re.compile("|".join((*forms, _MEMORY)))
