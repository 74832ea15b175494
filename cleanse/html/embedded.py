"""Articles that a page brings along and does not show: in `noscript`, or in its scripts, as markup or as data."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from cleanse.html.parse import Tree, first_text, parse
from cleanse.html.render import render
from cleanse.text.lines import effective_length, is_sentence

# linear: every quote begins a match, closed or not
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"<(?:p|br)\b[^<>]*>", re.IGNORECASE)
_ASSIGNED = re.compile(r"(?:\A|=|\()\s*(?=[\[{])")  # where the data of a script begins: `window.__STATE__ = {`
_TEXT_KEYS = (
    "text", "content", "body", "paragraph", "paragraphs", "value", "html", "articleBody", "children", "data", "copy",
)  # fmt: skip
_LEAST = 200  # characters of a string literal that may hold an article; chosen by hand
_DEEPEST = 3  # string literals within string literals
_MOST_VALUES, _MOST_OBJECTS = 50_000, 20  # values of a script's data, objects in a script, that are looked at


def embedded_article(tree: Tree) -> str:
    """The longest article that the page does not show; empty if there is none.

    `<script>show("\\u003cp>The river rose …\\u003c/p>")</script>` → `The river rose …`
    `<script>window.story = {"paragraphs": ["The river rose …", "The bridge …"]}</script>` → both, a line each
    """
    hidden = (first_text(element) for element in tree.css("noscript"))
    markup = [text for text in hidden if _PARAGRAPH.search(text)]
    lists: list[str] = []
    for script in tree.css("script:not([src])"):
        code = first_text(script)
        if len(code) >= _LEAST:
            markup += _strings(code, 1)
            lists += map("\n".join, _paragraph_lists(code))
    texts = (str(render(parse(max(markup, key=len, default="")))), max(lists, key=_prose, default=""))
    return max(texts, key=_prose)


def _prose(text: str) -> int:
    """The effective length of the sentences among the lines of a text."""
    lengths = ((line, effective_length(line)) for line in text.splitlines())
    return sum(length for line, length in lengths if is_sentence(line, length))


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


def _paragraph_lists(code: str) -> Iterator[list[str]]:
    """Yield the lists in a script's data that are paragraphs: strings, or objects that each have a text."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MOST_OBJECTS):
        match = _ASSIGNED.search(code, at)
        if match is None:
            return
        at = match.end() + 1
        try:
            data, at = decoder.raw_decode(code, match.end())
        except (ValueError, RecursionError):
            continue
        yield from _texts_in(data)


def _texts_in(data: Any) -> Iterator[list[str]]:
    queue = deque([data])
    for _ in range(_MOST_VALUES):
        if not queue:
            return
        value = queue.popleft()
        if isinstance(value, list):
            texts = [text for item in value if (text := _text_of(item))]
            if texts:
                yield texts
            queue += (item for item in value if isinstance(item, dict | list))
        elif isinstance(value, dict):
            queue += (item for item in value.values() if isinstance(item, dict | list))
            texts = [value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)]
            if texts and (text := _plain(max(texts, key=len))):
                yield text.splitlines()


def _text_of(item: Any) -> str:
    """The text of an item of a list of paragraphs: itself, or what it has under the name of a text."""
    if isinstance(item, dict):
        item = next((item[key] for key in _TEXT_KEYS if item.get(key)), "")
        if isinstance(item, list):  # pieces of one paragraph
            pieces = (piece.get("text") if isinstance(piece, dict) else piece for piece in item)
            item = "".join(piece for piece in pieces if isinstance(piece, str))
    return _plain(item) if isinstance(item, str) else ""


def _plain(text: str) -> str:
    return str(render(parse(text))) if "<" in text else text.strip()
