"""HTML text → tree. Any text gives a tree or None, never an exception."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Tree: TypeAlias = Any  # lxml.html.HtmlElement: lxml has no types of its own

_CONTROLS = bytes(i for i in range(32) if i not in b"\t\n\v\f\r")  # libxml2 takes some for the end of the text
_SPACES = bytes.maketrans(b"\v\f", b"  ")
# Both are optional, and libxml2 drops what follows them: pages put together from parts go on after the first end.
_PAGE_ENDS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_HEADLESS_HTML = re.compile(r"<html\b([^<>]*)/>", re.IGNORECASE)

# Deeper nesting is an accident (tags never closed) or an attack, and breaks code that recurses. Chosen by hand.
_DEEPEST = 200


def parse(text: str, elements: str = "plain") -> Tree | None:
    """Parse a page into an lxml tree without comments and processing instructions; None if nothing is left of it.

    Characters that a tree cannot hold are dropped. A declared encoding is ignored: the text is decoded already.
    `elements="html"` gives elements of lxml.html, which trafilatura needs and which are slower to walk.
    """
    from lxml import etree, html

    start = _HEADLESS_HTML.sub(r"<html\1>", text[:4096], count=1)  # `<html/>` would end the page where it begins
    # not str: lxml refuses a str that declares an encoding. "ignore" drops lone surrogates, which nothing can encode.
    data = (start + text[4096:]).encode("utf-8", "ignore").translate(_SPACES, _CONTROLS)
    data = _PAGE_ENDS.sub(b"", data)
    # a parser of its own for each page: threads neither wait for each other nor share anything
    parser_of = html.HTMLParser if elements == "html" else etree.HTMLParser
    parser = parser_of(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree: Tree = etree.fromstring(data, parser)
        if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log.filter_from_fatals()):
            flat = parser_of(encoding="utf-8", huge_tree=True, target=_Shallow(parser.makeelement))
            tree = etree.fromstring(data, flat)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


class _Shallow:
    """A parser target that nests no element deeper than `_DEEPEST`: it leaves out deeper tags and keeps their text."""

    def __init__(self, factory: Any) -> None:
        from lxml import etree

        self._tree = etree.TreeBuilder(element_factory=factory)
        self._depth = 0

    def start(self, tag: str, attributes: Any) -> None:
        self._depth += 1
        if self._depth <= _DEEPEST:
            self._tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._depth <= _DEEPEST:
            self._tree.end(tag)
        self._depth -= 1

    def data(self, text: str) -> None:
        self._tree.data(text)

    def close(self) -> Tree:
        return self._tree.close()
