"""The title of a page: the headline that readers see, told by what the page declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from cleanse.html.parse import Element, first_text
from cleanse.html.render import render_element
from cleanse.text.lines import effective_length
from cleanse.text.normalize import match_key

_SEPARATOR = re.compile(r"\s+[|·•–—\-:»«/]+\s+|\s*[|｜_＿]\s*")
_LOGO = re.compile(r"\blogo|logo\b|\bsite-?(?:title|name)\b")
_FRONT_PAGE = re.compile(r"/|\.?/?index\.\w+|https?://[^/?#]+/?", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"^(?:nav|aside|footer)\b|\b(?:related|recommend|comments?|footer|sidebar|banner|popup|modal|newsletter|subscri)"
)
_HEADLINE = re.compile(
    r"^(?:article|main)\b|headline|(?<![a-z0-9])(?:hed|title|article|story|entry|post|news)(?:title|header)?(?![a-z0-9])"
)
_AFTER_SITE = re.compile(r"\s*[|:»«·•–—-]+\s*")
# Chosen by hand: characters of a title (longer ones are texts of their own), headings, pieces of a heading that are
# looked at, the effective length of a heading that no title is like, and characters of a title beside a site's name.
_LONGEST, _MOST_HEADINGS, _MOST_PIECES, _LEAST_OWN, _LEAST_REST = 300, 10, 6, 25, 6


def shown(element: Element) -> str:
    """The text of an element in one line, as a reader sees it."""
    return " ".join(render_element(element).text)


def title_of(elements: dict[str, list[Element]], declared: Iterable[str], site: str) -> str:
    """The headline: the `h1` most like one of the declared titles; else the article's own `h1`, or the first of these.

    `elements` has those of the tags `title`, `h1` and `h2`. Logos and headings of other parts of the page are left out.
    If all `h1` are in breadcrumbs, the `h2` are tried first; and an `h2` that a declared title has word for word is
    better than that title. The least similarities, 0.3 and for an `h2` 0.5, were chosen by hand.
    """
    h1s, h2s = elements["h1"][:_MOST_HEADINGS], elements["h2"][:_MOST_HEADINGS]
    logos = [heading for heading in h1s if is_logo(heading)]
    sites = [shown(heading) for heading in logos]
    names = dict.fromkeys((*declared, *(" ".join(first_text(element).split()) for element in elements["title"][:1])))
    cut = [_without_sites(without_site(name, site), sites) for name in names if 0 < len(name) <= _LONGEST]
    titles = [title for title in cut if match_key(title) != match_key(site)] or cut
    if h1s and all(map(_in_breadcrumbs, h1s)) and (best := _most_similar(h2s, titles, site, 0.5)):
        return best
    own = [heading for heading in h1s if heading not in logos]
    own = [heading for heading in own if not _is_elsewhere(heading)] or own
    return (
        _most_similar(own, titles, site, 0.3)
        or _in_a_title(h2s, names, titles)
        or _own_heading(own, titles)
        or next(iter((*titles, *sites)), "")
    )


def _without_sites(title: str, sites: list[str]) -> str:
    """The title without a site's name that a logo on the page says, before or after it."""
    for site in sites:
        if match_key(site) in ("", match_key(title)):
            continue
        rest = title.removeprefix(site)
        if rest != title and (cut := _AFTER_SITE.match(rest)) and len(rest) - cut.end() >= _LEAST_REST:
            return rest[cut.end() :]
        title = without_site(title, site)
    return title


def _most_similar(headings: Iterable[Element], titles: list[str], site: str, least: float) -> str:
    """The heading most similar to a title; empty if none reaches `least`. Without titles, the first heading."""
    best, most = "", 0.0
    for heading in headings:
        text = without_kicker(heading, titles)
        if 2 < len(text) <= _LONGEST and match_key(text) != match_key(site):
            similarity = max((_similarity(text, title) for title in titles), default=least)
            if similarity > most:
                best, most = text, similarity
    return best if most >= least else ""


def without_kicker(heading: Element, titles: list[str]) -> str:
    """The text of a heading without what an element before or after the headline says, if the rest is a title.

    `<h1><span>Floods</span> Bridge closed</h1>`, titled `Bridge closed` → `Bridge closed`
    """
    text = shown(heading)
    pieces: list[str] = []
    child = heading.child
    while child is not None and len(pieces) < _MOST_PIECES:
        if piece := shown(child) if child.is_element_node else " ".join((child.text_content or "").split()):
            pieces.append(piece)
        child = child.next
    if len(pieces) < 2 or child is not None:
        return text
    keys = {match_key(part) for title in titles for part in _parts(title)}
    variants = sorted((*pieces, " ".join(pieces[1:]), " ".join(pieces[:-1])), key=len, reverse=True)
    return next((variant for variant in (text, *variants) if len(variant) > 2 and match_key(variant) in keys), text)


def _parts(title: str) -> Iterator[str]:
    """A title, and what is before or after each of its separators."""
    yield title
    for cut in islice(_SEPARATOR.finditer(title), _MOST_PIECES):
        yield title[: cut.start()]
        yield title[cut.end() :]


def _in_a_title(headings: list[Element], names: Iterable[str], titles: list[str]) -> str:
    """The first heading that is half a title, or more, word for word; empty if there is none."""
    keys, least = [match_key(name) for name in names], max(map(len, map(match_key, titles)), default=0) / 2
    for text in map(shown, headings):
        key = match_key(text)
        if len(key) > max(2, least) and any(key in name for name in keys):
            return text
    return ""


def _own_heading(headings: list[Element], titles: list[str]) -> str:
    """The heading of the article itself, unlike its declared titles: the only long one outside of other parts."""
    own = [heading for heading in headings if not _is_elsewhere(heading) and _is_headline(heading)]
    texts = [text for text in map(shown, own) if effective_length(text) >= _LEAST_OWN and len(text) <= _LONGEST]
    return texts[0] if len(texts) == 1 and titles else ""


def _is_headline(heading: Element) -> bool:
    """Whether a heading, or what is around it, has the name of a headline or an article."""
    return heading.attributes.get("itemprop") == "headline" or any(map(_HEADLINE.search, _names_around(heading, 3)))


def is_logo(heading: Element) -> bool:
    """Whether a heading is the name of the site: by its name, or because it leads to the front page."""
    if any(_LOGO.search(names) for names in _names_around(heading, 2)):
        return True
    link = heading.css_first("a[href]") or (heading.parent if heading.parent and heading.parent.tag == "a" else None)
    return link is not None and bool(_FRONT_PAGE.fullmatch((link.attributes.get("href") or "").strip()))


def _in_breadcrumbs(heading: Element) -> bool:
    """Whether a heading is in a trail of links, which some pages mark as `h1`."""
    return any(names.startswith("nav ") or "breadcrumb" in names for names in _names_around(heading, 5))


def _is_elsewhere(heading: Element) -> bool:
    return any(_ELSEWHERE.search(names) for names in _names_around(heading, 4))


def _names_around(element: Element | None, levels: int) -> Iterator[str]:
    """Tag, class and id, in lower case, of an element and those around it: `levels` in all, itself first."""
    for _ in range(levels):
        if element is None or element.tag in ("body", "html"):
            return
        get = element.attributes.get
        yield f"{element.tag} {get('class') or ''} {get('id') or ''}".lower()
        element = element.parent


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
