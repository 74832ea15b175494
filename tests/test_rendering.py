"""What a reader sees of a page, kind by kind: small pages, and the lines wanted of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import assert_linear, repeated

from cleanse import Cleaner
from cleanse.html.embedded import embedded_article
from cleanse.html.jsonld import article_body, linked_data
from cleanse.html.parse import parse
from cleanse.html.render import render

ROSE = "The river rose again on Monday, and the town closed its old bridge to all traffic until further notice."
MILL = "The mill above the village has been silent for forty years, but on Saturday its wheel began to turn again."

IN_A_SENTENCE = [
    ("<p>Ask the <button>harbour master</button> first.</p>", ["Ask the harbour master first."]),
    ("<p>Crews from <x-place><a href=/n>Norhaven</a></x-place>, too.</p>", ["Crews from Norhaven, too."]),
    ("<p>A wall (<x-note><a href=/s>1</a></x-note>).</p>", ["A wall (1)."]),
    ("<p><x-place>Tay</x-place> <x-place>Esk</x-place></p>", ["Tay Esk"]),
    ("<div>The <b><x-term>tide</x-term></b> rose.</div>", ["The tide rose."]),
    ("<li><button>Tide</button> is high.</li>", ["Tide is high."]),
    ("<div>By <x-name>Ada</x-name> and <x-name>Bo</x-name></div>", ["By Ada and Bo"]),
    ("<h2>The <x-mark>old</x-mark> mill</h2>", ["The old mill"]),
    ("<td>Open <button>now</button></td>", ["Open now"]),
    ("<blockquote><x-quote>It</x-quote> is late.</blockquote>", ["It is late."]),
]
WHERE_BLOCKS_ARE = [
    ("<div><button>Share</button><button>Save</button></div>", ["Share", "Save"]),
    ("<x-card><h3>A</h3><p>B</p></x-card>", ["A", "B"]),
    ("<p>Text</p><x-card>C</x-card><p>More</p>", ["Text", "C", "More"]),
    ("<x-app><x-menu>Home</x-menu><x-story><p>Story</p></x-story></x-app>", ["Home", "Story"]),
    ("<div>Text <x-box><div>Box</div></x-box> more</div>", ["Text", "Box", "more"]),
    ("<div>Text <button><p>Box</p></button> more</div>", ["Text", "Box", "more"]),
    ("<nav><x-item>One</x-item><x-item>Two</x-item></nav>", ["One", "Two"]),
    ("<ul><li>A</li></ul><x-ad>Ad</x-ad>", ["A", "Ad"]),
    ("<section><button>Menu</button><h2>News</h2></section>", ["Menu", "News"]),
    ("<div><span><button>A</button></span><span><button>B</button></span></div>", ["A", "B"]),
]
RUBY = [
    ("<ruby>漢<rt>かん</rt></ruby>", ["漢"]),
    ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", ["漢字"]),
    ("<ruby>町<rt>まち</ruby>の<ruby>港<rt>みなと</ruby>", ["町の港"]),
    ("<ruby><rb>東</rb><rb>京</rb><rtc><rt>とう</rt><rt>きょう</rt></rtc></ruby>", ["東京"]),
    ("<h1><ruby>港<rt>みなと</rt></ruby>の工事</h1>", ["港の工事"]),
    ("<a href=x><ruby>新<rt>あたら</rt></ruby>しい</a>", ["新しい"]),
    ("<p>中<ruby>文<rt>ㄨㄣˊ</rt></ruby>字</p>", ["中文字"]),
    ("<ruby>A<rt><b>a</b></rt></ruby>B", ["AB"]),
    ("<ruby>水<rt></rt></ruby>曜", ["水曜"]),
    ("<p>no ruby (here)</p>", ["no ruby (here)"]),
]
BLOCK_SPANS = [
    ('<div><span style="display:block">One</span><span style="display:block">Two</span></div>', ["One", "Two"]),
    ('<div><b style="color:red;display: block">One</b>Two</div>', ["One", "Two"]),
    ('<div><a style="display:block" href=x>One</a><a style="display:block" href=y>Two</a></div>', ["One", "Two"]),
    ('<div>One<em style="display:flex">Two</em></div>', ["One", "Two"]),
    ('<div>One<span style="display:inline-block">Two</span></div>', ["OneTwo"]),
    ('<style>span { display: block }</style><p>One<span style="color:red">Two</span></p>', ["OneTwo"]),
    (f"<div><span>{ROSE}</span><span>{MILL}</span></div>", [ROSE, MILL]),
    (f"<section><span>{ROSE}</span>\n<span>{MILL}</span></section>", [f"{ROSE} {MILL}"]),
    (f"<p><span>{ROSE}</span><span>{MILL}</span></p>", [ROSE + MILL]),
    ("<div><span>One.</span><span>Two.</span></div>", ["One.Two."]),
    (f"<div><span>{ROSE}</span><span>[1]</span></div>", [f"{ROSE}[1]"]),
]
TABLES = [
    ("<tr><td>2024</td><td>1.5</td></tr><tr><td>2025</td><td>2.5</td></tr>", ["2024 1.5", "2025 2.5"]),
    ("<tr><th>Year<th>Cost<tr><td>2024<td>1.5", ["Year Cost", "2024 1.5"]),
    ("<tr><td><a href=x>Home</a></td><td><a href=y>News</a></td></tr>", ["Home News"]),
    ("<tr><td>Home<br>News</td><td>Story</td></tr>", ["Home", "News", "Story"]),
    (f"<tr><td>Menu</td><td>{ROSE} {MILL}</td></tr>", ["Menu", f"{ROSE} {MILL}"]),
    ("<tr><td>Menu</td><td><p>Story</p></td><td>Ad</td></tr>", ["Menu", "Story", "Ad"]),
    ("<tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr>", ["a", "b c", "d"]),
    ("<tr><td>x<div>y</div></td><td>z</td></tr>", ["x", "y", "z"]),
    ("<tr><td></td><td>b</td><td><b>c</b> d</td></tr>", ["b c d"]),
    ("<caption>Cost</caption><tr><td>1</td><td>2</td></tr>", ["Cost", "1 2"]),
]
PLACEHOLDERS = [
    ("<p>{{title}}</p><p>x</p>", ["x"]),
    ("<p>$$NAME$$</p><p>x</p>", ["x"]),
    ("<p>%%AD-TOP%%</p><p>x</p>", ["x"]),
    ("<p>${ story.title }</p><p>x</p>", ["x"]),
    ("<p>{{a}} | {{b}}</p><p>x</p>", ["x"]),
    ("<p>&lt;%= title %&gt;</p><p>x</p>", ["x"]),
    ("<p>Write {{title}} there</p>", ["Write {{title}} there"]),
    ("<pre>{{title}}</pre>", ["{{title}}"]),
    ("<p>$5</p><p>%</p><p>{}</p><p>&lt;3</p>", ["$5", "%", "{}", "<3"]),
    ("<p>$$$</p><p>100 %</p>", ["$$$", "100 %"]),
]
NUMBERS = [
    ("<ol start=4><li>Four<li>Five</ol>", ["4. Four", "5. Five"]),
    ("<ol><li value=7>Seven<li>Eight</ol>", ["7. Seven", "8. Eight"]),
    ("<ol reversed><li>Last<li>First</ol>", ["2. Last", "1. First"]),
    ("<ol reversed start=10><li>Ten<li>Nine</ol>", ["10. Ten", "9. Nine"]),
    ("<ol type=a><li>One<li>Two</ol>", ["a. One", "b. Two"]),
    ("<ol type=A start=25><li>y<li>z<li>after</ol>", ["Y. y", "Z. z", "27. after"]),
    ("<ol type=i><li>One</ol>", ["1. One"]),
    ('<ol style="list-style: none"><li>One<li>Two</ol>', ["One", "Two"]),
    ("<ol start=x><li value=y>One<li value=-3>Two</ol>", ["1. One", "2. Two"]),
    ("<ol><div><li>One</li><li>Two</li></div></ol>", ["1. One", "2. Two"]),
    ("<ol><li>One<ol><li>x</ol><li>Two</ol>", ["1. One", "1. x", "2. Two"]),
    ("<ol><li>One<ul><li>x</ul><li>Two</ol>", ["1. One", "x", "2. Two"]),
]
AS_A_BROWSER = [
    ("<p>One<p>Two", ["One", "Two"]),
    ("<body><p>One</p></body></html><p>Two</p>", ["One", "Two"]),
    ("<html/><p>One</p>", ["One"]),
    ("<noscript><p>No</p></noscript><p>Yes</p>", ["Yes"]),
    ("<p>a\0b</p>", ["ab"]),
    ("<details><summary>When?</summary><p>In March.</p></details>", ["When?", "In March."]),
    ("<dialog><p>Cookies</p></dialog><p>Yes</p>", ["Yes"]),
    ("<b>One <p>Two</b> three", ["One", "Two three"]),
    ('<?xml version="1.0"?><html><body><a id="x"/><div class="y"/><p>One</p></body></html>', ["One"]),
    ("<frameset><frame src=x></frameset>", []),
    ("<h1>Mill open<img src=l.gif><span>The Post</span></h1>", ["Mill open", "The Post"]),
    ("<h1>Mill <img src=smile.gif> open</h1>", ["Mill open"]),
    ("", []),
]


@pytest.mark.parametrize(
    ("page", "lines"),
    [*IN_A_SENTENCE, *WHERE_BLOCKS_ARE, *RUBY, *BLOCK_SPANS, *PLACEHOLDERS, *AS_A_BROWSER],
)
def test_lines_are_as_a_reader_sees_them(page: str, lines: list[str]) -> None:
    assert render(parse(page)).text == lines


@pytest.mark.parametrize(("page", "lines"), NUMBERS)
def test_items_of_a_list_have_the_numbers_that_a_browser_shows(page: str, lines: list[str]) -> None:
    assert str(render(parse(page))).split("\n") == lines


@pytest.mark.parametrize(("rows", "lines"), TABLES)
def test_cells_of_data_share_a_line_and_cells_of_a_layout_do_not(rows: str, lines: list[str]) -> None:
    assert render(parse(f"<table>{rows}</table>")).text == lines


def test_links_in_xhtml_end_where_they_are_closed() -> None:
    page = '<?xml version="1.0"?>\n<html><body><a id="top"/><p>One</p><br/>Two</body></html>'
    assert render(parse(page)).linked == [0, 0]


WRAPPED = """The council voted on Tuesday to rebuild the old harbour wall
after two winters of storm damage left it close to collapse and
the fishing crews without a safe place for their boats."""
AGAIN = WRAPPED.replace("council", "mayor").replace("Tuesday", "Friday")


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>Wall</h1><pre>{WRAPPED}\n\n{AGAIN}</pre><p>End</p>",
        f"<h1>Wall</h1><pre>{WRAPPED}\n   {AGAIN}</pre><p>End</p>",
        f"<h1>Wall</h1><div>{WRAPPED}<br><br>{AGAIN}</div><p>End</p>".replace("\n", "<br>\n"),
        f"<h1>Wall</h1><div>{WRAPPED}<br>&nbsp;<br>{AGAIN}</div><p>End</p>".replace("\n", "<br />"),
        f"<h1>Wall</h1><div>{WRAPPED}<br>&nbsp; &nbsp;{AGAIN}</div><p>End</p>".replace("\n", "<br>"),
        f"<h1>Wall</h1><p>{WRAPPED}</p><p>{AGAIN}</p><p>End</p>".replace("\n", "<br>"),
    ],
)
def test_wrapped_paragraphs_reach_unwrap_as_paragraphs(page: str) -> None:
    text = Cleaner(filters=["markup", "unwrap"]).clean(page, media_type="text/html").text
    assert [line for line in text.splitlines() if line] == [
        "Wall",
        WRAPPED.replace("\n", " "),
        AGAIN.replace("\n", " "),
        "End",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Home<br>News<br>Sport<br>Weather</p><p>x</p>",
        f"<div>{ROSE}<br><br>{MILL}<br><br>{ROSE}</div>",
        f"<div>{ROSE}<br>{MILL}</div><p>x</p>",
        "<pre>a = 1\nb = 2\n\nc = 3\nd = 4</pre>",
        f"<p>{ROSE}</p><p>{MILL}</p>",
    ],
)
def test_other_lines_have_no_blank_lines_between_them(page: str) -> None:
    assert not any(render(parse(page)).blank)


def test_lines_tell_what_marks_the_elements_around_them() -> None:
    page = """<p>a</p><div data-cleanse="drop"><p>b</p><p data-cleanse="keep">c <b>d</b></p><p>e</p></div>
    <p>f <i data-cleanse="x">g<sup>[1]</sup></i></p><p><i data-cleanse="y">h</i></p>
    <ol><li data-cleanse="z">i<br>j</ol>k"""
    lines = render(parse(page), marks=True)
    assert lines.text == ["a", "b", "c d", "e", "f g", "h", "i", "j", "k"]
    assert lines.marked == ["", "drop", "keep", "drop", "", "y", "z", "z", ""]
    plain = render(parse(page))
    assert plain.marked == []
    assert (plain.text, plain.names, plain.element) == (lines.text, lines.names, lines.element)


BOTH = f"{ROSE}\n{MILL}"
HIDDEN = [
    f"<noscript><p>{ROSE}</p><p>{MILL}</p></noscript>",
    f'<script>window.__STATE__ = {{"story": {{"paragraphs": ["{ROSE}", "{MILL}"]}}}};</script>',
    f'<script type="application/json">{{"p": {{"content": [{{"text": "{ROSE}"}}, {{"text": "{MILL}"}}]}}}}</script>',
    f'<script>var s = {{"body": "<p>{ROSE}</p><p>{MILL}</p>"}}</script>',
    f'<script>var s = {{"body": "{ROSE}\\n{MILL}"}}</script>',
    f'<script>var a = 1; var s = [{{"children": [{{"text": "{ROSE}"}}]}}, {{"children": ["{MILL}"]}}]</script>',
    f'<script>show("\\u003cp>{ROSE}\\u003c/p>\\u003cp>{MILL}\\u003c/p>")</script>',
    f'<script>self.push(["{ROSE}", "{MILL}"])</script>',
    f'<script>x = {{bad: 1}}; y = {{"blocks": ["{ROSE}", {{"type": "p", "html": "<b>{MILL}</b>"}}]}}</script>',
    f'<script>t = {{"teasers": ["Short", "Shorter"], "content": ["{ROSE}", "{MILL}"]}}</script>',
]


@pytest.mark.parametrize("page", HIDDEN)
def test_an_article_that_is_not_shown_is_found(page: str) -> None:
    assert embedded_article(parse(page)) == BOTH


@pytest.mark.parametrize("code", ["={", "=[", '={"a":', '=[{"text":', "="])
def test_data_of_scripts_takes_linear_time(code: str) -> None:
    assert embedded_article(parse(f"<script>{code * 100}</script>")) == ""
    assert_linear(lambda text: embedded_article(parse(f"<script>{text}</script>")), repeated(code), 400_000)


def test_paragraphs_of_a_declared_body_stay_paragraphs() -> None:
    for body in (f"<p>{ROSE}</p><p>{MILL}</p>", f"&lt;p&gt;{ROSE}&lt;/p&gt;{MILL}", f"{ROSE}<br>{MILL}", BOTH):
        page = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{body}"}}</script>'
        assert article_body(linked_data(parse(page))) == BOTH


@pytest.mark.parametrize(
    "page",
    [
        lambda n: "<div>" * n + "x",
        lambda n: "<b><i>" * n + "x",
        lambda n: "<x-a>" * n + "x",
        lambda n: "<table><tr><td>" * n + "x",
        lambda n: "<p>" + "".join(f"<font color={i}>" for i in range(n // 8)) + "<p>x" * (n // 8),
        lambda n: "<div><table><td></div>" * n + "x",
        lambda n: "<div a='<'>" * n + "x",
        lambda n: "<div>" + "<span>It is a long day, and a fine one for all who came to see it.</span>" * n,
        lambda n: "<div>" + "<x-a>a</x-a> " * n,
        lambda n: "<sup>" * n + "1",
        lambda n: "<!-- " * n + "<div>" * n,
        lambda n: "<a href=x>link " * n,
        lambda n: "<p " + "a=b " * n + ">x",
    ],
    ids=lambda page: page(8)[:16],
)
def test_deep_and_wide_pages_take_linear_time(page: Callable[[int], str]) -> None:
    assert_linear(lambda text: render(parse(text)), page, 20_000)


def test_text_nested_beyond_measure_stays_in_lines() -> None:
    lines = render(parse("<div>" * 20_000 + "One<div>Two</div><b>Three</b><p>Four"))
    assert lines.text == ["One", "Two", "Three", "Four"]
    assert max(lines.parent) < 300


@pytest.mark.parametrize(
    "page",
    [
        f"<title>Wall</title><pre>{WRAPPED}\n\n{AGAIN}</pre>",
        f"<title>Wall</title><div>{WRAPPED}<br><br>{AGAIN}</div>".replace("\n", "<br>\n"),
        "<title>Wall</title><nav>" + "<li><a href=x>Menu</a>" * 9 + f"</nav><pre>{WRAPPED}\n\n{AGAIN}</pre>",
    ],
)
def test_a_title_that_is_put_above_a_wrapped_paragraph_does_not_adjoin_it(page: str) -> None:
    text = Cleaner(filters=["markup", "unwrap"]).clean(page, media_type="text/html").text
    joined = [paragraph.replace("\n", " ") for paragraph in (WRAPPED, AGAIN)]
    assert text == "\n\n".join(["Wall", *joined])
