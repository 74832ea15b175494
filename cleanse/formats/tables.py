"""Records that are no lines of JSON: rows of CSV or Parquet, members of a JSON list.

What leads back to such a file is the file itself: it is kept as it came. The cleaned copy is made from it, row by row,
with other texts in their places, so that all other columns stay as they are.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, NamedTuple, Protocol

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.errors import InputError
from cleanse.formats.fields import NO_TEXTS, Fields, TextByField, field_of, main_field, others_of, texts_of
from cleanse.formats.protocol import LeftOut, Ref, Restore, UndoRecord, one_document
from cleanse.formats.rows import dump
from cleanse.formats.sources import address_of, date_of, language_of, source_of
from cleanse.model import Document

Texts = Iterator[tuple[int, TextByField | None]]


class Row(NamedTuple):
    """A record: its number from 1, and its fields; `problem` says why it holds no document, if so."""

    number: int
    fields: Mapping[str, Any]
    problem: str = ""
    is_lost: bool = False
    """Whether it stands for records that cannot be read at all, itself the first of them."""
    unwritable: str = ""
    """Characters that no field of the file can hold."""


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
        """Write the records whose numbers `texts` has, each with these texts, or as it was where that is None.

        The numbers are in order.
        """
        ...


@dataclass(frozen=True)
class TableItem:
    """A record of a table that holds a document; its bytes are its texts as JSON.

    Where fields are `named` there may be several, and the texts are by field.
    """

    document: Document
    ref: Ref
    reason: str
    extra: Mapping[str, Any]
    """Fields that its output has beside the text."""
    encoding: str = "utf-8"
    decoding_confidence: float = 1.0
    main: str = ""
    more: Mapping[str, Document] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    unwritable: str = ""
    """Characters that its file has no form for."""

    @property
    def data(self) -> bytes:
        return _line(self._texts(self.document.text, NO_TEXTS))

    def with_text(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        return _line(self._texts(text, more))

    def output(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        for new in (text, *more.values()) if self.unwritable else ():
            if wrong := next((character for character in new if character in self.unwritable), None):
                raise InputError(f"its clean text has {wrong!r} in it, which a file without quotes cannot hold")
        return _line({**self.extra, **self._texts(text, more)})

    def undo_record(self, text: str, more: TextByField = NO_TEXTS) -> dict[str, Any]:
        return {"end": "\n", "crc32": zlib.crc32(self.data)}

    def _texts(self, text: str, more: TextByField) -> Mapping[str, Any]:
        texts = {name: document.text for name, document in self.more.items()} | {self.main: text, **more}
        return _texts_row({name: texts[name] for name in self.named if name in texts} or texts, self.named)


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
            if row.problem:
                yield LeftOut(place, b"", row.problem, row.is_lost)
                continue
            try:
                item = self._item(row, place, fields)
            except InputError as error:
                yield LeftOut(place, b"", str(error))
            else:
                yield item

    def _item(self, row: Row, place: Ref, fields: Fields) -> TableItem:
        """The document of a record. Raises InputError where it has no text."""
        texts = texts_of(row.fields, fields)
        main, (_, id) = main_field(texts), field_of(row.fields, fields.id)
        source = source_of(row.fields)
        metadata = address_of(row.fields, source) | language_of(row.fields) | date_of(row.fields)
        name, media_type = str(place) if id is None else str(id), media_type_of(texts[main])
        document = Document(texts[main], name, source or place.input, media_type, metadata)
        more = others_of(document, texts, main)
        return TableItem(
            document,
            place,
            f"the text of {self.file.noun}",
            {},
            main=main,
            more=more,
            named=_named(fields),
            unwritable=row.unwritable,
        )

    def output_name(self, name: str) -> str:
        return name

    def texts_of(self, output: bytes, fields: Fields) -> dict[str, str]:
        return texts_in(output, fields)

    def replaced(
        self, output: bytes, texts: TextByField, undo: UndoRecord, fields: Fields
    ) -> tuple[bytes, dict[str, Any]]:
        return _line({**json.loads(output), **_texts_row(texts, _named(fields))}), dict(undo)

    def original(self, output: bytes, undo: UndoRecord, restore: Restore, fields: Fields) -> bytes:
        texts = {name: restore(text, name) for name, text in texts_in(output, fields).items()}
        return _line(_texts_row(texts, _named(fields)))

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        """The outputs of the documents in a cleaned copy, in order."""
        named = _named(fields)
        for row in self.file.rows(data, fields):
            try:
                yield _line(_texts_row(texts_of(row.fields, fields), named))
            except InputError:  # it was kept though it failed
                yield b"\n"

    def finish(
        self, original: BinaryIO, outputs: Iterator[tuple[int, bytes]], target: IO[bytes], fields: Fields
    ) -> None:
        """Write the cleaned copy: `outputs` are those of the documents that are in it, by the number of the record.

        An empty output is of a record that is to be in the copy as it is.
        """
        texts = ((number, texts_in(output, fields) if output.strip() else None) for number, output in outputs)
        self.file.copy(original, texts, target, fields)


def _line(row: Mapping[str, Any]) -> bytes:
    return f"{dump(row)}\n".encode()


def texts_in(output: bytes, fields: Fields) -> dict[str, str]:
    """The texts in an output, by field."""
    row = json.loads(output)
    return dict(row["texts"]) if _named(fields) else {fields.text[0]: str(row["text"])}


def _named(fields: Fields) -> tuple[str, ...]:
    """The fields by whose names the texts of an output are told apart; none where there is but one."""
    return fields.text if len(fields.text) > 1 else ()


def _texts_row(texts: TextByField, named: tuple[str, ...]) -> Mapping[str, Any]:
    return {"texts": dict(texts)} if named else {"text": next(iter(texts.values()))}
