"""Near-duplicates and clean texts in tables of other packages: pandas, Polars, pyarrow, datasets, or plain columns.

None of these packages is imported unless a table of it is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, overload

from cleanse import settings as config
from cleanse.cleaner import shared_cleaner
from cleanse.settings import SettingsKeywords

if TYPE_CHECKING:
    from datasketch import MinHash

T = TypeVar("T")
COLUMNS = ("duplicate_of", "similarity", "relation", "group")


def minhash(text: str) -> MinHash:
    """The MinHash of a text's shingles, for datasketch's indexes (`MinHashLSH`, its storage in Redis, …).

    It is the one that a run compares documents by: token 5-grams, 128 permutations.

    >>> minhash("The ferry sails on Monday at noon.").jaccard(minhash("THE FERRY SAILS ON MONDAY, AT NOON"))
    1.0
    """
    from cleanse.duplicates import minhash as signatures

    (sketched,) = signatures.sketch([text])
    return signatures.minhash(sketched)


@overload
def dedup(
    table: Mapping[str, Sequence[Any]],
    text: str = ...,
    *,
    id: str | None = ...,
    date: str | None = ...,
    threshold: float = ...,
) -> dict[str, Any]: ...
@overload
def dedup(table: T, text: str = ..., *, id: str | None = ..., date: str | None = ..., threshold: float = ...) -> T: ...
def dedup(
    table: Any, text: str = "text", *, id: str | None = None, date: str | None = None, threshold: float = 0.8
) -> Any:
    """The table with columns that say which rows are near-duplicates; all its rows and columns stay.

    `table` is a DataFrame of pandas or Polars, a Table or RecordBatch of pyarrow, a datasets.Dataset, or a dict of
    columns; of anything else with an Arrow stream (the PyCapsule interface) a pyarrow Table is made. Texts are compared
    as they are: clean them first. Rows without a text are duplicates of nothing.

    `duplicate_of` is the `id` of the row that comes first (without an `id` column, its number from 0), by date, then
    length, then id; `similarity` is their exact Jaccard similarity, `relation` is `copy`, `version` or `distinct`. All
    three are null in other rows. `group` is the id of the first row of a group, in every row.

    >>> table = dedup({"text": ["Ferry sails at 9 today!", "FERRY sails at 9 today", "Rain in the hills"]})
    >>> table["duplicate_of"], table["similarity"], table["relation"], table["group"]
    ([None, 0, None], [None, 1.0, None], [None, 'copy', None], [0, 0, 2])
    """
    config.checked("threshold", threshold)
    columns = _arrow(table)
    _check(columns, [name for name in (text, id, date) if name is not None])
    texts = _texts(_column(columns, text), text)
    ids = list(range(len(texts))) if id is None else _column(columns, id)
    dates = (
        None
        if date is None
        else ["" if value is None or value != value else str(value) for value in _column(columns, date)]
    )
    found = dict(zip(COLUMNS, _related(texts, ids, dates, threshold), strict=True))
    return _with_columns(columns, found)


def clean_batch(
    batch: Mapping[str, Sequence[Any]],
    text: str = "text",
    *,
    filters: Sequence[str] | None = None,
    **settings: Unpack[SettingsKeywords],
) -> dict[str, Any]:
    """The columns of a batch with the texts cleaned, for `Dataset.map(clean_batch, batched=True)` and the like.

    Settings and filters are those of a Cleaner. All other columns stay as they are, and so does a text that is None.

    >>> clean_batch({"text": ["Ferry\\u200b news", None], "url": ["/a", "/b"]})
    {'text': ['Ferry news', None], 'url': ['/a', '/b']}
    """
    _check(batch, [text])
    names = None if filters is None else tuple(filters)
    shared = shared_cleaner(replace(config.settings(**settings), filters=names))
    return {**batch, text: [None if item is None else shared.clean(item).text for item in batch[text]]}


class _Texts:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @property
    def count(self) -> int:
        return len(self._texts)

    def text(self, number: int) -> str:
        return self._texts[number]


def _related(texts: list[str], ids: Sequence[Any], dates: list[str] | None, threshold: float) -> list[list[Any]]:
    """The four columns."""
    from cleanse.duplicates.corpus import in_memory
    from cleanse.duplicates.lsh import find, precedence
    from cleanse.duplicates.minhash import sketch
    from cleanse.duplicates.related import relations

    corpus, names = in_memory(sketch(texts)), [f"{id:012}" if isinstance(id, int) else str(id) for id in ids]
    if not texts:
        return [[] for _ in COLUMNS]
    matches = find(names, corpus, threshold, dates)
    order = precedence(names, corpus.lengths.tolist(), dates)
    related = relations(matches, corpus, _Texts(texts), threshold, order, None)
    rows = [related.get(number) for number in range(len(texts))]
    return [
        [ids[row.number] if row else None for row in rows],
        [row.similarity if row else None for row in rows],
        [row.relation.kind if row else None for row in rows],
        [ids[match[0]] if match else ids[number] for number, match in enumerate(matches)],
    ]


def _package(table: object) -> str:
    """The package that a table is of."""
    return type(table).__module__.partition(".")[0]


def _arrow(table: Any) -> Any:
    """The table, or a pyarrow Table of an object that has no columns to add to but an Arrow stream."""
    if isinstance(table, Mapping) or _package(table) in ("pandas", "pyarrow", "datasets") or _is_polars(table):
        return table
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(
            f"dedup takes a table, not {type(table).__name__}: give a DataFrame, a Table or a dict of columns"
        )
    import pyarrow

    return pyarrow.table(table)


def _is_polars(table: object) -> bool:
    return _package(table) == "polars" and type(table).__name__ == "DataFrame"


def _check(table: Any, wanted: list[str]) -> None:
    names = list(table) if isinstance(table, Mapping) else list(getattr(table, "column_names", None) or table.columns)
    for name in wanted:
        if name not in names:
            raise KeyError(f"the table has no column {name!r} (it has {', '.join(map(str, names))})")


def _column(table: Any, name: str) -> list[Any]:
    values = table[name] if not hasattr(table, "column") else table.column(name)
    for method in ("to_pylist", "to_list"):
        if hasattr(values, method):
            return list(getattr(values, method)())
    return list(values)


def _texts(values: list[Any], name: str) -> list[str]:
    texts = ["" if value is None or value != value else value for value in values]
    for number, value in enumerate(texts):
        if not isinstance(value, str):
            raise TypeError(f"row {number} of column {name!r} holds {type(value).__name__}: give the column of texts")
    return texts


def _with_columns(table: Any, columns: dict[str, list[Any]]) -> Any:
    package = _package(table)
    names = list(table) if isinstance(table, Mapping) else list(getattr(table, "column_names", None) or table.columns)
    for name in columns:
        if name in names:
            raise ValueError(f"the table has a column {name!r} already: rename it, or leave it out, first")
    if isinstance(table, Mapping):
        return {**table, **columns}
    if package == "pandas":
        return table.assign(**columns)
    if package == "polars":
        import polars

        return table.with_columns(polars.Series(name, values, strict=False) for name, values in columns.items())
    for name, values in columns.items():
        if package == "datasets":
            table = table.add_column(name, values)
        else:
            import pyarrow

            table = table.append_column(name, pyarrow.array(values))
    return table
