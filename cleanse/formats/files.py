"""The bytes of files in and out, whole or not at all, and compression around any of them."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from cleanse.formats import limits, names, packing
from cleanse.formats.errors import InputError
from cleanse.formats.kinds import kind_of

FSYNC = "CLEANSE_FSYNC"
"""The variable of the environment by which every file is forced onto the disk. Worker processes have it too."""
BUFFER = 1 << 18  # bytes read or written at once where many small pieces follow each other


@contextmanager
def reading(path: Path, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
    """A file's bytes, from `start` up to `end`; of an archive, all that is in it. Raises InputError, at once or never.

    An archive is read to its end before any of it is used, so that a broken one gives nothing.
    """
    kind = kind_of(path.name)
    if not kind.packing and (kind.format.splits_at_lines or not kind.format.holds_records):
        yield io.BytesIO(part(path, start, end))
        return
    try:
        file = opened(path)
    except OSError as error:
        raise _unreadable(error) from None
    with file:
        if not kind.packing:
            yield file
            return
        try:
            size, packed = 0, path.stat().st_size
            while chunk := file.read(1 << 20):
                size += len(chunk)
                limits.check_unpacked(size, packed, kind.format.holds_records)
        except packing.errors() as error:
            raise _broken(error, kind.packing) from None
    with opened(path) as file:  # not every stream can be wound back
        yield file


@contextmanager
def looking(path: Path) -> Iterator[BinaryIO]:
    """A file's bytes, unpacked, for who wants only some of them. Raises InputError, of a broken one where it breaks."""
    packed_as = kind_of(path.name).packing
    failing = packing.errors() if packed_as else (OSError,)
    try:
        with opened(path) as file:
            yield file
    except failing as error:
        raise _broken(error, packed_as) from None


def _broken(error: Exception, packing_of_file: str) -> InputError:
    if isinstance(error, InputError):
        return error
    if isinstance(error, OSError) and (error.errno or not packing_of_file):
        return _unreadable(error)
    what = packing.NAMES[packing_of_file]
    return InputError(f"broken {what}: {plainly(error)}; fetch the file again, or unpack what is left of it")


def part(path: Path, start: int = 0, end: int | None = None) -> bytes:
    """The bytes of a file as they are, from `start` up to `end`. Raises InputError."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size if end is None else end
            limits.check_document(size - start)
            file.seek(start)
            data = file.read(-1 if end is None else end - start)
    except OSError as error:
        raise _unreadable(error) from None
    if end is not None and len(data) < end - start:
        raise InputError(f"is {end - start - len(data):,} bytes shorter than when the run began; run it again")
    return data


def _unreadable(error: OSError) -> InputError:
    return InputError(f"cannot be read: {plainly(error)}")


def opened(path: Path) -> BinaryIO:
    """A file to read, unpacked on the way where its name says that it is compressed."""
    packed_as = kind_of(path.name).packing
    return packing.unpacking(path, packed_as) if packed_as else path.open("rb", BUFFER)


def copy(path: Path, to: Path) -> None:
    """Copy a file, whole or not at all. Raises InputError where it cannot be read."""
    try:
        source = path.open("rb")
    except OSError as error:
        raise _unreadable(error) from None
    with source, writing(to) as target:
        shutil.copyfileobj(source, target, BUFFER)


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path, packed_as: str = "") -> Iterator[IO[bytes]]:
    """A file to be written that appears at `path` once it is whole, and never if something fails.

    What is there keeps its permissions, and a link stays a link. `packed_as` is the ending of a compressed file. Where
    the environment asks for it (`FSYNC`), the file is on the disk before it has its name, and its name at the end.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=names.part_prefix(path), suffix=names.PART)
    try:
        with os.fdopen(handle, "wb", BUFFER) as file:
            if packed_as:
                with packing.packed(file, packed_as) as stream:
                    yield stream
            else:
                yield file
        force(Path(part))
        os.chmod(part, mode)
        os.replace(part, path)
        force(path.parent)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def force(*paths: Path) -> None:
    """Force files onto the disk, and of folders the names in them, where the environment asks for it (`FSYNC`)."""
    if os.environ.get(FSYNC, "0") == "0":
        return
    for path in paths:
        if path.is_dir() and sys.platform == "win32":  # where a folder cannot be opened
            continue
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def plainly(error: BaseException) -> str:
    """What an error says, in the middle of a sentence."""
    text = getattr(error, "strerror", None) or str(error)
    return text[:1].lower() + text[1:]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
