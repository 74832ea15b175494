"""JSON: a list of records, or one. It is read whole, as nothing shows where a record ends before that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, BinaryIO

from cleanse.formats.errors import InputError
from cleanse.formats.fields import Fields, TextByField, with_texts
from cleanse.formats.tables import Row, Texts

_INDENT = re.compile(r"\A\s*[\[{]\r?\n?([ \t]*)")


class Json:
    """A list of objects, or one object; other members of the list are no documents."""

    suffixes = (".json",)
    noun = "a JSON file"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        values, _ = _loaded(data)
        for number, value in enumerate(values if isinstance(values, list) else [values], 1):
            is_object = isinstance(value, Mapping)
            yield Row(number, value if is_object else {}, "" if is_object else "is not an object with fields")

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        values, source = _loaded(data)
        records = values if isinstance(values, list) else [values]
        kept = [_with_texts(records[number - 1], new) for number, new in texts]
        written: Any = kept if isinstance(values, list) else (kept or [{}])[0]
        indent = _INDENT.match(source)
        spaces = indent[1] if indent and "\n" in indent[0] else ""
        out = json.dumps(written, ensure_ascii=source.isascii(), indent=spaces or None)
        target.write((out + "\n" * source.endswith("\n")).encode("utf-8", "surrogatepass"))


def _with_texts(record: Any, texts: TextByField | None) -> Any:
    return record if texts is None else with_texts(record, texts)


def _loaded(data: BinaryIO) -> tuple[Any, str]:
    """What a file holds, and its source. Raises InputError."""
    from cleanse.decoding.decode import decode

    source = decode(data.read()).text
    try:
        values = json.loads(source)
    except RecursionError:
        raise InputError("nested too deeply to be read; leave it out, or make it flatter") from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}; one record a line belongs into a .jsonl file") from None
    if not isinstance(values, list | dict):
        raise InputError("holds neither a list of records nor one record")
    return values, source
