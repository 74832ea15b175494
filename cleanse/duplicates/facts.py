"""Words that say a fact: numbers in digits and in words, days, months, sides. Two forms of one number are the same."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from cleanse.text.chars import HAN, HANGUL_SYLLABLES, KANA, KATAKANA, LENGTH_MARK, SENTENCE_ENDS
from cleanse.text.normalize import simplified, word_forms, word_key

_SEPARATORS = re.compile("(?<=[0-9])[,.\u00a0\u202f\u2009 '](?=[0-9]{3}(?![0-9]))")
_IS_HANGUL = re.compile(f"[{HANGUL_SYLLABLES}]")
_MARKED = re.compile("[\u00c0-\u024f\u0370-\u04ff\u1e00-\u1fff]")  # letters of which a mark is no part of the reading
_WORD = re.compile("[^\\W\\d_]+(?:[’'-][^\\W\\d_]+)*")
_CREDIT = 200  # characters at either end of a long line in which a credit is
_DIGRAPHS = re.compile("(?<=[aou])e")


class Token(NamedTuple):
    """A word, a number or a character, as it is compared (`key`) and as the text has it."""

    key: str
    text: str


def tokens(line: str) -> list[Token]:
    """The tokens of a line.

    >>> [token.key for token in tokens("Twenty-four of 1,200 prices rose ２% on the third day")]
    ['24', 'of', '1200', 'prices', 'rose', '2', '=percent', 'on', 'the', '3.', 'day']
    """
    line = _SEPARATORS.sub("", word_forms(line))
    line = _phrases().sub(lambda match: match[0].replace(" ", ""), line)
    folded = simplified(line)
    if folded == line:
        return [_token(word) for word in _pattern().findall(line)]
    shown = line if len(folded) == len(line) else folded
    return [Token(_key(match[0]), shown[match.start() : match.end()]) for match in _pattern().finditer(folded)]


@lru_cache(1 << 15)
def _token(word: str) -> Token:
    return Token(_key(word), word)


def without_credits(line: str) -> str:
    """A line without the words that say who brings the story.

    >>> without_credits("NORHAVEN (Agency) - The ferry sails again. (AP)"), without_credits("Source: The Tide")
    ('The ferry sails again.', '')
    """
    line = line.strip()
    if len(line) <= 2 * _CREDIT:
        return _credits("start", "end", "line").sub("", line).strip()
    line = _credits("start").sub("", line)
    return (line[:-_CREDIT] + _credits("end").sub("", line[-_CREDIT:])).strip()


def is_fact(token: Token) -> bool:
    """Whether a token is a number, or a word for one, for a day, a month or a time."""
    key = token.key
    return key[0].isdecimal() or key[0] == "=" or key in _words("times") or key in _characters() or _is_dated(key)


def is_side(token: Token) -> bool:
    """Whether the word is one of those that stand for one of several sides: `north`, `won`, `red`."""
    return token.key in _words("sides")


def is_negation(token: Token) -> bool:
    return token.key in _words("negations") or token.key.endswith("n't")


def in_small_letters(text: str) -> set[str]:
    """The words that a text has in small letters: one of them with a capital is no name."""
    return {word for word in _WORD.findall(text) if word.islower()}


def spelling(tokens: Sequence[Token]) -> str:
    """What remains of words if it makes no difference whether they are written as one: `e-mail`, `per cent`, `U.S.`.

    >>> spelling(tokens("Mueller, per cent")) == spelling(tokens("Müller percent"))
    True
    """
    joined = "".join(token.key.lstrip("=") for token in tokens)
    joined = joined.replace("-", "").replace("'", "").replace(".", "")
    return _DIGRAPHS.sub("", joined)


@cache
def _pattern() -> re.Pattern[str]:
    """A number with what belongs to it, a run of numerals or of katakana, a Han or kana character, a word."""
    marks = "".join(c for c in map(chr, range(0x300, 0x2000)) if unicodedata.category(c)[0] == "M")
    alone = HAN + KANA
    letter = f"(?:[^\\W\\d_{alone}]|[{marks}])"
    numerals = "".join(_table()["east-asian"][name] for name in ("digits", "powers"))
    return re.compile(
        f"[0-9]+(?:st|nd|rd|th)\\b|[0-9]+(?:[.,:/][0-9]+)*|[{numerals}]{{2,}}|[{KATAKANA}{LENGTH_MARK}]+|[{alone}]"
        f"|{letter}+(?:['-]{letter}+)*\\.?|[$€£¥%]"
    )


@lru_cache(1 << 15)
def _key(word: str) -> str:
    if word[0].isdigit():
        return re.sub("st|nd|rd|th", ".", word.removesuffix(".0"))
    word = word_key(word).removesuffix(".")
    return _numbers().get(word) or _units().get(word) or _compound(word) or _unmarked(word)


def _unmarked(word: str) -> str:
    if not _MARKED.search(word):
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _compound(word: str) -> str:
    """The digits of a number word made of several: `24` of `twenty-four`; empty where it is none."""
    if word[0] in _table()["east-asian"]["digits"] + _table()["east-asian"]["powers"]:
        return _east_asian_number(word)
    if not _compounds().fullmatch(word):
        return ""
    parts = [_numbers()[part] for part in _parts().findall(word)]
    whole = part = 0
    for number in (int(digits.removesuffix(".")) for digits in parts):
        part = (part or 1) * number if number >= 100 else part + number
        if number >= 1000:
            whole, part = whole + part, 0
    return f"{whole + part}{'.' if parts[-1].endswith('.') else ''}"


def _east_asian_number(word: str) -> str:
    """The value of a run of Chinese numerals.

    >>> [_east_asian_number(word) for word in ("三十二", "二〇二六", "一万二千")]
    ['32', '2026', '12000']
    """
    digits, powers = _table()["east-asian"]["digits"], _table()["east-asian"]["powers"]
    if not any(c in powers for c in word):
        return "".join(str(max(0, digits.index(c) - 1)) for c in word)
    whole = part = digit = 0
    for c in word:
        if c in digits:
            digit = max(0, digits.index(c) - 1)
            continue
        power = 10 ** (1, 2, 3, 4, 8)[powers.index(c)]
        if power < 10_000:
            part, digit = part + (digit or 1) * power, 0
        else:
            whole, part, digit = (whole + (part + digit or 1)) * power if part + digit else whole + power, 0, 0
    return str(whole + part + digit)


def _is_dated(key: str) -> bool:
    """Whether a Korean word is a time or a number with a particle."""
    return bool(_IS_HANGUL.match(key)) and key.startswith(_korean())


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("cleanse.duplicates").joinpath("facts.toml").read_text(encoding="utf-8"))


def _table() -> dict[str, dict[str, str]]:
    return _file()


@cache
def _numbers() -> dict[str, str]:
    """The digits of each number word; those of an ordinal end in a period."""
    east_asian = _table()["east-asian"]["digits"]
    words = {c: str(max(0, place - 1)) for place, c in enumerate(east_asian)}
    words |= {word: f"{digits}." for digits, line in _table()["ordinals"].items() for word in line.split()}
    return words | {word_key(word): digits for digits, line in _table()["numbers"].items() for word in line.split()}


@cache
def _units() -> dict[str, str]:
    return {word: f"={unit}" for unit, line in _table()["units"].items() for word in line.replace("_", "").split()}


@cache
def _phrases() -> re.Pattern[str]:
    """Units that some write as two words."""
    words = " ".join(_table()["units"].values()).split()
    return re.compile("|".join(rf"\b{word.replace('_', ' ')}\b" for word in words if "_" in word), re.IGNORECASE)


@cache
def _credits(*places: str) -> re.Pattern[str]:
    """The credits of these places: a whole `line`, the `start` or the `end` of one."""
    shapes = {"line": "^(?:{})$", "start": "^(?:{})", "end": f"(?<=[\\s{SENTENCE_ENDS}])(?:{{}})$"}
    table = _file()["credits"]
    either = (shapes[place].format("|".join(table[place])) for place in sorted(places, key=list(shapes).index))
    return re.compile("|".join(either), re.IGNORECASE)


@cache
def _compounds() -> re.Pattern[str]:
    joints = "|".join(_table()["compounds"]["joints"].split())
    return re.compile(f"(?:{_parts().pattern})(?:(?:{joints}|-)?(?:{_parts().pattern}))+")


@cache
def _parts() -> re.Pattern[str]:
    """The number words that others are made of, the longest first."""
    parts = [word for word, digits in _numbers().items() if len(word) > 2 and "/" not in digits]
    return re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True))))


@cache
def _words(section: str) -> frozenset[str]:
    words = _table()[section]["words"].split()
    return frozenset((*words, *map(_unmarked, words)))


@cache
def _korean() -> tuple[str, ...]:
    return tuple(word for word in (*_words("times"), *_numbers()) if len(word) > 1 and _IS_HANGUL.match(word))


@cache
def _characters() -> frozenset[str]:
    return frozenset("".join(_table()["east-asian"].values())) - {"\n"}
