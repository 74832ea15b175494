"""Undo escapes that were left in text: HTML entities, backslashes, \\u and percent escapes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from cleanse.model import Edit

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# a backslash before a quotation mark: always stray before a curly one, before a straight one only within a word
_BACKSLASH = re.compile(r"\\+(?=[‘’‚“”„«»])|(?<=\w)\\+(?='\w)")
_CODE = re.compile(
    r"\w\(|(?:^|[\s(\[{,=+:])'"
)  # a call, or a string in single quotation marks, which needs the backslash
# one alone after a letter may be a folder's name
_UNICODE = re.compile(r"(?<![A-Za-z:\\])(?:\\u[0-9a-fA-F]{4})+|(?:\\u[0-9a-fA-F]{4}){2,}")
_UNICODE_ANYWHERE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_SEVERAL = 3  # \u escapes in a line that are no names of folders; chosen by hand
_WORD = re.compile(r"[!#-;=?-~]+")
_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f]{2}")  # no character beyond ASCII has one byte alone
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/?/?|www\.|[\w.~-]*/|[\w-]+(?:\.[\w-]+)+/|[?&#]|\w+=", re.IGNORECASE)


def backslashes(text: str) -> Iterator[Edit]:
    """Remove backslashes before quotation marks and decode runs of \\u escapes.

    >>> [edit.replacement for edit in backslashes(r"\\u5927\\u96e8 in town")]
    ['大雨']
    """
    if "\\" not in text:
        return
    for match in _BACKSLASH.finditer(text):
        if not (match.end() < len(text) and text[match.end()] == "'" and _CODE.search(text)):
            yield Edit(*match.span(), "", "mojibake/backslash", "a backslash before a quotation mark")
    several = len(_UNICODE.findall(text)) >= _SEVERAL
    for match in (_UNICODE_ANYWHERE if several else _UNICODE).finditer(text):
        yield from _unicode(match)


def entities(text: str) -> Iterator[Edit]:
    """Decode HTML entities in plain text; unknown ones stay.

    >>> [edit.replacement for edit in entities("rock &amp; roll &unknown;")]
    ['&']
    """
    if "&" not in text or ";" not in text:
        return
    for match in _ENTITY.finditer(text):
        character = html.unescape(match[0])
        if character != match[0] and character != "\ufffd":
            yield Edit(*match.span(), character, "mojibake/entity", f"an HTML entity: {match[0]}")


def percents(text: str) -> Iterator[Edit]:
    """Decode percent-encoded words, but not addresses, of which the encoding is a part."""
    if "%" in text:
        for word in _WORD.finditer(text):
            if _PERCENT.search(word[0]):
                yield from _percent(word)


def _unicode(match: re.Match[str]) -> Iterator[Edit]:
    units = bytes.fromhex(match[0].replace("\\u", ""))
    try:
        plain = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return
    if not plain.isascii() and plain.isprintable():
        yield Edit(*match.span(), plain, "mojibake/unicode-escape", "a run of \\u escapes")


def _percent(match: re.Match[str]) -> Iterator[Edit]:
    if _ADDRESS.match(match[0]):
        return
    from cleanse.decoding.decode import decode

    data = unquote_to_bytes(match[0])
    plain = decode(data).text if not data.isascii() else ""
    if len(plain) < len(match[0]) and "\ufffd" not in plain and plain.isprintable():
        yield Edit(*match.span(), plain, "mojibake/percent", "a percent-encoded word outside an address")
