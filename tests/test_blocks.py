"""Blocks and the folded form texts are compared in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.text.lines import blocks
from cleanse.text.normalize import match_key


@given(st.text(st.characters(exclude_categories=())))
def test_blocks_are_where_they_say(text: str) -> None:
    pieces = list(blocks(text))
    assert [text[block.start : block.end] for block in pieces] == [block.text for block in pieces]
    assert [block.text for block in pieces] == [line.strip() for line in text.split("\n") if line.strip()]


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_folded(text: str) -> None:
    assert not any(c.isspace() for c in match_key(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("車谷 WUHAN", "车谷wuhan"), ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"), ("ﬁne", "FINE"), ("國\ud800", "国\ufffd")],
)
def test_texts_that_are_the_same_to_a_reader_fold_alike(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)
