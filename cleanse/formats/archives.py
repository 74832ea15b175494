"""Archives of many files, read as folders: `.zip`, and `.tar` in any compression."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from tarfile import InvalidHeaderError, ReadError, TruncatedHeaderError  # type: ignore[attr-defined]
from typing import IO, NamedTuple, Self

from cleanse.formats import names, packing
from cleanse.formats.errors import InputError

_ENDING = re.compile(r"\.(?:zip|tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|txz)\Z", re.IGNORECASE)
_SHORT = {".tgz": packing.GZIP, ".tbz": packing.BZIP2, ".tbz2": packing.BZIP2, ".txz": packing.XZ}
_BROKEN_HEADERS: tuple[type[Exception], ...] = (TruncatedHeaderError, InvalidHeaderError)
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
_NAMES = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL, errno.EILSEQ)
_BUFFER = 1 << 18


class NotRead(NamedTuple):
    """A member that is not read, and why; `failed` where it should have been."""

    name: str
    reason: str
    failed: bool = True


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive of files.

    >>> [is_archive(name) for name in ("a.zip", "b.TAR.gz", "c.tgz", "d.gz", "tar")]
    [True, True, True, False, False]
    """
    return bool(_ENDING.search(name))


class _Header(tarfile.TarInfo):
    """The head of a member; a broken one is an error, where tarfile takes it for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _BROKEN_HEADERS as error:
            raise ReadError(f"{error} at byte {tarfile.offset:,}") from None


def unpack(path: Path, folder: Path, time: int) -> list[NotRead]:
    """Write the files of an archive below `folder`, which is made; what of it is not there then.

    Nothing is written elsewhere, whatever the names say. All files get that `time` (ns since the epoch), so that the
    same archive always gives the same files. Raises InputError where the archive as a whole cannot be read: it gives
    nothing then.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    left: list[NotRead] = []
    try:
        for name, reason, file in _members(path):
            if not names.is_below(name):
                left.append(NotRead(name, "its name leads out of the archive; it is not read"))
            elif reason:
                left.append(NotRead(name, reason, failed=not reason.startswith("is ")))
            elif file is not None and (problem := _write(file, folder / name, time)):
                left.append(NotRead(name, problem))
    except _errors() as error:
        if isinstance(error, OSError) and error.errno:
            raise  # it is the disk that fails, not the archive
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, InputError):
            raise
        raise InputError(f"broken archive: {error}; fetch it again, or unpack what is left of it") from None
    return left


def _errors() -> tuple[type[Exception], ...]:
    return (*_BROKEN, *packing.errors())


def _write(file: IO[bytes], place: Path, time: int) -> str:
    """Write one file; why that cannot be done, if so. What an earlier member of that name held is gone."""
    again = place.is_file()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        target = place.open("wb")
    except OSError as error:
        if error.errno not in _NAMES:
            raise
        return f"no file can have this name: {error.strerror}"
    with target, file:
        try:
            shutil.copyfileobj(file, target, _BUFFER)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:  # of this member: others can be read
            place.unlink()
            return f"broken: {error}"
    os.utime(place, ns=(time, time))
    return "is in the archive more than once; the last one is read" if again else ""


def _members(path: Path) -> Iterator[tuple[str, str, IO[bytes] | None]]:
    """(name, why it is not read, its bytes) of each file of an archive, in its order. Folders are left out."""
    if path.name.lower().endswith(".zip"):
        yield from _of_zip(path)
        return
    how = _SHORT.get(path.suffix.lower(), packing.packing_of(path.name.lower()))
    stream = packing.unpacking(path, how) if how else path.open("rb")
    with stream, tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isfile():
                yield name, "", archive.extractfile(member)
            elif not member.isdir():
                yield name, "is a link, or no file", None


def _of_zip(path: Path) -> Iterator[tuple[str, str, IO[bytes] | None]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                yield member.filename, "is a link, or no file", None
            elif member.flag_bits & 1:
                yield member.filename, "needs a password", None
            else:
                try:
                    file = archive.open(member)
                except (NotImplementedError, zipfile.BadZipFile) as error:
                    yield member.filename, f"broken: {error}", None
                else:
                    yield member.filename, "", file
