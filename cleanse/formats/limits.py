"""How large one document may be, and how much a compressed file may unpack to: generous, and the same on every machine.

What is beyond a limit fails by itself, named, before it is in memory. Records are not limited in number: a file of them
is read as a stream.
"""

from __future__ import annotations

from cleanse.formats.errors import InputError

DOCUMENT = 1 << 30
"""Bytes of one document, unpacked: a text, a page, or a line of JSON. Cleaning one takes some ten times as much."""
RATIO = 2000
"""Bytes that one byte of a compressed file may unpack to. Text compresses by less than 100; gzip can do 1,032."""
SMALL = 64 << 20
"""Bytes up to which the ratio does not matter: an empty page in a large tar archive is no bomb."""


def check_document(size: int, what: str = "is") -> None:
    """Raises InputError where a document of so many bytes is too large."""
    if size > DOCUMENT:
        raise InputError(
            f"{what} larger than {in_words(DOCUMENT)}, the most that one document may be; cut it into parts"
        )


def check_unpacked(size: int, packed: int, holds_records: bool) -> None:
    """Raises InputError where what a compressed file of `packed` bytes has unpacked to so far is too much."""
    if not holds_records:
        check_document(size, "unpacks to a text")
    if size > SMALL and size > RATIO * packed:
        raise InputError(
            f"unpacks to more than {RATIO:,} times its size, as a bomb does; if it is none, unpack it first"
        )


def in_words(size: int) -> str:
    """A number of bytes as a person says it.

    >>> in_words(1 << 30), in_words(3 << 20)
    ('1 GiB', '3 MiB')
    """
    return f"{size >> 30} GiB" if size >= 1 << 30 else f"{size >> 20} MiB"
