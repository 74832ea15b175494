"""The numbers that a browser shows before the items of an ordered list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, repeat

from cleanse.html.parse import Element

_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_MOST_ITEMS = 2000  # of a list that are counted, where it counts down
_DIGITS = 6  # of a number: a longer one is none that a reader would see
_LETTERS = {"a": "a", "A": "A"}  # `type`: the first letter; roman numbers are shown as plain ones


def numbering(ordered: Element) -> Iterator[str]:
    """What is before each item of an `ol`, in turn: `1. `; nothing where its style says so.

    `<ol start=4>` → `4. `, `5. ` …; `<ol><li value=7>` → `7. `, `8. ` …; `<ol type=a>` → `a. `, `b. ` …
    """
    attributes = ordered.attributes
    if _UNMARKED.search(attributes.get("style") or ""):
        return
    letter = _LETTERS.get((attributes.get("type") or "").strip(), "")
    step = -1 if "reversed" in attributes else 1
    number = _number(attributes.get("start"), 1)
    if step < 0 and "start" not in attributes:
        number = sum(1 for _ in islice(_items(ordered), _MOST_ITEMS))
    for item in chain(_items(ordered), repeat(None)):  # some are not directly in the list
        number = number if item is None else _number(item.attributes.get("value"), number)
        yield f"{chr(ord(letter) + number - 1) if letter and 0 < number <= 26 else number}. "
        number += step


def _items(ordered: Element) -> Iterator[Element]:
    child = ordered.child
    while child is not None:
        if child.tag == "li":
            yield child
        child = child.next


def _number(value: str | None, otherwise: int) -> int:
    value = (value or "").strip()
    return int(value) if value.isdecimal() and len(value) < _DIGITS else otherwise
