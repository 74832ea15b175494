"""A label and a title inside an article: a link to another story goes, a caption or a subhead of this one stays."""

from __future__ import annotations

import pytest
from news_pages import STORIES

from cleanse import Cleaner
from cleanse.article.lines import read
from cleanse.article.links import links_inside

CLEANER = Cleaner(filters=["boilerplate"])
TITLE, STORY = STORIES["en"]["title"], STORIES["en"]["story"]


def around(line: str) -> str:
    return "\n\n".join([TITLE, *STORY[:2], line, *STORY[2:]]) + "\n"


LINKS = [
    "Watch: how to cook a leek in butter",
    "Opinion | Why schools should teach gardening",
    "Explainer: what does inflation mean today?",
    "In pictures: summer flowers around Europe",
]
STAY = [
    "Watch: the lighthouse by night",
    "Next: what the coast guard says",
    "Analysis: a cable that nobody wanted",
    "Watch: a storm",  # too few words to tell
    "Listen: the foghorn of the old lighthouse, recorded in May by a student who came there with her uncle.",
]


@pytest.mark.parametrize("line", LINKS)
def test_a_title_that_shares_no_word_with_the_article_goes(line: str) -> None:
    assert CLEANER.clean(around(line)).text == "\n\n".join([TITLE, *STORY]) + "\n"


@pytest.mark.parametrize("line", STAY)
def test_another_stays(line: str) -> None:
    assert CLEANER.clean(around(line)).text == around(line)


@pytest.mark.parametrize("line", LINKS)
def test_above_the_article_it_is_the_headline(line: str) -> None:
    text = "\n\n".join([line, *STORY]) + "\n"
    assert CLEANER.clean(text).text == text
    assert links_inside(read(text), ()) == []
