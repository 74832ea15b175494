"""A page as text: every block of it a line, nothing judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanse.markup.page import Tree

# fmt: off
# what a browser shows to nobody, or shows as a control rather than as text
UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "iframe", "object",
    "embed", "audio", "video", "canvas", "map", "select", "option", "datalist", "textarea", "input", "button",
    "dialog", "noframes",
})
BLOCK = frozenset({
    "html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "address", "div", "p",
    "center", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "ul", "ol", "li", "dl", "dt", "dd", "dir", "menu",
    "blockquote", "pre", "br", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption",
    "form", "fieldset", "legend", "details", "summary", "frameset",
})
# fmt: on
CELL = frozenset(("td", "th"))
_SPACE = re.compile(r"\s+")


def render(tree: Tree) -> str:
    """The text of a page, a line for each block; cells of one table row stand in one line."""
    return "\n".join(lines(tree))


def lines(tree: Tree) -> Iterator[str]:
    """The lines of a page in order, white space made single, without what is never shown (scripts, styles, forms)."""
    from lxml.etree import iterwalk

    parts: list[str] = []
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNSEEN:
                walk.skip_subtree()
                continue
            if tag in BLOCK:
                yield from _line(parts)
            elif tag in CELL:
                parts.append(" ")
            if element.text:
                parts.append(element.text)
        else:
            if tag in BLOCK:
                yield from _line(parts)
            if element.tail:
                parts.append(element.tail)
    yield from _line(parts)


def _line(parts: list[str]) -> Iterator[str]:
    if parts:
        line = _SPACE.sub(" ", "".join(parts)).strip()
        parts.clear()
        if line:
            yield line
