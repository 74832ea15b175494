"""An article that its page only brings along: markup in the strings of a script, which builds the page when it runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cleanse.html.parse import Tree, parse
from cleanse.html.render import render

# linear: every quote begins a match, closed or not
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"<(?:p|br)\b[^<>]*>", re.IGNORECASE)
_LEAST = 200  # characters of a string: less holds no article
_DEEPEST = 3  # strings within strings


def embedded_article(tree: Tree) -> str:
    """The lines of the longest piece of markup among the strings in the page's scripts; empty where there is none.

    `<script>show("\\u003cp>The river rose …\\u003c/p>")</script>` → `The river rose …`
    """
    found = (text for script in tree.iter("script") if not script.get("src") for text in _strings(script.text or "", 1))
    page = parse(max(found, key=len, default=""))
    return "" if page is None else str(render(page))


def _strings(code: str, depth: int) -> Iterator[str]:
    """The strings that are markup with paragraphs; others may hold code or data with strings in it."""
    for match in _STRING.finditer(code):
        if match.end() - match.start() < _LEAST:
            continue
        try:
            value = json.loads(match.group(), strict=False)
        except ValueError:
            continue
        if value.lstrip().startswith("<") and _PARAGRAPH.search(value):
            yield value
        elif depth < _DEEPEST:
            yield from _strings(value, depth + 1)
