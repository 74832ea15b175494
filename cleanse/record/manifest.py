"""The manifest of a run: what is known of each document, as a row in memory and as a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from types import NoneType
from typing import NamedTuple

from cleanse.formats import dump, writable

MANIFEST = "manifest.jsonl"
TRACE = "trace.jsonl.gz"
DROPPED = "dropped.jsonl.gz"
RUN = "run.json"
ARCHIVES = "archives"  # the folder for what leads back to archives; the names of these are in a file `.json`
FAILED = "failed.json"  # where in each output file records are that could not be cleaned, if they are kept


_NUMBER, _OR_NUMBER, _OR_TEXT = (int, float), (int, float, NoneType), (str, NoneType)
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "input", "encoding", "encoding_reason"), str),
    **dict.fromkeys(("output", "duplicate_of", "relation", "contained_in"), _OR_TEXT),
    **dict.fromkeys(("characters_in", "characters_text", "characters_out"), int),
    **dict.fromkeys(("similarity", "contained", "confidence"), _OR_NUMBER),
    **dict.fromkeys(("rules", "metadata"), dict),
    "line": (int, NoneType),
    "decoding_confidence": _NUMBER,
    "differs": list,
}


class RepeatedIds:
    """Counts the rows whose id an earlier row has; of each id that has come, only a hash is held."""

    def __init__(self) -> None:
        self.number, self.first = 0, ""
        self._seen: set[int] = set()

    def add(self, row: Row) -> None:
        before = len(self._seen)
        self._seen.add(hash(row.id))
        if len(self._seen) == before:
            self.number += 1
            self.first = self.first or row.id


class Row(NamedTuple):
    """What the manifest says of one document."""

    id: str
    input: str
    line: int | None
    """None where the input is the document."""
    output: str | None
    """None for one that was dropped."""
    encoding: str
    encoding_reason: str
    characters_in: int
    characters_text: int
    """Its length before any filter, of a page that of its article."""
    characters_out: int
    rules: Mapping[str, int]
    metadata: Mapping[str, str]
    duplicate_of: str | None = None
    similarity: float | None = None
    contained: tuple[str | None, float | None] | None = None
    """The document that contains it, and the share contained; None where that was not looked for."""
    confidence: float | None = None
    """The F1 to expect of the lines that were kept; None where no classifier chose among lines."""
    relation: str | None = None
    """What a near-duplicate is to that one: `copy`, `version` or `distinct`."""
    differs: tuple[str, ...] = ()
    """A few of the facts in which they differ, each `this → that`."""
    decoding_confidence: float = 1.0
    """How sure the encoding is, from 0 to 1; doubtful below `DOUBTFUL_DECODING`."""


def to_line(row: Row) -> str:
    """The row as a line of the manifest. Its form never changes, so it needs no dictionary."""
    output = "null" if row.output is None else quoted(row.output)
    copy = "null" if row.duplicate_of is None else quoted(row.duplicate_of)
    similarity = "null" if row.similarity is None else row.similarity
    line = "" if row.line is None else f', "line": {row.line}'
    if row.contained:
        line += f', "contained_in": {dump(row.contained[0])}, "contained": {dump(row.contained[1])}'
    return writable(
        f'{{"id": {quoted(row.id)}, "input": {quoted(row.input)}, "output": {output}, '
        f'"encoding": {quoted(row.encoding)}, "encoding_reason": {quoted(row.encoding_reason)}, '
        f'"decoding_confidence": {row.decoding_confidence}, '
        f'"confidence": {"null" if row.confidence is None else row.confidence}, '
        f'"characters_in": {row.characters_in}, "characters_text": {row.characters_text}, '
        f'"characters_out": {row.characters_out}, "rules": {dump(row.rules) if row.rules else "{}"}, '
        f'"duplicate_of": {copy}, "similarity": {similarity}, {_relation(row)}'
        f'"metadata": {dump(row.metadata) if row.metadata else "{}"}{line}}}\n'
    )


def _relation(row: Row) -> str:
    """What is said of a near-duplicate beside its similarity; nothing of other documents but that there is none."""
    if row.relation is None:
        return '"relation": null, '
    differs = f'"differs": {dump(list(row.differs))}, ' if row.differs else ""
    return f'"relation": {quoted(row.relation)}, {differs}'


def from_line(line: str | bytes) -> Row:
    """A line of the manifest as the row it was. Raises ValueError, TypeError, LookupError or AttributeError."""
    fields = json.loads(line)
    for name, value in fields.items():
        if not isinstance(value, _TYPES.get(name, ())):
            raise ValueError(f"{name} is {value!r}"[:100])
    for name, values, type in (
        ("rules", fields["rules"].values(), int),
        ("metadata", fields["metadata"].values(), str),
        ("differs", fields.get("differs", ()), str),
    ):
        if not all(isinstance(value, type) for value in values):
            raise ValueError(f"{name} is {fields[name]!r}"[:100])
    contained = (fields.pop("contained_in"), fields.pop("contained")) if "contained" in fields else None
    fields["differs"] = tuple(fields.get("differs", ()))
    return Row(**{"line": None, **fields, "contained": contained})
