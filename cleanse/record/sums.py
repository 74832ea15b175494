"""SHA-256 of what went into a run and of what it left, as `sha256sum` writes and checks them.

`OUT/.cleanse/sha256sums.txt` names the files of the output folder: `sha256sum -c .cleanse/sha256sums.txt` in it checks
them all. `OUT/.cleanse/inputs.sha256` names the inputs, as `restore` puts them back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cleanse.formats import files

SUMS = "sha256sums.txt"
INPUTS = "inputs.sha256"
_CHUNK = 1 << 20


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_inputs(home: Path, inputs: Iterable[tuple[str, str]]) -> None:
    """Note the SHA-256 of each input, given as (name, digest)."""
    lines = "".join(line(digest, name) for name, digest in inputs)
    files.write(home / INPUTS, lines.encode("utf-8", "surrogateescape"))


def write_outputs(out: Path, home: Path, outputs: Iterable[str]) -> None:
    """Note the SHA-256 of each output and of each piece of the record, by its name in the output folder."""
    work = home / "work"  # there only if it could not be removed; no part of the record
    whole = (path for path in sorted(home.rglob("*")) if not path.is_relative_to(work))
    record = [path for path in whole if path.is_file() and path.name not in (SUMS, "lock")]
    names = [*sorted(set(outputs)), *(f".cleanse/{path.relative_to(home).as_posix()}" for path in record)]
    lines = "".join(line(sha256(out / name), name) for name in names)
    files.write(home / SUMS, lines.encode("utf-8", "surrogateescape"))


def line(digest: str, name: str) -> str:
    """One line of such a file. A name with a line break or a backslash is escaped, and the line says so first.

    >>> line("ab12", "a/b.txt"), line("ab12", "a\\\\b")
    ('ab12  a/b.txt\\n', '\\\\ab12  a\\\\\\\\b\\n')
    """
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def read(path: Path) -> dict[str, str]:
    """The SHA-256 by name. Raises OSError, or ValueError where a line is none of `line`."""
    digests = {}
    *lines, rest = path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
    if rest:
        raise ValueError("does not end with a line break; it is not whole")
    for number, text in enumerate(lines, 1):
        is_escaped = text.startswith("\\")
        digest, separator, name = text.removeprefix("\\").partition("  ")
        if not separator or len(digest) != 64 or not name:
            raise ValueError(f"line {number} is not as a run wrote it")
        digests[_unescaped(name) if is_escaped else name] = digest
    return digests


def _unescaped(name: str) -> str:
    parts = name.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\r", "\r") for part in parts)
