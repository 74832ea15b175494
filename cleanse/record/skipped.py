"""What a run did not read, as a file of its record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cleanse.formats import dump, files
from cleanse.formats.inputs import Skipped

SKIPPED = "skipped.jsonl"


def write_skipped(home: Path, skipped: Iterable[Skipped]) -> None:
    """Write a row `{"path": …, "reason": …}` for each file that was not read; an empty file where all were."""
    lines = [dump({"path": item.path.as_posix(), "reason": item.reason}) + "\n" for item in skipped]
    files.write(home / SKIPPED, "".join(lines).encode())
