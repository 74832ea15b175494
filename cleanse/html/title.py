"""The title of a page: the headline that readers see, told by what the page declares."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleanse.html.parse import Element
from cleanse.text.normalize import match_key

_SEPARATOR = re.compile(r"\s+[|·•–—\-:»«/]+\s+|\s*[|｜_＿]\s*")
_LONGEST = 300  # characters of a title; longer ones are texts of their own. Chosen by hand


def shown(element: Element) -> str:
    """The text of an element in one line."""
    return " ".join(element.text().split())


def title_of(elements: dict[str, list[Element]], declared: str, headline: str, site: str) -> str:
    """The headline: the `h1` most like the declared titles, or the first of these if no `h1` is like them.

    If all `h1` are in breadcrumbs, the `h2` are tried first. The least similarities, 0.3 and for an `h2` 0.5,
    were chosen by hand.
    """
    names = (headline, declared, *map(shown, elements["title"][:1]))
    titles = [without_site(name, site) for name in names if 0 < len(name) <= _LONGEST]
    h1s = elements["h1"][:10]
    if h1s and all(map(_in_breadcrumbs, h1s)) and (best := _most_similar(elements["h2"][:10], titles, site, 0.5)):
        return best
    return _most_similar(h1s, titles, site, 0.3) or (titles[0] if titles else "")


def _most_similar(headings: Iterable[Element], titles: list[str], site: str, least: float) -> str:
    """The heading most similar to a title; empty if none reaches `least`. Without titles, the first heading."""
    best, most = "", 0.0
    for heading in headings:
        text = shown(heading)
        if 2 < len(text) <= _LONGEST and match_key(text) != match_key(site):
            similarity = max((_similarity(text, title) for title in titles), default=least)
            if similarity > most:
                best, most = text, similarity
    return best if most >= least else ""


def _in_breadcrumbs(heading: Element) -> bool:
    """Whether a heading is in a trail of links, which some pages mark as `h1`."""
    near: Element | None = heading
    for _ in range(5):
        if near is None:
            break
        if near.tag == "nav" or "breadcrumb" in (near.attributes.get("class") or "").lower():
            return True
        near = near.parent
    return False


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
