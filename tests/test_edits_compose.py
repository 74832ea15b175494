"""Two sets of edits, one after the other, are the same as the one they compose to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanse.edits import apply, compose, to_changes
from cleanse.model import Edit


@st.composite
def some_edits(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(a, b, draw(st.text("xyz", max_size=3)), "r", "n") for a, b in pairs]


@given(st.data(), st.text("abcdef", max_size=30))
def test_composed_edits_do_what_each_does_in_turn(data: st.DataObject, text: str) -> None:
    first = to_changes(text, data.draw(some_edits(text)))
    between = apply(text, first)
    second = to_changes(between, data.draw(some_edits(between)))
    assert apply(text, to_changes(text, compose(text, first, second))) == apply(between, second)
