"""An index that lasts: what earlier runs kept, so that tomorrow's repost of today's story is found.

One DuckDB file. Each run is added in one transaction, so a run that was killed has left nothing, and all others are
there. Documents of earlier runs come before those of the present one: they were published.
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

from cleanse.dedup.lsh import Corpus, Match, band_keys
from cleanse.text.tokens import U32, U64, Ints

if TYPE_CHECKING:
    import duckdb


class Run(NamedTuple):
    """One run an index remembers: when it was, how many documents it had, and how many of them the index holds."""

    at: datetime
    documents: int
    held: int


@dataclass(slots=True)
class Past:
    """Documents of earlier runs that may be like those of this one, numbered on from these.

    `candidates` are the numbers of those that share a band with a document; `known` are documents of this run that the
    index holds already, because a run is made again.
    """

    first: int
    ids: list[str] = field(default_factory=list)
    candidates: dict[int, list[int]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    _shingles: list[bytes] = field(default_factory=list)

    def shingles(self, number: int) -> U32:
        return np.frombuffer(self._shingles[number - self.first], np.uint32)

    def id(self, number: int) -> str:
        return self.ids[number - self.first]


class Index:
    """The documents that earlier runs kept."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database

    def past(self, ids: Sequence[str], corpus: Corpus, threshold: float) -> Past:
        """What of the earlier runs may be like the documents of this one.

        The keys of the day are joined with those of the past in one pass over a column of numbers.
        """
        self._database.execute("create or replace temp table day (key ubigint, document bigint)")
        for keys, documents in _keys(corpus, threshold, corpus.sizes > 0):
            self._insert("day", key=keys, document=documents)
        pairs = "select distinct day.document as day, bands.document as past from day join bands using (key)"
        self._database.execute(f"create or replace temp table pairs as {pairs}")
        held = "select number, id, print, shingles from documents where number in (select past from pairs) order by 1"
        past, place = Past(len(ids)), {}
        prints: list[int] = []
        for number, id, own, shingles in self._database.execute(held).fetchall():
            place[number] = len(past.ids)
            past.ids.append(id)
            past._shingles.append(shingles)
            prints.append(own)
        again: set[int] = set()
        for day, number in self._database.execute("select day, past from pairs order by 1, 2").fetchall():
            at = place[number]
            if ids[day] == past.ids[at] and _print(corpus.shingles(day)) == prints[at]:
                past.known.add(day)
                again.add(at)
            past.candidates.setdefault(day, []).append(past.first + at)
        for (
            day,
            numbers,
        ) in past.candidates.items():  # what is there again is itself, and what it was a copy of was said
            past.candidates[day] = [n for n in numbers if n - past.first not in again]
        return past

    def add(
        self,
        ids: Sequence[str],
        corpus: Corpus,
        threshold: float,
        found: Sequence[Match | None],
        dates: Sequence[str],
        known: set[int],
    ) -> None:
        """Remember the documents of a run that were kept, all or, if this is interrupted, none."""
        new = np.array([f is None and n not in known for n, f in enumerate(found)], bool) & (corpus.sizes > 0)
        chosen = np.flatnonzero(new).tolist()
        with self._transaction():
            run, first = self._next("run", "runs"), self._next("number", "documents")
            number = np.full(len(new), -1, np.int64)
            number[chosen] = first + np.arange(len(chosen))
            now = datetime.now(UTC).replace(tzinfo=None)
            self._database.execute("insert into runs values (?, ?, ?, ?)", [run, now, len(ids), len(chosen)])
            for low in range(0, len(chosen), 10_000):
                some = chosen[low : low + 10_000]
                shingles = [corpus.shingles(n) for n in some]
                self._insert(
                    "documents",
                    number=number[some],
                    run=np.full(len(some), run, np.int32),
                    id=_objects([ids[n] for n in some]),
                    date=_objects([dates[n] for n in some]),
                    length=corpus.lengths[some],
                    print=np.array([_print(s) for s in shingles], np.uint64),
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
        """The parameters the index was made with."""
        return dict(self._database.execute("select name, value from stamp order by name").fetchall())

    def forget(self, before: date) -> int:
        """Forget the documents of runs before that day; how many they were."""
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


def _keys(corpus: Corpus, threshold: float, chosen: npt.NDArray[np.bool_]) -> Iterator[tuple[U64, Ints]]:
    """The keys of the chosen documents and whose they are, many at a time. A key holds its band, too."""
    first = 0
    for rows in corpus.signatures():
        at = np.flatnonzero(chosen[first : first + len(rows)])
        keys = band_keys(rows[at], threshold)
        keys += np.arange(len(keys), dtype=np.uint64)[:, None]
        yield keys.ravel(), np.tile(first + at, len(keys))
        first += len(rows)


def _print(shingles: U32) -> int:
    """A number that tells two sets of shingles apart."""
    data = shingles.tobytes()
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def _objects(values: Sequence[object]) -> npt.NDArray[np.object_]:
    array = np.empty(len(values), object)
    array[:] = values
    return array
