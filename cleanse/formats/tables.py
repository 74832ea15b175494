"""Records that are no lines of JSON: rows of CSV or Parquet, members of a JSON list.

What leads back to such a file is the file itself: it is kept as it came. The cleaned copy is made from it, row by row,
with other texts in their places, so that all other columns stay as they are.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, NamedTuple, Protocol

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.protocol import Fields, InputError, LeftOut, Ref, UndoRecord, field_of, one_document
from cleanse.formats.rows import dump
from cleanse.formats.sources import address_of, date_of, language_of, source_of
from cleanse.model import Document

Texts = Iterator[tuple[int, str | None]]


class Row(NamedTuple):
    """A record: its number from 1, and its fields; `problem` says why it holds no document, if so."""

    number: int
    fields: Mapping[str, Any]
    problem: str = ""
    is_lost: bool = False
    """Whether it stands for records that cannot be read at all, itself the first of them."""


class TableFile(Protocol):
    """How one kind of file holds records."""

    @property
    def suffixes(self) -> tuple[str, ...]: ...
    @property
    def noun(self) -> str:
        """What a file of this kind is called: `a CSV file`."""
        ...

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        """The records of a file, in order. Of their fields only those may be missing that nobody asks for.

        Raises InputError where the rest cannot be read.
        """
        ...

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        """Write the records whose numbers `texts` has, each with that text, or as it was where that is None.

        The numbers are in order.
        """
        ...


@dataclass(frozen=True)
class TableItem:
    """A record of a table that holds a document; its bytes are its text as JSON."""

    document: Document
    ref: Ref
    reason: str
    more: Mapping[str, Any]
    """Fields that its output has beside the text."""
    encoding: str = "utf-8"
    decoding_confidence: float = 1.0

    @property
    def data(self) -> bytes:
        return _line({"text": self.document.text})

    def with_text(self, text: str) -> bytes:
        return _line({"text": text})

    def output(self, text: str) -> bytes:
        return _line({**self.more, "text": text})

    def undo_record(self, text: str) -> dict[str, Any]:
        return {"end": "\n", "crc32": zlib.crc32(self.data)}


@dataclass(frozen=True)
class Table:
    """The format of one kind of table."""

    file: TableFile
    holds_records: bool = True
    splits_at_lines: bool = False
    keeps_original: bool = True

    @property
    def suffixes(self) -> tuple[str, ...]:
        return self.file.suffixes

    def documents(self, data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[TableItem | LeftOut]:
        """A document a record; left out is a record that has no text. Where the file breaks off, so do they."""
        rows = self.file.rows(data, fields)
        number = 0
        while True:
            try:
                with one_document():
                    row = next(rows, None)
            except InputError as error:
                if not number:
                    raise
                yield LeftOut(Ref(ref.input, number + 1), b"", f"{error}; what follows is not read", True)
                return
            if row is None:
                return
            number = row.number
            place = Ref(ref.input, number)
            problem = row.problem or _problem(row.fields, fields)
            yield LeftOut(place, b"", problem, row.is_lost) if problem else self._item(row, place, fields)

    def _item(self, row: Row, place: Ref, fields: Fields) -> TableItem:
        (_, text), (_, id) = (field_of(row.fields, name) for name in (fields.text, fields.id))
        source = source_of(row.fields)
        metadata = address_of(row.fields, source) | language_of(row.fields) | date_of(row.fields)
        document = Document(
            text, str(place) if id is None else str(id), source or place.input, media_type_of(text), metadata
        )
        return TableItem(document, place, f"the text of {self.file.noun}", {})

    def output_name(self, name: str) -> str:
        return name

    def text_of(self, output: bytes, fields: Fields) -> str:
        return str(json.loads(output)["text"])

    def replaced(self, output: bytes, text: str, undo: UndoRecord, fields: Fields) -> tuple[bytes, dict[str, Any]]:
        return _line({**json.loads(output), "text": text}), dict(undo)

    def original(self, output: bytes, undo: UndoRecord, restore: Callable[[str], str], fields: Fields) -> bytes:
        return _line({"text": restore(self.text_of(output, fields))})

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        """The outputs of the documents in a cleaned copy, in order."""
        return (_line({"text": field_of(row.fields, fields.text)[1]}) for row in self.file.rows(data, fields))

    def finish(
        self, original: BinaryIO, outputs: Iterator[tuple[int, bytes]], target: IO[bytes], fields: Fields
    ) -> None:
        """Write the cleaned copy: `outputs` are those of the documents that are in it, by the number of the record.

        An empty output is of a record that is to be in the copy as it is.
        """
        texts = ((number, self.text_of(output, fields) if output.strip() else None) for number, output in outputs)
        self.file.copy(original, texts, target, fields)


def _line(row: Mapping[str, Any]) -> bytes:
    return f"{dump(row)}\n".encode()


def _problem(values: Mapping[str, Any], fields: Fields) -> str:
    is_there, text = field_of(values, fields.text)
    if not is_there:
        return f"no field {fields.text!r} (it has {', '.join(values) or 'none'}); name yours with --text-field"
    return "" if isinstance(text, str) else f"field {fields.text!r} holds no string but {_kind(text)}"


def _kind(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"
