"""Letters that look like another alphabet's, in words that are otherwise written in one alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanse.edits import changed_spans
from cleanse.text.lazy import lazy_pattern

# Pairs of Unicode's confusables.txt (UTS #39) whose letters look alike in every typeface. Greek small letters that are
# symbols in Latin text (α γ ν ρ σ υ) are left out: a formula is no forgery.
_PAIRS = (
    ("Latn", "aceopxyijshABCEHIJKMOPSTXY", "Cyrl", "асеорхуіјѕһАВСЕНІЈКМОРЅТХУ"),
    ("Latn", "oóABEZHIKMNOPTYX", "Grek", "οόΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
    ("Cyrl", "оАВЕНІКМОРТУХ", "Grek", "οΑΒΕΗΙΚΜΟΡΤΥΧ"),
)
_SCRIPTS = {"Latn": "A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ", "Cyrl": "Ѐ-ԯ", "Grek": "Ͱ-Ͽἀ-῿"}
ALPHABETS = {"latin": _SCRIPTS["Latn"], "cyrillic": _SCRIPTS["Cyrl"], "greek": _SCRIPTS["Grek"]}
"""Those that have letters in common; a text with letters of one of them alone has no homoglyphs."""
_LEAST = 3  # letters of a word; a shorter one may be a formula
_MIXED = lazy_pattern(
    "|".join(f"[{a}][{b}]|[{b}][{a}]" for a, b in (("A-Za-zó", _SCRIPTS["Cyrl"]), ("A-Za-zó", "Ͱ-Ͽ"), ("Ͱ-Ͽ", "Ѐ-ԯ")))
)
_WORD = re.compile(rf"[^\W\d_]{{{_LEAST},}}(?![\u0300-\u036f])")
_MEMBERS = {script: lazy_pattern(f"[{ranges}]") for script, ranges in _SCRIPTS.items()}


def _alike() -> dict[tuple[str, str], dict[str, str]]:
    """For each (script, other script) the letters of the other one that look like one of the first."""
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for one, letters, other, others in _PAIRS:
        pairs = list(zip(letters, others, strict=True))
        tables[one, other] = {b: a for a, b in pairs}
        tables[other, one] = dict(pairs)
    return tables


_ALIKE = _alike()


def homoglyphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, letters) for each run of letters that are another alphabet's than their word.

    >>> list(homoglyphs("the \u0441ouncil"))
    [(4, 5, 'c')]
    """
    if text.isascii() or not _MIXED.search(text):
        return
    for match in _WORD.finditer(text):
        if not match[0].isascii():
            yield from changed_spans(match[0], _of_one_alphabet(match[0]), match.start())


def own_letters(text: str) -> str:
    """The text with each word in its own alphabet.

    >>> own_letters("the \u0441ouncil")
    'the council'
    """
    pieces: list[str] = []
    reached = 0
    for start, end, letters in homoglyphs(text):
        pieces += (text[reached:start], letters)
        reached = end
    return "".join(pieces) + text[reached:]


def _of_one_alphabet(word: str) -> str:
    """The word in the alphabet of its letters that look like no other's; unchanged if they are of several."""
    scripts = {script for script, members in _MEMBERS.items() if members.search(word)}
    if len(scripts) != 2:
        return word
    for own, other in (tuple(sorted(scripts)), tuple(sorted(scripts, reverse=True))):
        alike = _ALIKE[own, other]
        new = "".join(alike.get(c, c) for c in word)
        # the other alphabet's letters are all look-alikes, and there are own letters that are none
        if not _MEMBERS[other].search(new) and any(c not in _ALIKE[other, own] for c in _MEMBERS[own].findall(word)):
            return new
    return word
