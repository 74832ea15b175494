"""The law everything rests on: edits can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import edits
from cleanse.model import Edit, Step
from cleanse.record import trace_rows as trace
from cleanse.trace import Trace

# surrogates included: JSON can hold them
TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(TEXT)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(start, end, draw(TEXT), "test/rule", "why", (("date", "2026-01-02"),)) for start, end in pairs]


@given(edited())
def test_changes_can_be_taken_back(case: tuple[str, list[Edit]]) -> None:
    text, proposed = case
    changes = edits.to_changes(text, reversed(proposed))
    assert edits.invert(edits.apply(text, changes), changes) == text


@given(edited())
def test_a_trace_survives_json(case: tuple[str, list[Edit]]) -> None:
    steps = Trace((Step("test", edits.to_changes(*case)),))
    assert trace.from_row(trace.to_row(steps)) == steps


@given(TEXT, TEXT)
def test_changed_spans_turn_one_text_into_the_other(before: str, after: str) -> None:
    changes = edits.to_changes(before, [Edit(*run, "test/rule") for run in edits.changed_spans(before, after)])
    assert edits.apply(before, changes) == after


def test_changed_spans_are_as_long_as_what_differs() -> None:
    assert list(edits.changed_spans("國家的國歌", "国家的国歌")) == [(0, 1, "国"), (3, 4, "国")]
    assert list(edits.changed_spans("same", "same")) == []


@pytest.mark.parametrize("bad", [[(0, 3), (2, 4)], [(3, 9)], [(-1, 2)], [(3, 2)]])
def test_edits_that_cannot_be_applied_are_refused(bad: list[tuple[int, int]]) -> None:
    with pytest.raises(edits.EditError, match="spoiler"):
        edits.to_changes("text", [Edit(start, end, "", "spoiler/x") for start, end in bad], "spoiler")


def test_an_edit_that_changes_nothing_is_left_out() -> None:
    assert edits.to_changes("text", [Edit(1, 2, "e", "test/same"), Edit(0, 0, "", "test/nothing")]) == ()


def test_a_change_has_all_that_its_edit_has() -> None:
    edit = Edit(0, 2, "b", "test/rule", "why", (("date", "2026-01-02"),), "text/plain")
    (change,) = edits.to_changes("aab", [edit])
    assert (change.start, change.end, change.replacement, change.rule, change.note) == edit[:5]
    assert (change.before, change.metadata, change.media_type) == ("aa", edit.metadata, "text/plain")
    assert change.edit == edit
