"""What a file holds where its name does not say: a web page, a text, or something that must not be taken for either.

When in doubt, a file is not read: what is listed as skipped can be renamed, what was read as what it is not is spoilt.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from cleanse.decoding.media_type import is_page
from cleanse.formats import packing
from cleanse.formats.files import opened
from cleanse.formats.kinds import JSON, Kind, kind_of

_HEAD, _TAIL = 1 << 16, 2000  # bytes looked at; the end of a page says what it is where its beginning does not
_LINES = 400
_NAME_IT = "name the file itself, or its ending with --include"
_UNMARKED = "rename it to .txt if it is text"

_PHP = re.compile(r"\s*<\?(?:php\b|=)", re.IGNORECASE)
_SERVER_TAG = re.compile(r"<%|<asp:|<jsp:|\brunat\s*=\s*[\"']?server", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|template|textarea)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)

_JSON = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\d\]-]))")
_TEXT_FIELD = re.compile(r"\A\s*[\[{].*\"text\"\s*:\s*\"", re.DOTALL)
_XML = re.compile(r"\s*<(?:[?!]|[a-z].*>\s*\Z)", re.IGNORECASE | re.DOTALL)
_CODE_LINE = re.compile(
    r"\s*(?:#include\b|(?:from|import|package|using|require)\s[\w.{*'\"(]|def\s+\w+\s*\(|class\s+\w+\s*[(:{]|"
    r"(?:public|private|static|const|let|var|function|return|if|else|for|while)\b[^.。]*[;{(=:]\s*\Z)|.*[;{}]\s*\Z|"
    r"\s*[\w.-]+\s*[:+]?=\s*\S|\.[A-Za-z\\]{1,3}(?:\s|\")"
)
_CODE_SHARE = 0.3  # of the lines; prose that quotes code has less
_TABLE_SHARE = 0.8
_SEPARATORS = {"\t": (1, 3), ",": (2, 5), ";": (2, 5), "|": (2, 5)}  # the least number in a line, and of lines


class Content(NamedTuple):
    """Whether a file is a web page; why it is not to be read, if so."""

    is_page: bool
    refusal: str = ""


def content_of(path: Path, is_named: bool = True) -> Content:
    """What a file is, by its name and, where that does not say, by its bytes.

    A file that cannot be opened is taken for what its name says: reading it will tell what is wrong. A text with an
    ending that nobody knows is read if it `is_named` itself: in a folder it may be anything's data.
    """
    kind = kind_of(path.name)
    if kind.refusal or not kind.by_content:
        return Content(kind.is_page, kind.refusal)
    try:
        head, tail = _ends(path, kind)
    except packing.errors():
        return Content(kind.is_page)
    return _from_bytes(head, tail, kind, is_named)


def holds_records(data: bytes) -> bool:
    """Whether bytes without a name are JSONL: their first line that holds anything is a JSON object, whole.

    >>> holds_records(b'{"text": "News"}\\n'), holds_records(b'{\\n  "text": "News"\\n}'), holds_records(b"{sic}")
    (True, False, False)
    """
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if not first.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _ends(path: Path, kind: Kind) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file; no last ones where these are among the first."""
    with opened(path) as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD:
            return head, b""
        if kind.packing:
            tail = b""
            while chunk := file.read(1 << 20):
                tail = (tail + chunk)[-_TAIL:]
            return head, tail
        file.seek(max(_HEAD, path.stat().st_size - _TAIL))
        return head, file.read(_TAIL)


def _from_bytes(head: bytes, tail: bytes, kind: Kind, is_named: bool) -> Content:
    from cleanse.decoding.binary import looks_binary

    if not head:
        return Content(False, "is empty, and its name does not say what it would hold")
    if binary := looks_binary(head):
        return Content(False, f"not supported: holds {binary}, no text")
    text = _as_text(head, tail)
    if kind.format is JSON:
        if is_named or _TEXT_FIELD.search(text):
            return Content(False)
        return Content(False, f"{kind.ending} is not supported where no record has a 'text'; {_NAME_IT}")
    if is_page(text):
        if _is_program(text, kind):
            return Content(True, "not supported: it is a program that makes a page, not a page")
        return Content(True)
    if kind.is_page:
        return Content(True, f"{kind.ending} is not supported where it holds no web page")
    ending = kind.ending.removesuffix(kind.packing)
    if ending and not is_named:
        return Content(False, f"{kind.ending} is not supported; {_UNMARKED}, or {_NAME_IT}")
    if reason := _not_prose(text):
        what = f"{kind.ending} is not known" if ending else "it has no ending"
        return Content(False, f"not supported: {what} and it looks like {reason}; {_UNMARKED}")
    return Content(False)


def _is_program(text: str, kind: Kind) -> bool:
    """Whether a page is still to be made by a server.

    A finished page may show a piece of code that was not run: unless the ending is a program's, only code at the
    beginning counts.
    """
    if not kind.is_page:
        return bool(_PHP.match(text))
    return bool(_PHP.search(text) or _SERVER_TAG.search(_SCRIPT.sub("", text)))


def _as_text(head: bytes, tail: bytes) -> str:
    """The bytes as text, good enough to see what is ASCII in it."""
    from cleanse.decoding.utf16 import detect

    marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
    codec = marks.get(head[:2]) or detect(head) or "latin-1"
    if codec == "latin-1":
        head = head.removeprefix(b"\xef\xbb\xbf")
    return (head + tail).decode(codec, "replace").removeprefix("\ufeff")


def _not_prose(text: str) -> str:
    """What kind of code or data a text looks like; empty where it may be prose."""
    if text.startswith("#!"):
        return "a script"
    if text.startswith("-----BEGIN "):
        return "a key"
    if _JSON.match(text):
        return "JSON"
    if _XML.match(text):
        return "XML"
    lines = [line for line in text.split("\n")[:_LINES] if line.strip()]
    if sum(bool(_CODE_LINE.match(line)) for line in lines) > _CODE_SHARE * len(lines):
        return "code or settings"
    return "a table" if _is_table(lines) else ""


def _is_table(lines: list[str]) -> bool:
    """Whether nearly all lines have the same number of tabs, commas, semicolons or bars."""
    for separator, (least, rows) in _SEPARATORS.items():
        if len(lines) < rows:
            continue
        number, times = Counter(line.count(separator) for line in lines).most_common(1)[0]
        if number >= least and times >= _TABLE_SHARE * len(lines):
            return True
    return False
