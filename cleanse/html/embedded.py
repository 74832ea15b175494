"""Articles in scripts: markup in string literals, from which a script builds the page in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from cleanse.html.parse import Tree, first_text, parse
from cleanse.html.render import render

# linear: every quote begins a match, closed or not
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"<(?:p|br)\b[^<>]*>", re.IGNORECASE)
_LEAST = 200  # characters of a string literal that may hold an article; chosen by hand
_DEEPEST = 3  # string literals within string literals


def embedded_article(tree: Tree) -> str:
    """Render the longest piece of markup in the string literals of the page's scripts; empty if there is none.

    `<script>show("\\u003cp>The river rose …\\u003c/p>")</script>` → `The river rose …`
    """
    markup = (text for script in tree.css("script:not([src])") for text in _strings(first_text(script), 1))
    return str(render(parse(max(markup, key=len, default=""))))


def _strings(code: str, depth: int) -> Iterator[str]:
    """Yield the string literals that are markup with paragraphs, those within other literals too."""
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
