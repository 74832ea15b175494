"""What a page declares about itself: title, author, date, language, site and address."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleanse.html.jsonld import Node, article_body, linked_data, names_of, text_of, value_of
from cleanse.html.parse import Element, Tree
from cleanse.html.title import shown, title_of

_META = {  # names of `meta` elements for each field, the most trusted first
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "title"),
    "author": (
        "author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
        "citation_author", "og:article:author",
    ),
    "date": (
        "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
        "publish-date", "publish_date", "dc.date.issued", "dc.date", "dcterms.created", "dcterms.date",
        "dcterms.issued", "parsely-pub-date", "sailthru.date", "citation_publication_date", "article.published",
        "og:published_time", "originalpublicationdate", "article_date_original", "cxenseparse:recs:publishtime",
    ),
    "site": ("og:site_name", "application-name", "publisher", "dc.publisher", "dcterms.publisher"),
    "url": ("og:url",),
}  # fmt: skip
_FACTS = ("meta", "link", "title", "h1", "h2", "time")
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年]\s?([01]?\d)[-/.月]\s?([0-3]?\d)(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|\d{0,9}\b)")
_BYLINE_TAGS = frozenset(("a", "span", "div", "p", "address", "strong", "b", "em", "li", "h4", "h5", "h6", "cite"))
_BY = re.compile(
    r"^(?:(?:written|posted|article|words|story|text)\s?)?(?:by|von|par|por|door|av)(?::\s*|\s+|(?-i:(?=[A-Z])))"
    r"|^(?:作者|記者|记者)[:：\s]*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[\d@:|/]|author|written|posted|editor|\bstaff\b|\babout\b", re.IGNORECASE)


def metadata(tree: Tree, data: list[Node] | None = None) -> dict[str, str]:
    """The fields `author date language site title url` that a page declares, sorted by name; none is empty.

    The title is the headline that readers see, a date is ISO 8601, several authors are joined with `, `. `data` is the
    page's JSON-LD, if it was read already.

    >>> from cleanse.html.parse import parse
    >>> metadata(parse('<html lang="en"><title>Flood warning lifted | The Example</title><time>2025-01-14</time>'))
    {'date': '2025-01-14', 'language': 'en', 'title': 'Flood warning lifted'}
    """
    data = linked_data(tree) if data is None else data
    elements = _elements(tree)
    meta = _meta(elements)
    fields = {name: _first(meta, names) for name, names in _META.items()}
    fields["url"] = _href(elements, "canonical") or fields["url"]
    fields["language"] = _language(tree)
    fields["site"] = fields["site"] or names_of(value_of(data, "publisher"))
    declared = (text_of(value_of(data, "headline")), *(meta[name] for name in _META["title"] if name in meta))
    fields["title"] = title_of(elements, declared, fields["site"])
    fields["author"] = _author(tree, data, fields["author"])
    fields["date"] = _date(tree, elements["time"], data, fields["date"], fields["url"])
    return {name: value for name, value in sorted(fields.items()) if value}


def _elements(tree: Tree) -> dict[str, list[Element]]:
    """The elements that facts are in, by tag: one question for all of them is as fast as one for each."""
    elements: dict[str, list[Element]] = {name: [] for name in _FACTS}
    for element in tree.css(",".join(_FACTS)):
        elements[element.tag or ""].append(element)
    # not those of `svg`, which name a picture
    elements["title"] = [x for x in elements["title"] if x.parent is None or x.parent.tag not in ("svg", "g", "symbol")]
    return elements


def _language(tree: Tree) -> str:
    attributes = {} if tree.root is None else tree.root.attributes
    return (attributes.get("lang") or attributes.get("xml:lang") or "").strip()


def _meta(elements: dict[str, list[Element]]) -> dict[str, str]:
    """The contents of `meta` elements by name, in lower case; of several of one name, the first."""
    meta: dict[str, str] = {}
    for element in elements["meta"]:
        get = element.attributes.get
        content = text_of(get("content") or get("value"))
        name = get("property") or get("name") or get("itemprop")
        if content and name:
            meta.setdefault(name.lower().strip(), content)
    return meta


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _href(elements: dict[str, list[Element]], rel: str) -> str:
    """The address of the first `link` with that relation, if it is absolute; else empty."""
    for link in elements["link"]:
        get = link.attributes.get
        if (get("rel") or "").lower() == rel:
            href = (get("href") or "").strip()
            return href if href.startswith("http") else ""
    return ""


def _author(tree: Tree, data: list[Node], declared: str) -> str:
    """The author by JSON-LD, `meta`, `rel` or `itemprop`, or the byline: the first that is given."""
    name = names_of(value_of(data, "author")) or ("" if "://" in declared else declared)
    if name:
        return name
    for selector in ('[rel="author"]', '[itemprop="author"]'):
        names = [shown(element) for element in tree.css(selector)[:5]]
        authors = ", ".join(dict.fromkeys(n for n in names if 2 < len(n) < 60))
        if authors:
            return authors
    return _byline(tree)


def _byline(tree: Tree) -> str:
    """The first text like a name in an element whose class says `author` or `byline`."""
    for element in tree.css('[class*="author"],[class*="byline"]')[:12]:
        text = _BY.sub("", shown(element)) if element.tag in _BYLINE_TAGS else ""
        if 3 < len(text) < 50 and 2 <= len(text.split()) <= 5 and text[0].isupper() and not _NO_NAME.search(text):
            return text
    return ""


def _date(tree: Tree, times: list[Element], data: list[Node], declared: str, url: str) -> str:
    """The date of publication in ISO 8601: by JSON-LD, `meta`, `itemprop`, the address, or the first `time`."""
    for value in (value_of(data, "datePublished"), declared, value_of(data, "dateCreated")):
        if date := _iso(text_of(value)):
            return date
    for element in tree.css('[itemprop="datePublished"]')[:5]:
        get = element.attributes.get
        if date := _iso(get("datetime") or get("content") or shown(element)):
            return date
    if match := _URL_DATE.search(url):
        return _checked(*match.groups())
    for element in times[:5]:
        if date := _iso(element.attributes.get("datetime") or shown(element)):
            return date
    return ""


def _iso(text: str) -> str:
    """The first date in a text, in ISO 8601; empty if there is none."""
    match = _DATE.search(text) or _COMPACT_DATE.search(text)
    if match:
        return _checked(*match.groups())
    if text[:1].isalpha():
        from email.utils import parsedate

        parts = parsedate(text)
        return _checked(*map(str, parts[:3])) if parts else ""
    return ""


def _checked(year: str, month: str, day: str) -> str:
    """The date in ISO 8601; empty if the calendar has no such day."""
    from datetime import date

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


class Declared(NamedTuple):
    """What a page declares of its article: the title, the summary and, on some pages, the whole text."""

    title: str = ""
    summary: str = ""
    body: str = ""


def declared_article(tree: Tree, data: list[Node], title: str) -> Declared:
    """The article's title as given, its summary by `meta` or JSON-LD, and its text by JSON-LD."""
    summary = _first(_meta({"meta": tree.css("meta")}), _SUMMARY) or text_of(value_of(data, "description"))
    return Declared(title, summary, article_body(data))
