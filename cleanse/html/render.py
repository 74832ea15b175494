"""Tree → the lines that a browser would show, and the elements around each."""

from __future__ import annotations

import re

from cleanse.html.display import (
    BLOCK,
    LIST,
    UNSEEN,
    has_styled_blocks,
    is_divider,
    is_layout,
    is_next_paragraph,
    is_phrase,
    is_styled_block,
)
from cleanse.html.lines import LineBuilder, RenderedLines
from cleanse.html.numbering import numbering
from cleanse.html.parse import Element, Tree, elements_in, short_text
from cleanse.text.chars import SENTENCE_ENDS

__all__ = ["RenderedLines", "render"]

_INLINE, _TEXT, _UNSEEN, _BLOCK, _LIST, _ITEM, _PRE, _LINK, _BLOCK_LINK = range(9)  # from `_BLOCK` on they have ends
_BREAK, _CELL, _NOTE, _PART, _SPAN, _IMAGE = range(9, 15)
_KINDS: dict[str | None, int] = {
    None: _UNSEEN,  # a processing instruction
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
    "button": _PART,
    "span": _SPAN,
    "img": _IMAGE,
}
_PLAIN_BLOCKS = frozenset((_BLOCK, _ITEM))
_NOTE_MARK = re.compile(r"\[\d{1,3}\]|\d{1,3}")


def render(tree: Tree, marks: bool = False) -> RenderedLines:
    """Render a page as lines, all of them, in time linear in the size of the tree.

    With `marks`, each line also has the attribute `data-cleanse` of the nearest element around it.

    >>> from cleanse.html.parse import parse
    >>> str(render(parse("<h1>Flood</h1><ol><li>Rain<li>Rivers <b>rise</b></ol><script>track()</script>")))
    'Flood\\n1. Rain\\n2. Rivers rise'
    """
    root = tree.root
    return RenderedLines() if root is None else _walk(root, _Renderer(marks, has_styled_blocks(tree.raw_html)))


def render_element(element: Element) -> RenderedLines:
    """Render one element of a page as lines."""
    return _walk(element, _Renderer(marks=False, styled=False))


def _walk(node: Element, page: _Renderer) -> RenderedLines:
    """Walk through the tree without recursion: `around` has the open elements, each with what it is.

    One long loop, because a call for each of a page's 2,000 nodes would take as long as all the rest.
    """
    lines, begin, end, marks, asks_all = page.lines, page.begin, page.end, page.marks, page.asks_all
    parts, write, begin_block, end_block = lines.parts, lines.write, lines.begin_block, lines.end_block
    kind_of = _KINDS.get
    around: list[tuple[Element, int]] = []
    while True:
        tag = node.tag
        kind = kind_of(tag, _INLINE)
        if kind == _TEXT:
            text = node.text_content
            if text and (parts or not text.isspace()):  # between two tags there is mostly white space
                write(text)
        elif kind != _UNSEEN and tag:
            if kind in _PLAIN_BLOCKS and not marks:  # most elements, so without a detour
                begin_block(tag, node.attributes)
                if kind == _ITEM:
                    lines.begin_item()
            elif kind == _LINK and not asks_all:
                lines.begin_link()
            elif asks_all or "-" in tag or (kind and (kind != _SPAN or parts)):
                kind = begin(node, tag, kind)
            child = node.child if kind != _UNSEEN else None
            if child is not None:
                around.append((node, kind))
                node = child
                continue
            if (marks and kind != _UNSEEN) or _BLOCK <= kind <= _BLOCK_LINK:
                end(kind)
        following = node.next if around else None
        while following is None:
            if not around:
                return lines.finish()
            node, kind = around.pop()
            if kind in _PLAIN_BLOCKS and not marks:
                end_block()
                if kind == _ITEM:
                    lines.end_item()
            elif kind == _LINK and not marks:
                lines.in_link -= 1
            elif marks or _BLOCK <= kind <= _BLOCK_LINK:
                end(kind)
            following = node.next if around else None
        node = following


class _Renderer:
    """What the beginning and the end of an element do to the lines."""

    def __init__(self, marks: bool, styled: bool) -> None:
        self.lines = LineBuilder()
        self.marks = marks
        self.styled = styled
        self.asks_all = marks or styled  # what an inline element is

    def begin(self, element: Element, tag: str, kind: int) -> int:
        """Begin an element that may be more than a piece of a line, and return what it is."""
        lines = self.lines
        if not _BLOCK <= kind <= _PRE:
            kind = self._kind(element, tag, kind)
        if kind == _UNSEEN:
            return kind
        if self.marks:
            lines.open_mark(element.attributes.get("data-cleanse"))
        if _BLOCK <= kind <= _PRE:
            self._begin_block(element, tag, kind)
        elif kind in (_LINK, _BLOCK_LINK):
            if kind == _BLOCK_LINK:
                lines.end_line()
            lines.begin_link()
        elif kind == _BREAK:
            lines.break_line()
        elif kind == _CELL:
            lines.parts.append(" ")  # cells of a row are set apart
        return kind

    def _kind(self, element: Element, tag: str, kind: int) -> int:
        """What an element is whose tag does not say it alone."""
        if kind == _NOTE:
            return _UNSEEN if _is_note_mark(element) else _SPAN
        if kind == _IMAGE and self.lines.parts and is_divider(element, self.lines.parts[-1]):
            self.lines.end_line()
        if kind == _CELL:
            return _BLOCK if is_layout(element) else _CELL
        if kind == _PART or (kind == _INLINE and "-" in tag):
            return _SPAN if is_phrase(element, tag) else _BLOCK
        if kind == _SPAN and self._is_paragraph(element):
            self.lines.end_line()
        if self.styled and kind in (_INLINE, _SPAN, _LINK) and is_styled_block(element):
            return _BLOCK_LINK if kind == _LINK else _BLOCK
        return kind

    def _is_paragraph(self, span: Element) -> bool:
        """Whether a `span` is a paragraph after others; asked where the line so far may end a sentence."""
        parts = self.lines.parts
        last = (parts[-1].rstrip() or (parts[-2] if len(parts) > 1 else "").rstrip())[-2:] if parts else ""
        return any(c in SENTENCE_ENDS for c in last) and is_next_paragraph(span, "".join(parts[-4:]))

    def _begin_block(self, element: Element, tag: str, kind: int) -> None:
        lines, attributes = self.lines, element.attributes
        lines.begin_block(tag, attributes)
        if kind == _ITEM:
            lines.begin_item()
        elif kind == _LIST:
            lines.numbers.append(numbering(element) if tag == "ol" else None)
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
        elif kind in (_LINK, _BLOCK_LINK):
            if kind == _BLOCK_LINK:
                lines.end_line()
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
