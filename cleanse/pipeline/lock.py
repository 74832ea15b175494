"""One run at a time in an output folder: two would remove each other's work."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

LOCK = "lock"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class BusyError(RuntimeError):
    """Another run is at work in the folder."""


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Within, no other process runs in that folder. Raises BusyError where one does already.

    The lock goes with its process, however that ends. Where the file system has no locks, nothing is held.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / LOCK
    with path.open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _TAKEN:
                raise BusyError from None
        if not _is_at(file, path):  # the run that held it has just ended, and another may have begun
            raise BusyError
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open
                path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock's, worker processes do not inherit it


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
