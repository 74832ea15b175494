"""CSV and TSV: records with the dialect they came in; a record whose text stays is written as it was."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from cleanse.formats.protocol import Fields, InputError
from cleanse.formats.tables import Row, Texts

_HEAD = 1 << 16  # bytes that show the encoding and the dialect
_DELIMITERS = ",;\t|"


class Csv:
    """Comma-separated values with a row of names. The separator is told from the first rows, or by `.tsv`."""

    suffixes = (".csv", ".tsv", ".tab")
    noun = "a CSV file"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        reader = _Reader(data)
        names = reader.names
        for number, (values, _) in enumerate(reader, 1):
            problem = ""
            if len(values) != len(names):
                problem = f"has {len(values)} fields where the first row names {len(names)}"
            yield Row(number, dict(zip(names, values, strict=False)), problem)

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        reader = _Reader(data)
        place = reader.names.index(fields.text)
        out = io.TextIOWrapper(target, "utf-8", "surrogatepass", newline="")
        out.write("\ufeff" * reader.has_mark + reader.head)
        writer = csv.writer(out, reader.dialect, quoting=csv.QUOTE_ALL if reader.quotes_all else csv.QUOTE_MINIMAL)
        wanted, text = next(texts, (0, None))
        for number, (values, source) in enumerate(reader, 1):
            if number != wanted:
                continue
            if text is None or values[place] == text:
                out.write(source)
            else:
                writer.writerow([*values[:place], text, *values[place + 1 :]])
            wanted, text = next(texts, (0, None))
        out.detach()  # flushes, and leaves the file open


class _Reader:
    """The rows of a file after the first, each with its source; `names` are the first's, `head` is its source."""

    def __init__(self, data: BinaryIO) -> None:
        from cleanse.decoding.decode import decode

        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # of the whole process; the default cuts articles off
        start = data.tell()
        head = data.read(_HEAD)
        data.seek(start)
        decoded = decode(head[: head.rfind(b"\n") + 1] or head)
        self.has_mark = decoded.encoding == "utf-8-sig"
        # what is UTF-8 at first and not later on must not be read as what it is not: such rows fail, or are mended
        self._text = io.TextIOWrapper(data, decoded.encoding, "replace", newline="")
        self.dialect = _dialect(decoded.text)
        self._source: list[str] = []
        self._rows = csv.reader(self._lines(), self.dialect)
        self.names = self._next() or []
        self.head = "".join(self._source)
        self.quotes_all = self.head.startswith(self.dialect.quotechar or '"')

    def __iter__(self) -> Iterator[tuple[list[str], str]]:
        while True:
            self._source.clear()
            values = self._next()
            if values is None:
                return
            if values or any(line.strip() for line in self._source):
                yield values, "".join(self._source)

    def _next(self) -> list[str] | None:
        try:
            return next(self._rows, None)
        except csv.Error as error:
            raise InputError(f"not valid CSV: {error}") from None

    def _lines(self) -> Iterator[str]:
        for line in self._text:
            self._source.append(line)
            yield line


def _dialect(head: str) -> Any:
    """Excel's dialect with the separator and the line ends of this file."""
    first = head.split("\n", 1)[0]
    try:
        delimiter = csv.Sniffer().sniff(first, _DELIMITERS).delimiter
    except csv.Error:
        delimiter = max(_DELIMITERS, key=first.count)
    ends = "\r\n" if first.endswith("\r") else "\n"
    return type("Sniffed", (csv.excel,), {"delimiter": delimiter, "lineterminator": ends})
