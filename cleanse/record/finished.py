"""A finished run for a program to read: its documents, their traces, their originals, what duplicates what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleanse.record.reader import RunDocument, RunReader
from cleanse.record.summary import RunRecord


class NearDuplicate(NamedTuple):
    """A document that is a near-duplicate of a kept one."""

    id: str
    duplicate_of: str
    """The kept one's id."""
    similarity: float
    relation: str | None
    """What it is to that one: `copy`, `version` or `distinct`; None of a run that did not tell them apart."""


class FinishedRun:
    """The output folder of a finished run. Everything is read as it is asked for, a document at a time.

    Raises RunReadError (a ValueError) where the folder is none, its record is damaged, or a later version wrote it in a
    way that this one would misread; ChangedError (one too) at a document whose output is no longer what the run wrote.
    """

    def __init__(self, folder: Path) -> None:
        self._reader = RunReader(folder)
        self.record: RunRecord = self._reader.record  # read at once: a record of a later format is refused by it
        """The version, the settings, the time it took, and what the run did, in numbers."""

    def documents(self) -> Iterator[RunDocument]:
        """Every document in the order of the manifest, near-duplicates that were left out too.

        Of each, `row` is its row of the manifest, `result` has its clean text and its trace, `original` its bytes.
        """
        return self._reader.look_at(self._reader.rows())

    def find(self, name: str) -> list[RunDocument]:
        """The documents with that id, input or output; of records, those of that line (`news.jsonl:17`)."""
        return list(self._reader.explain(name))

    def duplicates(self) -> Iterator[NearDuplicate]:
        """The near-duplicates that the run found, left out or not."""
        for _, row in self._reader.rows():
            if row.duplicate_of is not None:
                yield NearDuplicate(row.id, row.duplicate_of, row.similarity or 0.0, row.relation)
