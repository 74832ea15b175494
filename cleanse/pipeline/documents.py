"""A file's documents read, cleaned and put back: the one way, for runs, for files in place and for standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from cleanse.chain import FilterError
from cleanse.cleaner import Cleaner
from cleanse.formats import Fields, InputError, Item, LeftOut, Ref, files, one_document
from cleanse.formats.content import holds_records
from cleanse.formats.kinds import JSONL, PLAIN, kind_of
from cleanse.settings import RunSettings
from cleanse.trace import Result

T = TypeVar("T")


def fields_of(options: RunSettings) -> Fields:
    """The fields of a record that these settings name."""
    return Fields(options.text_field, options.id_field)


def read_file(path: Path, ref: Ref, fields: Fields, start: int = 0, end: int | None = None) -> Iterator[Item | LeftOut]:
    """The documents of a file, or of its bytes from `start` to `end`. Raises InputError where there is nothing to read.

    `ref` is the first document's; the input's name in it tells the format.
    """
    with one_document(), files.reading(path, start, end) as data:
        yield from read(data, ref, fields)


def read(data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[Item | LeftOut]:
    """The documents of an open file."""
    yield from kind_of(ref.input).format.documents(data, ref, fields)


def read_stream(data: BinaryIO, fields: Fields) -> Iterator[Item | LeftOut]:
    """The documents of standard input: of its records if that is what it holds, else the one text or page."""
    content = data.read()
    records = holds_records(content)
    yield from (JSONL if records else PLAIN).documents(BytesIO(content), Ref("-", 1 if records else None), fields)


def clean(
    items: Iterable[Item | LeftOut],
    cleaner: Cleaner,
    use: Callable[[Item, Result], T],
    seconds: dict[str, float] | None = None,
) -> Iterator[T | LeftOut]:
    """What `use` makes of each document and of what cleaning made of it, in order; what is left out is passed on.

    A document that cannot be cleaned, or that `use` cannot take, is left out with the reason, and the next one follows.
    """
    for item in items:
        if isinstance(item, LeftOut):
            yield item
            continue
        try:
            with one_document():
                kept = use(item, cleaner.clean(item.document, seconds=seconds))
        except (InputError, FilterError) as error:
            yield LeftOut(item.ref, item.data, str(error))
        else:
            yield kept


def replaced(
    output: bytes, text: str, name: str, undo: Mapping[str, Any], fields: Fields
) -> tuple[bytes, dict[str, Any]]:
    """A document's output with `text` in place of its own, and its undo record brought up to date.

    `undo` is the old record; other fields that are in it (a whole row of the trace) are kept.
    """
    return kind_of(name).format.replaced(output, text, undo, fields)
