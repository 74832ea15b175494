"""What a format is: how a file's bytes become documents, and how a text is put back in a document's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple, Protocol

from cleanse.formats.errors import InputError
from cleanse.formats.fields import NO_TEXTS, Fields, TextByField
from cleanse.model import Document

UndoRecord = Mapping[str, Any]
"""What a trace notes of one document, beside its steps, so that its bytes can be made again: plain data for JSON."""

Restore = Callable[[str, str], str]
"""A text of an output and the name of its field → the text that was read."""


@contextmanager
def one_document() -> Iterator[None]:
    """Within, a document that is too large or too deep for this machine fails as any input does: by an InputError."""
    try:
        yield
    except MemoryError:
        raise InputError("needs more memory than there is; leave it out, or cut it into parts") from None
    except RecursionError:
        raise InputError("nested too deeply to be worked on; leave it out, or make it flatter") from None


class Ref(NamedTuple):
    """Where a document is: the name of its input, and its line (from 1); None where the file is the document."""

    input: str
    line: int | None = None

    def __str__(self) -> str:
        return self.input if self.line is None else f"{self.input}:{self.line}"


def doubtful(ref: Ref, reason: str) -> str:
    """What is said of a document whose encoding is doubtful; `reason` is why that one was chosen.

    >>> doubtful(Ref("a.txt"), "cp850 makes a text about as likely as cp437")
    'a.txt: its encoding is doubtful (cp850 makes a text about as likely as cp437)'
    """
    return f"{ref}: its encoding is doubtful ({reason})"


class LeftOut(NamedTuple):
    """Part of a file, or all of it, that holds no document; `reason` is empty where none was to be expected.

    `is_lost` says that what is there cannot be read at all: there is no record that could be kept as it came.
    """

    ref: Ref
    data: bytes
    reason: str = ""
    is_lost: bool = False


class Item(Protocol):
    """A document as it was read from a file.

    A record may have several texts, each in a field of its own: `document` is that of the field `main`, `more` are
    those of the others. What the methods take as `text` is the main field's, as `more` those of others that changed.
    `data` are its own bytes there; `encoding` is a codec's name, `reason` says why that one, and `decoding_confidence`
    from 0 to 1 how sure that is.
    """

    @property
    def document(self) -> Document: ...
    @property
    def main(self) -> str: ...
    @property
    def more(self) -> Mapping[str, Document]: ...
    @property
    def ref(self) -> Ref: ...
    @property
    def encoding(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def decoding_confidence(self) -> float: ...
    @property
    def data(self) -> bytes: ...

    def with_text(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        """The document's bytes with `text` in place of its own."""
        ...

    def output(self, text: str, more: TextByField = NO_TEXTS) -> bytes:
        """The same as a run writes it: other documents may follow it in its file."""
        ...

    def undo_record(self, text: str, more: TextByField = NO_TEXTS) -> dict[str, Any]:
        """What leads back to `data` from `output(text)` and the document's own text."""
        ...


class Format(Protocol):
    """One kind of file. An object of it keeps nothing from one call to the next."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of the names of such files, in lower case."""
        ...

    @property
    def holds_records(self) -> bool:
        """Whether a file holds any number of documents instead of being one."""
        ...

    @property
    def splits_at_lines(self) -> bool:
        """Whether the part of a file from one line break to another is a file of the same format."""
        ...

    @property
    def keeps_original(self) -> bool:
        """Whether what leads back to a file is the file itself: its cleaned copy is not the same but for the texts."""
        ...

    def documents(self, data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[Item | LeftOut]:
        """The documents of a file, in order; their bytes together are the file's.

        `ref` is the first one's where the file holds records. Raises InputError where the file as a whole cannot be
        read, before the first document.
        """
        ...

    def output_name(self, name: str) -> str:
        """What the cleaned copy of a file of this name is called."""
        ...

    def outputs(self, data: BinaryIO, fields: Fields) -> Iterator[bytes]:
        """What `Item.output` returned for each document of a cleaned copy that holds records, in order."""
        ...

    def texts_of(self, output: bytes, fields: Fields) -> dict[str, str]:
        """The texts in what `Item.output` returned, by field; of what is no record, under the first field's name."""
        ...

    def replaced(
        self, output: bytes, texts: TextByField, undo: UndoRecord, fields: Fields
    ) -> tuple[bytes, dict[str, Any]]:
        """An output with these texts in place of its own, and the undo record that it then has."""
        ...

    def original(self, output: bytes, undo: UndoRecord, restore: Restore, fields: Fields) -> bytes:
        """The bytes that were read. `restore` takes a text in the output, and its field, back to the document's own."""
        ...
