"""What kinds of files are read, how they are told apart, and what their output is called."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

TEXT = (".txt", ".md")
PAGE = (".html", ".htm")
RECORDS = (".jsonl",)
COMPRESSED = (".gz",)
ENDINGS = tuple(kind + packed for kind in (*TEXT, *PAGE, *RECORDS) for packed in ("", *COMPRESSED))


_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one for every call


class InputError(ValueError):
    """An input that cannot be read; the message says what was found and what to do, the caller names the file."""


@contextmanager
def one_document() -> Iterator[None]:
    """Within, a document that is too large or too deep for this machine fails as any input does: by an InputError."""
    try:
        yield
    except MemoryError:
        raise InputError("needs more memory than there is; leave it out, or cut it into parts") from None
    except RecursionError:
        raise InputError("nested too deeply to be worked on; leave it out, or make it flatter") from None


def is_known(name: str) -> bool:
    """Whether a file of this name is picked up from a folder."""
    return name.lower().endswith(ENDINGS)


def is_compressed(name: str) -> bool:
    return name.lower().endswith(COMPRESSED)


def is_page(name: str) -> bool:
    """Whether the name says that the file is a web page."""
    return _plain(name).endswith(PAGE)


def has_records(name: str) -> bool:
    """Whether the file holds one document a line instead of being one."""
    return _plain(name).endswith(RECORDS)


@lru_cache
def output_name(name: str) -> str:
    """Where the output of an input stands: record files and `.txt` keep their name, all else becomes a `.txt`.

    >>> [output_name(n) for n in ("a/b.txt", "a/b.html", "c.jsonl.gz", "d.txt.gz")]
    ['a/b.txt', 'a/b.html.txt', 'c.jsonl.gz', 'd.txt.gz.txt']
    """
    return name if has_records(name) or PurePosixPath(name.lower()).suffix == ".txt" else name + ".txt"


def dump(row: Any) -> str:
    """A row of JSON as people read it; escaped only where UTF-8 cannot hold it (half of a surrogate pair)."""
    return writable(_encode(row))


def writable(line: str) -> str:
    """A line of JSON as it is where UTF-8 can hold it, else escaped."""
    if not line.isascii():
        try:
            line.encode()
        except UnicodeEncodeError:
            return json.dumps(json.loads(line)) + line[len(line.rstrip("\n")) :]
    return line


def _plain(name: str) -> str:
    name = name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    return name
