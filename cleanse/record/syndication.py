"""`.cleanse/syndication.jsonl`: groups of stories with one source, a line each, for analysis and for the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SYNDICATION = "syndication.jsonl"


def read(home: Path) -> Iterator[dict[str, Any]]:
    """The groups that a run found, in the order of their sources; none where none were looked for."""
    path = home / SYNDICATION
    if path.exists():
        with path.open(encoding="utf-8", errors="surrogatepass") as lines:
            yield from map(json.loads, lines)
