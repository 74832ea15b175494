"""The words by which the parts around an article are known: comments, lists of other stories, authors.

They are listed by language in `sections.toml`, and here made into what lines are compared with, folded (`rule_key`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleanse.text.chars import CJK
from cleanse.text.normalize import SIGNS, rule_key

BUTTONS_UPTO = 60  # characters of a row of buttons
SEPARATED = re.compile(rf"[{re.escape(SIGNS)}\d]+")

_UNSPACED = re.compile(f"[{CJK}]")


class SectionWords(NamedTuple):
    """Words by their purpose. Patterns are searched in folded lines.

    `comments` begin the heading of reader comments, `replies` is the button below one, `buttons` what may stand in a
    row with it, `beginnings` the first two letters of both. `lists` are in headings of other stories, `authors` in
    those of a note on the author. `ago` is an age. `containers` are words in the names of elements, with
    their tables.
    """

    comments: tuple[str, ...]
    replies: frozenset[str]
    buttons: frozenset[str]
    beginnings: frozenset[str]
    lists: re.Pattern[str]
    authors: re.Pattern[str]
    ago: str
    containers: Mapping[str, frozenset[str]]


@cache
def section_words() -> SectionWords:
    tables = tomllib.loads(Path(__file__).with_name("sections.toml").read_text(encoding="utf-8"))
    containers: dict[str, frozenset[str]] = {}
    for name, listed in tables.pop("containers").items():
        containers |= {word: containers.get(word, frozenset()) | {name} for word in listed}
    words = {
        name: frozenset(rule_key(word) for row in table.values() for word in row) for name, table in tables.items()
    }
    after, before = ("|".join(map(re.escape, tables["ago"][place])) for place in ("after", "before"))
    return SectionWords(
        tuple(sorted(words["comments"])),
        words["replies"],
        words["replies"] | words["buttons"],
        frozenset(
            form[:2]
            for name in ("replies", "buttons")
            for row in tables[name].values()
            for word in row
            for form in (word, rule_key(word))
        ),
        _any_of(words["lists"], r"(?!\w)"),
        _any_of(words["authors"], ""),
        rf"\d ?\S{{0,12}} ?(?:{after})(?!\w)|(?<!\w)(?:{before}) \d",
        containers,
    )


def is_comment_button(text: str) -> bool:
    """Whether a line is the button that answers a comment, alone or in a row of buttons.

    >>> is_comment_button("Reply • Share ›"), is_comment_button("回复 赞(3)"), is_comment_button("Share")
    (True, True, False)
    """
    words = section_words()
    if len(text) > BUTTONS_UPTO or text.lstrip(SIGNS)[:2].lower() not in words.beginnings:
        return False
    names = [name for name in SEPARATED.split(rule_key(text)) if name]
    return " ".join(names) in words.replies or (not words.replies.isdisjoint(names) and words.buttons.issuperset(names))


def _any_of(words: frozenset[str], end: str) -> re.Pattern[str]:
    """A pattern that finds one of the words: between others, but in the scripts that have no spaces."""
    spaced, unspaced = (
        "|".join(re.escape(word) for word in sorted(words) if bool(_UNSPACED.search(word)) is is_unspaced)
        for is_unspaced in (False, True)
    )
    return re.compile(rf"(?<!\w)(?:{spaced}){end}|{unspaced}")
