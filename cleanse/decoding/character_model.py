"""A bigram model of characters in some sixty languages: how many bits a text costs.

The cost of a text is -log2 of its probability. A letter costs by the letter before it, in the language of its script
that fits the text best; a Han character by itself and, within words, by the one before; a sign by how common it is. Of
two readings of the same bytes the cheaper one is likelier.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleanse.text.codes import code_points

Array = np.ndarray[Any, np.dtype[Any]]

UNIT = 8  # units of the table in a bit
_EAST = "east-asian"
# Kinds of characters, for the cost of one kind after another. A mark is a sign in the words of one script; an outer
# sign is found at the edges of words, never within; an odd one is too rare to touch a word at all.
_SIGN, _LOWER, _UPPER, _UNCASED, _EASTERN, _HANGUL, _MARK, _OUTER, _ODD = range(9)
_KINDS = 9
_ODD_FROM = 14 * UNIT
_OUTER_SIGNS = "“”„‚«»‹›…–‘°•()[]\u00a0"
_ODD_SIGNS = "¡¿€£§©®™†‡"  # common enough, but not beside letters
_MARKS = (  # of Hebrew, Arabic, the scripts of India, Thai
    (0x591, 0x5C7),
    (0x5F3, 0x5F4),
    (0x60C, 0x61F),
    (0x640, 0x670),
    (0x6D4, 0x6F9),
    (0x901, 0xDF4),
    (0xE2F, 0xE5B),
)
# bits for one kind after another, in addition to what the characters cost
_MEETINGS = {
    (_SIGN, _UPPER): 3,
    (_OUTER, _UPPER): 3,
    (_ODD, _UPPER): 6,
    (_UPPER, _UPPER): 2,
    (_LOWER, _UPPER): 9,
    (_LOWER, _ODD): 4,
    (_ODD, _LOWER): 4,
    (_UPPER, _ODD): 4,
    (_UNCASED, _ODD): 4,
    (_ODD, _UNCASED): 4,
    (_ODD, _ODD): -2,
    (_LOWER, _EASTERN): 6,
    (_EASTERN, _LOWER): 5,
    (_UPPER, _EASTERN): 3,
    (_EASTERN, _UPPER): 3,
    (_EASTERN, _HANGUL): 5,
    (_HANGUL, _EASTERN): 5,
    (_LOWER, _HANGUL): 6,
    (_UPPER, _HANGUL): 3,
    (_SIGN, _MARK): 8,
    (_OUTER, _MARK): 8,
    **{(kind, _MARK): 12 for kind in (_LOWER, _UPPER, _EASTERN, _ODD)},
    **{(_MARK, kind): 12 for kind in (_LOWER, _UPPER, _EASTERN, _ODD)},
}
_WITHIN = 9 * UNIT  # an outer sign between two letters
_MIXED = 8 * UNIT  # a letter directly after one of another alphabet
_SWITCH = 6 * UNIT  # a word after one of another script
_SWITCH_EASTERN = 2 * UNIT  # the same between Latin and East Asian writing, which go together every day
_SCRIPT = 8 * UNIT  # each script a text uses
_WORD = np.isin(np.arange(_KINDS), (_LOWER, _UPPER, _UNCASED))
LOST_BITS = 20
"""What U+FFFD costs."""
_LINE_BREAK = np.array([10], np.intp)


class Alphabet(NamedTuple):
    """The bigrams of one script; letter 0 is any character that is not a letter of it.

    `letters` are code points, shape (letters,); `costs` have shape (width · width, languages): the row of a bigram is
    letter before · width + letter, in units of 1/UNIT bit.
    """

    number: int
    letters: Array
    width: int
    costs: Array


class CharacterModel:
    """The table, ready for use. Threads may share it: it is never changed.

    `signs`, `script`, `letter` and `kind` have an entry for each code point of the first plane, shape (65536,).
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.signs = arrays["signs"].astype(np.int32)
        self.script = np.zeros(0x10000, np.uint8)
        self.letter = np.zeros(0x10000, np.uint16)
        self.kind = np.where(self.signs >= _ODD_FROM, _ODD, _SIGN).astype(np.uint8)
        self.alphabets = [
            self._alphabet(number, arrays[f"{name}.letters"], arrays[f"{name}.costs"])
            for number, name in enumerate((k[:-8] for k in arrays if k.endswith(".letters")), 1)
        ]
        self.latin_languages = arrays["latin.languages"].tolist()
        self.east = np.ascontiguousarray(arrays[f"{_EAST}.costs"].T)
        self.east_number = len(self.alphabets) + 1
        for low, high in _MARKS:
            self.kind[low : high + 1] = np.where(self.kind[low : high + 1] == _UNCASED, _UNCASED, _MARK)
        self.kind[[ord(c) for c in _OUTER_SIGNS]] = _OUTER
        self.kind[[ord(c) for c in _ODD_SIGNS]] = _ODD
        self.kind[0xFFFD] = _SIGN  # it may have been anything
        self.kind[0xFF66:0xFFA0] = _EASTERN
        for low, high in ((0x3041, 0x3097), (0x30A1, 0x30FB), (0x3400, 0x9FA6), (0xAC00, 0xD7A4)):
            self.script[low:high] = self.east_number
            self.kind[low:high] = _HANGUL if low == 0xAC00 else _EASTERN
        self.pairs = arrays["han.pairs"]
        self.pair_costs = arrays["han.costs"]
        meetings = np.zeros((_KINDS, _KINDS), np.int32)
        for kinds, bits in _MEETINGS.items():
            meetings[kinds] = bits * UNIT
        self.meetings = meetings.ravel()

    def _alphabet(self, number: int, letters: Array, costs: Array) -> Alphabet:
        for place, code in enumerate(letters.tolist(), 1):
            small = chr(code)
            for c in {small, small.upper(), "İ" if small == "i" else small}:
                if len(c) == 1:
                    self.script[ord(c)] = number
                    self.letter[ord(c)] = place
                    cased = small.upper() != small
                    self.kind[ord(c)] = _UNCASED if not cased else _LOWER if c == small else _UPPER
        return Alphabet(number, letters, costs.shape[1], np.ascontiguousarray(costs.reshape(len(costs), -1).T))

    def bits(self, texts: Sequence[str]) -> Array:
        """What each text costs, in bits: float64, shape (texts,)."""
        if not texts:
            return np.zeros(0)
        codes, bounds = _codes(texts)
        before = np.concatenate((_LINE_BREAK, codes[:-1]))
        script, kind = self.script[codes], self.kind[codes]
        each = np.where(script == 0, self.signs[codes], 0)
        each += self.meetings[self.kind[before] * np.intp(_KINDS) + kind]
        outer = np.flatnonzero(kind[1:-1] == _OUTER) + 1
        each[outer] += _WITHIN * (_WORD[kind[outer - 1]] & _WORD[kind[outer + 1]])
        self._add_switches(each, script, bounds)
        total = _sums(each, bounds)
        present = np.bincount(script, minlength=self.east_number + 1)
        for alphabet in self.alphabets:
            if present[alphabet.number]:
                total += self._alphabetic(alphabet, codes, script, bounds)
        if present[self.east_number]:
            total += self._east_asian(codes, before, script, bounds)
        return total / UNIT

    def latin_bits(self, text: str) -> list[float]:
        """What the Latin letters of a text cost, in bits, by language."""
        codes, _ = _codes([text])
        script = self.script[codes]
        latin = self.alphabets[0]
        at = np.flatnonzero(script == latin.number)
        costs = self._pairs_of(latin, codes, at, script)
        return [float(bits) for bits in costs.sum(axis=0, dtype=np.int64) / UNIT]

    def _add_switches(self, each: Array, script: Array, bounds: Array) -> None:
        """Add the cost of each letter that is of another script than the letter before it, in place."""
        letters = np.flatnonzero(script)
        now, then = script[letters[1:]], script[letters[:-1]]
        switch = np.flatnonzero(now != then)
        at, last, now, then = letters[1:][switch], letters[:-1][switch], now[switch], then[switch]
        eastern = (now + then == 1 + self.east_number) & ((now == 1) | (then == 1))
        cost = np.where(eastern, _SWITCH_EASTERN, _SWITCH + _MIXED * (at - last == 1))
        same_text = np.searchsorted(bounds, at, "right") == np.searchsorted(bounds, last, "right")
        each[at] += cost * same_text

    def _alphabetic(self, alphabet: Alphabet, codes: Array, script: Array, bounds: Array) -> Array:
        at = np.flatnonzero(script == alphabet.number)
        return _cheapest(self._pairs_of(alphabet, codes, at, script), np.searchsorted(at, bounds))

    def _pairs_of(self, alphabet: Alphabet, codes: Array, at: Array, script: Array) -> Array:
        """The costs of the letters at these places: shape (places, languages). Each text begins with a line break."""
        first = np.where(script[at - 1] == alphabet.number, self.letter[codes[at - 1]], 0).astype(np.intp)
        costs: Array = alphabet.costs.take(first * alphabet.width + self.letter[codes[at]], axis=0)
        return costs

    def _east_asian(self, codes: Array, before: Array, script: Array, bounds: Array) -> Array:
        at = np.flatnonzero(script == self.east_number)
        costs = self.east.take(codes[at], axis=0)
        keys = (before[at].astype(np.uint32) << 16) | codes[at].astype(np.uint32)
        place = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        common = self.pairs[place] == keys
        costs[common, :2] = np.minimum(costs[common, :2], self.pair_costs[place[common], np.newaxis])
        return _cheapest(costs, np.searchsorted(at, bounds))


@cache
def model() -> CharacterModel:
    """The model, loaded on first use."""
    with Path(__file__).with_name("characters.npz").open("rb") as stream:
        table = np.load(stream)
        return CharacterModel({name: table[name] for name in table.files})


def _codes(texts: Sequence[str]) -> tuple[Array, Array]:
    """All texts as one array of code points, each after a line break, and their bounds: shape (texts + 1,)."""
    plain = [text if text.isascii() else unicodedata.normalize("NFC", text) for text in texts]
    codes = code_points("\n" + "\n".join(plain)).astype(np.intp)
    beyond = codes >= 0x10000
    if beyond.any():  # rare Han count as one of the first plane, emoji as a star, all others as unassigned
        codes[beyond] = np.select([codes[beyond] < 0x20000, codes[beyond] < 0x40000], [0x2605, 0x3400], 0xFFFF)
    return codes, np.cumsum([0] + [1 + len(text) for text in plain])


def _sums(each: Array, bounds: Array) -> Array:
    """The sum of the costs of each text: shape (texts,)."""
    running = np.concatenate(([0], np.cumsum(each)))
    result: Array = running[bounds[1:]] - running[bounds[:-1]]
    return result


def _cheapest(costs: Array, bounds: Array) -> Array:
    """The cost of each text's letters of a script in its cheapest language, with that of the script: shape (texts,).

    `costs` have shape (letters, languages); `bounds` say where in them each text begins.
    """
    result = np.zeros(len(bounds) - 1, np.int64)
    written = np.flatnonzero(bounds[1:] > bounds[:-1])  # the texts that use the script at all
    sums = np.add.reduceat(costs, bounds[written], axis=0, dtype=np.int64)
    result[written] = sums.min(axis=1) + _SCRIPT
    return result
