"""Tables of other packages: near-duplicates are told in new columns, texts are cleaned, all else stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import cleanse
from cleanse.frames import COLUMNS

STORY = (
    "The ferry between the islands sails again after the storm, the harbour office said, and the first boat left with "
    "mail and bread before noon, while crews went on clearing the quay of sand and broken planks."
)
TABLE: dict[str, list[Any]] = {
    "url": ["/c", "/a", "/b", "/d", "/e"],
    "text": [f"{STORY} (AP)", STORY.upper(), f"{STORY} It carried 11 people.", "天气转晴，渡轮恢复航行。", None],
    "day": ["2026-03-03", "2026-03-01", "2026-03-02", None, None],
    "hits": [1, 2, 3, 4, 5],
}
WANTED = {
    "duplicate_of": ["/a", None, "/a", None, None],
    "relation": ["copy", None, "copy", None, None],
    "group": ["/a", "/a", "/a", "/d", "/e"],
}


def pandas(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns, index=[7, 5, 3, 1, 0])


def polars(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame(columns)


def pyarrow(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table(columns)


def batch(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").RecordBatch.from_pydict(columns)


def datasets(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("datasets").Dataset.from_dict(columns)


def columns_of(table: Any) -> dict[str, list[Any]]:
    names = list(table) if isinstance(table, dict) else list(getattr(table, "column_names", None) or table.columns)
    values = {name: table[name] for name in names}
    lists = {name: v.to_pylist() if hasattr(v, "to_pylist") else list(v) for name, v in values.items()}
    return {name: [None if v != v else v for v in column] for name, column in lists.items()}


@pytest.mark.parametrize("make", [dict, pandas, polars, pyarrow, batch, datasets])
def test_a_table_comes_back_as_it_was_with_four_columns_more(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    table = make(TABLE)
    marked = cleanse.dedup(table, id="url", date="day", threshold=0.7)
    assert type(marked) is type(table)
    columns = columns_of(marked)
    assert list(columns) == [*TABLE, *COLUMNS]
    assert {name: columns[name] for name in TABLE} == TABLE
    assert {name: columns[name] for name in WANTED} == WANTED
    assert [value is None for value in columns["similarity"]] == [value is None for value in columns["duplicate_of"]]
    assert all(0.7 <= value <= 1 for value in columns["similarity"] if value is not None)
    assert list(columns_of(table)) == list(TABLE)  # the table that was handed in is not changed


def test_anything_with_an_arrow_stream_gives_a_table_of_pyarrow() -> None:
    pyarrow_table = pyarrow(TABLE)

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pyarrow_table.__arrow_c_stream__(requested_schema)

    marked: Any = cleanse.dedup(Stream(), id="url")
    assert marked.column_names == [*TABLE, *COLUMNS]


def test_rows_without_ids_are_named_by_their_number() -> None:
    marked = cleanse.dedup({"body": ["no", "Yes, indeed!", "yes indeed"]}, "body")
    assert marked["duplicate_of"] == [None, None, 1]
    assert marked["group"] == [0, 1, 1]
    assert cleanse.dedup({"text": []}) == {"text": [], **{name: [] for name in COLUMNS}}


def test_the_order_of_many_rows_is_that_of_their_numbers() -> None:
    marked = cleanse.dedup({"text": ["the same story"] * 11})
    assert marked["group"] == [0] * 11


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(KeyError, match=r"no column 'text' \(it has body\)"):
        cleanse.dedup({"body": ["a"]})
    with pytest.raises(ValueError, match="'group' already: rename it"):
        cleanse.dedup({"text": ["a"], "group": ["mine"]})
    with pytest.raises(TypeError, match="row 1 of column 'text' holds int"):
        cleanse.dedup({"text": ["a", 3]})
    with pytest.raises(TypeError, match="dedup takes a table, not list"):
        cleanse.dedup(["a"])
    with pytest.raises(cleanse.ConfigError):
        cleanse.dedup({"text": ["a"]}, threshold=7)


def test_a_batch_is_cleaned_and_keeps_its_other_columns() -> None:
    given: dict[str, list[Any]] = {"text": ["Ferry\u200b news", None, "Itâ€™s".encode()], "n": [1, 2, 3]}
    assert cleanse.clean_batch(given) == {"text": ["Ferry news", None, "It’s"], "n": [1, 2, 3]}
    assert given["text"][0] == "Ferry\u200b news"
    assert cleanse.clean_batch({"body": ["開發"]}, "body", script="keep") == {"body": ["開發"]}
    assert cleanse.clean_batch({"text": ["Ferry\u200b news"]}, filters=[]) == {"text": ["Ferry\u200b news"]}
    with pytest.raises(KeyError, match="no column 'text'"):
        cleanse.clean_batch({"body": ["a"]})


def test_a_signature_is_one_of_datasketch() -> None:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=0.8)
    index.insert("story", cleanse.minhash(STORY))
    assert index.query(cleanse.minhash(STORY.upper())) == ["story"]
    assert index.query(cleanse.minhash("天气转晴，渡轮恢复航行。")) == []
    assert cleanse.minhash("").jaccard(cleanse.minhash(STORY)) == 0


def test_no_package_of_tables_is_imported_unasked() -> None:
    code = (
        "import sys, cleanse, cleanse.duplicates.lsh\n"
        "assert cleanse.dedup({'text': ['a']})['group'] == [0]\n"
        "assert not {'pandas', 'polars', 'pyarrow', 'datasets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
