"""What a text is written in: HTML, or plain text."""

from __future__ import annotations

import re

from cleanse.model import HTML, PLAIN

PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".shtm")
"""The endings of names that web pages have, and nothing else."""
_COPY = re.compile(r"\.\d{1,4}\Z")  # of names that a downloader had to use twice
_OPENS = re.compile(r"\ufeff?\s*<")  # sees of most texts that they are no page
_PREAMBLE = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
# A page begins with its doctype, or with one of the outermost tags and another tag right after it. A text
# that mentions a tag, or that begins with one and goes on in words ("<html> is the outermost tag"), is not a page.
_PAGE = re.compile(
    r"<!doctype\s+html\b|<html(?:\s[^<>]*)?/?>\s*<[a-z!/]|<head(?:\s[^<>]*)?>\s*<[a-z!/]|<body(?:\s[^<>]*)?>\s*<[a-z!/]",
    re.IGNORECASE,
)
# Others begin with a stray script or a warning, and end as a page does.
_PAGE_END = re.compile(r"</html>\s*(?:<!--[^<>]*-->\s*)?\Z", re.IGNORECASE)
# A piece cut out of a page, the way feeds and scrapers deliver it, goes from a block's tag to the end of a block, with
# attributes or several blocks in it. One pair of tags around plain words may be somebody's example.
_PIECE_START = re.compile(
    r"<(?:article|section|main|div|p|table|ul|ol|figure|h[1-6])(\s+[a-z][\w:-]*=[^<>]*)?>", re.IGNORECASE
)
_PIECE_END = re.compile(r"</(?:article|section|main|div|p|table|ul|ol|figure|h[1-6])>\s*\Z", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:div|p|li|td|h[1-6]|figure|section)>", re.IGNORECASE)
_BLOCKS = 3
_TAG = re.compile(r"<[a-z!/]", re.IGNORECASE)


def media_type_of(text: str, id: str = "-", given: str | None = None) -> str:
    """`text/html` or `text/plain`: what was given, else by the ending of `id`, else by how the text begins.

    A text without a single tag is plain whatever its name says: to read it as HTML would only run its lines together.
    """
    if given:
        return HTML if "html" in given.lower() else PLAIN
    if _COPY.sub("", id.lower().removesuffix(".gz")).endswith(PAGE_ENDINGS):
        return HTML if _TAG.search(text) else PLAIN
    return HTML if is_page(text) else PLAIN


def is_page(text: str) -> bool:
    """Whether a text is a web page, or a piece of one, by how it begins and ends."""
    if not _OPENS.match(text):
        return False
    start = _start(text)
    if text[start : start + 1] != "<":
        return False
    if _PAGE.match(text, start) or _PAGE_END.search(text[-1000:]):
        return True
    piece = _PIECE_START.match(text, start)
    if piece is None or not _PIECE_END.search(text[-200:]):
        return False
    return bool(piece[1]) or len(_BLOCK_END.findall(text[:20_000])) >= _BLOCKS


def _start(text: str) -> int:
    """Where the text begins, after a byte order mark, a declaration and comments."""
    preamble = _PREAMBLE.match(text, 1 if text.startswith("\ufeff") else 0)
    start = preamble.end() if preamble else 0
    while comment := _COMMENT.match(text, start):
        start = comment.end()
    return start
