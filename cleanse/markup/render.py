"""A page as its lines, and where each of them stands in the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleanse.markup.page import Tree

# fmt: off
# what a browser shows to nobody, or shows as a control rather than as text
UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "iframe", "object",
    "embed", "audio", "video", "canvas", "map", "select", "option", "datalist", "textarea", "input",
    "dialog", "noframes",
})
BLOCK = frozenset({
    "html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "address", "div", "p",
    "center", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "ul", "ol", "li", "dl", "dt", "dd", "dir", "menu",
    "blockquote", "pre", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption",
    "form", "fieldset", "legend", "details", "summary", "frameset", "button",
})
# fmt: on
LIST = frozenset(("ol", "ul", "menu", "dir"))
CELL = frozenset(("td", "th"))
_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True)
class Lines:
    """The lines of a page in order, white space made single, and the elements they stand in.

    Scripts, styles and controls have no line; the cells of a table row share one. An element here is one that begins a
    line (`div`, `p`, `li`, …); of those inside a line (`span`, `a`, …) only the share of linked characters is kept.
    """

    text: list[str] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    """For each line, the number a browser shows before it in an ordered list (`1. `), else empty."""
    element: list[int] = field(default_factory=list)
    """For each line, the number of the innermost element around it."""
    linked: list[int] = field(default_factory=list)
    """For each line, how many of its characters are links (white space may count more than once)."""
    links: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    """For each element, in order of its start tag, the number of the one around it; -1 for the outermost."""
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    """For each element, its lines: `text[begin:end]`."""
    names: list[tuple[str, str, str, str]] = field(default_factory=list)
    """For each element: tag, class, id, and what else says what it is for."""

    def __str__(self) -> str:
        return "\n".join(map("".join, zip(self.mark, self.text, strict=True)))


def render(tree: Tree) -> Lines:
    """The page as lines, nothing judged. Linear in the size of the tree."""
    from lxml.etree import iterwalk

    lines = Lines()
    parts: list[str] = []
    here, in_link, linked, links, mark = -1, 0, 0, 0, ""
    numbers: list[int | None] = []  # for each list around: the number of its last item, None where it has no numbers

    def flush() -> None:
        nonlocal linked, links, mark
        if parts:
            line = _SPACE.sub(" ", "".join(parts)).strip()
            parts.clear()
            if line:
                lines.text.append(line)
                lines.mark.append(mark)
                mark = ""
                lines.element.append(here)
                lines.linked.append(linked)
                lines.links.append(links)
            linked = links = 0

    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNSEEN:
                walk.skip_subtree()
                continue
            if tag in BLOCK or "-" in tag:  # an element of the page's own making is a part of the page, not of a line
                flush()
                lines.parent.append(here)
                lines.begin.append(len(lines.text))
                lines.end.append(-1)
                lines.names.append(_names(element, tag))
                here = len(lines.parent) - 1
                if tag in LIST:
                    numbers.append(_first_number(element) if tag == "ol" else None)
                elif tag == "li" and numbers and numbers[-1] is not None:
                    mark = f"{numbers[-1]}. "
                    numbers[-1] += 1
            elif tag == "a":
                in_link += 1
                links += 1
            elif tag == "br":
                flush()
            elif tag in CELL:
                parts.append(" ")
            text = element.text
        else:
            if tag in BLOCK or "-" in tag:
                flush()
                lines.end[here] = len(lines.text)
                here = lines.parent[here]
                if tag in LIST:
                    numbers.pop()
                elif tag == "li":
                    mark = ""
            elif tag == "a":
                in_link -= 1
            text = element.tail
        if text:
            parts.append(text)
            if in_link:
                linked += len(text)
    flush()
    return lines


def _names(element: Tree, tag: str) -> tuple[str, str, str, str]:
    get = element.get
    more = f"{get('role') or ''} {get('itemprop') or ''}"
    if get("hidden") is not None or _HIDDEN.search(get("style") or ""):
        more += " hidden"
    return tag, get("class") or "", get("id") or "", more


def _first_number(element: Tree) -> int:
    start = (element.get("start") or "").strip()
    return int(start) if start.isdecimal() and len(start) < 6 else 1
