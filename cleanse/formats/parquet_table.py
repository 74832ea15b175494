"""Parquet: row groups are read and written one after the other; all columns but the text go through as they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any, BinaryIO

from cleanse.formats.errors import InputError
from cleanse.formats.fields import Fields
from cleanse.formats.tables import Row, Texts

_ROWS = 1024  # rows in memory at once where a row group has more
_KNOWN = ("source", "site", "url", "language", "lang")  # columns that say where a text is from, and its language


_BROKEN = object()


class Parquet:
    """A column of texts; its schema and what is said in its metadata stay."""

    suffixes = (".parquet", ".pq")
    noun = "a Parquet file"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        file = _opened(data)
        names = file.schema_arrow.names
        wanted = [name for name in dict.fromkeys((*fields.text, fields.id, *_KNOWN)) if name in names]
        if not any(name in names for name in fields.text):
            asked = " or ".join(map(repr, fields.text))
            raise InputError(f"no column {asked} (it has {', '.join(names)}); name yours with --text-field")
        number = 0
        for group in range(file.num_row_groups):
            first, number = number + 1, number + file.metadata.row_group(group).num_rows
            try:
                table = file.read_row_group(group)  # all columns: what cannot be copied is not cleaned
                yield from _rows(table.select(wanted), first)
            except (OSError, ValueError, NotImplementedError) as error:
                yield Row(first, {}, _broken(error, group, file, number - first), is_lost=True)

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        file = _opened(data)
        schema = file.schema_arrow
        columns = [name for name in fields.text if name in schema.names]
        number, (wanted, texts_of_row) = 0, next(texts, (0, None))
        with parquet.ParquetWriter(target, schema, compression=_codecs(file)) as writer:
            for group in range(file.num_row_groups):
                last = number + file.metadata.row_group(group).num_rows
                if not number < wanted <= last:
                    number = last  # none of its rows is in the copy; perhaps it cannot be read
                    continue
                table = file.read_row_group(group)
                rows: list[int] = []
                new: dict[str, list[Any]] = {name: [] for name in columns}
                for row in range(table.num_rows):
                    number += 1
                    if number == wanted:
                        rows.append(row)
                        for name, values in new.items():
                            new_text = texts_of_row.get(name) if texts_of_row else None
                            values.append(table.column(name)[row].as_py() if new_text is None else new_text)
                        wanted, texts_of_row = next(texts, (0, None))
                kept = pa.concat_tables([table.slice(start, length) for start, length in _stretches(rows)])
                for name, values in new.items():
                    place = schema.get_field_index(name)
                    kept = kept.set_column(place, schema.field(place), pa.array(values, schema.field(place).type))
                writer.write_table(kept)


def _opened(data: BinaryIO) -> Any:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise InputError("Parquet needs an extra: pip install 'cleanse-news[parquet]'") from None
    try:
        return parquet.ParquetFile(data)
    except (OSError, ValueError, ArrowException) as error:
        raise InputError(f"not a Parquet file: {str(error).splitlines()[0]}") from None


def _rows(table: Any, first: int) -> Iterator[Row]:
    """The rows of a row group, numbered from `first`."""
    number = first
    for batch in table.to_batches(_ROWS):
        for values in zip(*map(_values, batch.columns), strict=True):
            row = Row(number, dict(zip(table.column_names, values, strict=True)))
            yield Row(number, {}, "holds bytes that are no UTF-8", is_lost=True) if _BROKEN in values else row
            number += 1


def _values(column: Any) -> list[Any]:
    """The values of a column, `_BROKEN` for each string that is none."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(value) for value in column]


def _value(value: Any) -> Any:
    try:
        return value.as_py()
    except UnicodeDecodeError:
        return _BROKEN


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """Rows in order as (start, length) of stretches without a gap: slices, unlike single rows, work for all types.

    >>> _stretches([0, 1, 2, 5, 6])
    [(0, 3), (5, 2)]
    """
    groups = [list(group) for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0])]
    return [(group[0][1], len(group)) for group in groups]


def _broken(error: Exception, group: int, file: Any, more: int) -> str:
    what = str(error).splitlines()[0]
    return f"row group {group + 1} of {file.num_row_groups} cannot be read ({more + 1} rows): {what}"


def _codecs(file: Any) -> str | dict[str, str]:
    """How each column is compressed, in the words of a writer."""
    if not file.num_row_groups:
        return "SNAPPY"
    group = file.metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    return {c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns}
