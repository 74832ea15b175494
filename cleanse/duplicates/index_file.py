"""The file of an index: created, opened by one run at a time, refused if its parameters are not those of the run."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cleanse.duplicates import minhash as signatures
from cleanse.duplicates.index import Index
from cleanse.duplicates.lsh import bands
from cleanse.settings import ConfigError
from cleanse.text import tokens

if TYPE_CHECKING:
    import duckdb

_FORMAT = 2
_CHOSEN = ("threshold", "bands")  # parameters that a run chooses; the others are the version's
_MEMORY = "1GB"
_PATIENCE = 60.0  # seconds to wait for another run, which locks the index only while it looks up and adds
_TABLES = """
create table stamp (name varchar primary key, value varchar not null);
create table runs (run integer primary key, made timestamp not null, documents bigint not null, kept bigint not null);
create table documents (
    number bigint not null, run integer not null, id varchar not null, date varchar not null,
    length bigint not null, print ubigint not null, shingles blob not null);
create table bands (key ubigint not null, document bigint not null);
"""


class IndexFileError(ConfigError):
    """An index cannot be used; the message says why and what to do."""


@contextmanager
def open_index(path: Path, threshold: float | None = None) -> Iterator[Index]:
    """Open the index in a file; with a threshold, create it if there is no file.

    Raises IndexFileError if DuckDB is not installed, if the file is no index, stays locked by another run or was made
    with other parameters than those of a run with this threshold, or if there is no file and no threshold.
    """
    try:
        import duckdb
    except ImportError:
        raise IndexFileError(f"{path}: an index needs DuckDB: pip install 'cleanse-news[index]'") from None
    if threshold is None and not path.is_file():
        raise IndexFileError(f"{path}: there is no such index; 'cleanse run … --index {path}' makes one")
    try:
        with _connected(path) as database:
            index = Index(database)
            if threshold is not None and not database.execute("show tables").fetchall():
                _create(database, threshold)
            _check(index, path, threshold)
            yield index
    except duckdb.IOException as error:
        reason = (
            f"another run has been using it for {_PATIENCE:.0f} s" if _in_use(error) else str(error).splitlines()[0]
        )
        raise IndexFileError(f"{path}: cannot be opened: {reason}") from None
    except duckdb.CatalogException:
        raise IndexFileError(f"{path}: is a database, but no index of cleanse; name another file") from None


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    """Connect to the database, waiting while another run has locked it."""
    import duckdb

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return duckdb.connect(str(path), config={"memory_limit": _MEMORY})
        except duckdb.IOException as error:
            if not _in_use(error) or time.monotonic() > until:
                raise
            time.sleep(0.2)


def _in_use(error: Exception) -> bool:
    return "lock" in str(error)


def parameters(threshold: float) -> dict[str, str]:
    """Everything that decides which documents share a band key; indexes with other values cannot be compared."""
    kinds, values = tokens.character_values()
    return {
        "format": str(_FORMAT),
        "threshold": str(threshold),
        "bands": "{} of {}".format(*bands(threshold)),
        "permutations": str(signatures.PERMUTATIONS),
        "seed": str(signatures.SEED),
        "scheme": "affine32",
        "shingle": f"{tokens.SHINGLE} tokens",
        "characters": f"{zlib.crc32(values.tobytes(), zlib.crc32(kinds.tobytes())):08x}",
    }


def _create(database: duckdb.DuckDBPyConnection, threshold: float) -> None:
    database.execute("begin")
    database.execute(_TABLES)
    database.executemany("insert into stamp values (?, ?)", list(parameters(threshold).items()))
    database.execute("commit")


def _check(index: Index, path: Path, threshold: float | None) -> None:
    stamp = index.stamp()
    wanted = parameters(threshold if threshold is not None else float(stamp.get("threshold", 0.8)))
    differ = [
        f"{name} {stamp.get(name, 'unknown')} (now {value})"
        for name, value in wanted.items()
        if stamp.get(name) != value
    ]
    if not differ or threshold is None:
        return
    by_choice = all(stamp.get(name) == value for name, value in wanted.items() if name not in _CHOSEN)
    if by_choice:
        advice = f"run with --threshold {stamp['threshold']}, or name another file"
    else:  # shingles are no way back to the texts
        advice = "another version of cleanse made it; name a new file with --index, and run over what it is to remember"
    raise IndexFileError(f"{path}: was made with other parameters: {', '.join(differ)}; {advice}")
