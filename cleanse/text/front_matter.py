"""The front matter of a Markdown file: title, date and tags, as YAML between two lines of `---`, or TOML of `+++`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FENCES = frozenset(("---", "+++"))
_MOST_LINES = 100  # between the fences: more is a text between two rules
_FIELD = re.compile(r"[\w.-]+\s*[:=](?:\s|$)|\s*-\s|\s+\S|\[.*\]$|[\]}#]")


def front_matter(lines: Sequence[str]) -> int:
    """The number of lines at the beginning that are front matter, fences included; 0 if there is none.

    >>> front_matter(["---", "title: The vote", "tags: [harbour]", "---", "The council …"])
    4
    >>> front_matter(["---", "The council voted.", "---"])
    0
    """
    if not lines or lines[0] not in _FENCES:
        return 0
    for i, line in enumerate(lines[1 : _MOST_LINES + 2], 1):
        if line == lines[0]:
            return i + 1 if i > 1 else 0
        if not _FIELD.match(line):
            return 0
    return 0
