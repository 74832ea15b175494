"""What the table of the markup filter cannot say: facts, broken pages, speed, independence from what came before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import pytest
from growth import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner
from cleanse.decoding.media_type import media_type_of
from cleanse.html.embedded import embedded_article
from cleanse.html.parse import parse
from cleanse.html.render import RenderedLines, render
from cleanse.html.title import without_site

PROSE = "<p>The river rose again on Monday, and the town closed its old bridge to all traffic until further notice.</p>"
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Bridge closed | The Valley Post</title>
<meta property="og:site_name" content="The Valley Post"><meta name="author" content="Ada Miller">
<meta property="article:published_time" content="2025-03-04T06:00:00+01:00">
<link rel="canonical" href="https://valley.example/2025/bridge"></head>
<body><h1>Bridge closed</h1>{PROSE * 4}</body></html>"""
LINKED = """<html><head><script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Post"},
{"@type": "NewsArticle", "headline": "Ferry &amp; bridge", "datePublished": "2024-12-31", "publisher": {"name": "Post"},
"author": [{"@type": "Person", "name": "Ada Miller"}, {"name": "Bo Lind"}]}]}</script></head>
<body><p>Text.</p></body></html>"""


def test_facts_a_page_declares_become_metadata() -> None:
    result = Cleaner(filters=["markup"]).clean(PAGE)
    assert dict(result.document.metadata) == {
        "title": "Bridge closed",
        "author": "Ada Miller",
        "date": "2025-03-04",
        "language": "en-GB",
        "site": "The Valley Post",
        "url": "https://valley.example/2025/bridge",
    }
    assert result.document.media_type == "text/plain"
    assert result.text.startswith("Bridge closed\nThe river rose")
    assert result.restore() == PAGE


def test_the_headline_is_not_the_last_of_the_breadcrumbs() -> None:
    page = f"""<html><head><title>Valley: bridge closed</title>
    <meta property="og:title" content="Old bridge closed again"></head><body>
    <ol class="breadcrumbs"><li>Home</li><li><h1>Valley: bridge closed</h1></li></ol>
    <h2>Old bridge is closed again</h2>{PROSE * 4}</body></html>"""
    assert Cleaner(filters=["markup"]).clean(page).document.metadata["title"] == "Old bridge is closed again"


def test_facts_in_json_ld_become_metadata() -> None:
    metadata = Cleaner(filters=["markup"]).clean(LINKED).document.metadata
    assert metadata["title"] == "Ferry & bridge"
    assert metadata["author"] == "Ada Miller, Bo Lind"
    assert metadata["date"] == "2024-12-31"
    assert metadata["site"] == "Post"


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Flood warning lifted | The Daily Example", "", "Flood warning lifted"),
        ("Flood warning lifted - The Daily Example", "The Daily Example", "Flood warning lifted"),
        ("Flood warning lifted - for now", "The Daily Example", "Flood warning lifted - for now"),
        ("Flood warning lifted - for now", "", "Flood warning lifted - for now"),
        ("The Daily Example: Flood warning lifted", "The Daily Example", "The Daily Example: Flood warning lifted"),
        ("The Daily Example | Flood warning lifted", "The Daily Example", "Flood warning lifted"),
        ("洪水警报解除_新闻频道_某网", "某网", "洪水警报解除"),
        ("Up | Down", "", "Up | Down"),
        ("Plain", "", "Plain"),
    ],
)
def test_site_names_leave_the_title(title: str, site: str, expected: str) -> None:
    assert without_site(title, site) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<!DOCTYPE html><p>x", "-", "text/html"),
        ("\ufeff<!-- saved -->\n<HTML><HEAD>", "a.txt", "text/html"),
        ("<script>a()</script><html><body><p>x</p></body></html>", "-", "text/html"),
        ("<body><p>x</p></body>", "-", "text/html"),
        ("<b>x</b>", "a.html", "text/html"),
        ("no tag at all\nin two lines", "a.html.gz", "text/plain"),
        ("<html> is a tag", "-", "text/plain"),
        ("a <p>x</p>", "-", "text/plain"),
        ("", "-", "text/plain"),
    ],
)
def test_a_page_is_told_by_its_name_or_by_how_it_begins(text: str, name: str, expected: str) -> None:
    assert media_type_of(text, name) == expected


def test_text_nested_too_deep_for_a_tree_stays() -> None:
    page = "<html><body>" + "<div><b>" * 100_000 + PROSE
    assert "The river rose again" in Cleaner(filters=["markup"]).clean(page).text


@pytest.mark.parametrize(
    "page",
    [
        lambda n: "<html>" + "<a href=x>link</a> " * n,
        lambda n: "<html><ul>" + "<li>item" * n,
        lambda n: "<html><p>" + "word " * n,
        lambda n: "<html><head><title>" + "a | " * n,
        lambda n: "<html " + "a=b " * n,
        lambda n: '<html><meta name="date" content="' + "2025-" * n + '">',
        lambda n: '<html><script type="application/ld+json">' + '{"@graph":' * n + "</script>",
        lambda n: '<html><script type="application/ld+json">[' + "1," * n + "1]</script>",
        lambda n: "<!-- " * n,
        lambda n: "<html>" + "&" * n,
    ],
    ids=lambda page: page(4)[6:24],
)
def test_time_grows_with_the_size_of_a_page_only(page: Callable[[int], str]) -> None:
    cleaner = Cleaner(filters=["markup"])

    def given_back(source: str) -> None:
        assert cleaner.clean(source, media_type="text/html").restore() == source

    assert_linear(given_back, page, 40_000)


PIECES = """< > </ <p> </p> <div> </div> <table> <td> <!-- --> <script> </script> <h1> <title> </title> <html> <body>
<?xml ?> <![CDATA[ ]]> &#0; &#xD800; &amp; " = / <a href=x> <frameset> word. 漢字。"""
MARKUP = st.lists(st.sampled_from([*PIECES.split(), "\0", "\ud800", "\x0b", "\ufeff", " "]), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(MARKUP, st.text(st.characters(), max_size=200)))
def test_any_text_read_as_html_is_restored_and_reaches_a_fixpoint(page: str) -> None:
    cleaner = Cleaner(filters=["markup"])
    result = cleaner.clean(page, media_type="text/html")
    assert result.restore() == page
    assert cleaner.clean(result.document).text == result.text


def test_nothing_depends_on_pages_read_before_or_beside() -> None:
    pages = [PAGE.replace("Monday", day) for day in ("Monday", "Tuesday", "Friday")] * 6
    cleaner = Cleaner(filters=["markup"])
    alone = [Cleaner(filters=["markup"]).clean(page).text for page in pages]
    with ThreadPoolExecutor(4) as pool:
        assert [result.text for result in pool.map(cleaner.clean, pages)] == alone
    assert [cleaner.clean(page).text for page in reversed(pages)] == alone[::-1]


def test_import_loads_no_parser() -> None:
    code = "import cleanse, sys; cleanse.Cleaner(filters=['markup']); print([m for m in sys.modules if m in "
    code += "('lxml', 'numpy', 'scipy')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_weights_take_less_than_half_a_megabyte() -> None:
    assert len(resources.files("cleanse.article.html_model").joinpath("weights.npz").read_bytes()) < 500_000


def test_there_is_one_way_to_read_a_page() -> None:
    with pytest.raises(TypeError, match="markup"):
        Cleaner(filters=["markup"], markup="trafilatura")  # type: ignore[call-arg]


def test_pages_of_a_few_lines_are_kept_whole() -> None:
    assert Cleaner(filters=["markup"]).clean(
        "<html><body><div>Closed</div><div>Back at 3</div></body></html>"
    ).text == ("Closed\nBack at 3")


def test_text_behind_the_end_of_a_page_stays() -> None:
    page = f"<html><body><header>Menu</header></body></html>\n<div class='article'>{PROSE * 3}</div></BODY ></html>"
    assert "The river rose again" in Cleaner(filters=["markup"]).clean(page).text


SITE_PAGE = f"""<html><head><title>Bridge closed</title></head><body><ul>
<li>Home</li><li>Sport</li><li>Weather</li></ul><p>Copyright 2024 The Valley Post. All rights reserved.</p>
<h1>Bridge closed</h1>{PROSE}<p>Divers found cracks in two of its piers, and the repairs are expected to last until the
end of the summer.</p><div class="related"><h3>More</h3><a href="/a">Ferry returns to the lake</a><br>
<a href="/b">Two held after fire</a></div><p>Share on Facebook</p></body></html>"""


def test_each_line_that_goes_is_an_edit_of_its_own_with_its_rule_or_score() -> None:
    result = Cleaner(filters=["markup"]).clean(SITE_PAGE)
    rendering, selecting = result.trace
    assert [change.rule for change in rendering.changes] == ["markup/rendered"]
    shown = rendering.changes[0].replacement.split("\n")
    removed = [line for change in selecting.changes for line in change.before.split("\n") if line]
    assert sorted(removed + result.text.split("\n")) == sorted(shown)
    assert {"boilerplate/en/rights", "markup/model"} <= {change.rule for change in selecting.changes}
    assert all(change.note for change in selecting.changes)
    assert result.restore() == SITE_PAGE


def test_a_page_has_the_confidence_of_its_choice_and_the_lines_in_doubt() -> None:
    result = Cleaner(filters=["markup"]).clean(SITE_PAGE)
    assert result.document.selection is not None
    assert result.confidence == result.document.selection.confidence
    assert 0 < result.document.selection.confidence <= 1
    shown = set(result.trace[0].changes[0].replacement.split("\n"))
    assert {doubt.line for doubt in result.document.selection.doubts} <= shown
    assert Cleaner(filters=["characters"]).clean("The river rose.").confidence is None


def test_the_line_that_says_the_title_stays_whatever_a_rule_says_of_it() -> None:
    page = SITE_PAGE.replace("Bridge closed", "Share on Facebook").replace("<p>Share on Facebook</p>", "")
    text = Cleaner(filters=["markup"]).clean(page).text
    assert "Share on Facebook\nThe river rose" in text


def test_footnote_marks_are_no_text_and_exponents_are() -> None:
    page = """<p>It fell<sup><a href="#n1">1</a></sup> by half<a href="#n2"><sup>2</sup></a>.<sup>[3]</sup></p>
    <p>10 m<sup>2</sup>, <a href="/e">E = mc<sup>2</sup></a>, the 4<sup>th</sup></p>"""
    assert render(parse(page)).text == ["It fell by half.", "10 m2, E = mc2, the 4th"]


def test_an_article_that_only_a_script_brings_along() -> None:
    inner = json.dumps({"state": {"title": "Bridge closed", "html": PROSE * 4}}).replace("<", "\\u003c")
    page = f"<html><body><div></div><script>push([1,{json.dumps('5:' + inner)}])</script></body></html>"
    assert Cleaner(filters=["markup"]).clean(page).text.count("The river rose") == 4
    shown = page.replace("<div></div>", PROSE.replace("river", "lake") * 4)
    assert "The river rose" not in Cleaner(filters=["markup"]).clean(shown).text


@pytest.mark.parametrize(
    ("begin", "unit", "end"), [("", '"', ""), ("", '\\"', ""), ('"', '\\"', "\\"), ("", '"\\', "")]
)
def test_strings_in_scripts_take_linear_time(begin: str, unit: str, end: str) -> None:
    def code(size: int) -> str:
        return f"<script>{begin}{unit * size}{end}</script>"

    assert_linear(lambda text: embedded_article(parse(text)), code, 400_000)


def test_rendered_lines_know_their_place_in_the_tree() -> None:
    tree = parse(
        '<body><nav class="top"><a href="/">Home</a> | <a href="/x">News</a></nav><div id="a">One <b>two</b><p>Three'
        "<ol start=4><li>x</li><li><p>y</p></li></ol><script>no</script><custom-card>Card</custom-card>"
    )
    lines = render(tree)
    assert lines.text == ["Home | News", "One two", "Three", "x", "y", "Card"]
    assert lines.mark == ["", "", "", "4. ", "5. ", ""]
    assert lines.links == [2, 0, 0, 0, 0, 0]
    assert lines.linked == [8, 0, 0, 0, 0, 0]
    assert [lines.names[e][:3] for e in lines.element[:2]] == [("nav", "top", ""), ("div", "", "a")]
    for begin, end in zip(lines.begin, lines.end, strict=True):
        assert 0 <= begin <= end <= len(lines.text)
    assert str(lines).splitlines()[3] == "4. x"


def test_a_line_is_scored_the_same_on_any_machine_and_after_any_page() -> None:
    from cleanse.article.html_model.classifier import classifier
    from cleanse.html.metadata import Declared

    lines = render(parse(PAGE))
    first = classifier().scores(lines, Declared("Bridge closed"), {})
    classifier().scores(render(parse(LINKED)), Declared(), {})
    assert (first == classifier().scores(lines, Declared("Bridge closed"), {})).all()
    assert classifier().scores(RenderedLines(), Declared(), {}).shape == (0,)


ARTICLES = {
    "en": (
        "Old mill reopens as a museum",
        "The mill above the village has been silent for forty years. On Saturday its wheel turned again, and three "
        "hundred people came to watch it.",
        "“We found the plans in an attic,” said Ada Miller, who led the repairs. They took six winters, and cost less "
        "than the parish had feared.",
        "Visitors may see the stones and the sluice every day except Monday, from ten until five.",
    ),
    "de": (
        "Alte Mühle wird Museum",
        "Vierzig Jahre stand die Mühle über dem Dorf still. Am Samstag drehte sich ihr Rad zum ersten Mal wieder, und "
        "rund dreihundert Menschen sahen dabei zu.",
        "„Die Pläne lagen auf einem Dachboden“, sagte Ada Müller, die die Arbeiten geleitet hat. Sechs Winter haben "
        "sie gedauert, und sie kosteten weniger, als die Gemeinde befürchtet hatte.",
        "Zu sehen sind Mahlwerk und Wehr täglich außer montags, von zehn bis siebzehn Uhr.",
    ),
    "zh": (
        "老磨坊改建为博物馆",
        "村子上方的磨坊已经沉寂了四十年。星期六，水轮再次转动起来，约三百名村民前来观看。",
        "“图纸是在阁楼里找到的。”负责修缮工作的米勒说。工程历时六个冬天，花费比村里原先担心的要少。",
        "除星期一外，参观者每天上午十点至下午五点都可以看到磨盘和水闸。",
    ),
    "ru": (
        "Старая мельница стала музеем",
        "Мельница над деревней молчала сорок лет. В субботу её колесо снова пришло в движение, и посмотреть на это "
        "пришли около трёхсот человек.",
        "«Чертежи нашлись на чердаке», — рассказала Ада Миллер, руководившая работами. Они заняли шесть зим и обошлись "
        "дешевле, чем опасались в общине.",
        "Жернова и плотину можно увидеть ежедневно, кроме понедельника, с десяти до пяти.",
    ),
    "ar": (
        "الطاحونة القديمة تصبح متحفا",
        "ظلت الطاحونة المطلة على القرية صامتة أربعين عاما. ودارت عجلتها من جديد يوم السبت، وجاء كثيرون لمشاهدتها.",
        "وقالت آدا ميلر التي قادت أعمال الترميم إن المخططات عثر عليها في علية المنزل، وإن العمل استغرق ستة فصول شتاء.",
        "ويمكن للزوار مشاهدة الرحى والسد كل يوم ما عدا الاثنين من العاشرة حتى الخامسة.",
    ),
}
AROUND = [f"Section {number}" for number in range(1, 11)]


@pytest.mark.parametrize("language", ARTICLES)
def test_the_article_is_kept_and_the_rest_of_its_page_goes(language: str) -> None:
    title, *paragraphs = ARTICLES[language]
    menu = "".join(f'<li class="nav-item"><a href="/{word}">{word}</a></li>' for word in AROUND)
    teasers = "".join(f'<div class="teaser"><a href="/t/{word}"><h3>{word} teaser</h3></a></div>' for word in AROUND)
    page = f"""<!doctype html><html lang="{language}"><head><title>{title} | The Valley Post</title></head><body>
<header class="site-header"><nav class="main-nav"><ul>{menu}</ul></nav></header>
<main><article class="article"><h1 class="article-title">{title}</h1><div class="article-body">
{"".join(f"<p>{text}</p>" for text in paragraphs * 2)}</div></article>
<aside class="related">{teasers}</aside></main>
<footer class="site-footer"><ul>{menu}</ul><p>© The Valley Post</p></footer></body></html>"""
    text = Cleaner(filters=["markup"]).clean(page).text
    assert text.splitlines()[0] == title
    assert all(paragraph in text for paragraph in paragraphs)
    assert "Section" not in text
    assert "©" not in text
