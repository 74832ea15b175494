"""Words and names that OpenCC writes wrongly in Simplified script, told from the text around them.

OpenCC looks a phrase up; which of two words a character is, the rest of the text says. 著 is 着 in the text of Taiwan
(隨著), but not in 著作. 乾 is 干 where it means dry, but not in 乾縣, nor in a text that writes 干 itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from cleanse.text.chars import HAN
from cleanse.text.lazy import lazy_pattern

ZHU, ZHE = "著着"
DRY, GAN = "乾干"

_HAN = lazy_pattern(f"[{HAN}]")
_OPENED = "《〈「『“"  # 著《詩集》: has written


class _Words(NamedTuple):
    names: tuple[str, ...]
    dry: re.Pattern[str]
    always_after: frozenset[str]
    before: frozenset[str]
    objects: frozenset[str]
    after: frozenset[str]
    after_verb: frozenset[str]
    after_in_taiwan: frozenset[str]


def in_simplified(text: str, converted: str, is_simplified: bool, is_taiwanese: bool) -> str:
    """The text in Simplified script, given as OpenCC has `converted` it, with 著 and 乾 as the text means them.

    `is_simplified` says that the text was Simplified before, `is_taiwanese` that it is Traditional and never writes 着.

    >>> in_simplified("他看著錶", "他看著表", False, True)
    '他看着表'
    >>> in_simplified("他的論著", "他的论著", False, True)
    '他的论著'
    """
    if len(text) != len(converted):
        return converted
    changed: dict[int, str] = {}
    if is_simplified and DRY in text:
        dry = {i for match in _words().dry.finditer(text) for i in range(*match.span())}
        changed = {i: DRY for i in _places(text, DRY) if i not in dry}
    elif not is_simplified and ZHU in text:  # a text that was Simplified before keeps its 著, right or wrong
        changed = {i: ZHE for i in _places(text, ZHU) if converted[i] == ZHU and _is_zhe(text, i, is_taiwanese)}
    pieces: list[str] = []
    reached = 0
    for i, character in changed.items():
        pieces += (converted[reached:i], character)
        reached = i + 1
    return "".join((*pieces, converted[reached:]))


def _is_zhe(text: str, i: int, is_taiwanese: bool) -> bool:
    """Whether the 著 at this place is 着. In doubt it is in the text of Taiwan, which has no other 着."""
    words = _words()
    before, after = text[i - 1 : i], text[i + 1 : i + 2]
    if before in words.always_after and before:
        return True
    if after == ZHU and before:  # 意味著著作權
        return is_taiwanese
    if after and after in words.objects and before and before in words.after_verb:  # 看著書, but 他著書
        return True
    if (after and after in words.before) or (before and before in words.after):
        return False
    if before and (before in words.after_verb or (is_taiwanese and before in words.after_in_taiwan)):
        return True
    # 王小明著，: by him
    return is_taiwanese and bool(_HAN.match(after)) and after not in _OPENED


def with_names(text: str, converted: str, names: Iterable[str], convert: Callable[[str], str]) -> str:
    """The converted text with these names as they are written here, wherever the text has them in any script.

    >>> with_names("徐乾學", "徐干学", ["徐乾学"], lambda c: {"學": "学", "乾": "干"}.get(c, c))
    '徐乾学'
    """
    if len(text) != len(converted):
        return converted
    for name, telling in _told_by(tuple(names), convert):
        for start in _places(text, name[telling], telling):
            end = start + len(name)
            # each character is the name's already, or becomes it when it is converted by itself
            if end <= len(text) and all(c in (old, convert(old)) for old, c in zip(text[start:end], name, strict=True)):
                converted = converted[:start] + name + converted[end:]
    return converted


@lru_cache(maxsize=64)
def _told_by(names: tuple[str, ...], convert: Callable[[str], str]) -> list[tuple[str, int]]:
    """Each name with the place in it of a character that would become another: the text must have that one."""
    return [(name, next((i for i, c in enumerate(name) if convert(c) != c), 0)) for name in names]


def _places(text: str, character: str, offset: int = 0) -> Iterator[int]:
    """Where the character is in the text, and where a name may begin that has it at this offset."""
    place = text.find(character, offset)
    while place >= 0:
        yield place - offset
        place = text.find(character, place + 1)


def usual_names() -> tuple[str, ...]:
    """The names of the table, in Simplified script."""
    return _words().names


@cache
def _words() -> _Words:
    table = tomllib.loads(files("cleanse.filters").joinpath("script_words.toml").read_text(encoding="utf-8"))
    zhu = table["zhu"]
    return _Words(
        tuple(table["names"]),
        re.compile("|".join(table["dry"])),
        *(
            frozenset(zhu[key])
            for key in ("always_after", "before", "objects", "after", "after_verb", "after_in_taiwan")
        ),
    )
