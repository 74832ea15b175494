"""Rules of one site: which documents are of it, what its XPath marks in a page, and files of Full-Text RSS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from cleanse import Cleaner
from cleanse.html.marks import ATTRIBUTE, Mark, chooses_no_elements, mark, wrong_with
from cleanse.model import Document
from cleanse.rules.ftr import read_ftr
from cleanse.rules.own import load
from cleanse.rules.sites import host_name, site_of
from cleanse.settings import ConfigError, checked

PAGE = """<!doctype html><html><head><title>Ferry</title></head><body>
<nav class="menu top">Home</nav><h1>The ferry</h1>
<article id="story"><p>First.</p><div class="promo">Buy <b>now</b></div><p class="promo keep">Last.</p></article>
<footer>Imprint</footer></body></html>"""


def with_marks(page: str, marks: Sequence[Mark]) -> str:
    """The page marked; it is one that can be read."""
    source = mark(page, marks)
    assert source is not None
    return source


def nearest(page: str) -> dict[str, str]:
    """The nearest mark around each piece of text of a page that is not blank."""
    marks = {}
    for element in html.fromstring(page).iter("*"):
        around = (each.get(ATTRIBUTE) for each in (element, *element.iterancestors()))
        if element.text and element.text.strip():
            marks[element.text.strip()] = next(filter(None, around), "")
    return marks


def test_elements_get_the_mark_of_the_rule_that_chooses_them() -> None:
    marked = with_marks(PAGE, [Mark("drop", "s/promo", "//*[contains(@class, 'promo')]"), Mark("keep", "s/h1", "//h1")])
    assert nearest(marked) == {
        "Ferry": "", "Home": "", "The ferry": "keep:s/h1", "First.": "", "Buy": "drop:s/promo", "now": "drop:s/promo",
        "Last.": "drop:s/promo", "Imprint": "",
    }  # fmt: skip
    assert marked.startswith("<!doctype html>")


def test_keep_wins_over_drop_on_one_element_and_the_nearer_mark_elsewhere() -> None:
    marked = with_marks(
        PAGE, [Mark("drop", "d", "//article | //article/p[2]"), Mark("keep", "k", "//p[@class='promo keep']")]
    )
    assert nearest(marked)["First."] == "drop:d"
    assert nearest(marked)["Last."] == "keep:k"
    assert f'{ATTRIBUTE}="keep:k"' in marked


def test_of_two_rules_for_an_element_the_first_names_it() -> None:
    assert nearest(with_marks(PAGE, [Mark("drop", "one", "//nav"), Mark("drop", "two", "//nav")]))["Home"] == "drop:one"


def test_the_first_body_that_has_text_is_the_article_and_what_is_around_it_goes() -> None:
    marks = [
        Mark("body", "b/1", "//main"),
        Mark("body", "b/2", "//article"),
        Mark("body", "b/3", "//nav"),
        Mark("drop", "d", "//div[@class='promo'] | //article"),
        Mark("keep", "k", "//h1"),
    ]
    around = nearest(with_marks(PAGE.replace("<body>", "<body><main> <i> </i></main>"), marks))
    assert (around["First."], around["Buy"]) == ("keep:b/2", "drop:d")
    assert around["Home"] == around["Imprint"] == "drop:b/2"
    assert around["The ferry"] == "keep:k"
    assert with_marks(PAGE, marks[:1]) == PAGE  # no body is found: the page is judged as any other


def test_marks_that_a_page_has_itself_are_gone() -> None:
    forged = PAGE.replace("<footer>", f'<footer {ATTRIBUTE}="keep:x">')
    assert ATTRIBUTE not in with_marks(forged, [])
    assert nearest(with_marks(forged, [Mark("drop", "d", "//nav")]))["Imprint"] == ""


def test_a_page_that_no_rule_fits_is_the_same_page() -> None:
    assert mark(PAGE, [Mark("drop", "d", "//main")]) is PAGE


@pytest.mark.parametrize(
    "piece",
    [
        "<script>if (a < b && c) {}</script>",
        "中文 é — &amp; &lt;b&gt;",
        "<x-card>own</x-card>",
        "<svg><path d=''/></svg>",
        "a\0b",
    ],
)
def test_the_rest_of_the_page_is_as_it_was(piece: str) -> None:
    page = f"<?xml version='1.0' encoding='gbk'?><html><body><p>One</p>{piece}</body></html><p class=ad>After the end"
    marked = with_marks(page, [Mark("drop", "d", "//p[@class='ad']")])
    assert nearest(marked)["After the end"] == "drop:d"
    assert (
        html.fromstring(marked).text_content()
        == html.fromstring(f"<html><body><p>One</p>{piece.replace(chr(0), '')}<p>After the end").text_content()
    )


def test_a_page_nested_too_deep_is_left_as_it_is_and_that_is_said(tmp_path: Path) -> None:
    page = "<p class=ad>Buy</p>" + "<div>" * 5000 + "Story" + "</div>" * 5000
    assert mark(page, [Mark("drop", "d", "//p")]) is None
    assert mark("", [Mark("drop", "d", "//p")]) is None
    (tmp_path / "example.toml").write_text('site = "example.org"\ndrop_xpath = ["//p"]\n')
    cleaner = Cleaner(rules=[tmp_path / "example.toml"])
    result = cleaner.clean(page, source="example.org", media_type="text/html")
    remarks = {remark.rule: remark.note for step in result.trace for remark in step.remarks}
    assert "example.org" in remarks["markup/unmarked"]
    for other in (page.replace("<div>", ""), ""):
        trace = cleaner.clean(other, source="example.org", media_type="text/html").trace
        assert not [remark for step in trace for remark in step.remarks]
    assert not cleaner.clean(page, source="example.com", media_type="text/html").trace[0].remarks


def test_marking_takes_linear_time() -> None:
    marks = [Mark("drop", "d", "//div[@class='ad']"), Mark("body", "b", "//body")]
    unit = "<div class='ad'><p>Text <b>bold</b></p></div>"
    assert_linear(lambda page: with_marks(page, marks), lambda size: unit * size, 20_000)


@given(st.text(alphabet="<>/pdiv ab=\"'&;\0\ud800é中", max_size=60))
def test_any_text_is_marked_without_an_error(text: str) -> None:
    assert isinstance(mark(text, [Mark("drop", "d", "//p"), Mark("body", "b", "//div")]), str | None)


@pytest.mark.parametrize(
    ("xpath", "wrong"),
    [
        ("//div[@class='a']", ""),
        ("//*[re:test(@class, '^ad')]", ""),
        ("//h1[1] | //h2", ""),
        ("//p[contains(., 'foo(')]", ""),
        ("//p[not(ancestor::div)][position() mod 2]", ""),
        ("id('story')", ""),
        ("", "is no XPath"),
        ("//div[", "is no XPath"),
        ("//a\0", "is no XPath"),
        ("string(//h1)", "gives a string, not elements"),
        ("//p[string-lenght(.) > 3]", "did you mean string-length()?"),
        ("//html:p", "has a prefix that is not known"),
    ],
)
def test_a_wrong_expression_is_said_at_loading(xpath: str, wrong: str) -> None:
    assert wrong in wrong_with(xpath)
    assert bool(wrong) == bool(wrong_with(xpath))


@pytest.mark.parametrize(
    "xpath", ["//p/text()", "//a/@href", "//p/@class | //p/text()", "//meta[@name='a/b']/@content"]
)
def test_an_expression_for_attributes_or_text_chooses_no_elements(xpath: str) -> None:
    assert chooses_no_elements(xpath)


@pytest.mark.parametrize("xpath", ["//p[text()]", "//a[@href]", "//p/@class | //p", "//p[@a='/@b']", "//p[.='text()']"])
def test_an_expression_with_them_in_a_condition_does(xpath: str) -> None:
    assert not chooses_no_elements(xpath)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("example.org", "example.org"),
        ("WWW.Example.ORG.", "example.org"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("新闻.example", "xn--efvy88h.example"),
        ("news.example.co.uk", "news.example.co.uk"),
        ("www.org", ""),
        ("org", ""),
        ("The Gazette", ""),
        ("2024.05", ""),
        ("10.0.0.1", ""),
        ("v1.2", ""),
        ("-a.example", ""),
        ("a..example", ""),
        ("..", ""),
        ("example.org/news", ""),
        ("https://example.org", ""),
        ("x" * 300 + ".example", ""),
    ],
)
def test_what_is_a_host_name(text: str, host: str) -> None:
    assert host_name(text) == host


@pytest.mark.parametrize(
    ("document", "site"),
    [
        (Document("", "a/b.html"), ""),
        (Document("", "example.org"), ""),  # a file of that name
        (Document("", "crawl/www.example.org/2024.05/b.html"), "example.org"),
        (Document("", "web.archive.example/2020/example.org/b.html"), "example.org"),
        (Document("", "crawl\\example.org\\b.html"), "example.org"),
        (Document("", "https://example.org/some.shop/b.html"), "example.org"),
        (Document("", "x.example/b.html", source="The Gazette"), "x.example"),
        (Document("", "x.example/b.html", source="example.org"), "example.org"),
        (
            Document("", "x.example/b", source="y.example", metadata={"url": "https://www.example.org:80/a"}),
            "example.org",
        ),
        (Document("", "x.example/b", metadata={"url": "/a/b"}), "x.example"),
        (Document("", "b", metadata={"url": "http://[broken"}), ""),
    ],
)
def test_the_site_of_a_document(document: Document, site: str) -> None:
    assert site_of(document) == site
    assert site_of(document, "https://other.example/") == "other.example"


FTR = """# a comment
title: //h1
title: //meta[@property='og:title']/@content
title: concat(//h1, //h2)
body: //article
body://div[@id='story']
strip: //aside
strip_id_or_class: "promo"
strip_image_src: banner
strip: //img/@srcset
author: //p[@class='by']
replace_string(<b>): <i>
find_string: <u>
prune: no
single_page_link: //a
strippp: //p
nonsense
body:
test_url: https://example.org/a?b=c
"""


def test_a_file_of_full_text_rss_is_read_as_it_is() -> None:
    book = read_ftr("somewhere/www.example.org.txt", FTR.encode())
    assert book.site == "example.org"
    assert book.marks == (
        Mark("keep", "example.org/www.example.org-title-1", "//h1"),
        Mark("body", "example.org/www.example.org-body-1", "//article"),
        Mark("body", "example.org/www.example.org-body-2", "//div[@id='story']"),
        Mark("drop", "example.org/www.example.org-strip-1", "//aside"),
        Mark(
            "drop",
            "example.org/www.example.org-strip_id_or_class-1",
            "//*[contains(@class, 'promo') or contains(@id, 'promo')]",
        ),
    )
    lines = [int(line.split(":")[0].removeprefix("line ")) for line in book.ignored]
    assert lines == [3, 4, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    assert "did you mean 'strip'?" in book.ignored[9]


def test_what_a_file_of_full_text_rss_says_marks_a_page() -> None:
    book = read_ftr("example.org.txt", FTR.encode())
    around = nearest(with_marks(PAGE, book.marks))
    assert around["The ferry"] == "keep:example.org/title-1"
    assert around["First."] == "keep:example.org/body-1"
    assert around["Buy"] == "drop:example.org/strip_id_or_class-1"
    assert around["Home"] == "drop:example.org/body-1"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"body: //p[", "example.org.txt: line 1: body: '//p[' is no XPath"),
        (b"\nstrip: count(//p)", "line 2: strip: 'count(//p)' gives a number"),
        (b"body: //p[.='\xff']", "is no text in UTF-8"),
    ],
)
def test_a_wrong_file_of_full_text_rss_is_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_ftr("example.org.txt", data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rules_for_a_domain_are_for_its_subdomains_the_narrowest_first(tmp_path: Path) -> None:
    (tmp_path / "example.org.txt").write_text("body: //main\n")
    (tmp_path / "news.example.org.txt").write_text("body: //article\n")
    (tmp_path / ".example.org.txt").write_text("strip: //aside\n")  # how that format names all subdomains
    own = load(checked("rules", [tmp_path]))
    assert [each.xpath for each in own.marks("news.example.org")] == ["//article", "//aside", "//main"]
    assert [each.xpath for each in own.marks("www2.example.org")] == ["//aside", "//main"]
    assert own.marks("example.com") == own.marks("") == ()
    assert own.why("news.example.org/body-1") == "body //article"


def test_two_files_for_one_site_have_names_of_their_own(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text("site = 'example.org'\ndrop_xpath = ['//aside']\nkeep_xpath = ['//h1']\n")
    marks = load(checked("rules", [tmp_path])).marks("example.org")
    assert len({each.rule for each in marks}) == len(marks) == 4
