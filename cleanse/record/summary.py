"""What a run did, in numbers: counted by each task, added up, shown on the terminal and in the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cleanse.formats import files
from cleanse.formats.inputs import Skipped
from cleanse.record.manifest import RUN
from cleanse.trace import Result, Trace

NO_FILE = "no file"  # what pipes, sockets, devices and links to folders are counted by
NAMED = 3  # documents that a summary names, of any number that it speaks of
COUNTERS = ("documents_by_filter", "rules", "removed", "added", "text_fields")


FORMAT = 1
"""The version of the record that this program writes, and the last that it reads."""
TEXTS = "texts"
UNDERSTOOD = frozenset({TEXTS})
"""What a record may require: `texts` is that records have several texts, each with steps of its own."""


class Failure(NamedTuple):
    """An input, or a record of one, that could not be cleaned."""

    name: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}" if self.line else f"{self.name}: {self.message}"


@dataclass(slots=True)
class Tally:
    """What was done, in numbers that add up. `seconds` are CPU seconds by filter.

    `documents_by_filter` counts the documents that each filter changed, `rules` the edits of each rule, `removed` and
    `added` the characters that these took away and put in.
    """

    documents: int = 0
    changed: int = 0
    characters_in: int = 0
    characters_out: int = 0
    documents_by_filter: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    text_fields: Counter[str] = field(default_factory=Counter)
    """How many records have a text in each of the fields that were named, if there are several."""
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    doubtful_decodings: int = 0
    """Documents of which no encoding surely makes text, and the first of their ids in order of the alphabet."""
    doubtful_names: list[str] = field(default_factory=list)

    def doubt(self, id: str) -> None:
        """Count a document whose encoding is doubtful."""
        self.doubtful_decodings += 1
        self.doubtful_names = sorted({*self.doubtful_names, id})[:NAMED]

    def count(self, characters_in: int, results: Sequence[Result], rules: Mapping[str, int]) -> None:
        """Count one cleaned document by the results of its texts; `rules` are the counts of their traces."""
        self.documents += 1
        self.characters_in += characters_in
        self.characters_out += sum(len(result.text) for result in results)
        traces = [result.trace for result in results if result.trace]
        if not traces:
            return
        self.changed += any(trace.changed for trace in traces)
        self.documents_by_filter.update(sorted(frozenset[str]().union(*(trace.filters for trace in traces))))
        self.rules.update(rules)
        for trace in traces:
            self._count_sizes(trace)

    def add_second_pass(self, growth: int, before: Trace, steps: Trace) -> None:
        """Count what `steps` did to a document that was counted before, with the trace `before`; its text grew so."""
        self.changed += not before.changed
        self.characters_out += growth
        self.documents_by_filter.update(sorted(steps.filters - before.filters))
        self.rules.update(steps.counts())
        self._count_sizes(steps)

    def _count_sizes(self, steps: Trace) -> None:
        removed, added = steps.sizes()
        self.removed.update(removed)
        self.added.update(added)

    def add(self, other: Tally) -> None:
        """Add the numbers of another task."""
        self.documents += other.documents
        self.changed += other.changed
        self.characters_in += other.characters_in
        self.characters_out += other.characters_out
        self.documents_by_filter.update(other.documents_by_filter)
        self.rules.update(other.rules)
        self.removed.update(other.removed)
        self.added.update(other.added)
        self.text_fields.update(other.text_fields)
        for name, value in other.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value
        self.failures += other.failures
        self.doubtful_decodings += other.doubtful_decodings
        self.doubtful_names = sorted({*self.doubtful_names, *other.doubtful_names})[:NAMED]

    def as_row(self) -> dict[str, Any]:
        """The tally as plain data, for JSON."""
        row = asdict(self) | {name: dict(getattr(self, name)) for name in COUNTERS}
        row["failures"] = [failure._asdict() for failure in self.failures]
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Tally:
        """The tally that `as_row` gave. Raises TypeError, KeyError or AttributeError where it gave none."""
        counters = {name: Counter(dict(row[name])) for name in COUNTERS}
        failures = [Failure(**failure) for failure in row["failures"]]
        return cls(**{**row, **counters, "failures": failures})


@dataclass(slots=True)
class Summary:
    """What a run did."""

    inputs: int
    tally: Tally = field(default_factory=Tally)
    duplicates: int = 0
    dropped: int = 0
    contained: int = 0
    oversized_groups: list[tuple[str, int]] = field(default_factory=list)
    """Kept documents with more near-duplicates than one story has, and the documents of each such group."""
    syndicated: int = 0
    """Groups of stories with one source."""
    rejected: list[tuple[str, str, float]] = field(default_factory=list)
    """Documents that were compared and are no near-duplicates, the most similar first; told, not recorded."""
    review: int = 0
    """Documents of less confidence than the setting `review`."""
    repeated_ids: int = 0
    """Records whose id an earlier one has, and the first such id."""
    repeated_id: str = ""
    seconds: float = 0.0
    skipped: list[Skipped] = field(default_factory=list)
    """What lies in the folders and was not read; not among the inputs."""

    def as_row(self) -> dict[str, Any]:
        """The summary as plain data, for JSON."""
        names = ("duplicates", "dropped", "contained", "syndicated", "oversized_groups", "review", "repeated_ids")
        across = {name: getattr(self, name) for name in names}
        return {"inputs": self.inputs, **self.tally.as_row(), **across, "skipped": self.skipped_by_ending()}

    def skipped_by_ending(self) -> dict[str, int]:
        """How many files were skipped of each kind, the most frequent first."""
        return dict(Counter(item.ending or NO_FILE for item in sorted(self.skipped)).most_common())


class RunRecord(NamedTuple):
    """A finished run as `run.json` records it: the version, the settings, the time it took, what it did."""

    version: str
    settings: Mapping[str, Any]
    seconds: float
    summary: Mapping[str, Any]
    backup: Mapping[str, Mapping[str, str]] | None = None
    """Of a run that was made by `fix --backup`, where each input was (see `backup.BackedUp`), by its name."""
    format: int = FORMAT
    """The version of the record; see `docs/format.md`."""
    requires: Sequence[str] = ()
    """What a program must understand to read it (see `UNDERSTOOD`)."""


def checked(record: RunRecord) -> RunRecord:
    """The record, if what a folder is read by is of its type there. Raises ValueError where it is not, or KeyError."""
    settings = record.settings
    if not (
        isinstance(settings, dict) and isinstance(record.summary, dict) and isinstance(record.seconds, float | int)
    ):
        raise ValueError("settings, summary or seconds are none")
    texts = settings["text_field"]
    names = [settings["id_field"], *([texts] if isinstance(texts, str) else texts)]
    if len(names) < 2 or not all(isinstance(name, str) and name for name in names):
        raise ValueError("the fields of its records have no names")
    for name in ("csv_delimiter", "csv_quote"):
        if not isinstance(settings.get(name), str | None):
            raise ValueError(f"{name} is {settings[name]!r}"[:100])
    return record


def not_understood(row: Mapping[str, Any]) -> str:
    """What of a record this program would misread, as the end of a message; empty where it reads all of it.

    >>> not_understood({"version": "9.0", "format": 1, "requires": ["layers"]})
    "its record needs 'layers', which this version does not know; read it with cleanse 9.0 or later"
    """
    later = f"read it with cleanse {row.get('version')} or later"
    if row.get("format", 1) != FORMAT:
        return f"its record is of format {row['format']}, this version reads {FORMAT}; {later}"
    unknown = [name for name in row.get("requires", ()) if name not in UNDERSTOOD]
    return f"its record needs {unknown[0]!r}, which this version does not know; {later}" if unknown else ""


def write_record(home: Path, record: RunRecord) -> None:
    """Write the record of a run into its folder, OUT/.cleanse."""
    files.write(home / RUN, (json.dumps(record._asdict(), indent=1) + "\n").encode())
