"""Scraped news in, clean text out, with a record of every change."""

from __future__ import annotations

import logging
from os import PathLike
from typing import TYPE_CHECKING

from cleanse.cleaner import Cleaner, clean
from cleanse.decoding.decode import decode
from cleanse.frames import clean_batch, dedup, minhash
from cleanse.model import Change, Decoded, Document, Edit, Filter, Remark, Step
from cleanse.settings import ConfigError, SettingsKeywords
from cleanse.text.lines import Block
from cleanse.trace import Moved, Result, Trace, move
from cleanse.version import __version__

if TYPE_CHECKING:
    from cleanse.record.finished import FinishedRun

__all__ = [
    "Block",
    "Change",
    "Cleaner",
    "ConfigError",
    "Decoded",
    "Document",
    "Edit",
    "Filter",
    "Moved",
    "Remark",
    "Result",
    "SettingsKeywords",
    "Step",
    "Trace",
    "__version__",
    "clean",
    "clean_batch",
    "decode",
    "dedup",
    "minhash",
    "move",
    "open_run",
]

logging.getLogger("cleanse").addHandler(logging.NullHandler())  # where messages go is the program's own decision


def open_run(folder: str | PathLike[str]) -> FinishedRun:
    """What a finished run left in its output folder: documents with their traces and originals, and near-duplicates.

    >>> import pathlib, tempfile
    >>> from cleanse.cli.main import main
    >>> place = tempfile.TemporaryDirectory()
    >>> folder = pathlib.Path(place.name)
    >>> _ = (folder / "a.txt").write_text("Ferry\\u200b news", encoding="utf-8")
    >>> main(["run", str(folder / "a.txt"), "-o", str(folder / "out"), "-q"])
    0
    >>> for document in open_run(folder / "out").documents():
    ...     print(document.row.id, document.result.text, document.result.trace.counts(), document.original)
    a.txt Ferry news {'characters/invisible': 1} b'Ferry\\xe2\\x80\\x8b news'
    >>> place.cleanup()
    """
    from pathlib import Path

    from cleanse.record.finished import FinishedRun

    return FinishedRun(Path(folder))
