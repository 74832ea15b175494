"""JSONL: one document a line, its text in one field. Lines are read, and written, as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cleanse.formats import InputError
from cleanse.formats.files import is_utf8

# Spellings of the same JSON; a record is written in the one it was read in, so that a line whose text did not change
# is the same bytes, and a line whose text is put back is too. (ensure_ascii, separators)
STYLES = (
    (False, (", ", ": ")),
    (True, (", ", ": ")),
    (False, (",", ":")),
    (True, (",", ":")),
)
# The json module gives up at a depth that differs with who calls it and by version. A record is refused well before,
# so that what is read can be written, looked at and restored by every command, and fails in all of them or in none.
DEEPEST = 500
_DECODE = json.JSONDecoder().raw_decode
_DEEP = f"nested more than {DEEPEST} levels deep; leave it out, or make it flatter"
_ENCODE = [json.JSONEncoder(ensure_ascii=ascii, separators=separators).encode for ascii, separators in STYLES]


class Record(NamedTuple):
    """One line of a record file, without its line break, and what it holds."""

    fields: dict[str, Any]
    text: str
    id: str | None
    source: str
    is_utf8: bool


def lines(data: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each line and the line break that ended it (empty behind the last, perhaps)."""
    for line in data:
        body = line.rstrip(b"\r\n")
        yield body, line[len(body) :]


def parse(line: bytes, text_field: str = "text", id_field: str = "id") -> Record:
    """The record of a line. Raises InputError, saying what is wrong with it."""
    fields, is_utf8 = _loaded(line)
    if line.count(b"[") + line.count(b"{") > DEEPEST and _is_deep(fields):
        raise InputError(_DEEP)
    if not isinstance(fields, dict):
        raise InputError(f"holds a JSON {_kind(fields)}, not an object with fields")
    if text_field not in fields:
        raise InputError(
            f"no field {text_field!r} (it has {', '.join(fields) or 'none'}); name yours with --text-field"
        )
    text = fields[text_field]
    if not isinstance(text, str):
        raise InputError(f"field {text_field!r} holds a {_kind(text)}, not a string")
    own = fields.get(id_field)
    return Record(fields, text, None if own is None else str(own), _source(fields), is_utf8)


def _loaded(line: bytes) -> tuple[Any, bool]:
    """What a line holds, and whether it is UTF-8. Raises InputError."""
    try:
        whole = line.decode()
        fields, end = _DECODE(whole)
        if end == len(whole):
            return fields, True
    except (ValueError, RecursionError):
        pass  # a byte order mark, another encoding, space around: seldom, and looked at more closely
    try:
        return json.loads(line), is_utf8(line)
    except UnicodeDecodeError:
        from cleanse.decoding.decode import decode

        return _loaded(decode(line).text.encode("utf-8", "surrogatepass"))[0], False
    except RecursionError:
        raise InputError(_DEEP) from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}") from None


def _is_deep(value: Any) -> bool:
    """Whether lists and objects stand in each other more than DEEPEST levels deep."""
    level, depth = [value], 0
    while level := [inner for outer in level for inner in _members(outer)]:
        depth += 1
        if depth > DEEPEST:
            return True
    return False


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def style_of(line: bytes, record: Record) -> int | None:
    """Which of STYLES gives the line back byte for byte; None where none does."""
    return next((style for style in range(len(STYLES)) if render(record.fields, style) == line), None)


def render(fields: Mapping[str, Any], style: int) -> bytes:
    """The line of a record in one of STYLES."""
    try:
        return _ENCODE[style](fields).encode()
    except UnicodeEncodeError:  # half of a surrogate pair can only be written escaped
        return json.dumps(fields, separators=STYLES[style][1]).encode()


def _source(fields: Mapping[str, Any]) -> str:
    """The site a record says it is from: its `source` or `site`, else the host of its `url`."""
    for name in ("source", "site"):
        if isinstance(fields.get(name), str):
            return str(fields[name])
    url = fields.get("url")
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.") if isinstance(url, str) else ""
    except ValueError:
        return ""


def _kind(value: Any) -> str:
    return {list: "list", dict: "object", str: "string", bool: "boolean", type(None): "null"}.get(type(value), "number")
