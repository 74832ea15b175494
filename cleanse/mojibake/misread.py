"""Undo a wrong decoding: encode a misread text back to bytes, and decode these with another encoding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from cleanse.mojibake import single_byte, utf8
from cleanse.mojibake.pairs import DOUBLE_BYTE, Pair
from cleanse.mojibake.single_byte import LOST, MARK, alphabet
from cleanse.text.chars import EAST_ASIAN
from cleanse.text.lazy import lazy_pattern

_MOST_LOST = 0.25  # the greatest share of unreadable characters in a reading; chosen by hand
_PAIRS = {
    "cp932": re.compile(
        rb"(?P<ok>(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\x00-\x7f\xa1-\xdf])+)|(?P<lost>[\x81-\xff][\x40-\xff]?|.)",
        re.S,
    ),
    "euc_jp": re.compile(
        rb"(?P<ok>(?:[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xdf]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\xa1-\xff]?)", re.S
    ),
}
_PAIR = re.compile(rb"(?P<ok>(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x00-\x7f])+)|(?P<lost>[\x80-\xff][\x40-\xff]?)", re.S)
_MARKS = re.compile(r"(?<=[^\x00-\x7f])\?+|\?+(?=[@-~]?[^\x00-\x7f])")
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_NO_CONTROL = re.compile("[^\x00-\x9f]")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]")
_EURO = b"\x80"
_MOST_UNKNOWN = 0.3  # the share of East Asian characters that the wrong encoding may lack; chosen by hand


class Reading(NamedTuple):
    """What a text may have been, and the wrong decoding by which it became what it is."""

    text: str
    pair: Pair
    marks: int = 0
    """The number of question marks that were taken for lost bytes."""
    torn: tuple[bytes, ...] = ()
    """What is left of the bytes of each U+FFFD in the text, if it is known (see `infer`)."""


def readings(line: str, pairs: Iterable[Pair]) -> Iterator[Reading]:
    """Yield every reading that undoes one of the wrong decodings and changes the line.

    If the line may have been read as a double-byte encoding, question marks may be lost bytes: it is read both ways.

    >>> [reading.text for reading in readings("dÃ©cision", [("cp1252", "utf-8")])]
    ['décision']
    """
    by_wrong = {wrong: [true for _, true in group] for wrong, group in groupby(sorted(pairs), lambda pair: pair[0])}
    lossy = _MARKS.sub(lambda match: LOST * len(match[0]), line)
    marks = line.count("?") - lossy.count("?")
    for wrong, trues in by_wrong.items():
        if wrong in DOUBLE_BYTE:
            yield from _in_double_bytes(line, wrong, trues)
            if marks:
                yield from (r._replace(marks=marks) for r in _in_double_bytes(lossy, wrong, trues))
            if "€" in line and wrong == "gb18030":  # GBK as Windows has it
                yield from _in_double_bytes(line, wrong, trues, _EURO)
        else:
            yield from _in_single_bytes(line, wrong, trues)


def _in_single_bytes(line: str, wrong: str, trues: list[str]) -> Iterator[Reading]:
    if "utf-8" in trues:
        text = utf8.in_single_bytes(line, single_byte.encode(line, wrong), wrong)
        if text != line:
            yield Reading(text, (wrong, "utf-8"))
    trues = _possible(line, wrong, [true for true in trues if true != "utf-8"])
    runs = [run[0] for run in _run_pattern(wrong).finditer(line)] if trues else []
    for true in trues:
        texts = [run if run.isascii() else _of_single_bytes(run, wrong, true) for run in runs]
        if None not in texts:
            whole = iter(texts)
            text = _run_pattern(wrong).sub(lambda _, whole=whole: next(whole), line)  # type: ignore[misc]
            if text != line:
                yield Reading(text, (wrong, true))


def _of_single_bytes(text: str, wrong: str, true: str) -> str | None:
    """A run of text with its bytes read as `true`; None if too many of them are invalid."""
    if true in DOUBLE_BYTE:
        return _decoded(text, single_byte.encode(text, wrong), true)
    return LOST.join(single_byte.decode(single_byte.encode_whole(part, wrong), true) for part in text.split(LOST))


def _in_double_bytes(line: str, wrong: str, trues: list[str], euro: bytes | None = None) -> Iterator[Reading]:
    if not _may_be_in(line, wrong):
        return
    runs = list(_runs(line, wrong, euro))
    for true in trues:
        if true == "utf-8":
            yield from (
                Reading(text, (wrong, true), 0, torn) for text, torn in _as_utf8(runs, wrong, euro) if text != line
            )
            continue
        texts = [run if data is None else _decoded(run, data, true) for run, data in runs]
        text = "".join(text or "" for text in texts)
        if None not in texts and text != line:
            yield Reading(text, (wrong, true))


def _may_be_in(line: str, wrong: str) -> bool:
    """Whether a double-byte encoding has most of a line's East Asian characters, if there are any."""
    eastern = len(_EASTERN.findall(line))
    unknown = line.encode(wrong, "replace").count(b"?") - line.count("?") - line.count(LOST)
    return eastern > 0 and unknown <= _MOST_UNKNOWN * eastern


def _as_utf8(runs: list[tuple[str, bytes | None]], wrong: str, euro: bytes | None) -> Iterator[utf8.Decoded]:
    if not any(data and utf8.looks_like(data) for _, data in runs):
        return
    choices = [
        [utf8.untouched(text)]
        if data is None
        else list(utf8.in_double_bytes(text, data, partial(_codes, text, wrong, euro)))
        for text, data in runs
    ]
    for number in range(max(map(len, choices))):
        yield utf8.joined([choice[min(number, len(choice) - 1)] for choice in choices])


def _possible(line: str, wrong: str, trues: list[str]) -> list[str]:
    """The encodings that a line read as a single-byte one may really have, by its characters."""
    if not _NO_CONTROL.search(line):  # control characters alone are punctuation
        trues = [true for true in trues if true == "cp1252"]
    high = _high(wrong)
    together = max(map(len, high.findall(line)), default=0)
    if not together or not trues:
        return []
    if "Â" in line:  # the first byte of a no-break space
        together = max(together, 2)
    # A single-byte alphabet is misread as a whole; a character of several bytes becomes several characters in a row.
    letters = "".join(_FOREIGN.findall(line))
    whole = sum(map(len, high.findall(letters))) >= 0.8 * len(letters)
    return [true for true in trues if (together > 1 if true in DOUBLE_BYTE else whole or together > 3)]


@cache
def _high(codec: str) -> re.Pattern[str]:
    """A pattern for runs of characters that a single-byte encoding has beyond ASCII."""
    return re.compile(f"[{re.escape(alphabet(codec)[128:])}]+")


@cache
def _run_pattern(codec: str) -> re.Pattern[str]:
    """A pattern for runs of characters that a single-byte encoding has, and of lost ones."""
    return re.compile(f"[\x00-\x7f{re.escape(alphabet(codec)[128:])}{LOST}]+")


def _runs(line: str, wrong: str, euro: bytes | None) -> Iterator[tuple[str, bytes | None]]:
    """Split a line into runs: those that may have been read as `wrong`, with their bytes, and others."""
    if not euro:
        try:
            yield line, MARK.join(part.encode(wrong) for part in line.split(LOST))
            return
        except UnicodeEncodeError:
            pass
    at = 0
    for could, group in groupby(_codes(line, wrong, euro), lambda code: code is not None):
        codes = list(group)
        text = line[at : at + len(codes)]
        at += len(codes)
        yield text, b"".join(codes) if could and not text.isascii() and text.strip(LOST) else None  # type: ignore[arg-type]


def _codes(text: str, wrong: str, euro: bytes | None) -> list[bytes | None]:
    """The bytes of each character; None for one that the encoding lacks."""
    return [euro if euro and c == "€" else encoded(c, wrong) for c in text]


@lru_cache(maxsize=65536)
def encoded(character: str, codec: str) -> bytes | None:
    """The bytes of a character in a double-byte encoding; None if it does not have it. U+FFFD is MARK."""
    if character == LOST:
        return MARK
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return None


def _decoded(text: str, data: bytes, true: str) -> str | None:
    """What a run of text may be if its bytes are read as `true`; None if too many of them are invalid."""
    if true in DOUBLE_BYTE:
        if data.decode(true, "replace").count(LOST) > 2 * _MOST_LOST * len(text):
            return None
        reading = _by_tokens(data, true, _PAIRS.get(true, _PAIR))
    else:
        reading = LOST.join(single_byte.decode(part, true) for part in data.split(MARK))
    return reading if reading.count(LOST) - text.count(LOST) <= _MOST_LOST * len(reading) else None


def _by_tokens(data: bytes, codec: str, tokens: re.Pattern[bytes]) -> str:
    """Decode the tokens of a pattern; those of its group `lost` become one U+FFFD each."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return "".join(
            LOST if token.lastgroup == "lost" else token[0].decode(codec, "replace") for token in tokens.finditer(data)
        )
