"""Which readings of a line are worth the character model's time: those that its characters and a sample of it allow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleanse.decoding.character_model import model
from cleanse.mojibake.misread import Reading, readings
from cleanse.mojibake.pairs import DOUBLE_BYTES, RARE, SINGLE_BYTE, TRUES, Pair, prior
from cleanse.mojibake.single_byte import LOST, Tallies, encode_whole
from cleanse.text.chars import EAST_ASIAN
from cleanse.text.homoglyphs import own_letters
from cleanse.text.lazy import lazy_pattern

# All chosen by hand. None is sensitive: they only have to let the right reading through.
_PROOF = 6  # characters by which UTF-8 shortens a line that need not be tried as anything else
_LOST_OF = 2  # … and of these for each that is lost
_SHORTER = 0.45  # … and of each of its characters that is not ASCII
_SHORTER_DOUBLE = 0.3  # … if these are of a double-byte encoding
_MOST_UTF8 = 5  # readings as UTF-8 that are tried
_FEW_UTF8 = 2  # … if less than half of the line is UTF-8
_NEARLY = 0.6  # the share of the most UTF-8 in any encoding that another must hold to be tried
_ALIKE = 0.8  # the share of the most characters that any single-byte encoding has, for the others to be tried
_SAMPLE = 80  # characters that decide which other readings are tried
_WITHIN_BITS = 30  # bits more than the best in the sample up to which one is tried on the line
_SOUND_AT_ALL, _SOUND_EASTERN, _SOUND_OTHER = 30, 13, 8  # bits of sound text: at all, for each character
_MOST_OF = 1.3  # times that, which a sample of rare words may cost
_CLEAR = 100  # bits that one alone gains in the sample and that leave no doubt …
_SOUND = 10  # … if it costs no more for each character
_MOST = 3  # of them
_EASTERN = lazy_pattern(f"[{EAST_ASIAN}]")
_LEAST_WITHIN = 2  # foreign letters after other letters that make a rare mistake possible
_WITHIN = re.compile(r"(?<=[^\W\d_])[^\W\d_\x00-\x7f]")
# words with characters beyond ASCII, up to the next East Asian one
_ASCII = re.compile("[\x00-\x7f]")
_WORD = rf"[^\s{EAST_ASIAN}]*[^\x00-\x7f{EAST_ASIAN}][^\s{EAST_ASIAN}]*"
_FOREIGN = lazy_pattern(_WORD)


def as_utf8(line: str, counted: Tallies) -> list[Reading]:
    """The readings of a line as UTF-8, by the encodings in which it holds most of it."""
    covered = counted.covered
    most = max(covered)
    least = max(1, most if most == counted.beyond_ascii else _NEARLY * most)
    places = [number for number, much in enumerate(covered) if much >= least]
    places.sort(key=lambda number: -covered[number])
    wrongs = [SINGLE_BYTE[number] for number in places]
    if most < counted.beyond_ascii and ("Â" in line or "Ã" in line or "â€" in line or "â†" in line):  # halves
        wrongs = list(dict.fromkeys((*wrongs[:_MOST_UTF8], "cp1252")))
    by_text: dict[str, Reading] = {}
    enough = _MOST_UTF8 if 2 * most >= counted.beyond_ascii else _FEW_UTF8
    for reading in readings(line, [(wrong, "utf-8") for wrong in wrongs]):
        by_text.setdefault(reading.text, reading)
        if len(by_text) >= enough:
            break
    if 2 * most < counted.beyond_ascii and _EASTERN.search(line):
        for wrong in DOUBLE_BYTES:
            found = list(readings(line, [(wrong, "utf-8")]))
            proof = [reading for reading in found if is_proof(line, reading)]
            if proof:
                return proof
            by_text.update((reading.text, reading) for reading in found)
    return list(by_text.values())


def is_proof(line: str, reading: Reading) -> bool:
    """Whether so much of a line is UTF-8 that it need not be tried as anything else."""
    shorter = len(line) - len(reading.text)
    if shorter < _PROOF or shorter < _LOST_OF * reading.text.count(LOST):
        return False
    least = _SHORTER_DOUBLE if reading.pair[0] in DOUBLE_BYTES else _SHORTER
    return shorter >= least * (len(line) - len(_ASCII.findall(line)))


def as_others(line: str, counted: Tallies) -> list[Reading]:
    """The readings of a line as anything but UTF-8 that are likelier than the line in a sample of it, best first."""
    pairs = _pairs(line, counted)
    best = _likeliest(line, _sample(line), pairs) if pairs else []
    if _EASTERN.search(line):
        pairs = [(wrong, true) for wrong in DOUBLE_BYTES for true in TRUES.get(wrong, ())]
        best += _likeliest(line, _eastern_sample(line), pairs)
    return best


def _likeliest(line: str, sample: str, pairs: list[Pair]) -> list[Reading]:
    """The readings of a line that are likelier in a sample than the sample itself, best first."""
    candidates = _by_text(readings(sample, pairs))
    if not candidates:
        return []
    before, *bits = model().bits([own_letters(sample), *(reading.text for reading in candidates)]).tolist()
    bits = [cost + prior(reading.pair) for cost, reading in zip(bits, candidates, strict=True)]
    ranked = sorted(zip(bits, range(len(bits)), strict=True))
    cheapest = ranked[0][0]
    if cheapest > _MOST_OF * most_bits(candidates[ranked[0][1]].text):
        return []
    best = [candidates[n].pair for cost, n in ranked if cost < before and cost <= cheapest + _WITHIN_BITS][:_MOST]
    found = _by_text(readings(line, best))
    is_clear = len(best) == 1 and before - cheapest >= _CLEAR and cheapest <= _SOUND * len(sample)
    if is_clear and len(found) == 1 and LOST not in found[0].text and _is_whole(line, best[0][0]):
        evidence = f"as {best[0][1]} it is likelier by {before - cheapest:.0f} bits of {before:.0f} in a sample"
        return [reading._replace(evidence=evidence) for reading in found]
    return found


def _by_text(found: Iterable[Reading]) -> list[Reading]:
    """One reading for each text: that of the usual mistake."""
    by_text: dict[str, Reading] = {}
    for reading in found:
        known = by_text.get(reading.text)
        if known is None or prior(reading.pair) < prior(known.pair):
            by_text[reading.text] = reading
    return list(by_text.values())


def _is_whole(line: str, wrong: str) -> bool:
    """Whether an encoding has all characters of a line, so that no part of it was sound."""
    if wrong not in DOUBLE_BYTES:
        return encode_whole(line, wrong) is not None
    return line.encode(wrong, "replace").count(b"?") == line.count("?")


def most_bits(text: str) -> float:
    """The most bits that sound text of such characters costs."""
    eastern = len(_EASTERN.findall(text))
    return _SOUND_AT_ALL + _SOUND_EASTERN * eastern + _SOUND_OTHER * (len(text) - eastern)


def _pairs(line: str, counted: Tallies) -> list[Pair]:
    """The wrong decodings by a single-byte encoding that has as many of the line's characters as any other.

    The rare ones only if it has all of them, and there are foreign letters within words, not only as symbols.
    """
    least = max(1, _ALIKE * max(counted.known))
    within = len(_WITHIN.findall(line)) >= _LEAST_WITHIN
    pairs: list[Pair] = []
    for wrong, known in zip(SINGLE_BYTE, counted.known, strict=True):
        if known >= least:
            rare = RARE.get(wrong, ()) if within and known == counted.beyond_ascii else ()
            pairs += ((wrong, true) for true in (*TRUES.get(wrong, ()), *rare))
    return pairs


def _sample(line: str) -> str:
    """Some of the foreign words, with each of their characters, without East Asian ones; a short line whole.

    >>> _sample("x" * 200 + " né là " + "y" * 200)
    'né\\nlà'
    """
    if len(line) <= _SAMPLE:
        return line
    pieces: list[str] = []
    missing, length = set(line), 0
    for match in _FOREIGN.finditer(line):
        if length < _SAMPLE // 2 or not missing.isdisjoint(match[0]):  # every character that may tell
            pieces.append(match[0][: 2 * _SAMPLE - length])
            missing.difference_update(pieces[-1])
            length += len(pieces[-1]) + 1
            if length >= 2 * _SAMPLE:
                break
    return "\n".join(pieces)


def _eastern_sample(line: str) -> str:
    """The beginning and the end of a line, from the first East Asian character to the last."""
    if len(line) <= _SAMPLE:
        return line
    first = _EASTERN.search(line)
    start = first.start() if first else 0
    return line[start : start + _SAMPLE // 2] + "\n" + line[start + _SAMPLE // 2 :][-_SAMPLE // 2 :]
