"""WARC: pages and texts of a crawl become records of JSONL, with what the archive says of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.errors import InputError
from cleanse.formats.fields import Fields, TextByField
from cleanse.formats.protocol import LeftOut, Ref, Restore, UndoRecord, one_document
from cleanse.formats.sources import source_of
from cleanse.formats.tables import TableItem
from cleanse.model import Document

_TEXTS = ("text/html", "application/xhtml+xml", "text/plain")


class Warc:
    """Responses and resources that hold HTML or text. Requests and metadata are no documents; nor are revisits."""

    suffixes = (".warc",)
    holds_records = True
    splits_at_lines = False
    keeps_original = True

    def documents(self, data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[TableItem | LeftOut]:
        """A document a record that holds a text. `ref.line` counts all records of the archive."""
        seen: set[str] = set()
        number = 0
        records = _records(data)
        while True:
            place = Ref(ref.input, number + 1)
            try:
                record = next(records, None)
            except (OSError, ValueError) as error:
                if not number:
                    raise InputError(f"not a WARC file: {error}") from None
                yield LeftOut(place, b"", f"cannot be read: {error}; what follows is not read", True)
                return
            if record is None:
                return
            number += 1
            with one_document():
                yield _item(record, place, seen)

    def output_name(self, name: str) -> str:
        return f"{name}.jsonl"

    def texts_of(self, output: bytes, fields: Fields) -> dict[str, str]:
        return {fields.text[0]: str(json.loads(output)["text"])}

    def replaced(
        self, output: bytes, texts: TextByField, undo: UndoRecord, fields: Fields
    ) -> tuple[bytes, dict[str, Any]]:
        values = json.loads(output)
        return TableItem(Document(""), Ref(""), "", values).output(texts[fields.text[0]]), dict(undo)

    def original(self, output: bytes, undo: UndoRecord, restore: Restore, fields: Fields) -> bytes:
        ((name, text),) = self.texts_of(output, fields).items()
        return TableItem(Document(restore(text, name)), Ref(""), "", {}).data

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        return iter(data)


def _records(data: BinaryIO) -> Iterator[Any]:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise InputError("WARC needs an extra: pip install 'cleanse-news[warc]'") from None
    return iter(ArchiveIterator(data, auto_decode="all"))


def _item(record: Any, place: Ref, seen: set[str]) -> TableItem | LeftOut:
    from fastwarc.warc import WarcRecordType

    from cleanse.decoding.decode import decode

    url = record.headers.get("WARC-Target-URI") or ""
    if record.record_type == WarcRecordType.revisit:
        return LeftOut(place, b"")  # its payload is in the record of an earlier visit
    if record.record_type not in (WarcRecordType.response, WarcRecordType.resource):
        return LeftOut(place, b"")
    content_type = record.http_content_type if record.http_headers else record.headers.get("Content-Type")
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type and media_type not in _TEXTS:
        return LeftOut(place, b"")
    digest = record.headers.get("WARC-Payload-Digest")
    if digest and f"{url} {digest}" in seen:
        return LeftOut(place, b"")  # the same page again, as it was
    seen.add(f"{url} {digest}")
    payload = record.reader.read()
    if not payload:
        return LeftOut(place, b"")
    charset = record.http_charset if record.http_headers else None
    decoded = decode(payload, charset)
    date = record.record_date
    more = {
        "id": url or record.record_id,
        "url": url,
        "date": date.isoformat() if date else None,
        "status": record.http_headers.status_code if record.http_headers else None,
        "charset": charset,
        "media_type": media_type or None,
    }
    metadata = {"url": url} | ({"date": date.date().isoformat()} if date else {})
    document = Document(
        decoded.text,
        str(more["id"]),
        source_of(more) or place.input,
        media_type_of(decoded.text, given=media_type or None),
        metadata,
    )
    return TableItem(document, place, decoded.reason, more, decoded.encoding, decoded.confidence)
