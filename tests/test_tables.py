"""Every filter against its table of texts it must change and texts it must not touch (fixtures/tables/FILTER.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleanse import Cleaner

TABLES = Path(__file__).parents[1] / "fixtures" / "tables"


def rows(kind: str) -> list[Any]:
    return [
        pytest.param(path.stem, row, id=f"{path.stem}-{row['why']}")
        for path in sorted(TABLES.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    ]


@pytest.mark.parametrize(("name", "row"), rows("changes"))
def test_a_filter_makes_the_changes_of_its_table(name: str, row: dict[str, Any]) -> None:
    cleaner = Cleaner(filters=[name], **row.get("settings", {}))
    result = cleaner.clean(row["before"])
    assert result.text == row["after"]
    assert result.restore() == row["before"]
    assert cleaner.clean(result.text).text == result.text
    for step in result.trace:
        assert all(change.rule.startswith(f"{name}/") for change in step.changes)


@pytest.mark.parametrize(("name", "row"), rows("keeps"))
def test_a_filter_leaves_alone_what_its_table_keeps(name: str, row: dict[str, Any]) -> None:
    assert Cleaner(filters=[name], **row.get("settings", {})).clean(row["text"]).text == row["text"]
