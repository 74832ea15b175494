"""Tree → the lines that a browser would show, and the elements around each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from cleanse.html.parse import Tree

# fmt: off
# elements that a browser does not show, or shows as a control rather than as text
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
_INLINE = frozenset(("a", "br", "td", "th"))  # tags inside a line that change it; cells of a row are set apart
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\[\d{1,3}\]|\d{1,3}")


@dataclass(slots=True)
class RenderedLines:
    """The lines of a page in order, with single spaces, and the block elements around them.

    Scripts, styles and controls have no line; the cells of a table row share one. Footnote marks are left out: in plain
    text they would be numbers glued to words. Elements are numbered in the order of their start tags; only those that
    begin a line count (`div`, `p`, `li`, …). Of inline elements (`span`, `a`, …) only links are counted.
    """

    text: list[str] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    """For each line, the number a browser shows before it in an ordered list (`1. `), or empty."""
    element: list[int] = field(default_factory=list)
    """For each line, the number of the innermost element around it."""
    linked: list[int] = field(default_factory=list)
    """For each line, the number of its characters that are in links (white space may count more than once)."""
    links: list[int] = field(default_factory=list)
    """For each line, the number of links in it."""
    parent: list[int] = field(default_factory=list)
    """For each element, the number of the one around it; -1 for the outermost."""
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    """For each element, its lines: `text[begin:end]`."""
    names: list[tuple[str, str, str, str]] = field(default_factory=list)
    """For each element: tag, class, id, and its `role`, `itemprop` and `hidden`."""

    def __str__(self) -> str:
        return "\n".join(map("".join, zip(self.mark, self.text, strict=True)))


def render(tree: Tree) -> RenderedLines:
    """Render a page as lines, all of them, in time linear in the size of the tree.

    >>> from cleanse.html.parse import parse
    >>> str(render(parse("<h1>Flood</h1><ol><li>Rain<li>Rivers <b>rise</b></ol><script>track()</script>")))
    'Flood\\n1. Rain\\n2. Rivers rise'
    """
    from lxml.etree import iterwalk

    builder = _LineBuilder()
    write = builder.write
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            if tag in BLOCK or "-" in tag:
                builder.end_block(tag)
            elif tag == "a":
                builder.in_link -= 1
            text = element.tail
        elif tag in UNSEEN or (tag == "sup" and _is_note_mark(element)):
            walk.skip_subtree()
            continue
        else:
            if tag in BLOCK or "-" in tag:  # a custom element is a part of the page, not of a line
                builder.begin_block(element, tag)
            elif tag in _INLINE:
                builder.inline(tag)
            text = element.text
        if text:
            write(text)
    builder.end_line()
    return builder.lines


class _LineBuilder:
    """Assembles lines from the pieces of text between tags."""

    def __init__(self) -> None:
        self.lines = RenderedLines()
        self.in_link = 0  # links around the present piece of text
        self._parts: list[str] = []
        self._here = -1  # number of the innermost block element around it
        self._linked = self._links = self._preformatted = 0
        self._mark = ""
        self._numbers: list[int | None] = []  # the next item's number in each list around; None in an unordered list

    def write(self, text: str) -> None:
        if self._preformatted and "\n" in text:
            *whole, text = text.split("\n")
            for part in whole:
                self._parts.append(part)
                self.end_line()
        if self.in_link:
            self._linked += len(text)
        elif not self._parts and text.isspace():
            return  # white space between two tags, as most of it is
        self._parts.append(text)

    def end_line(self) -> None:
        if not self._parts:
            return
        line = " ".join("".join(self._parts).split())
        self._parts.clear()
        if line:
            lines = self.lines
            lines.text.append(line)
            lines.mark.append(self._mark)
            lines.element.append(self._here)
            lines.linked.append(self._linked)
            lines.links.append(self._links)
            self._mark = ""
        self._linked = self._links = 0

    def begin_block(self, element: Tree, tag: str) -> None:
        self.end_line()
        lines = self.lines
        lines.parent.append(self._here)
        lines.begin.append(len(lines.text))
        lines.end.append(-1)
        lines.names.append(_names(element, tag))
        self._here = len(lines.parent) - 1
        if tag == "li":
            if self._numbers and self._numbers[-1] is not None:
                self._mark = f"{self._numbers[-1]}. "
                self._numbers[-1] += 1
        elif tag in LIST:
            self._numbers.append(_first_number(element) if tag == "ol" else None)
        elif tag == "pre":
            self._preformatted += 1

    def end_block(self, tag: str) -> None:
        self.end_line()
        self.lines.end[self._here] = len(self.lines.text)
        self._here = self.lines.parent[self._here]
        if tag == "li":
            self._mark = ""
        elif tag in LIST:
            self._numbers.pop()
        elif tag == "pre":
            self._preformatted -= 1

    def inline(self, tag: str) -> None:
        if tag == "a":
            self.in_link += 1
            self._links += 1
        elif tag == "br":
            self.end_line()
        else:
            self._parts.append(" ")


def _is_note_mark(sup: Tree) -> bool:
    """Whether a `sup` is the mark of a footnote: `[1]`, or a number that is a link. An exponent is neither."""
    pieces = list(islice(sup.itertext("*"), 8))
    text = "".join(pieces).strip()
    if len(pieces) == 8 or not _NOTE_MARK.fullmatch(text):
        return False
    around = sup.getparent()
    alone = around is not None and around.tag == "a" and len(around) == 1
    return text[0] == "[" or sup.find("a") is not None or (alone and "".join(around.itertext("*")).strip() == text)


def _names(element: Tree, tag: str) -> tuple[str, str, str, str]:
    if not element.keys():
        return tag, "", "", ""
    get = element.get
    more = f"{get('role') or ''} {get('itemprop') or ''}".strip()
    style = get("style")
    if get("hidden") is not None or (style and "none" in style and _HIDDEN.search(style)):
        more += " hidden"
    return tag, get("class") or "", get("id") or "", more


def _first_number(element: Tree) -> int:
    start = (element.get("start") or "").strip()
    return int(start) if start.isdecimal() and len(start) < 6 else 1
