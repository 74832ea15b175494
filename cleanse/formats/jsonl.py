"""JSONL: one document a line, its text in one field. Lines are read, and written, as bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO, NamedTuple

from cleanse.decoding.media_type import media_type_of
from cleanse.formats import limits
from cleanse.formats.protocol import Fields, InputError, LeftOut, Ref, UndoRecord, field_of, one_document, with_field
from cleanse.formats.rows import packed, unpacked
from cleanse.formats.sources import address_of, date_of, language_of, source_of
from cleanse.model import Document

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


@dataclass(frozen=True)
class RecordItem:
    """A line that holds a document. `end` is its line break; the last line may have none."""

    document: Document
    ref: Ref
    data: bytes
    end: bytes
    record: Record
    text_field: str
    encoding: str = "utf-8"
    reason: str = "the encoding of JSON"
    decoding_confidence: float = 1.0

    def with_text(self, text: str) -> bytes:
        """The line itself where it is UTF-8 and the text its own, else the record written anew in the line's style."""
        return self._line(text) + self.end

    def output(self, text: str) -> bytes:
        return self._line(text) + (self.end or b"\n")

    def undo_record(self, text: str) -> dict[str, Any]:
        undo: dict[str, Any] = {"end": self.end.decode(), "crc32": zlib.crc32(self.data)}
        return undo | style_record(self._style, self.data) if self._is_rewritten(text) else undo

    def _line(self, text: str) -> bytes:
        if self._is_rewritten(text):
            return render(with_field(self.record.fields, self.text_field, text), self._style or 0)
        return self._body

    def _is_rewritten(self, text: str) -> bool:
        return not self.record.is_utf8 or text != self.record.text

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
        for number, line in enumerate(_lines(data), ref.line or 1):
            place = Ref(ref.input, number)
            try:
                with one_document():
                    item = _item(line, place, fields)
            except InputError as error:
                yield LeftOut(place, line, str(error) if line.strip() else "")
            else:
                yield item

    def output_name(self, name: str) -> str:
        return name

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        return iter(data)

    def text_of(self, output: bytes, fields: Fields) -> str:
        return str(field_of(json.loads(output), fields.text)[1])

    def replaced(self, output: bytes, text: str, undo: UndoRecord, fields: Fields) -> tuple[bytes, dict[str, Any]]:
        line, end = _parted(output)
        record = parse(line, fields)
        noted = dict(undo)
        if "style" not in undo:  # it went through as it was
            noted |= style_record(style_of(line, record), line + str(undo["end"]).encode())
        return render(with_field(record.fields, fields.text, text), noted["style"] or 0) + end, noted

    def original(self, output: bytes, undo: UndoRecord, restore: Callable[[str], str], fields: Fields) -> bytes:
        if "raw" in undo:
            return unpacked(undo["raw"])
        end = str(undo["end"]).encode()
        if "style" not in undo:
            return output.rstrip(b"\r\n") + end
        values = json.loads(output)
        text = restore(field_of(values, fields.text)[1])
        return render(with_field(values, fields.text, text), undo["style"]) + end


def _lines(data: BinaryIO) -> Iterator[bytes]:
    """The lines of a file. Raises InputError before one that is too large is in memory."""
    while line := data.readline(limits.DOCUMENT + 1):
        limits.check_document(len(line), "has a line")
        yield line


def _item(data: bytes, ref: Ref, fields: Fields) -> RecordItem:
    line, end = _parted(data)
    record = parse(line, fields)
    # its id may be the address of the page its text was taken from: only the text says what it is now
    media_type = media_type_of(record.text)
    document = Document(
        record.text,
        record.id or str(ref),
        record.source or ref.input,
        media_type,
        address_of(record.fields, record.source) | language_of(record.fields) | date_of(record.fields),
    )
    return RecordItem(document, ref, data, end, record, fields.text)


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """A line, and the line break that ends it (none after the last, perhaps)."""
    line = data.rstrip(b"\r\n")
    return line, data[len(line) :]


def style_record(style: int | None, data: bytes) -> dict[str, Any]:
    """What is noted of a record that is written anew: the style of its JSON, or its bytes where no style gives them."""
    return {"style": style} if style is not None else {"style": None, "raw": packed(data)}


def parse(line: bytes, fields: Fields = Fields()) -> Record:  # noqa: B008 - it cannot be changed
    """The record of a line. Raises InputError, saying what is wrong with it."""
    try:
        values, is_utf8 = _loaded(line)
    except InputError:
        if b"\0" in line:  # a line of UTF-16 does not end where the byte of a line break is
            raise InputError("holds NUL bytes, so it may be UTF-16; write the file as UTF-8") from None
        raise
    if line.count(b"[") + line.count(b"{") > DEEPEST and _is_deep(values):
        raise InputError(_DEEP)
    if not isinstance(values, dict):
        raise InputError(f"holds a JSON {_kind(values)}, not an object with fields")
    is_there, text = field_of(values, fields.text)
    if not is_there:
        raise InputError(
            f"no field {fields.text!r} (it has {', '.join(values) or 'none'}); name yours with --text-field"
        )
    if not isinstance(text, str):
        raise InputError(f"field {fields.text!r} holds a {_kind(text)}, not a string")
    _, id = field_of(values, fields.id)
    return Record(values, text, None if id is None else str(id), source_of(values), is_utf8)


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
        return json.loads(line), _is_utf8(line)
    except UnicodeDecodeError:
        from cleanse.decoding.decode import decode

        return _loaded(decode(line).text.encode("utf-8", "surrogatepass"))[0], False
    except RecursionError:
        raise InputError(_DEEP) from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}") from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_deep(value: Any) -> bool:
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


def style_of(line: bytes, record: Record) -> int | None:
    """Which of STYLES gives the line back byte for byte; None where none does."""
    return next((style for style in range(len(STYLES)) if render(record.fields, style) == line), None)


def render(fields: Mapping[str, Any], style: int) -> bytes:
    """The line of a record in one of STYLES."""
    try:
        return _ENCODE[style](fields).encode()
    except UnicodeEncodeError:  # half of a surrogate pair can only be written escaped
        return json.dumps(fields, separators=STYLES[style][1]).encode()


def _kind(value: Any) -> str:
    return {list: "list", dict: "object", str: "string", bool: "boolean", type(None): "null"}.get(type(value), "number")
