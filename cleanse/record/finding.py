"""How documents of a run are called, and how their lines of the trace begin."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from cleanse.record.manifest import Row
from cleanse.record.outputs import OutputRef

COMPARED = 10_000  # names that a wrong one is compared with, which takes a second
_NEAR = 0.75  # a.txt is not near ja/sjis.txt


def names_of(row: Row) -> set[str]:
    """All that a document can be called. As part of a path, an address loses a slash: `https:/example.org`."""
    names = {row.id, row.input, row.output or row.input}
    if row.line is not None:
        names |= {f"{row.input}:{row.line}", f"{row.input}:{row.id}"}
    return names | {name.replace("//", "/") for name in names if "://" in name}


def nearest(name: str, others: Iterable[str]) -> str:
    """The end of a message that names the name most like this one; empty where none is near."""
    near = get_close_matches(name, sorted(others)[:COMPARED], 1, _NEAR)
    return f"; did you mean {near[0]!r}?" if near else ""


def heads(ref: OutputRef | None) -> tuple[bytes, ...]:
    """How the trace of a document begins, in either spelling of JSON (see `formats.dump`)."""
    if ref is None:
        return ()
    fields = {"input": ref.input, "line": ref.line}
    spellings = (json.dumps(fields, ensure_ascii=plain) for plain in (False, True))
    return tuple(f"{spelling[:-1]}, ".encode("utf-8", "surrogatepass") for spelling in spellings)
