"""The forms in which texts are compared: what is the same text, for each purpose once.

| form | equal are | for |
| --- | --- | --- |
| `match_key` | NFKC, case folded, Simplified script, no white space | lines of templates, titles, names of sites |
| `rule_key` | the same with single spaces, Turkish i without its dot | lines and the patterns of boilerplate rules |
| `phrase_key` | a `rule_key` without the signs around it, any number as 0 | whole lines that rules list |
| `alnum_key` | letters and digits, case folded | lines in two renderings of one page |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from cleanse.text.chars import HAN
from cleanse.text.lazy import lazy_pattern

DIGITS = re.compile(r"\d+")
SIGNS = (
    " \t.,:;!?…·•|/\\»«›‹>-–—−*+#_~=\"'“”„’‘()[]{}<&$%^@©®™、。,::!?()【】「」『』《》〈〉丨│︱"
    "→←↑↓▲▼►▶◀▸▾●○■□★☆✓✔×✕✖\u200b\u200e\u200f\ufeff"
)
"""What may be around a phrase: punctuation, bullets, arrows, characters without width."""

DOTLESS = {0x131: "i", 0x307: None}
"""Turkish İ and ı as i: capitals without a language fold to neither."""

_OTHER_DIGIT = re.compile("(?![0-9])\\d")
_HAN = lazy_pattern(f"[{HAN}]")
_NOT_ALNUM = re.compile(r"[\W_]+")
_SURROGATE = lazy_pattern("[\ud800-\udfff]")  # half a pair: OpenCC raises on it


def match_key(text: str) -> str:
    """The form in which texts are matched: NFKC, case folded, Simplified script, no white space.

    >>> match_key("Wuhan 車谷")
    'wuhan车谷'
    """
    return "".join(_folded(text).split())


def match_keys(text: str) -> list[str]:
    """The `match_key` of each line, folded all at once: that costs far less than line by line.

    >>> match_keys("Wuhan\\n車 谷")
    ['wuhan', '车谷']
    """
    return ["".join(line.split()) for line in _folded(text).split("\n")]


def _folded(text: str) -> str:
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def rule_key(line: str) -> str:
    """The form in which a line is compared with boilerplate rules: `rule_fold`, white space as single spaces.

    >>> rule_key("ＲＳＳ　 訂閱")
    'rss 订阅'
    """
    return " ".join(rule_fold(line).split())


def rule_fold(text: str) -> str:
    """NFKC, case folded, Simplified script, no dot on a Turkish i; white space and the number of lines as they were.

    >>> rule_fold("İLETİŞİM\\n  訂閱")
    'iletişim\\n  订阅'
    """
    if text.isascii():
        return text.lower()
    # line by line: most need no work, and one that does makes the whole text slow
    folded = "\n".join([unicodedata.normalize("NFKC", line) for line in text.split("\n")]).casefold()
    if "\u0131" in folded or "\u0307" in folded:
        folded = folded.translate(DOTLESS)
    return simplified(folded)


def phrase_key(folded: str) -> str:
    """The form in which whole lines are looked up among the phrases of rules, made from a `rule_key`.

    >>> phrase_key("» 12 comments:")
    '0 comments'
    """
    bare = folded.strip(SIGNS)
    return DIGITS.sub("0", bare) if not bare.isalpha() else bare


def alnum_key(text: str) -> str:
    """Letters and digits only, case folded: how a line is found again in another rendering of its page.

    >>> alnum_key("The river – again!")
    'theriveragain'
    """
    return _NOT_ALNUM.sub("", text).casefold()


def simplified(text: str) -> str:
    """The text in Simplified script, whatever language it is: for comparing, never for output.

    Half a surrogate pair becomes U+FFFD where there are Han characters to convert.

    >>> simplified("東京都")
    '东京都'
    """
    return _simplify()(_SURROGATE.sub("\ufffd", text)) if _HAN.search(text) else text


@cache
def _simplify() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def word_forms(line: str) -> str:
    """A line in which a word has one form: NFKC, straight apostrophes, ASCII digits. Case stays.

    >>> word_forms("会议于１２日"), word_forms("Five o’clock, १२")
    ('会议于12日', "Five o'clock, 12")
    """
    if line.isascii():
        return line
    line = unicodedata.normalize("NFKC", line).replace("’", "'")
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), line)


def word_key(word: str) -> str:
    """The form in which two words of a text are compared: without case."""
    return word.casefold()
