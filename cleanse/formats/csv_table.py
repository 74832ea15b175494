"""CSV and TSV: records with the dialect they came in; a record whose text stays is written as it was."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from cleanse.formats.errors import InputError
from cleanse.formats.fields import NO_QUOTE, Fields
from cleanse.formats.tables import Row, Texts

_HEAD = 1 << 16  # bytes that show the encoding and the dialect
_ESCAPED = re.compile("[\udc80-\udcff]")  # bytes that are no text in the file's encoding


class Csv:
    """Comma-separated values with a row of names. Untold, that row shows the separator: `,`, `;`, a tab or `|`."""

    suffixes: tuple[str, ...] = (".csv",)
    noun = "a CSV file"
    separators = ",;\t|"

    def rows(self, data: BinaryIO, fields: Fields) -> Iterator[Row]:
        reader = _Reader(data, self._separators(fields), fields.quote)
        names = reader.names
        for number, (values, _) in enumerate(reader, 1):
            problem = ""
            if len(values) != len(names):
                problem = f"has {len(values)} fields where the first row names {len(names)}"
            yield Row(number, dict(zip(names, values, strict=False)), problem, unwritable=reader.unwritable)

    def _separators(self, fields: Fields) -> str:
        return fields.delimiter or self.separators

    def copy(self, data: BinaryIO, texts: Texts, target: IO[bytes], fields: Fields) -> None:
        reader = _Reader(data, self._separators(fields), fields.quote)
        places, delimiter = {name: _last(name, reader.names) for name in fields.text}, reader.dialect.delimiter
        out = io.TextIOWrapper(target, "utf-8", "surrogatepass", newline="")
        out.write("\ufeff" * reader.has_mark + reader.head)
        quote = reader.quote
        writer = csv.writer(out, reader.dialect)
        wanted, new = next(texts, (0, None))
        for number, (values, source) in enumerate(reader, 1):
            if number != wanted:
                continue
            changed = {places[name]: text for name, text in (new or {}).items() if values[places[name]] != text}
            if not changed:
                out.write(source)
            elif len(written := _split(source, delimiter, quote)) == len(values):
                fields_out = [
                    _quoted(changed[n], before, delimiter, quote) if n in changed else before
                    for n, before in enumerate(written)
                ]
                out.write(delimiter.join(fields_out) + source[len(source.rstrip("\r\n")) :])
            else:
                writer.writerow([changed.get(n, value) for n, value in enumerate(values)])
            wanted, new = next(texts, (0, None))
        out.detach()  # flushes, and leaves the file open


class Tsv(Csv):
    """The same with tabs, whatever else is in the row of names, and whatever is told of CSV."""

    suffixes = (".tsv", ".tab")
    noun = "a TSV file"
    separators = "\t"

    def _separators(self, fields: Fields) -> str:
        return self.separators


class _Reader:
    """The rows of a file after the first, each with its source; `names` are the first's, `head` is its source."""

    def __init__(self, data: BinaryIO, separators: str, quote: str | None) -> None:
        from cleanse.decoding.decode import decode

        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # of the whole process; the default cuts articles off
        start = data.tell()
        head = data.read(_HEAD)
        data.seek(start)
        decoded = decode(head[: head.rfind(b"\n") + 1] or head)
        self.has_mark = decoded.encoding == "utf-8-sig"
        self._encoding = decoded.encoding
        self._text = io.TextIOWrapper(data, decoded.encoding, "surrogateescape", newline="")
        self.quote = "" if quote == NO_QUOTE else quote or '"'
        self.dialect = _dialect(decoded.text, separators, self.quote)
        self.unwritable = "" if self.quote else f"{self.dialect.delimiter}\r\n"
        self._source: list[str] = []
        self._rows = csv.reader(self._lines(), self.dialect)
        self.names = self._next() or []
        self.head = "".join(self._source)
        if self.quote and self.head.startswith(self.quote):
            self.dialect.quoting = csv.QUOTE_ALL

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
        except UnicodeError:  # of UTF-16: other encodings have escapes for what they cannot read
            raise InputError(f"not valid {self._encoding} all through; write the file as UTF-8") from None

    def _lines(self) -> Iterator[str]:
        from cleanse.decoding.decode import decode

        for line in self._text:
            if _ESCAPED.search(line):  # in another encoding than the beginning of the file
                data = line.encode(self._encoding, "surrogateescape")
                text = decode(data).text
                # one that would lose its line break is no line of UTF-16, but a line with noise in it
                line = text if text.endswith(line[-1:]) else data.decode(self._encoding, "replace")
            self._source.append(line)
            yield line


def _last(name: str, names: list[str]) -> int:
    """The place of a column, of several of one name the last: -1 where there is none."""
    return max((place for place, other in enumerate(names) if other == name), default=-1)


def _unquoted(line: str, quote: str) -> str:
    """What of a line is in no quotes."""
    q = re.escape(quote)
    return re.sub(f"{q}[^{q}]*{q}", "", line) if quote else line


def _split(source: str, delimiter: str, quote: str) -> list[str]:
    """The fields of a row as they are written, quotes and all; `quote` is empty where there are none.

    >>> _split('1,"a ""b"", c",d', ",", '"')
    ['1', '"a ""b"", c"', 'd']
    """
    mark, q = re.escape(delimiter), re.escape(quote)
    quoted = f"(?:{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q})?" if quote else ""
    field = re.compile(f"""({quoted}[^{mark}\r\n]*)({mark}|[\r\n]*\\Z)""")
    fields, at = [], 0
    while match := field.match(source, at):
        fields.append(match[1])
        at = match.end()
        if match[2] != delimiter:
            return fields if at == len(source) else []
    return []


def _quoted(text: str, before: str, delimiter: str, quote: str) -> str:
    """A field with this text, in quotes where it was or has to be, and where there are quotes at all."""
    if quote and (before.startswith(quote) or any(mark in text for mark in (delimiter, quote, "\n", "\r"))):
        return quote + text.replace(quote, quote * 2) + quote
    return text


def _dialect(head: str, separators: str, quote: str) -> Any:
    """Excel's dialect with the separator, the quotes and the line ends of this file."""
    first = head.split("\n", 1)[0]
    marks: dict[str, Any] = {
        "delimiter": max(separators, key=_unquoted(first, quote).count),
        "lineterminator": "\r\n" if first.endswith("\r") else "\n",
    }
    quotes: dict[str, Any] = {"quotechar": quote} if quote else {"quotechar": None, "quoting": csv.QUOTE_NONE}
    return type("Told", (csv.excel,), marks | quotes)
