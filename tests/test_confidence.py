"""How sure a classifier is of its choice of lines, in web pages and in plain text."""

from __future__ import annotations

import numpy as np
import pytest

from cleanse import Cleaner
from cleanse.article.confidence import selection_of
from cleanse.model import Doubt, Selection
from cleanse.text.lines import blocks

MENU = "Home\nNews\nSport\nWeather\n"
STORY = (
    "Bridge stays shut\n"
    "The river rose by two metres during the night and flooded parts of the old town, the mayor said on Monday.\n"
    "Engineers want to inspect the piers as soon as the water has fallen, which may take until the end of the week.\n"
    "A spokeswoman for the county said that the ferry would carry cars from Tuesday on, free of charge for all.\n"
)
FOOT = "Share on Facebook\nMost read\nFerry is back\n© 2025 The Lake Courier. All rights reserved.\nImprint\n"


def test_a_text_has_the_expected_f1_of_its_lines() -> None:
    result = Cleaner().clean(MENU + STORY + FOOT)
    selection = result.document.selection
    assert selection is not None
    assert result.confidence == selection.confidence
    assert 0.5 < selection.confidence <= 1
    assert {doubt.line for doubt in selection.doubts} <= {block.text for block in blocks(MENU + STORY + FOOT)}
    out = result.text.split("\n")
    assert all(doubt.kept == (doubt.line in out) for doubt in selection.doubts)


@pytest.mark.parametrize(
    "text",
    [
        STORY,  # nothing to choose
        STORY + "Share on Facebook\n",  # a rule takes the line, no classifier is asked
        "The river rose.",
        "洪水が来た。",
        "",
    ],
)
def test_where_no_classifier_was_asked_there_is_no_confidence(text: str) -> None:
    result = Cleaner().clean(text)
    assert result.confidence is None
    assert result.document.selection is None


def test_the_rules_alone_give_none() -> None:
    assert Cleaner(boilerplate="rules").clean(MENU + STORY + FOOT).confidence is None


def test_a_document_left_alone_is_the_most_doubtful_and_says_why() -> None:
    text = MENU + FOOT
    result = Cleaner().clean(text)
    assert result.text == text
    assert result.confidence == 0
    assert result.document.selection is not None
    assert "too many to believe" in result.document.selection.reason
    page = "".join(f"<p><a href=/{n}>{n}</a></p>" for n in range(30_000))
    left = Cleaner(filters=["markup"]).clean(page, id="a.html")
    assert left.document.selection == Selection(0.0, (), "too large among 30000 lines: the whole page is kept")


def test_two_choices_are_as_sure_as_the_less_sure_one() -> None:
    first, second = Selection(0.8, (Doubt("a", 0.5, True),)), Selection(0.0, (), "too many to believe")
    assert first.also(second) == second.also(first) == Selection(0.0, (Doubt("a", 0.5, True),), "too many to believe")


def test_lines_that_are_certain_give_certainty() -> None:
    sure = selection_of(["The river rose.", "Home"], np.array([1.0, 0.0]), [True, False])
    assert sure == Selection(1.0)
    doubtful = selection_of(["The river rose.", "Home"], np.array([0.5, 0.5]), [True, False])
    assert doubtful.confidence == 0.6122
    assert [doubt.kept for doubt in doubtful.doubts] == [True, False]


def test_it_is_the_same_for_the_same_text_whatever_came_before() -> None:
    cleaner = Cleaner()
    first = cleaner.clean(MENU + STORY + FOOT).document.selection
    cleaner.clean((MENU + STORY + FOOT).upper())
    assert cleaner.clean(MENU + STORY + FOOT).document.selection == first
