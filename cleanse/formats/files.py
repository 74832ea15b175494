"""The bytes of files in and out, whole or not at all, and gzip around any of them."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from cleanse.formats import names
from cleanse.formats.kinds import kind_of
from cleanse.formats.protocol import InputError

BUFFER = 1 << 18  # bytes read or written at once where many small pieces follow each other


@contextmanager
def reading(path: Path, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
    """A file's bytes, from `start` up to `end`; of an archive, all that is in it. Raises InputError, at once or never.

    An archive is read to its end before any of it is used, so that a broken one gives nothing.
    """
    if not kind_of(path.name).packed:
        yield io.BytesIO(part(path, start, end))
        return
    try:
        file = opened(path)
    except OSError as error:
        raise _unreadable(error) from None
    with file:
        try:
            while file.read(1 << 20):
                pass
            file.seek(0)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(
                f"broken gzip: {plainly(error)}; fetch the file again, or unpack what is left of it"
            ) from None
        except OSError as error:
            raise _unreadable(error) from None
        yield file


def part(path: Path, start: int = 0, end: int | None = None) -> bytes:
    """The bytes of a file as they are, from `start` up to `end`. Raises InputError."""
    try:
        if start == 0 and end is None:
            return path.read_bytes()
        with path.open("rb") as file:
            file.seek(start)
            return file.read(-1 if end is None else end - start)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> InputError:
    return InputError(f"cannot be read: {plainly(error)}")


def opened(path: Path) -> BinaryIO:
    """A file to read, unpacked on the way where its name says that it is a gzip archive."""
    return cast(BinaryIO, gzip.open(path) if kind_of(path.name).packed else path.open("rb", BUFFER))


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path, packed: bool = False) -> Iterator[IO[bytes]]:
    """A file to be written that appears at `path` once it is whole, and never if something fails.

    What is there keeps its permissions, and a link stays a link. `packed` writes a gzip archive.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=names.part_prefix(path), suffix=names.PART)
    try:
        with os.fdopen(handle, "wb", BUFFER) as file:
            if packed:  # no time and no name in the archive: the same records always give the same file
                with gzip.GzipFile("", "wb", 6, file, 0) as archive:
                    yield cast(IO[bytes], archive)
            else:
                yield file
        os.chmod(part, mode)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def plainly(error: BaseException) -> str:
    """What an error says, in the middle of a sentence."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
