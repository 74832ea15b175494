"""The title of a page: which of its headings is the article's own, and what is not part of it."""

from __future__ import annotations

import json

import pytest

from cleanse.article.declared_title import says_title, title_lines
from cleanse.html.metadata import metadata
from cleanse.html.parse import parse

TITLE = "Old mill reopens as a museum"
OTHER = "Why nobody believed that the wheel would turn"
HEAD = f"<title>{TITLE} - The Valley Post</title>"


def title_of(page: str) -> str:
    return metadata(parse(page)).get("title", "")


OWN = [
    f"{HEAD}<h1>The Valley Post</h1><h1>{TITLE}</h1>",
    f'{HEAD}<h1 class="logo">The Valley Post of Carrow and Tay</h1><h1>{TITLE}</h1>',
    f"{HEAD}<h1><a href='/'>{TITLE[:8]} Valley Post</a></h1><h2>{TITLE}</h2>",
    f"{HEAD}<h1>{TITLE}</h1><div class=related><h1>Old mills, museums and more old mills</h1></div>",
    f"{HEAD}<h1>{TITLE}</h1><section id=comments><h1>Old mill: your comments</h1></section>",
    f"{HEAD}<div class=related><h1>Related content</h1></div><h1 class=heading>Videos</h1>",
    f"{HEAD}<h1><span>Heritage</span> {TITLE}</h1>",
    f"{HEAD}<h1><span>Heritage</span><span>{TITLE}</span></h1>",
    f"{HEAD}<h1>{TITLE} <small>12 comments</small></h1>",
    f"{HEAD}<h1><div>Heritage</div>{TITLE}</h1>",
    f"{HEAD}<h1><svg><title>Post</title></svg>{TITLE}</h1>",
    f"{HEAD}<h1>{TITLE}<script>track('h1')</script></h1>",
    f"{HEAD}<nav><h1>Home &gt; Heritage &gt; Old mill</h1></nav><h2>{TITLE}</h2>",
    f"{HEAD}<p>No heading at all.</p>",
    f"<svg><title>Logo</title></svg><h1>{TITLE}</h1>",
    f"<h1>{TITLE}</h1>",
]


@pytest.mark.parametrize("page", OWN)
def test_the_title_is_the_articles_own_heading(page: str) -> None:
    assert title_of(page).removesuffix(" - The Valley Post") == TITLE


DECLARED = [
    f'<meta property="og:title" content="{OTHER}">',
    f'<meta property="og:title" value="{OTHER}">',
    f'<meta name="twitter:title" content="{OTHER}">',
    f'<meta name="twitter:title" value="{OTHER}">',
    f'<meta itemprop="title" content="{OTHER}">',
    f'<meta name="dc.title" content="{OTHER} | The Valley Post">',
    f'<meta property="og:title" content="The wheel"><meta name="twitter:title" content="{OTHER}">',
    f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": OTHER})}</script>',
    f'<meta property="og:site_name" content="Post"><meta property="og:title" content="Post: {OTHER}">',
    f'<meta name="parsely-title" content="{OTHER}">',
]


@pytest.mark.parametrize("declared", DECLARED)
def test_headings_are_compared_with_every_declared_title(declared: str) -> None:
    headings = f"<h1>Mill and museum in the old valley</h1><h1>{OTHER}</h1>"
    assert title_of(f"<title>Heritage today</title>{declared}{headings}") == OTHER


def test_a_heading_unlike_all_titles_is_the_articles_if_it_is_named_so() -> None:
    head = "<title>Asked in Carrow: where did you last see corn?</title>"
    rest = "<h1>Comments</h1><h1 class=label>Business Monday</h1>"
    assert title_of(f'{head}<h1 class="story-title">{OTHER}</h1>{rest}') == OTHER
    assert title_of(f'{head}<h1 itemprop="headline">{OTHER}</h1>{rest}') == OTHER
    assert title_of(f"{head}<h1>{OTHER}</h1>{rest}").startswith("Asked in Carrow")
    assert title_of(f'{head}<footer><h1 class="title">{OTHER}</h1></footer>{rest}').startswith("Asked in Carrow")


@pytest.mark.parametrize(
    "around",
    [
        "<article class=entry><div class=storytitle>{}</div></article>",
        "<div class='entry-header-wrap'><div class='PostTitle'>{}</div></div>",
        "<main><div>{}</div></main>",
        "<article>{}</article>",
        "<div class=newsheader>{}</div>",
        "<div id=article_title>{}</div>",
    ],
)
def test_or_if_what_is_around_it_is(around: str) -> None:
    head = "<title>Corn Again : Valley Desk : CVR</title><meta property='og:title' content='Corn Again : Valley Desk'>"
    assert title_of(head + around.format(f"<h1>{OTHER}</h1>")) == OTHER


SAYS = [
    ("Old mill reopens as a museum", True),
    ("OLD MILL REOPENS AS A MUSEUM", True),
    ("Heritage: Old mill reopens as a museum", True),
    ("Heritage Old mill reopens as a museum", True),
    ("Old mill reopens as a museum | The Valley Post", True),
    ("Mill reopens as a museum", True),
    ("as a museum", False),
    ("A museum", False),
    ("The Valley Post", False),
    ("Nobody in the village of Carrow believed it when the mayor told them: Old mill reopens as a museum", False),
    ("Old mill reopens as a museum, and the miller's great-granddaughter has the key to it, says the mayor.", False),
]


@pytest.mark.parametrize(("line", "says"), SAYS)
def test_a_line_says_the_title_if_it_has_most_of_it(line: str, says: bool) -> None:
    assert says_title([line], TITLE) is says
    assert says_title(["Sport", "Share", line], TITLE) is says


BROKEN = [
    ["Old mill reopens", "as a museum"],
    ["Heritage", "Old mill", "reopens as", "a museum"],
    ["Old mill reopens as", "a museum", "By Jane Doe"],
]


@pytest.mark.parametrize("lines", BROKEN)
def test_a_headline_may_be_broken_into_lines(lines: list[str]) -> None:
    assert says_title(lines, TITLE)
    story = ["The mill was built in 1871 and has not turned a stone since the war."]
    kept = [False] * len(lines) + [True]
    headline = title_lines([*lines, *story], kept, TITLE)
    assert "".join(lines[i] for i in headline).replace(" ", "") == TITLE.replace(" ", "")


def test_the_last_line_that_is_the_title_is_the_headline_though_another_has_it_below_a_kicker() -> None:
    lines = [TITLE, "Home", TITLE, f"About: {TITLE}", "The mill was built in 1871."]
    assert title_lines(lines, [False, False, False, True, True], TITLE) == range(2, 3)
    assert not title_lines(lines, [True] * 5, TITLE)
    assert not title_lines(lines, [False] * 5, "")


def test_no_short_title_is_said_by_a_sentence_that_begins_or_ends_so() -> None:
    assert not says_title(["Corn is grown again, for the first time in a century."], "Corn")
    assert not says_title(["They came for the corn"], "Corn")
    assert says_title(["Corn again"], "Corn")


@pytest.mark.parametrize(
    ("logo", "title"),
    [
        ("Carrow Notes", f"Carrow Notes: {TITLE}"),
        ("Carrow Notes", f"{TITLE} – Carrow Notes"),
        ("Carrow Notes", f"Carrow Notes » {TITLE}"),
        ("Carrow Notes | Mills", f"Carrow Notes | Mills | {TITLE}"),
    ],
)
def test_the_name_in_a_logo_is_no_part_of_the_title(logo: str, title: str) -> None:
    assert title_of(f'<title>{title}</title><h1><a href="/">{logo}</a></h1><h3>{TITLE}</h3>') == TITLE


def test_the_name_of_the_site_is_better_than_no_title() -> None:
    assert title_of('<h1 id="logo">Carrow Notes</h1><p>Text</p>') == "Carrow Notes"


def test_a_headline_that_links_to_the_front_page_keeps_both_its_parts() -> None:
    assert title_of("<title>Mill opens - for now</title><h1><a href='/'>Mill opens - for now</a></h1>") == (
        "Mill opens - for now"
    )
