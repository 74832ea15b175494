"""Undo a wrong decoding by a single-byte encoding: a character is a byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from cleanse.mojibake import sequences, single_byte
from cleanse.mojibake.pairs import DOUBLE_BYTE
from cleanse.mojibake.single_byte import LOST, UNDEFINED, alphabet
from cleanse.mojibake.tokens import decode_double

_MOST_LOST = 0.1  # the share of invalid bytes, of which such a mistake makes none; chosen by hand
_NO_CONTROL = re.compile("[^\x00-\x9f]")
_CONTROL = re.compile("[\x80-\x9f]")
_BEYOND = re.compile("[^\x00-\x7f]+")
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]")


def as_utf8(line: str, wrongs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (text, wrong) for each other reading of a line in which the UTF-8 that was read as `wrong` is decoded.

    >>> list(as_utf8("dÃ©cision", ["cp1252", "latin-1"]))
    [('décision', 'cp1252')]
    """
    tried: set[bytes] = set()
    for wrong in wrongs:
        data = single_byte.encode(line, wrong)
        if data not in tried:
            tried.add(data)
            text = sequences.in_single_bytes(line, data, wrong)
            if text != line:
                yield text, wrong


def as_others(line: str, wrongs: Sequence[str], trues: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield (text, wrong, true) for each reading of a line that has another text than those before.

    `trues` are the encodings that a text read as each of `wrongs` may really have.
    """
    tried: set[tuple[bytes, str]] = set()
    for wrong in wrongs:
        data = None if LOST in line else single_byte.encode_whole(line, wrong)
        possible = _possible(line, wrong, data is not None, trues[wrong])
        if data is None and possible:
            for true, text in _by_runs(line, wrong, possible):
                if text != line:
                    yield text, wrong, true
        for true in possible:
            if data is not None and (data, true) not in tried:
                tried.add((data, true))
                reading = _decoded(line, data, true)
                if reading is not None and reading != line:
                    yield reading, wrong, true


def _by_runs(line: str, wrong: str, trues: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (true, text) with each run of characters that `wrong` has read as `true`, if enough bytes are valid."""
    pattern = _run_pattern(wrong)
    runs = [(run, single_byte.encode(run, wrong)) for run in pattern.findall(line)]
    between = pattern.split(line)
    for true in trues:
        texts = [run if run.isascii() else _of_run(run, data, wrong, true) for run, data in runs]
        if None not in texts:
            yield true, between[0] + "".join(f"{text}{gap}" for text, gap in zip(texts, between[1:], strict=True))


def _of_run(run: str, data: bytes, wrong: str, true: str) -> str | None:
    if true in DOUBLE_BYTE:
        return decode_double(run, data, true)
    if LOST not in run:
        return single_byte.decode(single_byte.encode_whole(run, wrong) or b"", true)
    parts = [single_byte.encode_whole(part, wrong) or b"" for part in run.split(LOST)]
    return LOST.join(single_byte.decode(part, true) for part in parts)


def _decoded(line: str, data: bytes, true: str) -> str | None:
    if true in DOUBLE_BYTE:
        return decode_double(line, data, true, _MOST_LOST)
    text = single_byte.decode(data, true)
    # bytes that `true` does not have: a text that was in it has none
    return None if LOST in text or (_CONTROL.search(text) and not _CONTROL.search(line)) else text


def _possible(line: str, wrong: str, is_whole: bool, trues: list[str]) -> list[str]:
    """The encodings that a line read as `wrong` may really have, by its characters."""
    if is_whole:
        together, all_letters = _longest(line), True
    else:
        high = _high(wrong)
        together = max(map(len, high.findall(line)), default=0)
        letters = "".join(_FOREIGN.findall(line))
        all_letters = sum(map(len, high.findall(letters))) >= 0.8 * len(letters)
    if not together:
        return []
    if not _NO_CONTROL.search(line):  # control characters alone are punctuation
        trues = [true for true in trues if true == "cp1252"]
    if "Â" in line:  # the first byte of a no-break space
        together = max(together, 2)
    # A single-byte alphabet is misread as a whole; a character of several bytes becomes several characters in a row.
    return [true for true in trues if (together > 1 if true in DOUBLE_BYTE else all_letters or together > 3)]


@lru_cache(maxsize=8)
def _longest(line: str) -> int:
    """The length of the longest run of characters beyond ASCII."""
    return max(map(len, _BEYOND.findall(line)), default=0)


@cache
def _high(codec: str) -> re.Pattern[str]:
    """A pattern for runs of characters that a single-byte encoding has beyond ASCII."""
    return re.compile(f"[{re.escape(alphabet(codec)[128:].replace(UNDEFINED, ''))}]+")


@cache
def _run_pattern(codec: str) -> re.Pattern[str]:
    """A pattern for runs of characters that a single-byte encoding has, and of lost ones."""
    return re.compile(f"[\x00-\x7f{re.escape(alphabet(codec)[128:].replace(UNDEFINED, ''))}{LOST}]+")
