"""JSONL: one document a line, its text in one field. Lines are read, and written, as bytes."""

from __future__ import annotations

import codecs
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO, NamedTuple

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.errors import InputError
from cleanse.formats.fields import (
    NO_TEXTS,
    Fields,
    TextByField,
    field_of,
    kind_of_value,
    main_field,
    others_of,
    texts_of,
    with_texts,
)
from cleanse.formats.json_text import DEEP, DEEPEST, Encoding, Lines, is_deep, loaded, spliced
from cleanse.formats.protocol import LeftOut, Ref, Restore, UndoRecord, one_document
from cleanse.formats.rows import packed, unpacked
from cleanse.formats.sources import address_of, date_of, language_of, source_of
from cleanse.model import Decoded, Document

# Spellings of the same JSON; a record is written in the one it was read in, so that a line whose text did not change
# is the same bytes, and a line whose text is put back is too. (ensure_ascii, separators)
STYLES = (
    (False, (", ", ": ")),
    (True, (", ", ": ")),
    (False, (",", ":")),
    (True, (",", ":")),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CUT_OFF = "the file ends within this line, so it may have been cut off"
_ENCODE = [json.JSONEncoder(ensure_ascii=ascii, separators=separators).encode for ascii, separators in STYLES]


class Record(NamedTuple):
    """One line of a record file, without its line break, and what it holds."""

    fields: dict[str, Any]
    texts: dict[str, str]
    id: str | None
    source: str
    decoded: Decoded | None = None
    """What its line was read as where that is not UTF-8."""


@dataclass(frozen=True)
class RecordItem:
    """A line that holds a document. `end` is its line break; the last line may have none."""

    document: Document
    main: str
    more: Mapping[str, Document]
    ref: Ref
    data: bytes
    end: bytes
    record: Record
    encoding: str = "utf-8"
    reason: str = "the encoding of JSON"
    decoding_confidence: float = 1.0

    def with_text(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        """The line itself where it is UTF-8 and the texts its own, else the line with these texts in their fields."""
        return self._line({self.main: text, **more}) + self.end

    def output(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        return self._line({self.main: text, **more}) + (self.end or b"\n")

    def undo_record(self, text: str, more: TextByField = NO_TEXTS) -> dict[str, Any]:
        undo: dict[str, Any] = {"end": self.end.decode(), "crc32": zlib.crc32(self.data)}
        is_rewritten = self._is_rewritten({self.main: text, **more})
        return undo | style_record(self._style, self.data) if is_rewritten else undo

    def _line(self, texts: TextByField) -> bytes:
        if self._is_rewritten(texts):
            text = self.record.decoded.text if self.record.decoded else ""
            return _with_texts(text or self._body.decode(), self.record, texts, self._style)
        return self._body

    def _is_rewritten(self, texts: TextByField) -> bool:
        return self.record.decoded is not None or any(text != self.record.texts[name] for name, text in texts.items())

    @property
    def _body(self) -> bytes:
        return self.data[: len(self.data) - len(self.end)]

    @cached_property
    def _style(self) -> int | None:
        return style_of(self._body, self.record)


class Jsonl:
    """Records as lines of JSON. They keep their order, their fields and their spelling."""

    suffixes = (".jsonl", ".ndjson")
    holds_records = True
    splits_at_lines = True
    keeps_original = False

    def documents(self, data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[RecordItem | LeftOut]:
        """A document a line; left out is a line that is blank, broken, or has no text."""
        lines = Lines(data)
        for number, line in enumerate(lines, ref.line or 1):
            if number == 1 and line.startswith(_UTF_16):
                raise InputError("is UTF-16, of which lines cannot be told apart; write it as UTF-8")
            place = Ref(ref.input, number)
            try:
                with one_document():
                    item = _item(line, place, fields, lines.encoding)
            except InputError as error:
                why = str(error) if line.endswith(b"\n") else f"{error}; {_CUT_OFF}"
                yield LeftOut(place, line, why if line.strip() else "")
            else:
                yield item

    def output_name(self, name: str) -> str:
        return name

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        return iter(data)

    def texts_of(self, output: bytes, fields: Fields) -> dict[str, str]:
        return texts_of(json.loads(output), fields)

    def replaced(
        self, output: bytes, texts: TextByField, undo: UndoRecord, fields: Fields
    ) -> tuple[bytes, dict[str, Any]]:
        line, end = _parted(output)
        record = parse(line, fields)
        noted = dict(undo)
        if "style" not in undo:  # it went through as it was
            noted |= style_record(style_of(line, record), line + str(undo["end"]).encode())
        return _with_texts(line.decode(), record, texts, noted["style"]) + end, noted

    def original(self, output: bytes, undo: UndoRecord, restore: Restore, fields: Fields) -> bytes:
        if "raw" in undo:
            return unpacked(undo["raw"])
        end = str(undo["end"]).encode()
        if "style" not in undo:
            return output.rstrip(b"\r\n") + end
        values = json.loads(output)
        texts = {name: restore(text, name) for name, text in texts_of(values, fields).items()}
        return render(with_texts(values, texts), undo["style"]) + end


def _item(data: bytes, ref: Ref, fields: Fields, encoding: Encoding) -> RecordItem:
    line, end = _parted(data)
    record = parse(line, fields, encoding)
    # its id may be the address of the page its text was taken from: only the text says what it is now
    main = main_field(record.texts)
    media_type = media_type_of(record.texts[main])
    document = Document(
        record.texts[main],
        record.id or str(ref),
        record.source or ref.input,
        media_type,
        address_of(record.fields, record.source) | language_of(record.fields) | date_of(record.fields),
    )
    more = others_of(document, record.texts, main) if len(record.texts) > 1 else {}
    if record.decoded is None:
        return RecordItem(document, main, more, ref, data, end, record)
    return RecordItem(document, main, more, ref, data, end, record, *record.decoded[1:])


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """A line, and the line break that ends it (none after the last, perhaps)."""
    line = data.rstrip(b"\r\n")
    return line, data[len(line) :]


def style_record(style: int | None, data: bytes) -> dict[str, Any]:
    """What is noted of a record that is written anew: the style of its JSON, or its bytes where no style gives them."""
    return {"style": style} if style is not None else {"style": None, "raw": packed(data)}


def parse(line: bytes, fields: Fields = Fields(), encoding: Encoding = lambda line: None) -> Record:  # noqa: B008 - it cannot be changed
    """The record of a line. Raises InputError, saying what is wrong with it. `encoding` is as for `loaded`."""
    try:
        values, decoded = loaded(line, encoding)
    except InputError:
        if b"\0" in line:  # a line of UTF-16 does not end where the byte of a line break is
            raise InputError("holds NUL bytes, so it may be UTF-16; write the file as UTF-8") from None
        raise
    if line.count(b"[") + line.count(b"{") > DEEPEST and is_deep(values):
        raise InputError(DEEP)
    if not isinstance(values, dict):
        raise InputError(f"holds a JSON {kind_of_value(values)}, not an object with fields")
    texts = texts_of(values, fields)
    _, id = field_of(values, fields.id)
    return Record(values, texts, None if id is None else str(id), source_of(values), decoded)


def _with_texts(line: str, record: Record, texts: TextByField, style: int | None) -> bytes:
    """A record's line with these texts in its fields: written anew in its style, or in no style, all else as it is."""
    if style is None:
        return spliced(line, texts).encode()
    return render(with_texts(record.fields, texts), style)


def style_of(line: bytes, record: Record) -> int | None:
    """Which of STYLES gives the line back byte for byte; None where none does."""
    return next((style for style in range(len(STYLES)) if render(record.fields, style) == line), None)


def render(fields: Mapping[str, Any], style: int) -> bytes:
    """The line of a record in one of STYLES."""
    try:
        return _ENCODE[style](fields).encode()
    except UnicodeEncodeError:  # half of a surrogate pair can only be written escaped
        return json.dumps(fields, separators=STYLES[style][1]).encode()
