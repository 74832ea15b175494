"""Characters that nobody typed or nobody sees: invisible ones, odd spaces, line ends, parts of characters.

Each rule has a class of characters of its own, so two never propose an edit for the same place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cleanse.filters.blanks import INVISIBLES, LINE_ENDS, SOFT_BREAK_END, SPACES, rule_of, runs_in, without_blanks
from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import (
    HAN_FORMS,
    HANGUL_SYLLABLES,
    JAMO_LEADS,
    JAMO_TAILS,
    JAMO_VOWELS,
    SOUND_MARKS,
    VOICELESS_KANA,
)
from cleanse.text.classes import CharacterClasses
from cleanse.text.homoglyphs import ALPHABETS, homoglyphs
from cleanse.text.lazy import lazy_pattern

_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HALVES = "\ud800-\udfff"
_ANCHORS = "\ufff9-\ufffb"
# What may join with the character before it: accents, Arabic hamza and madda, parts of Indic vowels, kana sound marks,
# Hangul jamo; and characters that are only another code for a letter (the ohm sign, Greek vowels with oxia).
_JOINING = (
    "\u0300-\u034e\u0350-\u036f\u0653-\u0655\u093c\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6"
    "\u0d3e\u0d57\u0dca\u0dcf\u0ddf\u102e" + JAMO_VOWELS + JAMO_TAILS + SOUND_MARKS
)
_SINGLE = (
    "\u037e\u0387\u1f71\u1f73\u1f75\u1f77\u1f79\u1f7b\u1f7d\u1fbb\u1fc9\u1fcb\u1fd3\u1fdb\u1fe3\u1feb\u1ff9\u1ffb"
    "\u2126\u212a\u212b"
)

_ASCII_SUSPECT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]")
# The classes without which no pattern of a rule matches, by the rule; those of blanks and of homoglyphs besides.
_CLASSES = CharacterClasses(
    **{
        "blank": SPACES + INVISIBLES,
        "line-end": LINE_ENDS,
        "control": _CONTROLS,
        "annotation": _ANCHORS,
        "direction": _DIRECTIONS,
        "han-form": HAN_FORMS,
        "surrogate": _HALVES,
        "composed": _JOINING + _SINGLE,
        **ALPHABETS,
    }
)

# Unicode's annotation between lines (base, reading). Nothing in it is what another rule would change.
_ANNOTATION = lazy_pattern(
    f"\ufffa[^{_ANCHORS}{LINE_ENDS}\n{_CONTROLS}{SPACES}{INVISIBLES}{_DIRECTIONS}{HAN_FORMS}{_HALVES}{_JOINING}{_SINGLE}]*"
    f"\ufffb|[{_ANCHORS}]"
)

# Composition only: a letter and its marks become the one character they are equal to. Full NFC would also take Hindi
# and Hebrew letters apart and sort vowel points, which mends nothing. Marks piled up higher than any language does
# (and in any number, which would make sorting them slow) are somebody's joke and stay.
_COMPOSABLE = lazy_pattern(
    "(?:[A-Za-z\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff][\u0300-\u034e\u0350-\u036f]{1,8}(?![\u0300-\u036f])"
    f"|[{VOICELESS_KANA}][{SOUND_MARKS}]"
    f"|[{JAMO_LEADS}][{JAMO_VOWELS}][{JAMO_TAILS}]?|[{HANGUL_SYLLABLES}][{JAMO_TAILS}]"
    "|[\u0627\u0648\u064a\u06c1\u06d2\u06d5][\u0653-\u0655]|[\u0928\u0930\u0933]\u093c|\u09c7[\u09be\u09d7]"
    "|\u0b47[\u0b3e\u0b56\u0b57]|\u0b92\u0bd7|[\u0bc6\u0bc7]\u0bbe|\u0bc6\u0bd7|\u0c46\u0c56|[\u0cbf\u0cca]\u0cd5"
    "|\u0cc6[\u0cc2\u0cd5\u0cd6]|[\u0d46\u0d47]\u0d3e|\u0d46\u0d57|\u0dd9[\u0dca\u0dcf\u0ddf]|\u0ddc\u0dca"
    f"|\u1025\u102e|[{_SINGLE}]){{1,100}}"
)

# Radicals of Unicode's supplement that are whole characters; NFKC maps the other radicals and forms itself.
_RADICALS = str.maketrans(
    "⺁⺎⺒⺓⺜⺝⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳",
    "厂兀巳幺日月母民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟",
)

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

# What programs write to colour a terminal (ECMA-48): sequences, strings such as links, character sets.
_ESCAPE = "\x1b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][ -~]*(?:\x07|\x1b\\\\)|[=>78DEHMNOZc])"


@dataclass(frozen=True, slots=True)
class Characters:
    """Removes characters without meaning, replaces odd spaces and line ends, composes characters that came in parts.

    `Mr\\u00a0Li\\u200b, cafe\\u0301\\r\\n` → `Mr Li, café\\n`

    Joiners stay where a script or an emoji needs them. The ideographic space stays at the beginning of a paragraph and
    between Chinese or Japanese words: there it is typography. A no-break space is a space, also before a French `!`.
    A word whose letters are of one alphabet but for look-alikes of another gets its own alphabet's letters.
    """

    name: str = "characters"

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        if text.isascii() and not _ASCII_SUSPECT.search(text):
            return
        has = _CLASSES.within(text)
        for start, end, letters in homoglyphs(text) if len(has & ALPHABETS.keys()) > 1 else ():
            yield Edit(start, end, letters, "characters/homoglyph", _note("letters that look alike", text[start:end]))
        for match in runs_in(text).finditer(text) if "blank" in has else ():
            new = without_blanks(match)
            if new != match[0]:
                rule, kept = rule_of(match[0]), len(new) if match[0].endswith(new) else 0  # `\u200b ` → ` `
                name, what = _BLANKS[rule]
                yield Edit(match.start(), match.end() - kept, new[kept:], name, _note(what, match[0].strip(" ")))
        for rule, (pattern, replacement, what) in _RULES.items():
            if rule not in has or (rule == "direction" and _RIGHT_TO_LEFT.search(text)):
                continue  # there they decide the order of the words
            name = f"characters/{rule}"
            for match in pattern.finditer(text):
                new = replacement(match)
                if new != match[0]:
                    yield Edit(match.start(), match.end(), new, name, _note(what, match[0]))


def _note(what: str, run: str) -> str:
    """The evidence of an edit: what it is, and the characters of the run as code points, since they cannot be seen."""
    return _named(what, run[:4], len(run))


@lru_cache(maxsize=256)  # a text has few kinds of them, and many of each, which share one string
def _named(what: str, first: str, length: int) -> str:
    points = " ".join(f"U+{ord(c):04X}" for c in first)
    return f"{what}: {points}" if length <= 4 else f"{what}: {points} and {length - 4} more"


def _control(match: re.Match[str]) -> str:
    """`We\\x92re` → `We’re`: upper controls are Windows' quotes and dashes, as in browsers; others are removed."""
    upper = "".join(c for c in match[0] if c >= "\x80")
    return upper.encode("latin-1").decode("cp1252", "ignore")


def _han_form(match: re.Match[str]) -> str:
    # the run holds only radicals and forms, so that is all NFKC can change
    return unicodedata.normalize("NFKC", match[0].translate(_RADICALS))


def _half(match: re.Match[str]) -> str:
    # two halves that belong together are a character of UTF-16; one alone is lost
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


_RULES: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str], str]] = {
    "line-end": (
        re.compile(f"(?<![\\w-]\u00ad)(?:\r\r?\n|[{LINE_ENDS}])|{SOFT_BREAK_END}"),
        lambda match: "\n",
        "one kind of line end",
    ),
    "control": (re.compile(f"(?:{_ESCAPE}|[{_CONTROLS}])+"), _control, "control characters"),
    "annotation": (_ANNOTATION, lambda match: "", "an annotation between the lines"),
    "direction": (re.compile(f"[{_DIRECTIONS}]+"), lambda match: "", "direction marks without a second direction"),
    "han-form": (lazy_pattern(f"[{HAN_FORMS}]+"), _han_form, "a radical or a compatibility form"),
    "surrogate": (re.compile(f"[{_HALVES}]+"), _half, "halves of characters"),
    "composed": (_COMPOSABLE, _composed, "a letter and its mark"),
}
_BLANKS = {
    "space": ("characters/space", "a space of another kind"),
    "invisible": ("characters/invisible", "nothing to see"),
}


def build(settings: Settings) -> Characters:
    return Characters()
