"""Characters that nobody typed or nobody sees: invisible ones, odd spaces, line ends, parts of characters.

Each rule has a class of characters of its own, so two never propose an edit for the same place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    WIDE,
)
from cleanse.text.homoglyphs import homoglyphs
from cleanse.text.lazy import lazy_pattern

_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLES = (
    "\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufffc\ufffe\uffff\U000e0001\U000e0020-\U000e007f"
)
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HALVES = "\ud800-\udfff"
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
_SUSPECT = lazy_pattern(
    f"[{_LINE_ENDS}{_CONTROLS}{_SPACES}{_INVISIBLES}{_DIRECTIONS}{HAN_FORMS}{_HALVES}{_JOINING}{_SINGLE}]"
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

_ENDS_LINE = f"\n{_LINE_ENDS}"
_IS_WIDE = lazy_pattern(f"[{WIDE}]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

# The scripts that need an invisible character. Joiners decide how letters of these scripts connect; Southeast Asian
# scripts put the zero-width space between words; joiners and tags combine emoji.
_CURSIVE = re.compile("[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\U00010a00-\U000110ff]")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u1950-\u1a9f\ua980-\uaadf]")
_EMOJI = re.compile("[\u203c-\u2bff\ufe0f\U0001f000-\U0001faff]")
_NEEDED_BY = {"\u200c": _CURSIVE, "\u200b": _UNSPACED, "\u180e": re.compile("[\u1800-\u18af]")}


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
        for start, end, letters in homoglyphs(text):
            yield Edit(
                start, end, letters, "characters/homoglyph", f"letters that look alike: {_named(text[start:end])}"
            )
        if not (_ASCII_SUSPECT if text.isascii() else _SUSPECT).search(text):
            return
        for rule, (pattern, replacement, note) in _RULES.items():
            if rule == "direction" and _RIGHT_TO_LEFT.search(text):
                continue  # there they decide the order of the words
            for match in pattern.finditer(text):
                new = replacement(match)
                if new != match[0]:
                    yield Edit(match.start(), match.end(), new, f"characters/{rule}", f"{note}: {_named(match[0])}")


def _named(run: str) -> str:
    """The characters of a run as code points, since they cannot be seen."""
    first = " ".join(f"U+{ord(c):04X}" for c in run[:4])
    return first if len(run) <= 4 else f"{first} and {len(run) - 4} more"


def _space(match: re.Match[str]) -> str:
    """One space for a run of them, none beside another space; indentation keeps its width."""
    text, run = match.string, match[0]
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if not after or after in _ENDS_LINE:
        return ""
    if not before or before in _ENDS_LINE:
        return "".join(c if c == "\u3000" else " " for c in run)
    if not run.strip("\u3000") and (_IS_WIDE.match(before) or _IS_WIDE.match(after)):
        return run
    return "" if before in " \t" or after == "\t" else " "


def _control(match: re.Match[str]) -> str:
    """`We\\x92re` → `We’re`: upper controls are Windows' quotes and dashes, as in browsers; others are removed."""
    upper = "".join(c for c in match[0] if c >= "\x80")
    return upper.encode("latin-1").decode("cp1252", "ignore")


def _invisible(match: re.Match[str]) -> str:
    """The characters of a run that the characters beside it need."""
    text, run = match.string, match[0]
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return "".join(c for c in run if _is_needed(c, before, after))


def _is_needed(c: str, before: str, after: str) -> bool:
    if c == "\u200d":
        joins_emoji = bool(_EMOJI.match(before) and _EMOJI.match(after))
        return joins_emoji or bool(_CURSIVE.match(before) or _CURSIVE.match(after))
    if c >= "\U000e0020":
        return before == "\U0001f3f4"  # the flags of England, Scotland and Wales
    needed_by = _NEEDED_BY.get(c)
    return bool(needed_by and (needed_by.match(before) or needed_by.match(after)))


def _han_form(match: re.Match[str]) -> str:
    # the run holds only radicals and forms, so that is all NFKC can change
    return unicodedata.normalize("NFKC", match[0].translate(_RADICALS))


def _half(match: re.Match[str]) -> str:
    # two halves that belong together are a character of UTF-16; one alone is lost
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


# A soft hyphen at a line's end broke a word: it takes the line end with it, whichever kind that is.
_RULES: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str], str]] = {
    "line-end": (re.compile(f"(?<!\u00ad)(?:\r\r?\n|[{_LINE_ENDS}])"), lambda match: "\n", "one kind of line end"),
    "control": (re.compile(f"[{_CONTROLS}]+"), _control, "control characters"),
    "space": (re.compile(f"[{_SPACES}][ {_SPACES}]*"), _space, "a space of another kind"),
    "invisible": (re.compile(f"[{_INVISIBLES}]+(?:(?<=\u00ad)\r?\n(?=\\w))?"), _invisible, "nothing to see"),
    "direction": (re.compile(f"[{_DIRECTIONS}]+"), lambda match: "", "direction marks without a second direction"),
    "han-form": (lazy_pattern(f"[{HAN_FORMS}]+"), _han_form, "a radical or a compatibility form"),
    "surrogate": (re.compile(f"[{_HALVES}]+"), _half, "halves of characters"),
    "composed": (_COMPOSABLE, _composed, "a letter and its mark"),
}


def build(settings: Settings) -> Characters:
    return Characters()
