"""Undo a wrong decoding by a double-byte encoding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import groupby

from cleanse.mojibake import single_byte, utf8
from cleanse.mojibake.pairs import DOUBLE_BYTE
from cleanse.mojibake.single_byte import LOST, MARK
from cleanse.mojibake.tokens import decode_double
from cleanse.text.chars import EAST_ASIAN
from cleanse.text.lazy import lazy_pattern

_EURO = b"\x80"
_MOST_UNKNOWN = 0.3  # the share of East Asian characters that the wrong encoding may lack; chosen by hand
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")


def readings(line: str, wrong: str, trues: list[str]) -> Iterator[tuple[utf8.Decoded, str]]:
    """Yield (decoded text, true) for each reading of a line.

    >>> next(readings("浠婂ぉ", "gb18030", ["utf-8"]))
    (Decoded(text='今天', torn=()), 'utf-8')
    """
    if not _may_be_in(line, wrong):
        return
    yield from _readings(line, wrong, trues, None)
    if "€" in line and wrong == "gb18030":  # GBK as Windows has it
        yield from _readings(line, wrong, trues, _EURO)


def _readings(line: str, wrong: str, trues: list[str], euro: bytes | None) -> Iterator[tuple[utf8.Decoded, str]]:
    runs = list(_runs(line, wrong, euro))
    for true in trues:
        if true == "utf-8":
            yield from ((decoded, true) for decoded in _as_utf8(runs, wrong, euro) if decoded.text != line)
            continue
        texts = [run if data is None else _decoded(run, data, true) for run, data in runs]
        text = "".join(text or "" for text in texts)
        if None not in texts and text != line:
            yield utf8.Decoded(text), true


def _may_be_in(line: str, wrong: str) -> bool:
    """Whether a double-byte encoding has most of a line's East Asian characters, if there are any."""
    eastern = count_eastern(line)
    unknown = line.encode(wrong, "replace").count(b"?") - line.count("?") - line.count(LOST)
    return eastern > 0 and unknown <= _MOST_UNKNOWN * eastern


@lru_cache(maxsize=8)
def count_eastern(line: str) -> int:
    """How many East Asian characters a line has."""
    return len(_EASTERN.findall(line))


def _as_utf8(runs: list[tuple[str, bytes | None]], wrong: str, euro: bytes | None) -> Iterator[utf8.Decoded]:
    if not utf8.looks_like([data for _, data in runs if data]):
        return
    choices = [
        [utf8.untouched(text)]
        if data is None
        else list(utf8.in_double_bytes(text, data, partial(_codes, text, wrong, euro)))
        for text, data in runs
    ]
    for number in range(max(map(len, choices))):
        yield utf8.joined([choice[min(number, len(choice) - 1)] for choice in choices])


def _decoded(text: str, data: bytes, true: str) -> str | None:
    """A run of text with its bytes read as `true`; None if too many of them are invalid."""
    if true in DOUBLE_BYTE:
        return decode_double(text, data, true)
    return LOST.join(single_byte.decode(part, true) for part in data.split(MARK))


def _runs(line: str, wrong: str, euro: bytes | None) -> Iterator[tuple[str, bytes | None]]:
    """Split a line into runs: those that may have been read as `wrong`, with their bytes, and others."""
    if not euro and "\xa0" not in line:
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
        may_be = could and not text.isascii() and text.strip(LOST)
        yield text, b"".join(code or b"" for code in codes) if may_be else None


def _codes(text: str, wrong: str, euro: bytes | None) -> list[bytes | None]:
    """The bytes of each character; None for one that the encoding lacks."""
    return [euro if euro and c == "€" else _encoded(c, wrong) for c in text]


@lru_cache(maxsize=65536)
def _encoded(character: str, codec: str) -> bytes | None:
    """The bytes of a character in a double-byte encoding; None if it does not have it. U+FFFD is MARK."""
    if character == LOST:
        return MARK
    if character == "\xa0":  # four bytes in GB 18030, none in GBK
        return None
    try:
        return character.encode(codec)
    except UnicodeEncodeError:
        return None
