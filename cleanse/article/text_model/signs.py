"""Features of single characters in a line: a time, a year, an address, a quotation, a bullet, the last character.

They are computed for all lines of a page at once. Each column has shape (lines,), bool.
"""

from __future__ import annotations

import numpy as np

from cleanse.article.text_model.ngrams import CLOSER, DIGIT, SEPARATOR, PageCodes, tables
from cleanse.text.arrays import Bits1d, Bools1d, Codes1d, Column
from cleanse.text.character_table import column

QUOTE, AT, COPYRIGHT, OF_TIME, OF_DATE, ELLIPSIS, QUESTION, AFTER_NUMBER, BULLET, DOT = (1 << n for n in range(10))
KINDS = (  # of each character as bits: the column `signs` of the table of characters
    (QUOTE, '"“”„»«「」『』'),
    (AT, "@#"),
    (COPYRIGHT, "©"),
    (OF_TIME, ":.h"),  # 12:30, 12.30, 12h30
    (OF_DATE, "年月日년월일"),
    (ELLIPSIS, "…"),
    (QUESTION, "?？؟"),
    (AFTER_NUMBER, ".)、"),
    (BULLET, "-–•*▪►·●■"),
    (DOT, "."),
)
_CENTURIES = (ord("1"), ord("9")), (ord("2"), ord("0"))


def signs(page: PageCodes) -> dict[str, Column]:
    """Which signs each line has: a column of shape (lines,) each."""
    codes, kinds = page.codes, column("signs").take(page.codes)
    classes = tables().classes.take(codes)
    digit = np.concatenate((classes & DIGIT != 0, np.zeros(4, np.bool_)))  # and four places after the page
    begin, last = page.starts, page.ends - 1
    final = np.where(classes[last] & CLOSER != 0, np.maximum(last - 1, begin), last)
    dotted = (kinds[final] & DOT != 0) & (kinds[final - 1] & DOT != 0)
    after = begin + 1 + digit[begin + 1]
    numbered = digit[begin] & (kinds[np.minimum(after, page.ends)] & AFTER_NUMBER != 0)
    return {
        "ends_question": kinds[final] & QUESTION != 0,
        "ends_ellipsis": (kinds[final] & ELLIPSIS != 0) | dotted,
        "ends_separator": classes[last] & SEPARATOR != 0,
        "begins_digit": digit[begin],
        "item": numbered | (kinds[begin] & BULLET != 0),
        "quotes": _has(page, kinds & QUOTE != 0),
        "copyright": _has(page, kinds & COPYRIGHT != 0),
        "address": _has(page, (kinds & AT != 0) | _slashes(codes)),
        "dated": _has(page, _times(kinds, digit) | _dates(kinds, digit) | _years(codes, digit)),
    }


def _has(page: PageCodes, flags: Bools1d) -> Bools1d:
    """Whether a line has a flagged character: shape (lines,), from shape (characters,)."""
    return np.asarray(np.logical_or.reduceat(flags, page.starts))


def _slashes(codes: Codes1d) -> Bools1d:
    """The first character of `//`: shape (characters,)."""
    flags = np.zeros(len(codes), np.bool_)
    flags[:-1] = (codes[:-1] == ord("/")) & (codes[1:] == ord("/"))
    return flags


def _times(kinds: Bits1d, digit: Bools1d) -> Bools1d:
    """The sign in `7:05`: a digit before it, exactly two after it.

    `digit` has shape (characters + 4,), the rest (characters,).
    """
    n = len(kinds)
    flags = (kinds & OF_TIME != 0) & digit[1 : n + 1] & digit[2 : n + 2] & ~digit[3 : n + 3]
    flags[1:] &= digit[: n - 1]
    return np.asarray(flags)


def _dates(kinds: Bits1d, digit: Bools1d) -> Bools1d:
    """The sign in `7月`; `digit` has shape (characters + 4,), the rest (characters,)."""
    flags = kinds & OF_DATE != 0
    flags[1:] &= digit[: len(kinds) - 1]
    return np.asarray(flags)


def _years(codes: Codes1d, digit: Bools1d) -> Bools1d:
    """The first digit of 19.. and 20..; `digit` has shape (characters + 4,), the rest (characters,)."""
    n = len(codes)
    four = digit[:n] & digit[1 : n + 1] & digit[2 : n + 2] & digit[3 : n + 3] & ~digit[4 : n + 4]
    four[1:] &= ~digit[: n - 1]
    century = np.zeros(n, np.bool_)
    for first, second in _CENTURIES:
        century[:-1] |= (codes[:-1] == first) & (codes[1:] == second)
    return four & century
