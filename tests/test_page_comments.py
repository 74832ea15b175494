"""Reader comments of web pages go, whatever holds them; a story that is named so stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import assert_linear
from news_pages import STORIES, page, paragraphs

from cleanse import Cleaner
from cleanse.article.element_names import kinds_of
from cleanse.article.section_words import section_words

CLEANER = Cleaner(filters=["markup"])
LANGUAGES = pytest.mark.parametrize("language", STORIES)


def listed(outer: str, inner: str, author: str = "<b>user{}</b>") -> Callable[[list[str]], str]:
    """A list of comments in an outer element; each is in an inner one, with its author."""

    def markup(comments: list[str]) -> str:
        tag, item = outer.split()[0], inner.split()[0]
        rows = (f"<{inner}>{author.format(i)}<p>{comment}</p></{item}>" for i, comment in enumerate(comments))
        return f"<{outer}>{''.join(rows)}</{tag}>"

    return markup


CONTAINERS = {
    "WordPress": listed('ol class="commentlist"', 'li class="comment"', "<cite>user{}</cite>"),
    "Disqus": listed('div id="disqus_thread"', 'li class="post"'),
    "boxes": listed("div", 'details class="CommentBox" open', "<summary>Posted by user{}</summary>"),
    "a section": listed('section class="article-comments"', 'div class="item"', "<h5>user{}</h5>"),
    "one each": listed("div", 'div class="reader-comment"'),
    "responses": listed('div class="responses"', 'div class="r"', "<h5>user{}</h5>"),
    "BEM": listed('div class="c-comments__list"', 'div class="c-comments__item"'),
    "German": listed('div class="kommentare"', 'div class="eintrag"'),
    "Chinese": listed('div class="pinglun"', "div"),
    "an id": listed('section id="Comments"', "article", "<h4>user{}</h4>"),
    "definitions": listed('dl id="comment-list"', "dd"),
    "custom elements": listed("comments-list", "comment-item"),
}


def cleaned(source: str) -> list[str]:
    return CLEANER.clean(source, media_type="text/html").text.split("\n")


@LANGUAGES
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("place", ["in the article", "after it"])
def test_they_go_by_the_names_of_their_elements(language: str, container: str, place: str) -> None:
    story = STORIES[language]
    markup = CONTAINERS[container](story["comments"])
    body = paragraphs(story["story"])
    source = page(language, body + markup) if place == "in the article" else page(language, body, after=markup)
    assert cleaned(source) == [story["title"], *story["story"]]


@LANGUAGES
@pytest.mark.parametrize("inner", ['div class="q"', "li", "section"])
def test_they_go_by_their_number(language: str, inner: str) -> None:
    story = STORIES[language]
    outer = "ul" if inner == "li" else "div"
    markup = f"<div class=z><h4>{story['count']}</h4>{listed(outer, inner)(story['comments'])}</div>"
    assert cleaned(page(language, paragraphs(story["story"]), after=markup)) == [story["title"], *story["story"]]


def test_each_line_says_that_it_was_a_comment() -> None:
    story = STORIES["en"]
    source = page("en", paragraphs(story["story"]), after=CONTAINERS["WordPress"](story["comments"]))
    result = CLEANER.clean(source, media_type="text/html")
    removed = {
        change.before.strip(): change.rule for change in result.trace.changes if change.rule.endswith("comments")
    }
    assert set(story["comments"]) <= removed.keys()
    assert result.restore() == source


@LANGUAGES
@pytest.mark.parametrize("name", ["comment", "comments", "comment-body", "article-comment", "responses", "kommentar"])
def test_a_story_in_an_element_of_such_a_name_is_an_opinion(language: str, name: str) -> None:
    story = STORIES[language]
    source = page(language, f'<div class="{name}">{paragraphs(story["story"])}</div>')
    assert cleaned(source) == [story["title"], *story["story"]]


def test_a_discussion_in_paragraphs_is_the_articles() -> None:
    first, second, *rest = STORIES["en"]["story"]
    part = f"<section class=discussion><h2>Discussion</h2>{paragraphs(rest)}</section>"
    assert cleaned(page("en", paragraphs([first, second]) + part))[1:] == [first, second, "Discussion", *rest]


def test_a_number_of_comments_in_the_byline_says_nothing_of_the_story_below() -> None:
    story = STORIES["en"]
    byline = "<div class=meta>By Jane Doe <span>3 Comments</span></div>"
    body = byline + "".join(f"<div>{line}</div>" for line in story["story"])
    assert cleaned(page("en", body))[-4:] == story["story"]
    listing = "<ul>" + "".join(f"<li>{line}</li>" for line in story["story"]) + "</ul>"
    assert cleaned(page("en", byline + listing))[-4:] == story["story"]


@pytest.mark.parametrize(
    "name",
    [
        "comments-open",
        "no-comments",
        "comment-count",
        "commentsLink",
        "show-comments",
        "category-comments",
        "discomments",
    ],
)
def test_a_name_about_comments_is_not_that_of_a_list(name: str) -> None:
    assert not kinds_of(name, section_words().containers)


@pytest.mark.parametrize(
    "unit",
    [
        "<p>3 Comments</p>",
        "<div class=comment>",
        "<div class=responses><p>x</p>",
        "<h3>Related</h3>",
        "<ul><li>1<li>2",
        "<h2>Comments</h2><p>The keeper made no comment on the letter and went home.</p>",
    ],
)
def test_a_page_of_the_like_takes_linear_time(unit: str) -> None:
    assert_linear(cleaned, lambda size: page("en", paragraphs(STORIES["en"]["story"]) + unit * size), 4_000)
