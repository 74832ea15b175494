"""The headline of a page: which of its lines says the title that it declares."""

from __future__ import annotations

from collections.abc import Sequence

from cleanse.text.normalize import match_key

TITLE_WITHIN = 4
"""Lines at the beginning of a text among which its title may be, below a section name or a kicker."""

SHORTEST_TAIL = 10
"""Characters of a line from which it may be the end of the title: shorter ones may be a name in it."""


def title_line(lines: Sequence[str], kept: Sequence[bool], title: str) -> int | None:
    """The line to keep as the headline: the last that says the title before the article's text has begun.

    None where one of the first lines that are kept says it already, or no line does.

    >>> title_line(["Sport", "Flood", "Share", "The river rose."], [False, False, False, True], "Flood")
    1
    """
    if not title:
        return None
    key = match_key(title)
    first = [i for i, stays in enumerate(kept) if stays][:TITLE_WITHIN]
    if says_title([lines[i] for i in first], title):
        return None
    before = range(first[-1] if first else len(lines))
    same = (i for i in reversed(before) if len(lines[i]) <= 2 * len(title) + 20 and match_key(lines[i]) == key)
    return next(same, None)


def says_title(first_lines: Sequence[str], title: str) -> bool:
    """Whether one of the first lines of a text says its title, or ends it, as lines of a title in two parts do."""
    key = match_key(title)
    keys = map(match_key, first_lines[:TITLE_WITHIN])
    return any(line.startswith(key) or (len(line) > SHORTEST_TAIL and key.endswith(line)) for line in keys)
