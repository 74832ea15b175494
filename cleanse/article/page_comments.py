"""Reader comments on a web page, known by the elements that hold them, besides their heading and rhythm.

An element holds comments if its name says so (`ol.commentlist`, `div#disqus_thread`, `details.CommentBox`), or if it
follows the number of them (`3 Comments`) and has as many parts alike. Above it stands the article: what is named
`comment` and has none above it is an opinion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from cleanse.article.comments import number_of_comments, reader_comments
from cleanse.article.element_names import Kinds
from cleanse.article.lines import Line
from cleanse.html.render import RenderedLines

# Chosen by hand.
ABOVE = 200  # effective length of the article's text that stands above comments
ALIKE = 2  # parts of the same name from which a list is one of comments, where its own name might mean other things
MOST_NUMBERS = 8  # lines that give a number of comments: teasers of other stories have one each

Children = dict[int, list[int]]

_TEXTS = frozenset(("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure"))  # may be the article's own
_OUTERMOST = frozenset(("html", "body", "main"))


def comments_on_page(
    page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], kinds: Sequence[Kinds]
) -> dict[int, int]:
    """The lines of reader comments, each with the number of lines there.

    `kept` is what a classifier would keep, `kinds` what the names of each element say.
    """
    found: dict[int, int] = {}
    for start, end, _ in reader_comments(lines):
        found |= dict.fromkeys(range(start, end), end - start)
    lengths = _lengths(lines, kept)
    children = _children(page)
    for element in sorted({*_named(page, kinds, children), *_counted(page, lines, lengths, children)}):
        begin, end = page.begin[element], page.end[element]
        above, inside = lengths[begin], lengths[end] - lengths[begin]
        # comments longer than the article are many
        if begin < end and above >= ABOVE and (inside <= above or _alike_parts(page, children, element) >= ALIKE):
            found |= dict.fromkeys((i for i in range(begin, end) if i not in found), end - begin)
    return found


def _lengths(lines: Sequence[Line], kept: Sequence[bool]) -> list[int]:
    """The effective length of the article's text above each line, and of all of it."""
    weights = (line.length * (stays and line.text_of_article) for line, stays in zip(lines, kept, strict=True))
    return [0, *accumulate(weights)]


def _children(page: RenderedLines) -> Children:
    """The elements directly in each element, in order; -1 has the outermost."""
    children: Children = {}
    for element, around in enumerate(page.parent):
        children.setdefault(around, []).append(element)
    return children


def _alike_parts(page: RenderedLines, children: Children, element: int) -> int:
    """How many parts of an element have the same tag and classes: children, or those of one child."""
    below = children.get(element, [])
    groups = (below, *(children.get(child, []) for child in below))
    named = (Counter(page.names[part][:2] for part in group if page.names[part][0] not in _TEXTS) for group in groups)
    return max(max(names.values(), default=0) for names in named)


def _named(page: RenderedLines, kinds: Sequence[Kinds], children: Children) -> Iterator[int]:
    """The elements whose names say that they hold comments, or that they are one of several."""
    named = [element for element, kind in enumerate(kinds) if kind and page.names[element][0] not in _OUTERMOST]
    alike = Counter(page.names[element][:2] for element in named)
    for element in named:
        kind = kinds[element]
        if (
            "lists" in kind
            or ("one" in kind and alike[page.names[element][:2]] >= ALIKE)
            or ("perhaps" in kind and _alike_parts(page, children, element) >= ALIKE)
        ):
            yield element


def _counted(page: RenderedLines, lines: Sequence[Line], lengths: Sequence[int], children: Children) -> Iterator[int]:
    """The elements below a line that gives the number of comments, if as many of them, or 3, are alike.

    `lengths` has the length of the article's text above each line: the same number stands in a byline.
    """
    numbers = ((i, number) for i, line in enumerate(lines) if (number := number_of_comments(line.text)))
    for i, number in islice(((i, number) for i, number in numbers if lengths[i] >= ABOVE), MOST_NUMBERS):
        heading = page.element[i]
        while page.end[heading] == i + 1 and page.begin[heading] == i and page.parent[heading] >= 0:
            around = page.parent[heading]
            if page.end[around] > i + 1:
                break
            heading = around
        below = [element for element in children.get(page.parent[heading], ()) if page.begin[element] > i]
        for group in (below, *(children.get(element, []) for element in below)):
            names = Counter(page.names[element][:2] for element in group if page.names[element][0] not in _TEXTS)
            if max(names.values(), default=0) >= max(ALIKE, min(number, 3)):
                yield from group
                break
