"""Classes of characters, each written once, with the reason for its borders.

A class is a string of one of two kinds. *Ranges* (`HAN`) go between the brackets of a regular expression. *Marks*
(`SENTENCE_ENDS`) are listed one by one: `in` asks for one, `re.escape` makes ranges of them.
"""

from __future__ import annotations

from collections.abc import Iterator

# Letters of East Asia: ranges.

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""All Han characters: radicals, 々 〆 〇, unified characters and extension A, compatibility forms, planes 2 and 3."""

HAN_COMMON = "\u4e00-\u9fa5"
"""The 20,902 of Unicode 1.1, which GBK has too. Bytes read wrongly as UTF-16 fall on the later ones as easily."""

HAN_FORMS = "\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d"
"""Radicals and compatibility forms: other codes of a unified character. Only those that are assigned."""

HIRAGANA = "\u3041-\u3096"
KATAKANA = "\u30a1-\u30fa"
"""Full-width letters, without the middle dot and the length mark after them."""

KANA_SPAN = "\u3041-\u30fa"
"""From the first of these letters to the last, with the marks between them."""

LENGTH_MARK = "\u30fc"
KANA_SIGNS = "\u30fb-\u30fe"
"""The middle dot, the length mark and the iteration marks. Chinese borrows the first two for foreign names."""

SOUND_MARKS = "\u3099\u309a"
VOICELESS_KANA = "\u3046-\u30fd"
"""Dakuten and handakuten that join with the kana before them, and the span of kana with which they do."""

KANA = "\u3041-\u3096\u3099-\u30ff\u31f0-\u31ff\uff66-\uff9f"
"""All that Japanese syllables are written with: letters, marks and signs, also small and half-width ones."""

KANA_LETTERS = HIRAGANA + KATAKANA + "\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d"
"""Kana that only Japanese has a use for: proof of Japanese, which `KANA_SIGNS` are not."""

NARROW_KANA = "\uff61-\uff9d"
NARROW_SOUND_MARKS = "\uff9e\uff9f"
"""Half-width kana and their punctuation, and the marks that join with the letter before them in full width."""

BOPOMOFO = "\u3105-\u312f"

HANGUL_SYLLABLES = "\uac00-\ud7a3"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
"""Syllables and the jamo they are made of."""

JAMO_CONSONANTS, JAMO_VOWELS_ALONE = "\u3131-\u314e", "\u314f-\u3163"
"""Letters of Hangul by themselves, as KS X 1001 has them; they do not join."""

JAMO = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
JAMO_LEADS, JAMO_VOWELS, JAMO_TAILS = "\u1100-\u1112", "\u1161-\u1175", "\u11a8-\u11c2"
"""The jamo that compose to a syllable, by their place in it."""

MONGOLIAN = "\u1807\u180a-\u180f\u1820-\u18aa"
"""Letters of Mongolian, Manchu and Sibe, their hyphen, and the selectors of letters' shapes."""

CJK = HAN + KANA + HANGUL
"""Letters of Chinese, Japanese and Korean."""

# Other East Asian characters: ranges.

CJK_SIGNS = "\u3000-\u303f\uff01-\uff65\uffe0-\uffe6"
"""The ideographic space, Chinese and Japanese punctuation, full-width ASCII and currency signs."""

WIDE = CJK + CJK_SIGNS
"""Two columns wide, and written without spaces between them (but for Hangul)."""

FIRST_EAST_ASIAN = "\u2e80"
EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff61-\uff9f"
"""What bytes become in a double-byte encoding: the blocks whole, signs and gaps included, but no full-width ASCII."""

EAST_ASIAN_WORDS = "\u2e80-\u2fff\u3041-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
"""The same without punctuation, which may touch a word of any alphabet."""

FULLWIDTH_ASCII = "\uff01-\uff5e"
FULLWIDTH_DIGITS = "\uff10-\uff19"
FULLWIDTH_LETTERS = "\uff21-\uff3a\uff41-\uff5a"
FULLWIDTH_ALNUM = FULLWIDTH_DIGITS + FULLWIDTH_LETTERS

# Punctuation: marks.

CJK_SENTENCE_ENDS = "。！？｡"
"""Those after which the next sentence begins without a space."""

SENTENCE_ENDS = ".!?…" + CJK_SENTENCE_ENDS + "؟۔।॥።‽⁇⁈⁉"
"""What ends a sentence in any script: Latin, Chinese and Japanese, Arabic and Urdu, Indic, Ethiopic; doubled ones."""

QUESTIONS = "?!？！"
"""What ends a headline that asks or exclaims; most headlines end with no mark at all."""

COMMAS = ",，、،"
SEMICOLONS = ";；؛"
COLONS = ":："

CJK_OPENERS = "《〈「『【〔（"
CJK_CLOSERS = "》〉」』】〕）"
CJK_PAUSES = "，、；："
"""Marks between the parts of a Chinese sentence."""

OPENERS = "([{«“„‘" + CJK_OPENERS

CLOSERS = "\"'”’»›)]」』】〕）"
"""Quotation marks and brackets that may follow the end of a sentence. Not 》: the mark before it ends a title. Not }:
what ends with it is code."""

CLOSING_QUOTES = '"”»」'
"""Quotation marks after which a line may end without any other mark: it ends with what somebody said."""


def spans(ranges: str) -> Iterator[tuple[int, int]]:
    """The first and the last code point of each span of a class that is given as ranges.

    >>> [(chr(first), chr(last)) for first, last in spans("a-cx")]
    [('a', 'c'), ('x', 'x')]
    """
    at = 0
    while at < len(ranges):
        size = 3 if ranges[at + 1 : at + 2] == "-" else 1
        yield ord(ranges[at]), ord(ranges[at + size - 1])
        at += size


def code_points_in(ranges: str) -> Iterator[int]:
    """The code points of a class that is given as ranges.

    >>> [chr(code) for code in code_points_in("a-cx")]
    ['a', 'b', 'c', 'x']
    """
    for first, last in spans(ranges):
        yield from range(first, last + 1)
