"""What the ending of a file's name means. It is asked here, once, by all that read or write files."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from cleanse.formats.csv_table import Csv, Tsv
from cleanse.formats.json_table import Json
from cleanse.formats.jsonl import Jsonl
from cleanse.formats.packing import packing_of
from cleanse.formats.page import SERVER_ENDINGS, Page
from cleanse.formats.parquet_table import Parquet
from cleanse.formats.plain import Plain
from cleanse.formats.protocol import Format
from cleanse.formats.tables import Table
from cleanse.formats.unsupported import PROGRAM_NAMES, UNSUPPORTED
from cleanse.formats.warc import Warc

PLAIN, PAGE, JSONL, JSON = Plain(), Page(), Jsonl(), Table(Json())
FORMATS: tuple[Format, ...] = (PLAIN, PAGE, JSONL, JSON, Table(Csv()), Table(Tsv()), Table(Parquet()), Warc())

_BY_SUFFIX = {suffix: format for format in FORMATS for suffix in format.suffixes}
_COPY = re.compile(r"\.\d{1,4}\Z")  # `page.html.1`: a downloader had to use the name twice
_ENDING = re.compile(r"\.[a-z][a-z0-9_+~-]{0,11}\Z")  # what follows a dot in a date or a sentence is no ending


class Kind(NamedTuple):
    """What a name says of its file.

    `packing` is the ending of a file that is compressed. `refusal` says why no file of that ending is read. Where the
    name does not say whether the file is one to read, it is the content that must (`by_content`).
    """

    ending: str
    format: Format
    packing: str = ""
    refusal: str = ""
    by_content: bool = False

    @property
    def keeps_original(self) -> bool:
        """Whether the file itself is kept: packing it again need not give the same bytes."""
        return bool(self.packing) or self.format.keeps_original

    @property
    def is_page(self) -> bool:
        """Whether such a file is a web page, if it is read at all."""
        return self.format is PAGE


@lru_cache(4096)
def kind_of(name: str) -> Kind:
    """The kind of a file of this name.

    >>> [(kind.ending, kind.packing, kind.by_content) for kind in map(kind_of, ("a.TXT", "b.html.1.gz", "c", "d.2024"))]
    [('.txt', '', False), ('.html.gz', '.gz', False), ('', '', True), ('', '', True)]
    >>> kind_of("table.xlsx").refusal
    '.xlsx is not supported: write its texts to a .jsonl file, one record a line'
    """
    lower = PurePosixPath(name).name.lower()
    packing = packing_of(lower)
    stem = _COPY.sub("", lower.removesuffix(packing))
    suffix = PurePosixPath(stem).suffix
    ending = suffix + packing
    if suffix in _BY_SUFFIX:
        by_content = suffix in SERVER_ENDINGS or _BY_SUFFIX[suffix] is JSON
        return Kind(ending, _BY_SUFFIX[suffix], packing, by_content=by_content)
    if suffix in UNSUPPORTED:
        return Kind(ending, PLAIN, packing, refusal=f"{ending} is not supported: {UNSUPPORTED[suffix]}")
    if stem in PROGRAM_NAMES:
        return Kind("", PLAIN, packing, refusal="not supported: a file of this name belongs to a program")
    if not _ENDING.search(suffix):
        ending = packing
    return Kind(ending, PLAIN, packing, by_content=True)


def output_name(name: str) -> str:
    """What the output of an input of this name is called, if no other input is in the way.

    >>> [output_name(name) for name in ("a/b.txt", "a/b.html", "c.jsonl.gz", "d.txt.gz")]
    ['a/b.txt', 'a/b.html.txt', 'c.jsonl.gz', 'd.txt.gz.txt']
    """
    return kind_of(name).format.output_name(name)
