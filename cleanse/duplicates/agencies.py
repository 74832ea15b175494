"""Which news agency a story credits, by the names and shapes of `agencies.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_LINES = 3  # at either end of a story, where credits are
_CHARACTERS = 200  # of each of these lines that are looked at, from its ends


def agency_of(text: str) -> str | None:
    """The agency that the first or the last lines of a text credit; None if they credit none.

    >>> agency_of("Bridge closed\\nLONDON, May 3 (Reuters) - The bridge is closed.")
    'Reuters'
    """
    lines = [line for line in text.split("\n") if line.strip()]
    ends = (*lines[:_LINES], *reversed(lines[_LINES:][-_LINES:]))
    parts = [part for line in ends for part in (line[:_CHARACTERS], line[_CHARACTERS:][-_CHARACTERS:])]
    pattern, agencies = _pattern()
    together = "\n".join(parts)
    if any(name in together for name in agencies):  # most stories hold no name, and to search the shapes is slow
        for part in parts:
            if found := pattern.search(part):
                return agencies[next(filter(None, found.groups()))]
    return None


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """All shapes with all names, and the agency of each name."""
    data = tables()
    agencies = {name: agency for agency, names in data["names"].items() for name in names}
    names = "|".join(map(re.escape, sorted(agencies, key=len, reverse=True)))
    return re.compile("|".join(_with_names(data["shapes"].values(), names))), agencies


def _with_names(shapes: Any, names: str) -> Iterator[str]:
    for shape in shapes:
        yield str(shape).replace("{name}", f"({names})")


def tables() -> dict[str, Any]:
    """What `agencies.toml` says."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
