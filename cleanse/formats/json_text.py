"""A line or a file of JSON → what it holds."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from cleanse.formats import limits
from cleanse.formats.errors import InputError
from cleanse.model import Decoded

# The json module gives up at a depth that differs with who calls it and by version. A record is refused well before,
# so that what is read can be written, looked at and restored by every command, and fails in all of them or in none.
DEEPEST = 500
_DECODE = json.JSONDecoder().raw_decode
_SAMPLE = 1 << 16  # bytes by which the encoding of a file is told: of its lines that are not UTF-8
DEEP = f"nested more than {DEEPEST} levels deep; leave it out, or make it flatter"


Encoding = Callable[[bytes], str | None]
"""What a file is written in, asked for a line that is not UTF-8."""


class Lines:
    """The lines of a file, and what those are written in that are not UTF-8."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self._ahead: deque[bytes] = deque()
        self._encoding: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        while line := self._ahead.popleft() if self._ahead else self._read():
            yield line

    def encoding(self, line: bytes) -> str | None:
        """The encoding of this line and of those after it, told from as many of them as show it."""
        if self._encoding is None:
            from cleanse.decoding.decode import decode

            sample, size = [line, b"\n"], len(line)
            while size < _SAMPLE and (later := self._read()):
                self._ahead.append(later)
                size += len(later)
                if not is_utf8(later):
                    sample.append(later)
            self._encoding = decode(b"".join(sample)).encoding
        return self._encoding

    def _read(self) -> bytes:
        """The next line. Raises InputError before one that is too large is in memory."""
        line = self._data.readline(limits.DOCUMENT + 1)
        limits.check_document(len(line), "has a line")
        return line


class Loaded(NamedTuple):
    """What a line holds; `decoded` is what it was read as where it is not UTF-8."""

    values: Any
    decoded: Decoded | None = None


def loaded(line: bytes, encoding: Encoding = lambda line: None) -> Loaded:
    """What a line holds. Raises InputError.

    `encoding` is asked of a line that is not UTF-8 what its file is written in: a line is too short to tell.
    """
    try:
        whole = line.decode()
        fields, end = _DECODE(whole)
        if end == len(whole):
            return Loaded(fields)
    except (ValueError, RecursionError):
        pass  # a byte order mark, another encoding, space around: seldom, and looked at more closely
    try:
        if is_utf8(line):
            return Loaded(json.loads(line))
        from cleanse.decoding.decode import decode

        declared = encoding(line)
        decoded = decode(line, declared)
        if declared and decoded.encoding == declared:
            decoded = decoded._replace(reason="that of all lines of the file that are not UTF-8")
        return Loaded(json.loads(decoded.text), decoded)
    except RecursionError:
        raise InputError(DEEP) from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}") from None


def is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def spliced(line: str, texts: Mapping[str, str]) -> str:
    """A line of JSON with these texts in fields that are there; every other character of it stays.

    >>> spliced('{"n":1.10, "data": {"body":"caf\\\\u00e9 \\u2019"}}', {"data.body": "café"})
    '{"n":1.10, "data": {"body":"café"}}'
    """
    for name, text in texts.items():
        start, end = _span(line, name, line.index("{"))
        line = line[:start] + _string(text, line.isascii()) + line[end:]
    return line


def _string(text: str, in_ascii: bool) -> str:
    # half of a surrogate pair can only be written escaped
    return json.dumps(text, ensure_ascii=in_ascii or any("\ud800" <= c <= "\udfff" for c in text))


def _span(line: str, name: str, at: int) -> tuple[int, int]:
    """Where the value of a field is, in the object that begins at `at`. Of several of one name the last counts."""
    members: dict[str, tuple[int, int]] = {}
    at = _after_space(line, at + 1)
    while line[at] != "}":
        key, at = _DECODE(line, at)
        begin = _after_space(line, _after_space(line, at) + 1)  # behind the colon
        _, end = _DECODE(line, begin)
        members[key] = begin, end
        at = _after_space(line, end)
        if line[at] == ",":
            at = _after_space(line, at + 1)
    if name in members:
        return members[name]
    head, _, rest = name.partition(".")
    return _span(line, rest, members[head][0])


def _after_space(line: str, at: int) -> int:
    while line[at] in " \t\r\n":
        at += 1
    return at


def is_deep(value: Any) -> bool:
    """Whether lists and objects are nested more than DEEPEST levels deep."""
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
