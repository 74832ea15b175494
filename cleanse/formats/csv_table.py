"""CSV and TSV: records with the dialect they came in; a record whose text stays is written as it was."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from cleanse.formats.errors import InputError
from cleanse.formats.fields import Fields
from cleanse.formats.tables import Row, Texts

_HEAD = 1 << 16  # bytes that show the encoding and the dialect
_ESCAPED = re.compile("[\udc80-\udcff]")  # bytes that are no text in the file's encoding


class Csv:
    """Comma-separated values with a row of names. That row tells the separator: a comma, semicolon, tab or bar."""

    suffixes: tuple[str, ...] = (".csv",)
    noun = "a CSV file"
    separators = ",;\t|"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        reader = _Reader(data, self.separators)
        names = reader.names
        for number, (values, _) in enumerate(reader, 1):
            problem = ""
            if len(values) != len(names):
                problem = f"has {len(values)} fields where the first row names {len(names)}"
            yield Row(number, dict(zip(names, values, strict=False)), problem)

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        reader = _Reader(data, self.separators)
        places, delimiter = {name: _last(name, reader.names) for name in fields.text}, reader.dialect.delimiter
        out = io.TextIOWrapper(target, "utf-8", "surrogatepass", newline="")
        out.write("\ufeff" * reader.has_mark + reader.head)
        writer = csv.writer(out, reader.dialect, quoting=csv.QUOTE_ALL if reader.quotes_all else csv.QUOTE_MINIMAL)
        wanted, new = next(texts, (0, None))
        for number, (values, source) in enumerate(reader, 1):
            if number != wanted:
                continue
            changed = {places[name]: text for name, text in (new or {}).items() if values[places[name]] != text}
            if not changed:
                out.write(source)
            elif len(written := _split(source, delimiter)) == len(values):
                fields_out = [
                    _quoted(changed[n], before, delimiter) if n in changed else before
                    for n, before in enumerate(written)
                ]
                out.write(delimiter.join(fields_out) + source[len(source.rstrip("\r\n")) :])
            else:
                writer.writerow([changed.get(n, value) for n, value in enumerate(values)])
            wanted, new = next(texts, (0, None))
        out.detach()  # flushes, and leaves the file open


class Tsv(Csv):
    """The same with tabs, whatever else is in the row of names."""

    suffixes = (".tsv", ".tab")
    noun = "a TSV file"
    separators = "\t"


class _Reader:
    """The rows of a file after the first, each with its source; `names` are the first's, `head` is its source."""

    def __init__(self, data: BinaryIO, separators: str) -> None:
        from cleanse.decoding.decode import decode

        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # of the whole process; the default cuts articles off
        start = data.tell()
        head = data.read(_HEAD)
        data.seek(start)
        decoded = decode(head[: head.rfind(b"\n") + 1] or head)
        self.has_mark = decoded.encoding == "utf-8-sig"
        self._encoding = decoded.encoding
        self._text = io.TextIOWrapper(data, decoded.encoding, "surrogateescape", newline="")
        self.dialect = _dialect(decoded.text, separators)
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
        from cleanse.decoding.decode import decode

        for line in self._text:
            if _ESCAPED.search(line):  # in another encoding than the beginning of the file
                line = decode(line.encode(self._encoding, "surrogateescape")).text
            self._source.append(line)
            yield line


def _last(name: str, names: list[str]) -> int:
    """The place of a column, of several of one name the last: -1 where there is none."""
    return max((place for place, other in enumerate(names) if other == name), default=-1)


def _unquoted(line: str) -> str:
    """What of a line is in no quotes."""
    return re.sub('"[^"]*"', "", line)


def _split(source: str, delimiter: str) -> list[str]:
    """The fields of a row as they are written, quotes and all.

    >>> _split('1,"a ""b"", c",d', ",")
    ['1', '"a ""b"", c"', 'd']
    """
    mark = re.escape(delimiter)
    field = re.compile(f"""((?:"[^"]*(?:""[^"]*)*")?[^{mark}\r\n]*)({mark}|[\r\n]*\\Z)""")
    fields, at = [], 0
    while match := field.match(source, at):
        fields.append(match[1])
        at = match.end()
        if match[2] != delimiter:
            return fields if at == len(source) else []
    return []


def _quoted(text: str, before: str, delimiter: str) -> str:
    """A field with this text, in quotes where it was or has to be."""
    if before.startswith('"') or any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _dialect(head: str, separators: str) -> Any:
    """Excel's dialect with the separator and the line ends of this file."""
    first = head.split("\n", 1)[0]
    delimiter = max(separators, key=_unquoted(first).count)
    ends = "\r\n" if first.endswith("\r") else "\n"
    return type("Sniffed", (csv.excel,), {"delimiter": delimiter, "lineterminator": ends})
