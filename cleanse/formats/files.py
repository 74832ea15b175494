"""Files: which are meant by a path, their bytes in and out."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from cleanse.formats import InputError, is_compressed, is_known, names

BUFFER = 1 << 18  # bytes read or written at once where many small pieces follow each other

_BROKEN = "broken gzip: {}; fetch the file again, or unpack what is left of it"


class Input(NamedTuple):
    """A file to read. `name` is its path as output and manifest give it: below the folder that was named."""

    path: Path
    name: str


class Skipped(NamedTuple):
    """What lies in a folder and is not read, and why. `failed` where it should have been: a folder that is locked."""

    path: Path
    reason: str
    failed: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" + ("" if self.failed else "; skipped")


def find(paths: Iterable[Path]) -> tuple[list[Input], list[Skipped]]:
    """The files meant by `paths`, by name: each file itself, and of a folder all of a known kind, hidden ones left out.

    Below a single folder names are relative to it; of several, each folder's own name comes first. Also, what lies in
    the folders and is no file, or cannot be opened. Raises InputError where a path itself is no file and no folder.
    """
    paths = list(dict.fromkeys(paths))
    inputs: dict[Path, Input] = {}
    skipped: dict[Path, Skipped] = {}
    for path in paths:
        refuse_special(path)
        if path.is_dir():
            prefix = "" if len(paths) == 1 else f"{path.resolve().name}/"
            for file in _walk(path):
                if isinstance(file, Skipped):
                    skipped.setdefault(file.path, file)
                else:
                    inputs.setdefault(file, Input(file, prefix + file.relative_to(path).as_posix()))
        else:
            inputs.setdefault(path, Input(path, path.name))
    return sorted(inputs.values(), key=lambda i: i.name), sorted(skipped.values())


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    locked: list[OSError] = []
    for parent, folders, inner in os.walk(folder, onerror=locked.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in inner:
            if name.startswith("."):
                continue
            if special := _special(os.path.join(parent, name)):
                yield Skipped(Path(parent, name), f"is {special}")
            elif is_known(name):
                yield Path(parent, name)
    for error in locked:
        yield Skipped(Path(error.filename), f"cannot be read: {plainly(error)}", failed=True)


_SPECIAL = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _special(path: str | Path) -> str:
    """What a path is that is no file and no folder: to read from it could take for ever. Empty for all else."""
    try:
        return _SPECIAL.get(stat.S_IFMT(os.stat(path).st_mode), "")
    except OSError:
        return ""  # reading it will say why


def refuse_special(path: Path) -> None:
    """Raises InputError where the path is a named pipe, a socket or a device."""
    if special := _special(path):
        raise InputError(f"{path}: is {special}, not a file; write what it gives to a file, or pipe it to '-'")


def read(path: Path) -> bytes:
    """The bytes of a file, unpacked where its name says it is compressed. Raises InputError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {plainly(error)}") from None
    return unpack(data) if is_compressed(path.name) else data


def unpack(data: bytes) -> bytes:
    """The content of a gzip archive. Raises InputError where it is broken."""
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        raise InputError(_BROKEN.format(plainly(error))) from None


def refuse_binary(data: bytes) -> None:
    """Raises InputError for an image, an archive, a program: bytes that are no text in any encoding."""
    from cleanse.decoding.binary import looks_binary

    if found := looks_binary(data):
        raise InputError(f"not a text: {found}; leave it out, or turn it into text first")


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def round_trips(text: str, encoding: str, data: bytes) -> bool:
    """Whether the text in that encoding is these very bytes."""
    try:
        return text.encode(encoding) == data
    except (UnicodeError, LookupError):
        return False


def opened(path: Path) -> IO[bytes]:
    """A file to read, unpacked on the way where its name says it is compressed."""
    return cast(IO[bytes], gzip.open(path)) if is_compressed(path.name) else path.open("rb", BUFFER)


def read_lines(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The lines of a file from byte `start` to byte `end`, each with its line break; of a compressed file, all of them.

    Raises InputError before the first line, never behind it: a broken archive is read to its end before it is used.
    """
    packed = is_compressed(path.name)
    try:
        with opened(path) as file:
            if packed:
                while file.read(1 << 20):
                    pass
            file.seek(start)
            for line in file:
                yield line
                start += len(line)
                if start >= end and not packed:
                    return
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(_BROKEN.format(plainly(error))) from None
    except OSError as error:
        raise InputError(f"cannot be read: {plainly(error)}") from None


def packed_lines(path: Path) -> IO[str]:
    """A gzip archive of text to write; without a time in it, so that the same text always gives the same bytes."""
    return io.TextIOWrapper(gzip.GzipFile(path, "wb", 4, mtime=0), "utf-8", newline="\n")


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
