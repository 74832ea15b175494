"""A line or a file of JSON → what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cleanse.formats.errors import InputError

# The json module gives up at a depth that differs with who calls it and by version. A record is refused well before,
# so that what is read can be written, looked at and restored by every command, and fails in all of them or in none.
DEEPEST = 500
_DECODE = json.JSONDecoder().raw_decode
DEEP = f"nested more than {DEEPEST} levels deep; leave it out, or make it flatter"


def loaded(line: bytes) -> tuple[Any, bool]:
    """What a line holds, and whether it is UTF-8. Raises InputError."""
    try:
        whole = line.decode()
        fields, end = _DECODE(whole)
        if end == len(whole):
            return fields, True
    except (ValueError, RecursionError):
        pass  # a byte order mark, another encoding, space around: seldom, and looked at more closely
    try:
        try:
            return json.loads(line), _is_utf8(line)
        except UnicodeDecodeError:
            from cleanse.decoding.decode import decode

            return json.loads(decode(line).text), False
    except RecursionError:
        raise InputError(DEEP) from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}") from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


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
