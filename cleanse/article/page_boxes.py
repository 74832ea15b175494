"""Boxes on a web page that are not its article: known by the name of their element, or by the heading they begin with.

`div.newsletter-signup`, `div.author-bio`, a section that begins with `Related stories`, a label with a link after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from cleanse.article.element_names import Kinds
from cleanse.article.lines import Line, matcher
from cleanse.article.subheads import subheads
from cleanse.html.render import RenderedLines

# Chosen by hand.
SHARE = 0.25  # of the kept text: an element that has more of it is no box, whatever its name
LABEL_UPTO = 30  # characters before a link that lead to another story
LINKED = 0.5  # of a line's characters are in links if it is a label and a link
_OUTERMOST = frozenset(("html", "body", "main", "article"))


def boxes_on_page(
    page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], kinds: Sequence[Kinds], title: Collection[int]
) -> set[int]:
    """The lines in boxes.

    `kept` is what a classifier would keep, `kinds` what the names of each element say, `title` has the lines of the
    headline.
    """
    lengths = [0, *accumulate(line.length * stays for line, stays in zip(lines, kept, strict=True))]
    found = set(_labelled_links(page, kept))
    for element in {*_named(page, kinds), *_headed(page, lines)}:
        begin, end = page.begin[element], page.end[element]
        box = range(begin, end)
        if lengths[end] - lengths[begin] <= SHARE * lengths[-1] and not any(i in box for i in title):
            found.update(box)
    return found


def _named(page: RenderedLines, kinds: Sequence[Kinds]) -> Iterator[int]:
    for element, kind in enumerate(kinds):
        if kind and "boxes" in kind and page.names[element][0] not in _OUTERMOST:
            yield element


def _headed(page: RenderedLines, lines: Sequence[Line]) -> Iterator[int]:
    """The elements that begin with a heading over other stories, and hold links."""
    in_article: set[int] | None = None
    for i, line in enumerate(lines):
        if not line.has_strong_rule_for("section"):
            continue
        element = page.element[i]
        if page.names[element][0] == "p":  # a sentence that leads to a list within the article
            continue
        if page.end[element] == i + 1:
            element = page.parent[element]
        if element < 0 or page.begin[element] != i or page.names[element][0] in _OUTERMOST:
            continue
        in_article = subheads(lines) if in_article is None else in_article
        if i not in in_article and any(page.links[i + 1 : page.end[element]]):
            yield element


def _labelled_links(page: RenderedLines, kept: Sequence[bool]) -> Iterator[int]:
    """The kept lines that are a label, such as `Read also`, and a link."""
    for i, stays in enumerate(kept):
        text, linked = page.text[i], page.linked[i]
        if stays and LINKED * len(text) < linked < len(text) and page.links[i] == 1:
            label = text[: len(text) - linked].strip()
            if len(label) <= LABEL_UPTO and any(
                not rule.weak and rule.where in ("anywhere", "section") for rule in matcher().rules_of(label)
            ):
                yield i
