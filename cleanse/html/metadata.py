"""What a page declares about itself: title, author, date, language, site and address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from cleanse.html.jsonld import Node, article_body, linked_data, names_of, text_of, value_of
from cleanse.html.parse import Tree
from cleanse.text.normalize import match_key

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
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年]\s?([01]?\d)[-/.月]\s?([0-3]?\d)(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|\d{0,9}\b)")
_SEPARATOR = re.compile(r"\s+[|·•–—\-:»«/]+\s+|\s*[|｜_＿]\s*")
_BYLINE_TAGS = frozenset(("a", "span", "div", "p", "address", "strong", "b", "em", "li", "h4", "h5", "h6", "cite"))
_BY = re.compile(
    r"^(?:(?:written|posted|article|words|story|text)\s?)?(?:by|von|par|por|door|av)(?::\s*|\s+|(?-i:(?=[A-Z])))"
    r"|^(?:作者|記者|记者)[:：\s]*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[\d@:|/]|author|written|posted|editor|\bstaff\b|\babout\b", re.IGNORECASE)
_LONGEST = 300  # characters of a title; longer ones are texts of their own. Chosen by hand


def metadata(tree: Tree, data: list[Node] | None = None) -> dict[str, str]:
    """The fields `author date language site title url` that a page declares, sorted by name; none is empty.

    The title is the headline that readers see, a date is ISO 8601, several authors are joined with `, `. `data` is the
    page's JSON-LD, if it was read already.

    >>> from cleanse.html.parse import parse
    >>> metadata(parse('<html lang="en"><title>Flood warning lifted | The Example</title><time>2025-01-14</time>'))
    {'date': '2025-01-14', 'language': 'en', 'title': 'Flood warning lifted'}
    """
    data = linked_data(tree) if data is None else data
    meta = _meta(tree)
    fields = {name: _first(meta, names) for name, names in _META.items()}
    fields["url"] = _href(tree, "canonical") or fields["url"]
    fields["language"] = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    fields["site"] = fields["site"] or names_of(value_of(data, "publisher"))
    fields["title"] = _title(tree, fields["title"], text_of(value_of(data, "headline")), fields["site"])
    fields["author"] = _author(tree, data, fields["author"])
    fields["date"] = _date(tree, data, fields["date"], fields["url"])
    return {name: value for name, value in sorted(fields.items()) if value}


def _meta(tree: Tree) -> dict[str, str]:
    """The contents of `meta` elements by name, in lower case; of several of one name, the first."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = text_of(element.get("content"))
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if content and name:
            meta.setdefault(name.lower().strip(), content)
    return meta


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _href(tree: Tree, rel: str) -> str:
    """The address of the first `link` with that relation, if it is absolute; else empty."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == rel:
            href = (link.get("href") or "").strip()
            return href if href.startswith("http") else ""
    return ""


def shown(element: Tree) -> str:
    """The text of an element in one line."""
    return " ".join("".join(element.itertext("*")).split())


def _title(tree: Tree, declared: str, headline: str, site: str) -> str:
    """The headline: the `h1` most like the declared titles, or the first of these if no `h1` is like them.

    If all `h1` are in breadcrumbs, the `h2` are tried first. The least similarities, 0.3 and for an `h2` 0.5,
    were chosen by hand.
    """
    element = next(tree.iter("title"), None)
    names = (headline, declared, shown(element) if element is not None else "")
    titles = [without_site(name, site) for name in names if 0 < len(name) <= _LONGEST]
    h1s = list(islice(tree.iter("h1"), 10))
    if (
        h1s
        and all(map(_in_breadcrumbs, h1s))
        and (best := _most_similar(islice(tree.iter("h2"), 10), titles, site, 0.5))
    ):
        return best
    return _most_similar(h1s, titles, site, 0.3) or (titles[0] if titles else "")


def _most_similar(headings: Iterable[Tree], titles: list[str], site: str, least: float) -> str:
    """The heading most similar to a title; empty if none reaches `least`. Without titles, the first heading."""
    best, most = "", 0.0
    for heading in headings:
        text = shown(heading)
        if 2 < len(text) <= _LONGEST and match_key(text) != match_key(site):
            similarity = max((_similarity(text, title) for title in titles), default=least)
            if similarity > most:
                best, most = text, similarity
    return best if most >= least else ""


def _in_breadcrumbs(heading: Tree) -> bool:
    """Whether a heading is in a trail of links, which some pages mark as `h1`."""
    near = (heading, *islice(heading.iterancestors(), 4))
    return any(e.tag == "nav" or "breadcrumb" in (e.get("class") or "").lower() for e in near)


def _similarity(a: str, b: str) -> float:
    """The share of the shorter text's character pairs that the longer one has, times a factor for lengths: 0 to 1."""
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (match_key(a), match_key(b)))
    return len(x & y) / max(1, min(len(x), len(y))) * (0.5 + 0.5 * min(len(x), len(y)) / max(1, len(x), len(y)))


def without_site(title: str, site: str) -> str:
    """Remove the site's name after (or before) a separator, unless the longer part would be removed.

    >>> without_site("Flood warning lifted | The Daily Example", "")
    'Flood warning lifted'
    """
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title
    head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
    first, rest = title[: cuts[0].start()], title[cuts[0].end() :]
    if site:
        key = match_key(site)
        if match_key(tail) in key or key in match_key(tail):
            return without_site(head, site)
        if match_key(first) == key:
            return rest
    bar = not cuts[-1].group().strip("|｜_＿ ")
    lesser = len(match_key(tail)) <= 30 and len(match_key(tail)) < len(match_key(head))
    return without_site(head, site) if bar and lesser else title


def _author(tree: Tree, data: list[Node], declared: str) -> str:
    """The author by JSON-LD, `meta`, `rel` or `itemprop`, or the byline: the first that is given."""
    name = names_of(value_of(data, "author")) or ("" if "://" in declared else declared)
    if name:
        return name
    for xpath in ('.//*[@rel="author"]', './/*[@itemprop="author"]'):
        names = [shown(element) for element in islice(tree.iterfind(xpath), 5)]
        authors = ", ".join(dict.fromkeys(n for n in names if 2 < len(n) < 60))
        if authors:
            return authors
    return _byline(tree)


def _byline(tree: Tree) -> str:
    """The first text like a name in an element whose class says `author` or `byline`."""
    marked = tree.xpath(".//*[contains(@class, 'author') or contains(@class, 'byline')]")
    for element in islice(marked, 12):
        text = _BY.sub("", shown(element)) if element.tag in _BYLINE_TAGS else ""
        if 3 < len(text) < 50 and 2 <= len(text.split()) <= 5 and text[0].isupper() and not _NO_NAME.search(text):
            return text
    return ""


def _date(tree: Tree, data: list[Node], declared: str, url: str) -> str:
    """The date of publication in ISO 8601: by JSON-LD, `meta`, `itemprop`, the address, or the first `time`."""
    for value in (value_of(data, "datePublished"), declared, value_of(data, "dateCreated")):
        if date := _iso(text_of(value)):
            return date
    for element in islice(tree.iterfind('.//*[@itemprop="datePublished"]'), 5):
        if date := _iso(element.get("datetime") or element.get("content") or shown(element)):
            return date
    if match := _URL_DATE.search(url):
        return _checked(*match.groups())
    for element in islice(tree.iter("time"), 5):
        if date := _iso(element.get("datetime") or shown(element)):
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
    summary = _first(_meta(tree), _SUMMARY) or text_of(value_of(data, "description"))
    return Declared(title, summary, article_body(data))
