"""HTML text → tree. Any text gives a tree, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from cleanse.html.attributes import without_surplus
from cleanse.html.nesting import flattened

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    Tree: TypeAlias = LexborHTMLParser
    Element: TypeAlias = LexborNode
else:
    Tree = Element = object  # for annotations: nothing loads a parser before there is a page

# A browser shows none of them. In names of tags and attributes they would only hide what these are.
_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\f\r")
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_EMPTY_ELEMENT = re.compile(rb"<([a-zA-Z][\w:-]*+)([^<>]*+)(?<=/)>")
_PIECES = 16  # nodes of an element that is expected to hold a few words


def parse(text: str) -> Tree:
    """Parse a page as a browser does, with scripts on: the content of `noscript` is text.

    Control characters and lone surrogates, which no tree can hold, are dropped. A declared encoding is ignored: the
    text is decoded already. Of what would take more than linear time, tags nested too deep become line breaks, and
    attributes beyond thousands on a tag are dropped.
    """
    from selectolax.lexbor import LexborHTMLParser

    data = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if _XML.match(data):
        data = _EMPTY_ELEMENT.sub(rb"<\1\2></\1>", data)  # XHTML: `<a id="x"/>` is closed, which HTML does not know
    # a parser of its own for each page: threads neither wait for each other nor share anything
    return LexborHTMLParser(flattened(without_surplus(data)), scripting=True)


def first_text(element: Element) -> str:
    """The text directly at the beginning of an element: all that a script or a title has."""
    child = element.child
    return "" if child is None else child.text_content or ""


def short_text(element: Element) -> str | None:
    """The text of an element of a few words; None if it holds more nodes than those would need."""
    pieces = list(islice(element.traverse(include_text=True), _PIECES))
    return None if len(pieces) == _PIECES else "".join(piece.text_content or "" for piece in pieces).strip()


def elements_in(element: Element) -> Iterator[Element]:
    """The elements in an element, in order, itself first."""
    return (node for node in element.traverse() if node.is_element_node)
