"""Which readings of a line are worth the character model's time: those that its characters and a sample of it allow."""

from __future__ import annotations

import re

from cleanse.decoding.character_model import model
from cleanse.mojibake.misread import Reading, readings
from cleanse.mojibake.pairs import DOUBLE_BYTES, RARE, SINGLE_BYTE, TRUES, Pair
from cleanse.mojibake.single_byte import LOST, Tallies
from cleanse.text.chars import EAST_ASIAN
from cleanse.text.lazy import lazy_pattern

# All chosen by hand. None is sensitive: they only have to let the right reading through.
_PROOF = 6  # characters by which UTF-8 shortens a line that need not be tried as anything else
_MOST_UTF8 = 5  # readings as UTF-8 that are tried
_NEARLY = 0.6  # the share of the most UTF-8 in any encoding that another must hold to be tried
_ALIKE = 0.8  # the share of the most characters that any single-byte encoding has, for the others to be tried
_SAMPLE = 120  # characters that decide which other readings are tried
_MOST = 3  # of them
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_LEAST_WITHIN = 2  # foreign letters after other letters that make a rare mistake possible
_WITHIN = re.compile(r"(?<=[^\W\d_])[^\W\d_\x00-\x7f]")
# words with characters beyond ASCII, up to the next East Asian one
_WORD = rf"[^\s{EAST_ASIAN}]*[^\x00-\x7f{EAST_ASIAN}][^\s{EAST_ASIAN}]*"
_FOREIGN = lazy_pattern(f"{_WORD}(?: {_WORD})*")


def as_utf8(line: str, counted: Tallies) -> list[Reading]:
    """The readings of a line as UTF-8, by the encodings in which it holds most of it."""
    covered = counted.covered
    most = int(covered.max())
    places = [] if not most else [n for n in range(len(SINGLE_BYTE)) if covered[n] >= max(1, _NEARLY * most)]
    places.sort(key=lambda n: (-int(covered[n]), n))
    pairs = [(SINGLE_BYTE[n], "utf-8") for n in places]
    if not most or "Â" in line or "Ã" in line or "â€" in line or "â†" in line:  # halves of sequences
        pairs = list(dict.fromkeys((*pairs[:_MOST_UTF8], ("cp1252", "utf-8"))))
    by_text: dict[str, Reading] = {}
    for pair in pairs:
        for reading in readings(line, [pair]):
            by_text.setdefault(reading.text, reading)
        if len(by_text) >= _MOST_UTF8:
            break
    if _EASTERN.search(line) and 2 * most < counted.beyond_ascii:
        for wrong in DOUBLE_BYTES:
            found = list(readings(line, [(wrong, "utf-8")]))
            proof = [reading for reading in found if is_proof(line, reading)]
            if proof:
                return proof
            by_text.update((reading.text, reading) for reading in found)
    return list(by_text.values())


def is_proof(line: str, reading: Reading) -> bool:
    """Whether so much of a line is UTF-8 that it need not be tried as anything else."""
    return len(line) - len(reading.text) >= _PROOF and LOST not in reading.text


def as_others(line: str, counted: Tallies, table: dict[str, tuple[str, ...]] = TRUES) -> list[Reading]:
    """The readings of a line as anything but UTF-8 that are likelier than the line in a sample of it, best first."""
    pairs = _pairs(counted, table)
    best = _likeliest(line, _sample(line), pairs) if pairs else []
    if _EASTERN.search(line):
        pairs = [(wrong, true) for wrong in DOUBLE_BYTES for true in table.get(wrong, ())]
        best += _likeliest(line, _eastern_sample(line), pairs)
    return best


def _likeliest(line: str, sample: str, pairs: list[Pair]) -> list[Reading]:
    """The readings of a line that are likelier in a sample than the sample itself, best first."""
    candidates = list({reading.text: reading for reading in readings(sample, pairs)}.values())
    if not candidates or line == sample:
        return candidates
    before, *bits = model().bits([sample, *(reading.text for reading in candidates)]).tolist()
    ranked = sorted(zip(bits, range(len(bits)), strict=True))
    best = [candidates[number].pair for cost, number in ranked if cost < before][:_MOST]
    return list({reading.text: reading for reading in readings(line, best)}.values())


def as_rare(line: str, counted: Tallies) -> list[Reading]:
    """The readings of a line that undo a rare mistake, if it has foreign letters within words, not only as symbols."""
    return as_others(line, counted, RARE) if len(_WITHIN.findall(line)) >= _LEAST_WITHIN else []


def _pairs(counted: Tallies, table: dict[str, tuple[str, ...]]) -> list[Pair]:
    """The wrong decodings by a single-byte encoding that has as many of the line's characters as any other."""
    least = max(1, _ALIKE * int(counted.known.max()))
    wrongs = [wrong for wrong, known in zip(SINGLE_BYTE, counted.known, strict=True) if known >= least]
    return [(wrong, true) for wrong in wrongs for true in table.get(wrong, ())]


def _sample(line: str) -> str:
    """As many of the foreign words as `_SAMPLE`, without East Asian ones; the whole line if it is not longer.

    >>> _sample("x" * 200 + " né là " + "y" * 200)
    'né là'
    """
    if len(line) <= _SAMPLE:
        return line
    pieces: list[str] = []
    length = 0
    for match in _FOREIGN.finditer(line):
        pieces.append(match[0][: _SAMPLE - length])
        length += len(pieces[-1]) + 1
        if length >= _SAMPLE:
            break
    return "\n".join(pieces)


def _eastern_sample(line: str) -> str:
    """The beginning and the end of a line, from the first East Asian character to the last."""
    if len(line) <= _SAMPLE:
        return line
    first = _EASTERN.search(line)
    start = first.start() if first else 0
    return line[start : start + _SAMPLE // 2] + "\n" + line[start + _SAMPLE // 2 :][-_SAMPLE // 2 :]
