"""UTF-8 in which bytes are damaged, or in which lines or words are in another encoding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleanse.decoding.readings import read
from cleanse.model import Decoded

if TYPE_CHECKING:
    from cleanse.decoding.guess import Guess

# Shares of the bytes beyond ASCII that are in UTF-8 sequences (`utf8_coverage`): what a line in another encoding has by
# chance, and what only UTF-8, be it damaged, has.
_COVERED_BY_CHANCE, _COVERED_IF_UTF8 = 0.2, 0.8
_JUDGED = 4000  # bytes of a line up to which the character model decides if its share is between the two
_CHANCE = 0.05  # the share of a file's bytes beyond ASCII that may be in lines that look like UTF-8 by chance
_UTF8_BITS = 10  # prior evidence for UTF-8 rather than the other encoding of a file
_WORDS = re.compile(rb"[^\s<>]+|[\s<>]+")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SEQUENCES = re.compile(rb"(?:" + _SEQUENCE.pattern + rb")+")
_SOUND = re.compile(rb"(?<![\x80-\xff])" + _SEQUENCES.pattern + rb"(?![\x80-\xff])")  # bytes that are UTF-8 alone
# a first byte of UTF-8 that lost others
_BROKEN = re.compile(rb"[\x00-\x7f]*([\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})[\x00-\x7f]*")
# First bytes of the characters of Latin, Greek, Cyrillic, Hebrew, Arabic, India and Southeast Asia, East Asia. The
# punctuation that all share (E2) and emoji (F0) are classes of their own.
_SCRIPTS = ((0xC2, 0xC8), (0xCD, 0xCF), (0xD0, 0xD4), (0xD6, 0xD7), (0xD8, 0xDB), (0xE0, 0xE1), (0xE3, 0xEF))
# Confidence: a text of which a tenth was lost is no text; of a few odd words the rest is UTF-8 all the same.
_LOSS, _MOSTLY_UTF8 = 10, 0.6


def damaged_utf8(data: bytes, likeliest: Guess, declared: bool = False) -> Decoded | None:
    """UTF-8 in which bytes are damaged, or in which lines or words are in another encoding.

    `likeliest` is the encoding of the data if it is in one. If it was declared, it is also the other encoding.
    """
    if utf8_coverage(data) < _COVERED_BY_CHANCE:
        return None
    lines = data.splitlines(keepends=True)
    coverage = [utf8_coverage(line) for line in lines]
    other = likeliest if declared else _other(data, _doubtful(lines, coverage), b"", likeliest)
    in_other = lines_in_other_codec(lines, coverage, other.codec)
    known = leads(data)
    both = [
        i
        for i, share in enumerate(coverage)
        if in_other[i] and _COVERED_BY_CHANCE <= share < 1 and len(lines[i]) <= _JUDGED and _SOUND.search(lines[i])
    ]
    for i in _in_two_codecs([lines[i] for i in both], other, both, declared, known):
        in_other[i] = False
    in_utf8 = sum(count_non_ascii(line) for line, is_other in zip(lines, in_other, strict=True) if not is_other)
    if in_utf8 <= _CHANCE * count_non_ascii(data):
        return None
    words = Words(
        [line for line, share, is_other in zip(lines, coverage, in_other, strict=True) if share < 1 and not is_other],
        other,
        declared,
        known,
    )
    text = "".join(
        # not every sequence is a character: there are halves of surrogate pairs, and overlong ones
        read(line, other.codec) if is_other else line.decode("utf-8", "replace") if share == 1 else words.text_of(line)
        for line, share, is_other in zip(lines, coverage, in_other, strict=True)
    )
    confidence = share_sound(text)
    odd = [(sum(in_other), "line", other), (words.count, "word", words.other)]
    found = [f"{n} {what}{'s' * (n > 1)} in another encoding: {guess.reason}" for n, what, guess in odd if n]
    if not found:
        return Decoded(text, "utf-8", "UTF-8 with damage" + losses(text.count("\ufffd")), confidence)
    sure = max(min(guess.confidence for n, _, guess in odd if n), _MOSTLY_UTF8)
    return Decoded(text, "utf-8", f"UTF-8 with {' and '.join(found)}", min(confidence, sure))


def _other(data: bytes, pieces: Sequence[bytes], between: bytes, likeliest: Guess) -> Guess:
    """The encoding of the pieces that are not in UTF-8, which may be all of the data."""
    from cleanse.decoding import guess

    joined = between.join(pieces)
    return guess.best(joined) if joined and joined != data else likeliest


def _doubtful(pieces: Sequence[bytes], coverage: Sequence[float]) -> list[bytes]:
    return [piece for piece, share in zip(pieces, coverage, strict=True) if share < _COVERED_IF_UTF8]


def lines_in_other_codec(lines: Sequence[bytes], coverage: Sequence[float], other: str) -> list[bool]:
    """Which lines are likelier in the other codec than in UTF-8, given the `utf8_coverage` of each."""
    in_other = [
        share < (_COVERED_IF_UTF8 if len(line) > _JUDGED else _COVERED_BY_CHANCE)
        for line, share in zip(lines, coverage, strict=True)
    ]
    doubtful = [i for i, line in enumerate(lines) if not in_other[i] and len(line) <= _JUDGED and not line.isascii()]
    for i, gain in zip(doubtful, _gains([lines[i] for i in doubtful], other), strict=True):
        in_other[i] = gain > _UTF8_BITS
    return in_other


def _in_two_codecs(
    lines: Sequence[bytes], other: Guess, numbers: Sequence[int], declared: bool, known: frozenset[int]
) -> list[int]:
    """The numbers of those lines that are likelier with some words in UTF-8 than altogether in the other codec."""
    if not lines:
        return []
    from cleanse.decoding.character_model import model

    words = Words(lines, other, declared, known)
    bits = model().bits([*(read(line, other.codec) for line in lines), *map(words.text_of, lines)]).tolist()
    pairs = zip(numbers, bits[: len(lines)], bits[len(lines) :], strict=True)
    return [number for number, as_other, as_both in pairs if as_both + _UTF8_BITS < as_other]


class Words:
    """Lines of UTF-8 with other bytes among them: which of their words are in another encoding."""

    def __init__(self, lines: Sequence[bytes], other: Guess, declared: bool, known: frozenset[int]) -> None:
        words = list(dict.fromkeys(word for line in lines for word in _WORDS.findall(line) if not word.isascii()))
        coverage = [utf8_coverage(word) for word in words]
        self.other = other if declared else _other(b"", _doubtful(words, coverage), b" ", other)
        self._in_other: set[bytes] = set()
        odd = [(word, share) for word, share in zip(words, coverage, strict=True) if share < 1]
        gains = _gains([word for word, _ in odd], self.other.codec)
        for (word, share), gain in zip(odd, gains, strict=True):
            broken = _BROKEN.fullmatch(word)
            if gain > (_UTF8_BITS if share or (broken and broken[1][0] in known) else 0):
                self._in_other.add(word)
        if self._in_other:  # then a lone first byte of UTF-8 is more likely a letter too: à, Η
            self._in_other.update(
                word for (word, share), gain in zip(odd, gains, strict=True) if gain > 0 and not share
            )
        self.count = len(self._in_other)

    def text_of(self, line: bytes) -> str:
        return "".join(
            read(word, self.other.codec) if word in self._in_other else word.decode("utf-8", "replace")
            for word in _WORDS.findall(line)
        )


def _gains(pieces: Sequence[bytes], other: str) -> list[float]:
    """By how many bits each piece is likelier in the other codec than in UTF-8."""
    from cleanse.decoding.character_model import model

    bits = model().bits([read(piece, codec) for codec in ("utf-8", other) for piece in pieces]).tolist()
    return [as_utf8 - as_other for as_utf8, as_other in zip(bits[: len(pieces)], bits[len(pieces) :], strict=True)]


def losses(lost: int) -> str:
    """What a reason says of characters that were lost."""
    return f", {lost} characters lost" if lost else ""


def share_sound(text: str) -> float:
    """How sure a reading can be with what it lost: 1 without a loss, 0 if every tenth character is lost."""
    return max(0.0, 1 - _LOSS * text.count("\ufffd") / max(1, len(text)))


_ASCII = bytes(range(128))


def utf8_coverage(data: bytes) -> float:
    """The share of the bytes beyond ASCII that are part of UTF-8 sequences; 1 for ASCII.

    >>> utf8_coverage("一些".encode("utf-8")), utf8_coverage(b"caf\\xe9")
    (1.0, 0.0)
    """
    non_ascii = count_non_ascii(data)
    return sum(len(run) for run in _SEQUENCES.findall(data)) / non_ascii if non_ascii else 1.0


def count_non_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))


def leads(data: bytes) -> frozenset[int]:
    """The first bytes that UTF-8 sequences of the scripts in the data have.

    A lone one of these is what damage left of a character. Any other is more likely a letter in another encoding.

    >>> sorted(map(hex, leads("“Привет”".encode())))
    ['0xd0', '0xd1', '0xd2', '0xd3', '0xd4', '0xe2']
    """
    found = {sequence[0] for sequence in _SEQUENCE.findall(data)}
    for low, high in _SCRIPTS:
        if any(low <= lead <= high for lead in found):
            found.update(range(low, high + 1))
    return frozenset(found)
