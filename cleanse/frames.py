"""Columns of other people's tables: cleaned, and looked through for near-duplicates. No table package is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from cleanse import settings as config
from cleanse.cleaner import shared_cleaner
from cleanse.settings import SettingsKeywords

if TYPE_CHECKING:
    from datasketch import MinHash

T = TypeVar("T")
_COLUMNS = ("duplicate_of", "similarity", "relation", "group")


def clean_batch(
    batch: Mapping[str, Any],
    text: str = "text",
    *,
    filters: Sequence[str] | None = None,
    **settings: Unpack[SettingsKeywords],
) -> dict[str, Any]:
    """The columns of a batch of records with the one named by `text` cleaned; all others as they are.

    It is what `datasets.map(batched=True)` and `ray.data.map_batches` want. A text of None stays None.

    >>> clean_batch({"text": ["It\u00e2\u20ac\u2122s open.", None], "n": [1, 2]})
    {'text': ['It’s open.', None], 'n': [1, 2]}
    """
    names = None if filters is None else tuple(filters)
    shared = shared_cleaner(replace(config.settings(**settings), filters=names))
    if text not in batch:
        raise KeyError(f"no column {text!r} (there is {', '.join(batch) or 'none'}); name yours with text=")
    cleaned = [None if value is None else shared.clean(value).text for value in batch[text]]
    return {**batch, text: cleaned}


def minhash(text: str) -> MinHash:
    """The MinHash of a text's shingles, for datasketch's indexes (`MinHashLSH`, its storage in Redis, …).

    It is the one that a run compares documents by: token 5-grams, 128 permutations.

    >>> minhash("The ferry sails on Monday at noon.").jaccard(minhash("THE FERRY SAILS ON MONDAY, AT NOON"))
    1.0
    """
    from cleanse.duplicates import minhash as signatures

    (sketched,) = signatures.sketch([text])
    return signatures.minhash(sketched)


def dedup(table: T, text: str = "text", id: str | None = None, threshold: float = 0.8, date: str | None = None) -> T:
    """A table with four columns more: `duplicate_of`, `similarity`, `relation` and `group`; no row is left out.

    `table` is a DataFrame of pandas or polars, a Table of pyarrow, a Dataset of datasets, or a mapping of columns; so
    is what comes back. `text`, `id` and `date` name columns; without `id` rows are numbered from 0. `relation` is
    `copy`, `version` or `distinct`; `group` is the id of the row that is kept of those that are alike.

    >>> rows = {"text": ["The ferry sails on Monday.", "THE FERRY sails on Monday", "No ferry today."]}
    >>> found = dedup(rows)
    >>> found["duplicate_of"], found["relation"], found["group"]
    ([None, '0', None], [None, 'copy', None], ['0', '0', '2'])
    """
    texts = [str(value) if value is not None else "" for value in _column(table, text)]
    ids = [str(value) for value in (_column(table, id) if id else range(len(texts)))]
    dates = ["" if value is None else str(value) for value in _column(table, date)] if date else None
    with_columns: T = _with_columns(table, _found(texts, ids, config.checked("threshold", threshold), dates))
    return with_columns


class _Texts:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @property
    def count(self) -> int:
        return len(self._texts)

    def text(self, number: int) -> str:
        return self._texts[number]


def _found(texts: Sequence[str], ids: Sequence[str], threshold: float, dates: Sequence[str] | None) -> dict[str, Any]:
    from cleanse.duplicates.corpus import in_memory
    from cleanse.duplicates.lsh import find, precedence
    from cleanse.duplicates.minhash import sketch
    from cleanse.duplicates.related import relations

    corpus = in_memory(sketch(texts))
    matches = find(ids, corpus, threshold, dates)
    order = precedence(ids, corpus.lengths.tolist(), dates)
    related = relations(matches, corpus, _Texts(texts), threshold, order, None)
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    for number, own in enumerate(ids):
        near = related.get(number)
        columns["duplicate_of"].append(ids[near.number] if near else None)
        columns["similarity"].append(round(near.similarity, 4) if near else None)
        columns["relation"].append(near.relation.kind if near else None)
        columns["group"].append(ids[near.number] if near else own)
    return columns


def _package(table: object) -> str:
    return type(table).__module__.partition(".")[0]


def _column(table: Any, name: str) -> Sequence[Any]:
    package = _package(table)
    if package == "pandas":
        values = table[name].astype(object)
        return list(values.where(values.notna(), None))
    if package == "polars":
        return list(table[name].to_list())
    if package == "pyarrow":
        return list(table.column(name).to_pylist())
    return list(table[name])


def _with_columns(table: Any, columns: Mapping[str, Sequence[Any]]) -> Any:
    package = _package(table)
    if package == "pandas":
        return table.assign(**columns)
    if package == "polars":
        return table.with_columns(**{name: type(table[:, 0])(name, values) for name, values in columns.items()})
    if package == "pyarrow":
        for name, values in columns.items():
            table = table.append_column(name, [values])
        return table
    if package == "datasets":
        for name, values in columns.items():
            table = table.add_column(name, list(values))
        return table
    if isinstance(table, Mapping):
        return {**table, **columns}
    raise TypeError(
        f"cannot add columns to a {type(table).__name__}: give a table of pandas, polars, pyarrow or datasets"
    )
