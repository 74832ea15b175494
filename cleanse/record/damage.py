"""Records that are damaged: what reading one may raise, and which file of it is to blame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanse.formats import files, names
from cleanse.record import sums

DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What making a document again may raise where its line, or its output, is not as the run wrote it."""
_MADE_ANEW = ".cleanse/report.html"


class RunReadError(ValueError):
    """A folder that no run wrote, or that has no such document; the message says which."""


@contextmanager
def blaming(*folders: Path) -> Iterator[None]:
    """Within, what a file that is not as the run wrote it explains is a RunReadError that names the file.

    Nothing is looked at unless something fails. An error that the files of these output folders do not explain is
    raised as it is.
    """
    try:
        yield
    except (RunReadError, OSError):  # which name a file themselves, or are of what is written
        raise
    except DAMAGE:
        for folder in folders:
            if (name := _changed(folder)) is not None:
                tell = "`cleanse verify` tells what else is damaged"
                raise RunReadError(f"{folder / name}: is not what the run wrote; {tell}") from None
        raise


def _changed(out: Path) -> str | None:
    """The first file whose SHA-256 is not the one that the run noted; None where it noted none, or all are right."""
    noted = f".cleanse/{sums.SUMS}"
    try:
        digests = sums.read(out / noted)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return noted
    for name, digest in digests.items():
        try:
            if name != _MADE_ANEW and sums.sha256(names.inside(out, name, out / noted)) != digest:
                return name
        except (OSError, names.OutsideError):
            return name
    return None


def as_said(error: Exception) -> str:
    """What an error says of damage, in the middle of a line.

    >>> as_said(KeyError("text")), as_said(ValueError("the checksum differs"))
    ("it has no 'text'", 'the checksum differs')
    """
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return files.plainly(error) if isinstance(error, OSError) else " ".join(str(error).split())
