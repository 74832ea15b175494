"""What a run did not read, as a file of its record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleanse.formats import dump, files
from cleanse.formats.inputs import Skipped

SKIPPED = "skipped.jsonl"


def write_skipped(home: Path, skipped: Iterable[Skipped]) -> None:
    """Write a row `{"path": …, "reason": …}` for each file that was not read; an empty file where all were."""
    lines = [dump({"path": item.path.as_posix(), "reason": item.reason}) + "\n" for item in skipped]
    files.write(home / SKIPPED, "".join(lines).encode())


def read_skipped(home: Path) -> Iterator[dict[str, str]]:
    """The rows of that file; none where a record has no such file."""
    path = home / SKIPPED
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
