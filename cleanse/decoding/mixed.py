"""UTF-8 in which bytes are damaged, or in which lines or words are in another encoding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanse.decoding.readings import read
from cleanse.model import Decoded

# Shares of the bytes beyond ASCII that are in UTF-8 sequences (`utf8_coverage`): what a line in another encoding has by
# chance, and what only UTF-8, be it damaged, has.
_COVERED_BY_CHANCE, _COVERED_IF_UTF8 = 0.2, 0.8
_JUDGED = 4000  # bytes of a line up to which the character model decides if its share is between the two
_CHANCE = 0.05  # the share of a file's bytes beyond ASCII that may be in lines that look like UTF-8 by chance
_UTF8_BITS = 10  # prior evidence for UTF-8 rather than the other encoding of a file
_WORDS = re.compile(rb"[^\s<>]+|[\s<>]+")
_BROKEN = re.compile(rb"[\x00-\x7f]*[\xc2-\xf4][\x00-\x7f]*")  # a first byte of UTF-8 that lost the others
# Confidence: a text of which a tenth was lost is no text; of a few odd words the rest is UTF-8 all the same.
_LOSS, _MOSTLY_UTF8 = 10, 0.6


def damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 in which bytes are damaged, or in which lines or words are in another encoding."""
    if utf8_coverage(data) < _COVERED_BY_CHANCE:
        return None
    from cleanse.decoding import guess

    lines = data.splitlines(keepends=True)
    coverage = [utf8_coverage(line) for line in lines]
    other = guess.best(b"".join(_doubtful(lines, coverage)) or data)
    in_other = lines_in_other_codec(lines, coverage, other.codec)
    both = [
        i
        for i, share in enumerate(coverage)
        if in_other[i] and _COVERED_BY_CHANCE <= share < 1 and len(lines[i]) <= _JUDGED
    ]
    for i in _in_two_codecs([lines[i] for i in both], other.codec, both):
        in_other[i] = False
    in_utf8 = sum(count_non_ascii(line) for line, is_other in zip(lines, in_other, strict=True) if not is_other)
    if in_utf8 <= _CHANCE * count_non_ascii(data):
        return None
    words = Words(
        [line for line, share, is_other in zip(lines, coverage, in_other, strict=True) if share < 1 and not is_other]
    )
    text = "".join(
        read(line, other.codec) if is_other else line.decode("utf-8") if share == 1 else words.text_of(line)
        for line, share, is_other in zip(lines, coverage, in_other, strict=True)
    )
    confidence = share_sound(text)
    odd = [(sum(in_other), "line", other), (words.count, "word", words.other)]
    found = [f"{n} {what}{'s' * (n > 1)} in another encoding: {guess.reason}" for n, what, guess in odd if n]
    if not found:
        return Decoded(text, "utf-8", "UTF-8 with damage" + losses(text.count("\ufffd")), confidence)
    sure = max(min(guess.confidence for n, _, guess in odd if n), _MOSTLY_UTF8)
    return Decoded(text, "utf-8", f"UTF-8 with {' and '.join(found)}", min(confidence, sure))


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


def _in_two_codecs(lines: Sequence[bytes], other: str, numbers: Sequence[int]) -> list[int]:
    """The numbers of those lines that are likelier with some words in UTF-8 than altogether in the other codec."""
    if not lines:
        return []
    from cleanse.decoding.character_model import model

    words = Words(lines)
    bits = model().bits([*(read(line, other) for line in lines), *map(words.text_of, lines)]).tolist()
    pairs = zip(numbers, bits[: len(lines)], bits[len(lines) :], strict=True)
    return [number for number, as_other, as_both in pairs if as_both + _UTF8_BITS < as_other]


class Words:
    """Lines of UTF-8 with other bytes among them: which of their words are in another encoding."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        from cleanse.decoding import guess

        words = list(dict.fromkeys(word for line in lines for word in _WORDS.findall(line) if not word.isascii()))
        coverage = [utf8_coverage(word) for word in words]
        self.other = guess.best(b" ".join(_doubtful(words, coverage)))
        self._in_other: set[bytes] = set()
        odd = [(word, share) for word, share in zip(words, coverage, strict=True) if share < 1]
        gains = _gains([word for word, _ in odd], self.other.codec)
        for (word, share), gain in zip(odd, gains, strict=True):
            if gain > (_UTF8_BITS if share or _BROKEN.fullmatch(word) else 0):
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
_SEQUENCES = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")


def utf8_coverage(data: bytes) -> float:
    """The share of the bytes beyond ASCII that are part of UTF-8 sequences; 1 for ASCII.

    >>> utf8_coverage("一些".encode("utf-8")), utf8_coverage(b"caf\\xe9")
    (1.0, 0.0)
    """
    non_ascii = count_non_ascii(data)
    return sum(len(run) for run in _SEQUENCES.findall(data)) / non_ascii if non_ascii else 1.0


def count_non_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))
