"""Text files: the file is the document, and it is written as UTF-8."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from cleanse.decoding.media_type import media_type_of
from cleanse.formats.errors import InputError
from cleanse.formats.fields import NO_TEXTS, Fields, TextByField
from cleanse.formats.protocol import Ref, Restore, UndoRecord
from cleanse.formats.rows import packed, unpacked
from cleanse.model import Document

TXT = ".txt"


@dataclass(frozen=True, slots=True)
class TextItem:
    """A file that is one document."""

    document: Document
    ref: Ref
    encoding: str
    reason: str
    data: bytes
    decoding_confidence: float = 1.0
    main: str = ""
    more: Mapping[str, Document] = field(default_factory=dict)

    def with_text(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        return text.encode("utf-8", "replace")

    output = with_text

    def undo_record(self, text: str, more: TextByField = NO_TEXTS) -> dict[str, Any]:
        """The encoding; where the decoded text does not lead back to the bytes, these too."""
        undo: dict[str, Any] = {"encoding": self.encoding, "crc32": zlib.crc32(self.data)}
        if not round_trips(self.document.text, self.encoding, self.data):
            undo["raw"] = packed(self.data)
        return undo


class Plain:
    """Text in any encoding. What it is written in (a page may be saved as `.txt`) is told by how it begins."""

    suffixes: tuple[str, ...] = (TXT, ".text", ".md", ".markdown")
    holds_records = False
    splits_at_lines = False
    keeps_original = False

    def documents(self, data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[TextItem]:
        from cleanse.decoding.decode import decode

        content = data.read()
        refuse_binary(content)
        text, encoding, reason, confidence = decode(content)
        folder = PurePosixPath(ref.input).parent.as_posix()
        document = Document(text, ref.input, "" if folder == "." else folder, self._media_type(text))
        yield TextItem(document, ref, encoding, reason, content, confidence)

    def _media_type(self, text: str) -> str:
        return media_type_of(text)

    def output_name(self, name: str) -> str:
        """The same for a `.txt`, else the name and `.txt`.

        >>> [Plain().output_name(name) for name in ("a/b.txt", "a/b.html", "d.txt.gz", "e")]
        ['a/b.txt', 'a/b.html.txt', 'd.txt.gz.txt', 'e.txt']
        """
        return name if name.lower().endswith(TXT) else name + TXT

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        return iter((data.read(),))

    def texts_of(self, output: bytes, fields: Fields) -> dict[str, str]:
        return {fields.text[0]: output.decode()}

    def replaced(
        self, output: bytes, texts: TextByField, undo: UndoRecord, fields: Fields
    ) -> tuple[bytes, dict[str, Any]]:
        return texts[fields.text[0]].encode("utf-8", "replace"), dict(undo)

    def original(self, output: bytes, undo: UndoRecord, restore: Restore, fields: Fields) -> bytes:
        if "raw" in undo:
            return unpacked(undo["raw"])
        return restore(output.decode(), fields.text[0]).encode(undo["encoding"])


def refuse_binary(data: bytes) -> None:
    """Raises InputError for an image, an archive, a program: bytes that are no text in any encoding."""
    from cleanse.decoding.binary import looks_binary

    if kind := looks_binary(data):
        raise InputError(f"not a text: {kind}; leave it out, or turn it into text first")


def round_trips(text: str, encoding: str, data: bytes) -> bool:
    """Whether the text in that encoding is these very bytes."""
    try:
        return text.encode(encoding) == data
    except (UnicodeError, LookupError):
        return False
