"""Tree → the lines that a browser would show, and the elements around each."""

from __future__ import annotations

import re

from cleanse.html.lines import LineBuilder, RenderedLines
from cleanse.html.parse import Element, Tree, elements_in, short_text

__all__ = ["RenderedLines", "render"]

# fmt: off
# what a browser does not show, or shows as a control rather than as text; the annotations of `ruby` repeat its text
UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "iframe", "object",
    "embed", "audio", "video", "canvas", "map", "select", "option", "datalist", "textarea", "input",
    "dialog", "noframes", "-comment", "-doctype",
})
BLOCK = frozenset({
    "html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "address", "div", "p",
    "center", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "ul", "ol", "li", "dl", "dt", "dd", "dir", "menu",
    "blockquote", "pre", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption",
    "form", "fieldset", "legend", "details", "summary", "frameset", "button",
})
# fmt: on
LIST = frozenset(("ol", "ul", "menu", "dir"))
_INLINE, _TEXT, _UNSEEN, _BLOCK, _LIST, _ITEM, _PRE, _LINK, _BREAK, _CELL, _NOTE, _OTHER = range(12)
_KINDS = {
    **dict.fromkeys(UNSEEN, _UNSEEN),
    **dict.fromkeys(BLOCK, _BLOCK),
    **dict.fromkeys(LIST, _LIST),
    "-text": _TEXT,
    "li": _ITEM,
    "pre": _PRE,
    "a": _LINK,
    "br": _BREAK,
    "td": _CELL,
    "th": _CELL,
    "sup": _NOTE,
}
_NOTE_MARK = re.compile(r"\[\d{1,3}\]|\d{1,3}")


def render(tree: Tree, marks: bool = False) -> RenderedLines:
    """Render a page as lines, all of them, in time linear in the size of the tree.

    With `marks`, each line also has the attribute `data-cleanse` of the nearest element around it.

    >>> from cleanse.html.parse import parse
    >>> str(render(parse("<h1>Flood</h1><ol><li>Rain<li>Rivers <b>rise</b></ol><script>track()</script>")))
    'Flood\\n1. Rain\\n2. Rivers rise'
    """
    root = tree.root
    return RenderedLines() if root is None else _walk(root, _Renderer(marks))


def _walk(node: Element, page: _Renderer) -> RenderedLines:
    """Walk through the tree without recursion: `around` has the open elements, each with what it is."""
    lines, begin, end, marks = page.lines, page.begin, page.end, page.marks
    parts, write, begin_block, end_block, kind_of = (
        lines.parts,
        lines.write,
        lines.begin_block,
        lines.end_block,
        _KINDS.get,
    )
    around: list[tuple[Element, int]] = []
    while True:
        tag = node.tag or ""
        kind = kind_of(tag, _INLINE)
        if kind == _TEXT:
            text = node.text_content or ""
            if parts or not text.isspace():  # between two tags there is mostly white space
                write(text)
        elif kind != _UNSEEN:
            if kind == _BLOCK and not marks:  # most elements, so without a detour
                begin_block(tag, node.attributes)
            elif kind or marks or "-" in tag:
                kind = begin(node, tag, kind)
            child = node.child if kind != _UNSEEN else None
            if child is not None:
                around.append((node, kind))
                node = child
                continue
            if kind:
                end(kind)
        following = node.next
        while following is None:
            if not around:
                page.lines.end_line()
                return page.lines.rendered
            node, kind = around.pop()
            if kind == _BLOCK and not marks:
                end_block()
            elif kind:
                end(kind)
            following = node.next
        node = following


class _Renderer:
    """What the beginning and the end of an element do to the lines."""

    def __init__(self, marks: bool) -> None:
        self.lines = LineBuilder()
        self.marks = marks

    def begin(self, element: Element, tag: str, kind: int) -> int:
        """Begin an element that is more than a piece of a line, and return what it is."""
        lines = self.lines
        if kind == _NOTE and _is_note_mark(element):
            return _UNSEEN
        if self.marks:
            lines.open_mark(element.attributes.get("data-cleanse"))
        if kind == _INLINE:
            kind = _BLOCK if "-" in tag else _OTHER  # a custom element is a part of the page, not of a line
        if _BLOCK <= kind <= _PRE:
            self._begin_block(element, tag, kind)
        elif kind == _LINK:
            lines.begin_link()
        elif kind == _BREAK:
            lines.end_line()
        elif kind == _CELL:
            lines.parts.append(" ")  # cells of a row are set apart
        return kind

    def _begin_block(self, element: Element, tag: str, kind: int) -> None:
        lines, attributes = self.lines, element.attributes
        lines.begin_block(tag, attributes)
        if kind == _ITEM:
            lines.begin_item()
        elif kind == _LIST:
            lines.numbers.append(_first_number(attributes.get("start")) if tag == "ol" else None)
        elif kind == _PRE:
            lines.preformatted += 1

    def end(self, kind: int) -> None:
        """End an element of that kind."""
        lines = self.lines
        if _BLOCK <= kind <= _PRE:
            lines.end_block()
            if kind == _ITEM:
                lines.end_item()
            elif kind == _LIST:
                lines.numbers.pop()
            elif kind == _PRE:
                lines.preformatted -= 1
        elif kind == _LINK:
            lines.in_link -= 1
        if self.marks:
            lines.close_mark()


def _is_note_mark(sup: Element) -> bool:
    """Whether a `sup` is the mark of a footnote: `[1]`, or a number that is a link. An exponent is neither."""
    text = short_text(sup)
    if not text or not _NOTE_MARK.fullmatch(text):
        return False
    around = sup.parent
    alone = around is not None and around.tag == "a" and short_text(around) == text
    return text[0] == "[" or alone or any(element.tag == "a" for element in elements_in(sup))


def _first_number(start: str | None) -> int:
    start = (start or "").strip()
    return int(start) if start.isdecimal() and len(start) < 6 else 1
