"""Subheads, tables, lists and times among the paragraphs of an article stay; links above it and lists below it go."""

from __future__ import annotations

import pytest
from news_pages import STORIES, page, paragraphs

from cleanse import Cleaner

CLEANER = Cleaner()
SUBHEADS = [(language, subhead) for language, story in STORIES.items() for subhead in story["subheads"]]
LANGUAGES = pytest.mark.parametrize("language", STORIES)


def cleaned(source: str) -> str:
    result = CLEANER.clean(source, media_type="text/html")
    assert CLEANER.clean(result.text).text == result.text
    assert result.restore() == source
    return result.text


@pytest.mark.parametrize(("language", "subhead"), SUBHEADS)
def test_a_subhead_stays_where_the_article_goes_on(language: str, subhead: str) -> None:
    story = STORIES[language]
    first, *rest = story["story"]
    body = f"{paragraphs([first, story['below']])}<h3>{subhead}</h3>{paragraphs(rest)}"
    assert cleaned(page(language, body)) == "\n".join([story["title"], first, story["below"], subhead, *rest])


@LANGUAGES
def test_it_may_be_in_an_element_of_its_own(language: str) -> None:
    story = STORIES[language]
    first, *rest = story["story"]
    subhead = story["subheads"][0]
    body = f"<div>{paragraphs([first, story['below']])}</div><section><h2>{subhead}</h2>{paragraphs(rest)}</section>"
    assert f"{story['below']}\n{subhead}\n{rest[0]}" in cleaned(page(language, body))


@LANGUAGES
def test_with_one_paragraph_below_it(language: str) -> None:
    story = STORIES[language]
    body = f"{paragraphs(story['story'])}<h2>{story['subheads'][0]}</h2><p>{story['below']}</p>"
    assert cleaned(page(language, body)).endswith(f"{story['subheads'][0]}\n{story['below']}")


@LANGUAGES
def test_the_same_words_over_links_go(language: str) -> None:
    story = STORIES[language]
    links = "<ul><li><a href=/1>Ferry strike enters second week</a></li><li><a href=/2>Library opens</a></li></ul>"
    body = f"{paragraphs(story['story'])}<h2>{story['subheads'][0]}</h2>{links}"
    assert "Ferry strike" not in cleaned(page(language, body))


TABLE = "<table><tr><td>Councillor</td><td>Vote</td></tr><tr><td>Northby</td><td>yes</td></tr></table>"


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (TABLE, ["Councillor Vote", "Northby yes"]),
        (f"<figure>{TABLE}</figure>", ["Councillor Vote", "Northby yes"]),
        ("<ol><li>Open</li><li>Vote</li><li>Close</li></ol>", ["1. Open", "2. Vote", "3. Close"]),
        ("<ul><li>Built in 1871</li><li>Height: 31 metres</li></ul>", ["Built in 1871", "Height: 31 metres"]),
        ("<div class=factbox><h4>In figures</h4><p>Built in 1871</p></div>", ["In figures", "Built in 1871"]),
    ],
)
@LANGUAGES
def test_a_table_or_a_list_among_paragraphs_stays(language: str, block: str, lines: list[str]) -> None:
    first, second, *rest = STORIES[language]["story"]
    text = cleaned(page(language, f"{paragraphs([first, second])}{block}{paragraphs(rest)}"))
    assert "\n".join([second, *lines, rest[0]]) in text


@pytest.mark.parametrize("name", ["factbox", "infobox", "info-box", "keyFacts", "faktaboks", "encadre", "infokasten"])
@LANGUAGES
def test_a_box_of_facts_among_paragraphs_stays(language: str, name: str) -> None:
    first, second, *rest = STORIES[language]["story"]
    box = f"<div class={name}><h3>Gull Rock</h3><ul><li>Built in 1871</li><li>31 metres</li></ul></div>"
    text = cleaned(page(language, f"{paragraphs([first, second])}{box}{paragraphs(rest)}"))
    assert "\n".join([second, "Gull Rock", "Built in 1871", "31 metres", rest[0]]) in text


def test_a_row_of_buttons_among_paragraphs_goes() -> None:
    first, second, *rest = STORIES["en"]["story"]
    row = "<ul><li>Share on Facebook</li><li>Print</li><li>Copy link</li></ul>"
    text = cleaned(page("en", f"{paragraphs([first, second])}{row}{paragraphs(rest)}"))
    assert text.split("\n")[1:] == [first, second, *rest]


@pytest.mark.parametrize("markup", ["<div class=when>{}</div>", "<h3>{}</h3>", "<time>{}</time>", "<p><b>{}</b></p>"])
@pytest.mark.parametrize("times", [["10:05", "09:40", "08:15"], ["10.05 Uhr", "9.40 Uhr", "8.15 Uhr"]])
def test_the_times_of_a_live_blog_stay(markup: str, times: list[str]) -> None:
    story = STORIES["de"]
    rows = zip(times, story["story"], strict=True)
    body = "".join(f"<section>{markup.format(time)}<p>{line}</p></section>" for time, line in rows)
    expected = [line for row in zip(times, story["story"], strict=True) for line in row]
    assert cleaned(page("de", body)).split("\n") == [story["title"], *expected]


@pytest.mark.parametrize("language", ["zh", "ja", "ru", "en"])
def test_the_menu_of_a_layout_table_goes(language: str) -> None:
    story = STORIES[language]
    menu = "<td width=200><a href=/1>Harbour</a><br><a href=/2>Letters</a></td>"
    cell = f"<td><div align=center><b>{story['title']}</b></div>{paragraphs(story['story'])}</td>"
    source = f"<html><title>{story['title']}</title><table><tr>{menu}{cell}</tr></table><p>Copyright 2003</p></html>"
    text = cleaned(source)
    assert text.startswith(story["title"])
    assert "Letters" not in text
