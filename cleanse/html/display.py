"""What a browser shows of an element, and whether it begins a line: told by its tag, or by what it holds and is in."""

from __future__ import annotations

import re
from itertools import islice

from cleanse.html.parse import Element
from cleanse.text.lines import effective_length, ends_sentence

# fmt: off
# what a browser does not show, or shows as a control rather than as text; the annotations of `ruby` repeat its text
UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "iframe", "object",
    "embed", "audio", "video", "canvas", "map", "select", "option", "datalist", "textarea", "input",
    "dialog", "noframes", "rt", "rp", "rtc", "-comment", "-doctype",
})
BLOCK = frozenset({
    "html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "address", "div", "p",
    "center", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "ul", "ol", "li", "dl", "dt", "dd", "dir", "menu",
    "blockquote", "pre", "hr", "table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption",
    "form", "fieldset", "legend", "details", "summary", "frameset",
})
# fmt: on
_SENTENCES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))  # no block can be in them
_SECTIONS = frozenset(("article", "section", "main", "div", "center", "blockquote", "td", "body"))
_BREAKS = BLOCK | {"br"}
LIST = frozenset(("ol", "ul", "menu", "dir"))
_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table(?!-)|table-row)", re.IGNORECASE)
_STYLES = re.compile(_STYLE.pattern.encode())

# Chosen by hand.
_LOOKED_AT = 40  # nodes of an element: one that holds more is no phrase
_NEIGHBOURS, _LEVELS = (
    8,
    4,
)  # siblings on either side, and elements around, in which the rest of a sentence is looked for
_LONGEST_STYLE = 200  # characters of a style
_LONG_CELL = 120  # effective length from which a table's cell holds prose, not a datum
_PARAGRAPH = 60  # effective length from which a `span` may be a paragraph; twice that if white space follows the other


def has_styled_blocks(page: bytes) -> bool:
    """Whether a style anywhere in a page may make an element begin a line: false for most pages."""
    for match in _STYLES.finditer(page):
        begin = page.rfind(b"style", max(0, match.start() - _LONGEST_STYLE), match.start())
        if begin >= 0 and not page[begin : match.start()].count(b">"):  # an attribute's, not a style sheet's
            return True
    return False


def is_styled_block(element: Element) -> bool:
    """Whether the element's own style makes it begin a line."""
    style = element.attributes.get("style")
    return bool(style and _STYLE.search(style))


def is_phrase(element: Element, tag: str) -> bool:
    """Whether a custom element or a `button` is a part of a sentence: no block in it, and text beside it or around it.

    Where blocks are, it is a block too.
    """
    nodes = list(islice(element.traverse(), _LOOKED_AT))
    if len(nodes) == _LOOKED_AT or any(node.tag in _BREAKS for node in nodes):
        return False
    inner: Element | None = element
    for _ in range(_LEVELS):
        if inner is None or _beside_text(inner):
            return inner is not None
        around = inner.parent
        if around is None or around.tag in BLOCK:
            return around is not None and around.tag in _SENTENCES and tag != "button"
        inner = around
    return False


def _beside_text(element: Element) -> bool:
    """Whether text stands before or after the element, in the same line."""
    for forward in (False, True):
        near: Element | None = element
        for _ in range(_NEIGHBOURS):
            near = near and (near.next if forward else near.prev)
            if near is None or near.tag in _BREAKS:
                break
            if not (near.text_content or " ").isspace():
                return True
    return False


def is_layout(cell: Element) -> bool:
    """Whether a table's cell holds lines of its own, or prose: it is there to place them, not to say one thing."""
    child = cell.child
    if child is None:
        return False
    text, nodes = child.text_content or "", 0
    if text and child.next is None:
        return _is_long(text)
    text = ""
    for node in islice(cell.traverse(include_text=True), _LOOKED_AT):
        nodes += 1
        if piece := node.text_content:
            text += piece
        elif node.tag in _BREAKS:
            return True
    return nodes == _LOOKED_AT or _is_long(text)


def _is_long(text: str) -> bool:
    return len(text) * 3 > _LONG_CELL and effective_length(" ".join(text.split())) > _LONG_CELL


def is_next_paragraph(span: Element, before: str) -> bool:
    """Whether a `span` is a paragraph after a `span` that is one, `before` being the end of the line so far.

    Both are long, the first ends a sentence, nothing but white space is between them, and they are in no paragraph.
    """
    around, other = span.parent, span.prev
    if other is not None and (other.text_content or "").isspace():
        other = other.prev
    if other is None or other.tag != "span" or around is None or around.tag not in _SECTIONS:
        return False
    text = _text(span)
    least = 2 * _PARAGRAPH if before[-1:].isspace() or text[:1].isspace() or not before.isascii() else _PARAGRAPH
    return (
        ends_sentence(before.rstrip())
        and not text.lstrip()[:1].islower()
        and effective_length(text.strip()) >= least
        and effective_length(_text(other).strip()) >= least
    )


def is_divider(image: Element, before: str) -> bool:
    """Whether an image in a heading is between two texts with no white space around it: a logo, after a headline."""
    after, around = image.next, image.parent
    return (
        around is not None
        and around.tag in _SENTENCES
        and around.tag != "p"
        and not before[-1:].isspace()
        and after is not None
        and not (after.text_content or "x")[:1].isspace()
    )


def _text(element: Element) -> str:
    return "".join(node.text_content or "" for node in islice(element.traverse(include_text=True), _LOOKED_AT))
