"""Lines of a web page that the elements around them hold in the article, or keep out of it, whatever their words are.

A subhead, a table and a list that stand among the article's paragraphs, in the same element, are the article's. A link
above the headline leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cleanse.article.element_names import Kinds
from cleanse.article.inside import KNOWN_SHARE, without_lines_inside
from cleanse.article.lines import Line
from cleanse.article.section_words import section_words
from cleanse.article.subheads import subheads
from cleanse.html.render import RenderedLines
from cleanse.text.arrays import Column
from cleanse.text.normalize import rule_key

# Chosen by hand.
PARAGRAPHS = 2  # of the article in an element that make it the article's own
LEVELS = 2  # of elements around a paragraph and a subhead: each may have one of its own
LINKED = 0.5  # of a line's characters in links: more, and it leads elsewhere
ROWS = 2  # of a table or a list that says something
DOUBTFUL = -2.0  # its mean score from which the classifier is not sure that it is another part
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
BLOCKS = frozenset(("table", "ul", "ol", "dl"))


def held_in_article(
    page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], kinds: Sequence[Kinds], scores: Column
) -> set[int]:
    """The lines that are not kept and that the article holds: subheads, what is below one, rows, lists, times.

    `kinds` is what the names of each element say; `scores`, shape (lines,), has the log odds of each line that it is
    the article's.
    """
    gone = {i: i for i, stays in enumerate(kept) if not stays}
    held = gone.keys() - without_lines_inside(lines, gone).keys()
    first_last, near = (_own_paragraphs(page, lines, kept, levels) for levels in (1, LEVELS))
    in_article: set[int] | None = None
    for i in gone:
        if page.names[page.element[i]][0] not in HEADINGS or not _is_below(page, i, near) or _leads_away(page, i):
            continue
        in_article = subheads(lines) if in_article is None else in_article
        held |= _subhead(page, lines, kept, i, in_article)
    for element, (tag, *_) in enumerate(page.names):
        if tag in BLOCKS or (kinds[element] and "facts" in kinds[element]):
            begin, end = page.begin[element], page.end[element]
            if end - begin >= ROWS and float(scores[begin:end].mean()) > DOUBTFUL:
                held |= _block(page, lines, element, first_last)
    return held & gone.keys()


def links_above(page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], title: range) -> Iterator[int]:
    """The kept lines above the article that are nothing but a link; `title` has the lines of the headline."""
    for i, stays in enumerate(kept):
        if stays and (i in title or lines[i].text_of_article or page.names[page.element[i]][0] in ("h1", "h2")):
            return
        if stays and page.linked[i] >= len(lines[i].text):
            yield i


def _own_paragraphs(
    page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], levels: int
) -> dict[int, tuple[int, int]]:
    """The elements in which several paragraphs are the article's: the line of the second, and of the last.

    A paragraph counts for so many levels of the elements around it.
    """
    count: dict[int, int] = {}
    found: dict[int, tuple[int, int]] = {}
    for i, line in enumerate(lines):
        if not (kept[i] and line.text_of_article):
            continue
        around = page.element[i]
        for _ in range(levels):
            around = page.parent[around]
            if around < 0:
                break
            count[around] = count.get(around, 0) + 1
            if count[around] >= PARAGRAPHS:
                found[around] = (found[around][0] if around in found else i, i)
    return found


def _is_below(page: RenderedLines, i: int, first_last: dict[int, tuple[int, int]]) -> bool:
    """Whether a line stands below paragraphs of the article, in an element with them or beside it."""
    around = page.element[i]
    for _ in range(LEVELS):
        around = page.parent[around]
        if around < 0:
            return False
        if around in first_last and i > first_last[around][0]:
            return True
    return False


def _subhead(
    page: RenderedLines, lines: Sequence[Line], kept: Sequence[bool], i: int, in_article: Collection[int]
) -> set[int]:
    """A heading among the article's paragraphs, with what is below it if only its words spoke against both."""
    around = page.parent[page.element[i]]
    if not lines[i].rules:
        next_stays = i + 1 < len(lines) and kept[i + 1] and page.parent[page.element[i + 1]] == around
        return {i} if next_stays and not section_words().lists.search(rule_key(lines[i].text)) else set()
    if i not in in_article:
        return set()
    held = {i}
    for j in range(i + 1, len(lines)):
        if page.parent[page.element[j]] != around or not lines[j].text_of_article or _leads_away(page, j):
            break
        held.add(j)
    return held if len(held) > 1 else set()


def _block(
    page: RenderedLines, lines: Sequence[Line], element: int, first_last: dict[int, tuple[int, int]]
) -> set[int]:
    """The rows of a table, or the items of a list, that is among the article's paragraphs and leads nowhere."""
    around, begin, end = page.parent[element], page.begin[element], page.end[element]
    if around >= 0 and page.names[around][0] == "figure":
        around = page.parent[around]
    if around not in first_last:
        return set()
    first, last = first_last[around]
    if begin < first or (end > last and page.names[element][0] != "table"):  # a list at the end may be anything
        return set()
    rows = range(begin, end)
    known = sum(lines[i].has_strong_rule for i in rows)
    return set() if known > KNOWN_SHARE * len(rows) or any(_leads_away(page, i) for i in rows) else set(rows)


def _leads_away(page: RenderedLines, i: int) -> bool:
    return page.linked[i] > LINKED * len(page.text[i])
