"""Characters that nobody sees: which of them a script, an emoji or a layout needs, and what a run of them becomes.

Spaces and invisible characters come mixed (newsletters fill a line with `\\u034f \\u200c\\u00a0`, repeated), so one
pattern finds a run of both, and one function says what is left of it.
"""

from __future__ import annotations

import re
import unicodedata

from cleanse.text.chars import CJK_SIGNS, HAN, JAMO, JAMO_CONSONANTS, JAMO_VOWELS_ALONE, MONGOLIAN, WIDE
from cleanse.text.lazy import lazy_pattern

LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
BRAILLE_BLANK = "\u2800"
_HANGUL_FILLERS = "\u3164\uffa0"  # fonts draw them as spaces, and people type them as spaces
SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000" + _HANGUL_FILLERS + BRAILLE_BLANK
SOFT_HYPHEN, NON_JOINER, JOINER = "\u00ad", "\u200c", "\u200d"
_GRAPHEME_JOINER = "\u034f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
INVISIBLES = (
    SOFT_HYPHEN + _GRAPHEME_JOINER + "\u115f\u1160\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\ufeff\ufffc\ufffe\uffff\U000e0001\U000e0020-\U000e007f" + _SELECTORS
)

# The scripts that need an invisible character. Joiners decide how letters of these scripts connect; Southeast Asian
# scripts put the zero-width space between words; joiners and tags combine emoji.
_CURSIVE = re.compile("[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua87f\U00010a00-\U000110ff]")
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u1950-\u1a9f\ua980-\uaadf]")
_EMOJI = re.compile("[\u203c-\u2bff\U0001f000-\U0001faff]")
_MONGOLIAN = lazy_pattern(f"[{MONGOLIAN}]")
_JAMO = lazy_pattern(f"[{JAMO}]")
_NEEDED_BESIDE = {
    NON_JOINER: _CURSIVE,
    "\u200b": _UNSPACED,
    **dict.fromkeys("\u180b\u180c\u180d\u180e\u180f", _MONGOLIAN),
    **dict.fromkeys("\u115f\u1160", _JAMO),
}

# Selectors choose a shape of the character before them: Unicode lists text and emoji shapes for symbols (FE0E, FE0F),
# for Han characters a thousandfold (E0100 on), and a few for mathematics, marks, Myanmar and Phags-pa.
_HAS_EMOJI_SHAPE = re.compile("[\u00a9\u00ae\u2010-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_HAS_SHAPES = lazy_pattern(
    f"[0\u1000-\u109f\u2010-\u2bff\ua840-\ua87f\uaa60-\uaa7f{CJK_SIGNS}\U00010000-\U0001ffff{HAN}]"
)
_IS_HAN = lazy_pattern(f"[{HAN}]")
_KEYCAP = "\u20e3"

# KS X 1001 writes a syllable it lacks as a filler and its three letters.
_SPELLED_SYLLABLE = lazy_pattern(f"[{JAMO_CONSONANTS}][{JAMO_VOWELS_ALONE}][{JAMO_CONSONANTS}\u3164]")

# Persian typed its joiner as a soft hyphen where a code page had no other. Uyghur and Kurdish have soft hyphens too.
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_PERSIAN, _NOT_PERSIAN = re.compile("[\u06a9\u06cc]"), re.compile("[\u06d0\u06d5]")

_ENDS_LINE = f"\n{LINE_ENDS}"
_IS_WIDE = lazy_pattern(f"[{WIDE}]")
_ODD_SPACE = re.compile(f"[{SPACES}]")
_BRAILLE = re.compile("[\u2801-\u28ff]")

# A soft hyphen that broke a word at a line's end takes the line end with it. A run at a line's end takes the spaces
# before it too. The lookbehind keeps long runs of plain spaces from being tried from each of them.
_SOFT_BREAK = f"(?<=[\\w-]){SOFT_HYPHEN}(?:\r\r?\n|[\n{LINE_ENDS}])(?=\\w)"
SOFT_BREAK_END = f"(?<=[\\w-]{SOFT_HYPHEN})(?>\r\r?\n|[{LINE_ENDS}])(?!\\w)"


def _runs(spaces: str) -> re.Pattern[str]:
    odd = spaces + INVISIBLES
    return lazy_pattern(f"{_SOFT_BREAK}|(?<! ) *+[{odd}][ {odd}]*+(?=[{_ENDS_LINE}]|\\Z)|[{odd}][ {odd}]*+")


_RUNS, _RUNS_IN_BRAILLE = _runs(SPACES), _runs(SPACES.replace(BRAILLE_BLANK, ""))


def runs_in(text: str) -> re.Pattern[str]:
    """The pattern of runs for this text. Where Braille is written, its blank cell is one of its letters."""
    return _RUNS_IN_BRAILLE if BRAILLE_BLANK in text and _BRAILLE.search(text) else _RUNS


def rule_of(run: str) -> str:
    """Which rule a run falls under: `space` if any of it has a width, else `invisible`."""
    return "space" if _ODD_SPACE.search(run) else "invisible"


def without_blanks(match: re.Match[str]) -> str:
    r"""What becomes of a run: the characters that are needed, or one space if it had any, or nothing.

    >>> without_blanks(runs_in("").search("Weekly digest \u034f \u200c\u00a0 \nThe council"))
    ''
    >>> without_blanks(runs_in("").search("10\u202f000"))
    ' '
    """
    text, run = match.string, match[0]
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 3]
    if run == SOFT_HYPHEN and _is_persian_joiner(text, before, after):
        return NON_JOINER
    kept = "".join(c for c in run if c == " " or _ODD_SPACE.match(c) or _is_needed(c, before, after))
    if any(_is_needed(c, before, after) for c in kept):
        return kept
    return _space(kept, before, after[:1])


def _space(run: str, before: str, after: str) -> str:
    """One space for a run of them, none beside another space; indentation keeps its width."""
    if not run or not after or after in _ENDS_LINE:
        return ""
    if not before or before in _ENDS_LINE:
        return "".join(c if c == "\u3000" else " " for c in run)
    if not run.strip("\u3000") and (_IS_WIDE.match(before) or _IS_WIDE.match(after)):
        return run
    return "" if before in " \t" or after == "\t" else " "


def _is_needed(c: str, before: str, after: str) -> bool:
    """Whether a character means something between these: the character before the run, and the three after it."""
    beside = _NEEDED_BESIDE.get(c)
    if beside:
        return bool(beside.match(before) or beside.match(after))
    if c == JOINER:
        joins_emoji = bool(_EMOJI.match(before) and _EMOJI.match(after))
        return joins_emoji or bool(_CURSIVE.match(before) or _CURSIVE.match(after))
    if c == "\u202f":  # between a Mongolian word and its suffix
        return bool(_MONGOLIAN.match(before) and _MONGOLIAN.match(after))
    if c == _GRAPHEME_JOINER:  # it keeps Hebrew points in their order
        return bool(before and after and unicodedata.combining(before) and unicodedata.combining(after[0]))
    if c == "\u3164":
        return bool(_SPELLED_SYLLABLE.match(after))
    if c >= "\U000e0100":
        return bool(_IS_HAN.match(before))
    if c >= "\U000e0020":
        return before == "\U0001f3f4"  # the flags of England, Scotland and Wales
    if "\ufe00" <= c <= "\ufe0d":
        return bool(_HAS_SHAPES.match(before))
    if "\ufe0e" <= c <= "\ufe0f":
        return bool(_HAS_EMOJI_SHAPE.match(before)) or after[:1] == _KEYCAP
    return False


def _is_persian_joiner(text: str, before: str, after: str) -> bool:
    if not (_ARABIC.match(before) and _ARABIC.match(after)):
        return False
    return bool(_PERSIAN.search(text)) and not _NOT_PERSIAN.search(text)
