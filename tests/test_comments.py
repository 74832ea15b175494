"""Reader comments go, known by heading and rhythm; texts with names, dates or both that are no comments stay."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from growth import assert_linear

from cleanse import Cleaner
from cleanse.article.comments import Comments, reader_comments
from cleanse.article.lines import read

CLEANERS = {mode: Cleaner(filters=["boilerplate"], boilerplate=mode) for mode in ("rules", "model")}
MODES = pytest.mark.parametrize("mode", CLEANERS)

TEXTS = tomllib.loads((Path(__file__).parents[1] / "fixtures" / "comments.toml").read_text(encoding="utf-8"))
STORIES: dict[str, str] = TEXTS["stories"]
COUNTED: str = TEXTS["comments"][0]["text"]


def rows(kind: str) -> list[Any]:
    return [pytest.param(row, id=row["why"]) for row in TEXTS[kind]]


@MODES
@pytest.mark.parametrize("row", rows("comments"))
def test_comments_go_and_the_article_stays(row: dict[str, str], mode: str) -> None:
    article, comments = f"{STORIES[row['language']]}\n", row["text"]
    result = CLEANERS[mode].clean(f"{article}\n{comments}\n")
    assert result.text == article
    assert result.restore() == f"{article}\n{comments}\n"
    assert {change.rule for change in result.trace.changes} == {"boilerplate/comments"}
    assert len(result.trace.changes) == len([line for line in comments.split("\n") if line])


@MODES
def test_they_go_from_a_page_with_menu_form_and_footer(mode: str) -> None:
    menu = "Home\nWorld\nSports\nPrivacy Policy\nSign in\nSubscribe now\n"
    form = "Leave a Reply\nYour email address will not be published. Required fields are marked *\nName *\nTerms of use"
    cleaned = CLEANERS[mode].clean(f"{menu}Mill to grind again\n\n{STORIES['en']}\n\n{COUNTED}\n\n{form}\n").text
    assert cleaned == f"Mill to grind again\n\n{STORIES['en']}\n"


@MODES
@pytest.mark.parametrize("row", rows("keeps"))
def test_what_only_looks_like_comments_stays(row: dict[str, str], mode: str) -> None:
    text = f"{STORIES[row['language']]}\n\n{row['text']}\n"
    assert CLEANERS[mode].clean(text).text == text


@MODES
@pytest.mark.parametrize("row", rows("keeps"))
def test_it_is_not_taken_for_comments_on_a_page_either(row: dict[str, str], mode: str) -> None:
    story = f"{STORIES[row['language']]}\n{row['text']}"
    page = f"Home\nWorld\nSign in\nSubscribe now\nMill\n{story}\nPrivacy Policy\nTerms of use\n"
    rules = {change.rule for change in CLEANERS[mode].clean(page).trace.changes}
    assert rules
    assert "boilerplate/comments" not in rules


def test_a_number_of_comments_above_the_article_heads_none() -> None:
    byline = "1 Comment\nJane Doe, March 1, 2024 at 9:00"
    assert reader_comments(read(f"Mill to grind again\n{byline}\n{STORIES['en']}")) == []


def test_article_text_below_them_means_that_they_are_none() -> None:
    story = STORIES["en"]
    assert reader_comments(read(f"{story}\n{COUNTED}\n{story}\n{story}")) == []
    assert reader_comments(read(f"{story}\n{COUNTED}")) == [Comments(2, 11, 2)]


def test_no_comments_are_found_without_an_article() -> None:
    assert reader_comments(read(COUNTED)) == []


@pytest.mark.parametrize(
    "unit",
    [
        "3 Comments\n",
        "Reply\n",
        "Jane\n3 hours ago\nReply\n",
        "Jane • 9:00\n",
        "9:00 ",
        "1 Comment\nJane\n9:00\nI do.\nReply\n" + "A mill\n" * 20,
    ],
)
def test_comments_are_found_in_linear_time(unit: str) -> None:
    def story(size: int) -> str:
        return STORIES["en"] + "\n" + unit * (size // len(unit))

    def find(text: str) -> None:
        page = read(text)
        assert sum(end - start for start, end, _ in reader_comments(page)) <= len(page)

    assert_linear(find, story, 200_000)
