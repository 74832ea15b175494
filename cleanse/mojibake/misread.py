"""Undo a wrong decoding: encode a misread text back to bytes, and decode these with another encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleanse.mojibake import from_double, from_single
from cleanse.mojibake.pairs import DOUBLE_BYTE, Pair
from cleanse.mojibake.single_byte import LOST

_MARKS = re.compile(r"(?<=[^\x00-\x7f])\?+|\?+(?=[@-~]?[^\x00-\x7f])")


class Reading(NamedTuple):
    """What a text may have been, and the wrong decoding by which it became what it is."""

    text: str
    pair: Pair
    marks: int = 0
    """The number of question marks that were taken for lost bytes."""
    torn: tuple[bytes, ...] = ()
    """What is left of the bytes of each U+FFFD in the text, if it is known (see `infer`)."""
    evidence: str = ""
    """How it is known that no other reading can be right, if it is."""


def readings(line: str, pairs: Iterable[Pair]) -> Iterator[Reading]:
    """Yield every reading that undoes one of the wrong decodings and changes the line.

    If the line may have been read as a double-byte encoding, question marks may be lost bytes: it is read both ways.

    >>> [reading.text for reading in readings("dÃ©cision", [("cp1252", "utf-8")])]
    ['décision']
    """
    by_wrong: dict[str, list[str]] = {}
    for wrong, true in pairs:
        by_wrong.setdefault(wrong, []).append(true)
    single = [wrong for wrong in by_wrong if wrong not in DOUBLE_BYTE]
    for text, wrong in from_single.as_utf8(line, (wrong for wrong in single if "utf-8" in by_wrong[wrong])):
        yield Reading(text, (wrong, "utf-8"))
    others = {wrong: [true for true in by_wrong[wrong] if true != "utf-8"] for wrong in single}
    for text, wrong, true in from_single.as_others(line, [wrong for wrong in single if others[wrong]], others):
        yield Reading(text, (wrong, true))
    if len(single) < len(by_wrong):
        yield from _of_double(line, by_wrong)


def _of_double(line: str, by_wrong: dict[str, list[str]]) -> Iterator[Reading]:
    lossy = _MARKS.sub(lambda match: LOST * len(match[0]), line) if "?" in line else line
    marks = line.count("?") - lossy.count("?")
    for wrong in (wrong for wrong in by_wrong if wrong in DOUBLE_BYTE):
        for decoded, true in from_double.readings(line, wrong, by_wrong[wrong]):
            yield Reading(decoded.text, (wrong, true), 0, decoded.torn)
        if marks:
            for decoded, true in from_double.readings(lossy, wrong, by_wrong[wrong]):
                yield Reading(decoded.text, (wrong, true), marks, decoded.torn)
