"""Compression around a file of any format, by the ending of its name: gzip, bzip2, xz, Zstandard."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from cleanse.formats.errors import InputError

GZIP, BZIP2, XZ, ZSTD = ".gz", ".bz2", ".xz", ".zst"
PACKINGS = (GZIP, BZIP2, XZ, ZSTD)
NAMES = {GZIP: "gzip", BZIP2: "bzip2", XZ: "xz", ZSTD: "Zstandard"}
_LEVEL = 6


def packing_of(name: str) -> str:
    """The ending that says how a file is compressed; empty if none does.

    >>> packing_of("a.jsonl.zst"), packing_of("a.txt")
    ('.zst', '')
    """
    return next((packing for packing in PACKINGS if name.endswith(packing)), "")


def unpacking(path: Path, packing: str) -> BinaryIO:
    """What is in a compressed file, unpacked as it is read. Raises OSError, or InputError where an extra is missing."""
    if packing == ZSTD:
        reader = _zstd().ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True, closefd=True)
        return cast(BinaryIO, io.BufferedReader(reader, 1 << 18))
    if packing == GZIP:
        return cast(BinaryIO, gzip.open(path))
    return cast(BinaryIO, bz2.open(path) if packing == BZIP2 else lzma.open(path))


@contextmanager
def packed(file: IO[bytes], packing: str) -> Iterator[IO[bytes]]:
    """A stream whose bytes are compressed into `file`. The same bytes always give the same file."""
    if packing == GZIP:  # no time and no name in it
        with gzip.GzipFile("", "wb", _LEVEL, file, 0) as stream:
            yield cast(IO[bytes], stream)
    elif packing == ZSTD:
        with io.BufferedWriter(_zstd().ZstdCompressor().stream_writer(file, closefd=False), 1 << 18) as stream:
            yield cast(IO[bytes], stream)
    else:
        with bz2.open(file, "wb") if packing == BZIP2 else lzma.open(file, "wb") as stream:
            yield cast(IO[bytes], stream)


def errors() -> tuple[type[Exception], ...]:
    """What opening and reading a compressed file raises where it is broken, cannot be read or lacks its extra."""
    try:
        broken: tuple[type[Exception], ...] = (_zstd().ZstdError,)
    except InputError:
        broken = ()
    return (EOFError, OSError, InputError, zlib.error, lzma.LZMAError, *broken)


def _zstd() -> Any:
    try:
        import zstandard
    except ImportError:
        raise InputError("Zstandard needs an extra: pip install 'cleanse-news[zstd]'") from None
    return zstandard
