"""Parquet: row groups are read and written one after the other; all columns but the text go through as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from cleanse.formats.protocol import Fields, InputError
from cleanse.formats.tables import Row, Texts

_ROWS = 1024  # rows in memory at once where a row group has more
_KNOWN = ("source", "site", "url", "language", "lang")  # columns that say where a text is from, and its language


class Parquet:
    """A column of texts; its schema and what is said in its metadata stay."""

    suffixes = (".parquet", ".pq")
    noun = "a Parquet file"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        file = _opened(data)
        names = file.schema_arrow.names
        wanted = [name for name in (fields.text, fields.id, *_KNOWN) if name in names]
        if fields.text not in wanted:
            raise InputError(f"no column {fields.text!r} (it has {', '.join(names)}); name yours with --text-field")
        number = 0
        for group in range(file.num_row_groups):
            try:
                for batch in file.iter_batches(_ROWS, [group], wanted):
                    columns = [column.to_pylist() for column in batch.columns]
                    for values in zip(*columns, strict=True):
                        number += 1
                        yield Row(number, dict(zip(wanted, values, strict=True)))
            except (OSError, ValueError) as error:
                raise InputError(f"row group {group + 1} of {file.num_row_groups} cannot be read: {error}") from None

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        file = _opened(data)
        schema = file.schema_arrow
        place = schema.get_field_index(fields.text)
        packing = file.metadata.row_group(0).column(0).compression if file.num_row_groups else "SNAPPY"
        number, (wanted, text) = 0, next(texts, (0, None))
        with parquet.ParquetWriter(target, schema, compression=_codec(packing)) as writer:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                rows, new = [], []
                for row in range(table.num_rows):
                    number += 1
                    if number == wanted:
                        rows.append(row)
                        new.append(table.column(place)[row].as_py() if text is None else text)
                        wanted, text = next(texts, (0, None))
                kept = table.take(pa.array(rows, pa.int64()))
                column = pa.array(new, schema.field(place).type)
                writer.write_table(kept.set_column(place, schema.field(place), column))


def _opened(data: BinaryIO) -> Any:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise InputError("Parquet needs an extra: pip install 'cleanse-news[parquet]'") from None
    try:
        return parquet.ParquetFile(data)
    except (OSError, ValueError, ArrowException) as error:
        raise InputError(f"not a Parquet file: {str(error).splitlines()[0]}") from None


def _codec(name: str) -> str:
    """What a writer calls a column's compression."""
    return "NONE" if name == "UNCOMPRESSED" else name
