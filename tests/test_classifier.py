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

from cleanse import Cleaner, Document, Remark
from cleanse.article import lines
from cleanse.article.text_model import load, read, write
from cleanse.article.text_model.features import Unit, feature_columns, feature_rows
from cleanse.article.text_model.ngrams import page_codes
from cleanse.article.text_model.select import article, select_by_model
from cleanse.article.text_model.signs import signs
from cleanse.model import Proposals

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


def test_weights_take_less_than_half_a_megabyte() -> None:
    assert len(files("cleanse.article.text_model").joinpath("weights.npz").read_bytes()) < 500_000


def test_menu_and_teasers_go_by_the_model_and_each_change_names_its_score() -> None:
    cleaned = CLEANER.clean(PAGE)
    left = cleaned.text.splitlines()
    assert left[-3:] == PAGE.splitlines()[7:10]
    assert left[0] == "Bridge to be rebuilt after the floods"
    assert "Ten ways to cook leeks" not in left
    rules = {change.rule for step in cleaned.trace for change in step.changes}
    assert "boilerplate/model" in rules
    notes = [change.note for step in cleaned.trace for change in step.changes if change.rule.endswith("model")]
    assert all("of 1 as a line of the article" in note for note in notes)


@pytest.mark.parametrize("row", KEEPS, ids=lambda row: row["why"])
def test_the_model_keeps_every_text_that_the_rules_keep(row: dict[str, Any]) -> None:
    assert CLEANER.clean(row["text"]).text == row["text"]


def test_what_one_page_gets_does_not_depend_on_others() -> None:
    first = select_by_model(lines.read(PAGE))
    select_by_model(lines.read(PAGE.upper()))
    assert select_by_model(lines.read(PAGE)) == first


def test_weights_that_were_written_are_read_back_the_same() -> None:
    file = io.BytesIO()
    write(file, load(), ["score"])
    file.seek(0)
    again = read(file)
    assert np.array_equal(again.trees.leaf, load().trees.leaf)
    assert again.titles.scale == load().titles.scale
    for one, other in ((again.letters, load().letters), (again.headings, load().headings)):
        assert np.allclose(one.weights, other.weights)
        assert one.bias == other.bias


@pytest.mark.parametrize("texts", [("a",), ("中",), ("\ud800",), ("…", "\x00"), ("x" * 10_000,), ("𝒳", "1", "|")])
def test_odd_lines_have_numbers_too(texts: tuple[str, ...]) -> None:
    rows = feature_rows(units(*texts), load().letters, load().headings)
    assert rows.shape[0] == len(texts)
    assert np.isfinite(rows).all()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*PAGE.splitlines(), "", "\ud800", "关于我们", "»"]) | st.text(max_size=90), max_size=40)
)
def test_any_lines_are_restored_and_a_second_pass_proposes_nothing(parts: list[str]) -> None:
    text = "\n".join(parts)
    result = CLEANER.clean(text)
    assert result.restore() == text
    proposed = CLEANER.filters[0].edits(Document(result.text))
    passes = proposed.passes if isinstance(proposed, Proposals) else (proposed,)
    assert all(isinstance(proposal, Remark) for proposals in passes for proposal in proposals)


@pytest.mark.parametrize(
    ("sign", "those", "others"),
    [
        (
            "dated",
            ("7:05", "at 12.30 h", "12h30", "in 1998", "(2024)", "5月3日", "3일 전"),
            ("1:2", "1234567", "3000", "年"),
        ),
        ("address", ("write to a@b.example", "https://c.example", "#news"), ("and/or", "a : b", "/")),
        ("ends_ellipsis", ("more…", "more...", "more […]", "“more…”"), ("more.", "...more", ".")),
        ("ends_question", ("who?", "谁？", "“who?”", "من؟"), ("? who", "who")),
        ("item", ("1. Salt", "12) Salt", "3、盐", "• salt", "- salt"), ("2024 was dry", "salt - pepper", "1")),
        ("quotes", ("he said „no“", "「好」", "« non »"), ("it's", "no")),
        ("ends_separator", ("Home »", "More >"), ("» Home", "Home")),
    ],
)
def test_a_sign_is_seen_in_its_lines_and_not_in_others(
    sign: str, those: tuple[str, ...], others: tuple[str, ...]
) -> None:
    has_sign = signs(page_codes([*those, *others]))[sign]
    assert has_sign.tolist() == [True] * len(those) + [False] * len(others)


def test_headings_count_for_what_stands_below_them() -> None:
    columns = feature_columns(
        units("Comments", "A sentence that someone wrote.", "Another."), load().letters, load().headings
    )
    assert columns["below"].tolist() == [0, columns["heading"][0], columns["heading"][0]]
    assert columns["lines_below"].tolist() == [1, 1, 2]


def test_a_page_with_a_clear_border_keeps_fewer_lines_than_a_doubtful_one() -> None:
    read = lines.read("\n".join(f"Sentence {i} of some story or other, which goes on." for i in range(6)))
    clear = np.array([0.99, 0.98, 0.99, 0.3, 0.01, 0.02], np.float32)
    doubtful = np.array([0.4, 0.35, 0.4, 0.3, 0.01, 0.02], np.float32)
    assert article(read, clear) == {0, 1, 2}
    assert article(read, doubtful) == {0, 1, 2, 3}
    assert article(read, np.array([0.9, 0.01, 0.9, 0.2, 0.9, 0.0], np.float32)) == {0, 2, 3, 4}, (
        "gaps are filled, unless surely none"
    )
