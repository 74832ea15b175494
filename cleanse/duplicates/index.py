"""A lasting index of the documents that earlier runs kept, so that tomorrow's repost of today's story is found.

It is one DuckDB file. Each run is added in one transaction: an interrupted run leaves no trace in it. Documents of
earlier runs take precedence over those of the present one, because they may have been published.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleanse.duplicates.corpus import Corpus, in_memory
from cleanse.duplicates.lsh import Match, band_keys
from cleanse.duplicates.minhash import Sketch, jaccard
from cleanse.text.arrays import Bools1d, Hashes1d, Ints1d, Keys1d

if TYPE_CHECKING:
    import duckdb


class Run(NamedTuple):
    """A run in the index: its time, the number of its documents, and how many of them it kept and the index has."""

    at: datetime
    documents: int
    kept: int


@dataclass(slots=True)
class Past:
    """Documents of earlier runs that may be near-duplicates of those of this run, numbered on from these.

    `candidates` has, for a document of this run, the numbers of those that share a band with it. `indexed` are
    documents of this run that are in the index already, because a run is repeated. `shingles` are those of one
    document, sorted and without repeats: shape (distinct shingles,).
    """

    first: int
    ids: list[str] = field(default_factory=list)
    candidates: dict[int, list[int]] = field(default_factory=dict)
    indexed: set[int] = field(default_factory=set)
    _shingles: list[bytes] = field(default_factory=list)

    def shingles(self, number: int) -> Hashes1d:
        return np.frombuffer(self._shingles[number - self.first], np.uint32)

    def id(self, number: int) -> str:
        return self.ids[number - self.first]


class Index:
    """The documents that earlier runs kept, in an open database."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database

    def past(self, ids: Sequence[str], corpus: Corpus, threshold: float) -> Past:
        """The documents of earlier runs that share a band with one of this run.

        The band keys of this run are joined with those of the index in one pass over a column of numbers.
        """
        self._database.execute("create or replace temp table day (key ubigint, document bigint)")
        for keys, documents in _keys(corpus, threshold, corpus.sizes > 0):
            self._insert("day", key=keys, document=documents)
        pairs = "select distinct day.document as day, bands.document as past from day join bands using (key)"
        self._database.execute(f"create or replace temp table pairs as {pairs}")
        rows = "select number, id, print, shingles from documents where number in (select past from pairs) order by 1"
        past, place = Past(len(ids)), {}
        prints: list[int] = []
        for number, id, fingerprint, shingles in self._database.execute(rows).fetchall():
            place[number] = len(past.ids)
            past.ids.append(id)
            past._shingles.append(shingles)
            prints.append(fingerprint)
        repeated: set[int] = set()
        for day, number in self._database.execute("select day, past from pairs order by 1, 2").fetchall():
            at = place[number]
            if ids[day] == past.ids[at] and _fingerprint(corpus.shingles(day)) == prints[at]:
                past.indexed.add(day)
                repeated.add(at)
            past.candidates.setdefault(day, []).append(past.first + at)
        # a document that is in the index already is no duplicate of itself
        for day, numbers in past.candidates.items():
            past.candidates[day] = [n for n in numbers if n - past.first not in repeated]
        return past

    def like(self, text: Sketch, threshold: float) -> list[tuple[str, str, float]]:
        """(id, date, Jaccard similarity) of the documents that share a band with a text, the most similar first.

        All near-duplicates of the index's threshold are among them, and some that are less alike.
        """
        corpus = in_memory([text])
        past = self.past([""], corpus, threshold)
        dates = dict(self._database.execute("select id, date from documents").fetchall()) if past.ids else {}
        near = [(past.id(n), jaccard(past.shingles(n), text.shingles)) for n in past.candidates.get(0, ())]
        return [(id, dates.get(id, ""), share) for id, share in sorted(near, key=lambda pair: (-pair[1], pair[0]))]

    def add(
        self,
        ids: Sequence[str],
        corpus: Corpus,
        threshold: float,
        matches: Sequence[Match | None],
        dates: Sequence[str],
        indexed: set[int],
    ) -> None:
        """Add the kept documents of a run in one transaction, but for those that are `indexed` already.

        Dates are ISO 8601, or empty. Raises what DuckDB raises, after a rollback.
        """
        new = np.array([match is None and n not in indexed for n, match in enumerate(matches)], bool) & (
            corpus.sizes > 0
        )
        chosen = np.flatnonzero(new).tolist()
        if indexed and not chosen:
            return  # the run is here already: it was killed after it had been added, and went on
        with self._transaction():
            run, first = self._next("run", "runs"), self._next("number", "documents")
            number = np.full(len(new), -1, np.int64)
            number[chosen] = first + np.arange(len(chosen))
            now = datetime.now(UTC).replace(tzinfo=None)
            self._database.execute("insert into runs values (?, ?, ?, ?)", [run, now, len(ids), len(chosen)])
            for low in range(0, len(chosen), 10_000):
                batch = chosen[low : low + 10_000]
                shingles = [corpus.shingles(n) for n in batch]
                self._insert(
                    "documents",
                    number=number[batch],
                    run=np.full(len(batch), run, np.int32),
                    id=_objects([ids[n] for n in batch]),
                    date=_objects([dates[n] for n in batch]),
                    length=corpus.lengths[batch],
                    print=np.array([_fingerprint(s) for s in shingles], np.uint64),
                    shingles=_objects([s.tobytes() for s in shingles]),
                )
            for keys, documents in _keys(corpus, threshold, new):
                self._insert("bands", key=keys, document=number[documents])

    def runs(self) -> list[Run]:
        """The runs in the index, oldest first."""
        counted = (
            "select made, documents, (select count(*) from documents d where d.run = r.run) from runs r order by run"
        )
        return [Run(*row) for row in self._database.execute(counted).fetchall()]

    def stamp(self) -> dict[str, str]:
        """The parameters with which the index was made, by name."""
        return dict(self._database.execute("select name, value from stamp order by name").fetchall())

    def forget(self, before: date) -> int:
        """Delete the runs before that day and their documents, and return how many documents these were."""
        with self._transaction():
            old = "select number from documents where run in (select run from runs where made < ?)"
            (count,) = self._database.execute(f"select count(*) from ({old})", [before]).fetchone() or (0,)
            self._database.execute(f"delete from bands where document in ({old})", [before])
            self._database.execute(f"delete from documents where number in ({old})", [before])
            self._database.execute("delete from runs where made < ?", [before])
        self._database.execute("checkpoint")
        return int(count)

    def _next(self, column: str, table: str) -> int:
        (next,) = self._database.execute(f"select coalesce(max({column}) + 1, 0) from {table}").fetchone() or (0,)
        return int(next)

    def _insert(self, table: str, **columns: Any) -> None:
        # DuckDB sees the dictionary of arrays by its name
        self._database.execute(f"insert into {table} select {', '.join(columns)} from columns")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("begin")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")


def _keys(corpus: Corpus, threshold: float, chosen: Bools1d) -> Iterator[tuple[Keys1d, Ints1d]]:
    """The band keys of the chosen documents and the document of each key, shape (keys,), many at a time.

    The number of its band is added to a key, so that all bands fit one column.
    """
    first = 0
    for rows in corpus.signatures():
        at = np.flatnonzero(chosen[first : first + len(rows)])
        keys = band_keys(rows[at], threshold)
        keys += np.arange(len(keys), dtype=np.uint64)[:, None]
        yield keys.ravel(), np.tile(first + at, len(keys))
        first += len(rows)


def _fingerprint(shingles: Hashes1d) -> int:
    """A 64-bit checksum of a document's shingles, shape (distinct shingles,): equal for equal sets."""
    data = shingles.tobytes()
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def _objects(values: Sequence[object]) -> npt.NDArray[np.object_]:
    """The values as an array of shape (values,), also where they are sequences themselves."""
    array = np.empty(len(values), object)
    array[:] = values
    return array
