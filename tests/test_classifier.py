"""The line classifier: its weights, its figures, and that it is as careful as the rules with what is no page."""

from __future__ import annotations

import io
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner, Document
from cleanse.classifier import load, read, write
from cleanse.classifier.features import Unit, described
from cleanse.classifier.judge import by_classifier
from cleanse.pages import lines

CLEANER = Cleaner(filters=["boilerplate"], boilerplate="model")
TABLE = Path(__file__).parents[1] / "fixtures" / "tables" / "boilerplate.toml"
KEEPS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["keeps"]

PAGE = """Skip to content
Home
World
Sign in
Privacy Policy
Bridge to be rebuilt after the floods
Share this article
The council voted on Tuesday to rebuild the old bridge, which has been closed since the floods of last year.
Work is to begin in spring, and the mayor said it would cost a third less than had been feared.
Farmers on the far bank, who drive forty kilometres to market, asked for a ferry until the bridge is open.
Related Articles
Ten ways to cook leeks
Terms of use
© 2024 Bridge Herald
"""


def units(*texts: str) -> list[Unit]:
    return [Unit(text, False, False, False, 0.0) for text in texts]


def test_weights_are_small() -> None:
    assert len(files("cleanse.classifier").joinpath("text.npz").read_bytes()) < 500_000


def test_page() -> None:
    cleaned = CLEANER.clean(PAGE)
    left = cleaned.text.splitlines()
    assert left[-3:] == PAGE.splitlines()[7:10]
    assert left[0] == "Bridge to be rebuilt after the floods"
    assert "Ten ways to cook leeks" not in left
    rules = {change.edit.rule for step in cleaned.trace for change in step.changes}
    assert "boilerplate/model" in rules
    notes = [
        change.edit.note for step in cleaned.trace for change in step.changes if change.edit.rule.endswith("model")
    ]
    assert all("of 1 as a line of the article" in note for note in notes)


@pytest.mark.parametrize("row", KEEPS, ids=lambda row: row["why"])
def test_keeps_what_the_rules_keep(row: dict[str, Any]) -> None:
    assert CLEANER.clean(row["text"]).text == row["text"]


def test_what_one_page_gets_does_not_depend_on_others() -> None:
    first = by_classifier(lines.read(PAGE))
    by_classifier(lines.read(PAGE.upper()))
    assert by_classifier(lines.read(PAGE)) == first


def test_stored_weights_come_back() -> None:
    file = io.BytesIO()
    write(file, load())
    file.seek(0)
    again = read(file)
    assert np.array_equal(again.trees.leaf, load().trees.leaf)
    assert again.titles.scale == load().titles.scale
    assert np.allclose(again.letters.weights, load().letters.weights)


@pytest.mark.parametrize("texts", [("a",), ("中",), ("\ud800",), ("…", "\x00"), ("x" * 10_000,), ("𝒳", "1", "|")])
def test_odd_lines_have_numbers_too(texts: tuple[str, ...]) -> None:
    rows = described(units(*texts), load().letters)
    assert rows.shape[0] == len(texts)
    assert np.isfinite(rows).all()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*PAGE.splitlines(), "", "\ud800", "关于我们", "»"]) | st.text(max_size=90), max_size=40)
)
def test_laws(parts: list[str]) -> None:
    text = "\n".join(parts)
    result = CLEANER.clean(text)
    assert result.restore() == text
    again = CLEANER.filters[0].edits(Document(result.text))
    assert all(edit.start == edit.end and not edit.replacement for edit in again)
