"""Web pages → their article as plain text, and what they declare about themselves as metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines
from cleanse.model import HTML, PLAIN, Document, Edit, Proposals, Remark, Selection
from cleanse.rules.own import OwnRules, own_rules
from cleanse.settings import Settings
from cleanse.text.lines import CJK_LETTER, SENTENCE_LENGTH, blocks, effective_length, is_prose, is_sentence
from cleanse.text.messages import count
from cleanse.text.normalize import match_key

if TYPE_CHECKING:
    from cleanse.article.select import Removal

LEAST_SHARE = 0.1
"""A text with less than this share of its page's prose has missed the article: the whole page is better."""

LEAST_PROSE = 200
"""The effective length of prose from which a page has an article that could be missed."""

MOST_LINES = 20_000
"""The largest of a thousand news pages has 5,000 lines; a page many times as large is a list, not an article."""

FEW_LINES = 6
"""A page of so few lines was not made from a template: there is nothing to remove, and no context to judge by."""


def build(settings: Settings) -> Markup:
    return Markup(own=own_rules(settings))


class Page(NamedTuple):
    """A page as it is read: its lines, what it declares, and the text of an article that it does not show."""

    lines: RenderedLines
    metadata: dict[str, str]
    declared: Declared
    hidden: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Renders a page as its lines, then removes those that are not its article; the title becomes the first line.

    Rendering is one edit, from the source to all visible lines. Each line that goes is an edit of its own, with the
    rule that knows it or its score. If no article is found, the page stays whole.

    `<h1>Flood</h1><nav>Home</nav><p>The river rose …</p>` → `Flood`, a line break, `The river rose …`
    """

    name: str = "markup"
    own: OwnRules = OwnRules()  # noqa: RUF009 - it is never changed

    def edits(self, document: Document) -> Iterable[Edit] | Proposals:
        source = document.text
        if document.media_type != HTML or not source.strip():
            return ()
        page = read(source)
        site = self.own.site_of(document, page.metadata.get("url", ""))
        if marks := self.own.marks(site):
            from cleanse.html.marks import mark

            marked = mark(source, marks)
            page = page if marked is None else read(marked, with_marks=True)
        article = choose(page, self.own, site)
        if marks and marked is None:
            article = article._replace(removals=(*article.removals, _unmarked(site)))
        title = page.declared.title
        rule, facts = f"{self.name}/{article.rule}", tuple(page.metadata.items())
        rendering = Edit(0, len(source), article.text, rule, article.note, facts, PLAIN)
        heading = [Edit(0, 0, article.heading(title), f"{self.name}/title", "the page declares it, no line says it")]
        return Proposals(((rendering,), (*article.removals, *heading)), article.selection, article.kept)


def read(source: str, with_marks: bool = False) -> Page:
    """Parse and render a page, and read what it declares; `with_marks` also reads the marks of own rules."""
    from cleanse.html.embedded import embedded_article
    from cleanse.html.jsonld import linked_data
    from cleanse.html.metadata import declared_article, metadata
    from cleanse.html.parse import parse
    from cleanse.html.render import render

    tree = parse(source)
    data = linked_data(tree)
    facts = metadata(tree, data)
    declared = declared_article(tree, data, facts.get("title", ""))
    lines = render(tree, marks=with_marks)
    hidden = declared.body
    if prose(hidden.splitlines()) < LEAST_PROSE and prose(lines.text, enough=LEAST_PROSE) < LEAST_PROSE:
        hidden = embedded_article(tree)
    return Page(lines, facts, declared, hidden.strip())


class Article(NamedTuple):
    """The text taken from a page, how, and what is then removed from it."""

    text: str
    rule: str
    note: str
    first_lines: Sequence[str]
    removals: Iterable[Edit | Remark] = ()
    selection: Selection | None = None
    kept: frozenset[str] = frozenset()
    apart: bool = False

    def heading(self, title: str) -> str:
        """What goes before the first line: the title and a line break, or nothing if a line says it already.

        >>> Article("NEWS\\nThe river rose.", "rendered", "", ["NEWS", "The river rose."]).heading("Flood – The Post")
        'Flood – The Post\\n'
        """
        from cleanse.article.declared_title import says_title

        if not title or says_title(self.first_lines, title):
            return ""
        gap = "\n\n" if self.apart else "\n"  # a wrapped paragraph is joined only if nothing adjoins it
        return f"{title}{gap}" if self.first_lines else title


def choose(page: Page, own: OwnRules, site: str) -> Article:
    """The lines of a page, and those of them to remove; or the article that it declares and does not show.

    If no line is likely the article's, or next to none of the page's prose, none is removed but by own rules.
    """
    lines = page.lines
    whole = Article(str(lines), "rendered", count(len(lines.text), "line"), lines.text, apart=lines.blank[:1] == [True])
    if len(lines.text) > MOST_LINES:
        return _declared(page) or _without(_left_alone(whole, "too large"), lines, {}, own, site)
    if len(lines.text) <= FEW_LINES:
        return _declared(page) or _without(whole, lines, {}, own, site)
    from cleanse.article.html_model.select import select_lines

    removals, selection = select_lines(lines, page.declared)
    kept = [line for i, line in enumerate(lines.text) if i not in removals]
    of_kept = prose(kept, is_prose)
    if declared := _declared(page, of_kept):
        return declared
    of_page = prose(lines.text)
    if not kept or (of_page >= LEAST_PROSE and of_kept < LEAST_SHARE * of_page):
        return _without(_left_alone(whole, "no article found"), lines, {}, own, site)
    return _without(whole._replace(selection=selection), lines, removals, own, site)


def _without(article: Article, lines: RenderedLines, removals: dict[int, Removal], own: OwnRules, site: str) -> Article:
    """The article without these lines and those that own rules drop, but with those that they keep."""
    kept: set[int] = set()
    if own:
        from cleanse.article.own_lines import own_removals

        removals, kept = own_removals(lines, removals, own, site)
    if not removals:
        return article._replace(kept=frozenset(match_key(lines.text[i]) for i in kept))
    from cleanse.article.removal import removal_edits

    edits = removal_edits(article.text, tuple(blocks(article.text)), removals)
    first = next((i for i in range(len(lines.text)) if i not in removals), None)
    return article._replace(
        apart=first is not None and lines.blank[first],
        first_lines=[line for i, line in enumerate(lines.text) if i not in removals],
        removals=(*article.removals, *edits),
        kept=frozenset(match_key(lines.text[i]) for i in kept),
    )


def _unmarked(site: str) -> Remark:
    """Rules for elements do not apply to a page that the parser with XPath cannot read."""
    note = f"nested too deep, or too broken, for XPath: rules for elements of {site}'s pages were not applied"
    return Remark("markup/unmarked", note)


def _left_alone(article: Article, why: str) -> Article:
    """The whole page. No document is more doubtful: there was much to choose from, and no choice."""
    note = f"{why} among {len(article.first_lines)} lines: the whole page is kept"
    return article._replace(removals=(Remark("markup/left-alone", note),), selection=Selection(0.0, reason=note))


def _declared(page: Page, shown: float = 0) -> Article | None:
    """The article that a page holds in its data, if so little of one is shown. `shown` is the length of its prose."""
    body = page.hidden
    length = prose(body.splitlines())
    if length < LEAST_PROSE or shown >= LEAST_SHARE * length:
        return None
    note = f"the page declares an article of {len(body)} characters and shows none"
    return Article(body, "declared", note, body.splitlines())


def prose(lines: Iterable[str], counts: Callable[[str, int], bool] = is_sentence, enough: float = inf) -> int:
    """The effective length of the lines that `counts` takes for prose; of as many lines as are `enough`.

    Of a whole page only sentences count: its other long lines may be rows of teasers.
    """
    total = 0
    for line in map(str.strip, lines):
        if len(line) * CJK_LETTER < SENTENCE_LENGTH:  # most lines
            continue
        length = effective_length(line)
        if counts(line, length):
            total += length
            if total >= enough:
                break
    return total
