"""HTML pages → their article as plain text, and the facts they declare as metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from cleanse.html.metadata import Declared
from cleanse.html.parse import Tree
from cleanse.html.render import RenderedLines
from cleanse.model import HTML, PLAIN, Document, Edit
from cleanse.settings import Settings
from cleanse.text.chars import CJK
from cleanse.text.lazy import lazy_pattern
from cleanse.text.normalize import match_key

# The score (log odds) from which a line is kept: below even odds, because a lost line is worse than a stray one.
THRESHOLD = -0.5
# Text that holds less than this share of a page's prose has missed the article: the page itself is better.
LEAST_SHARE = 0.1
# Below this many characters of prose there is nothing to have missed.
LEAST_PROSE = 200
# The largest of a thousand news pages has 10,000 elements and 5,000 lines. trafilatura's time grows faster than their
# number, the model's memory with it; and a page many times as large is a list of something, not an article.
MOST_ELEMENTS, MOST_LINES = 40_000, 20_000

# A page of so few lines comes from no site's template: there is nothing to remove, and nothing to go by.
FEW_LINES = 6

_PROSE_LINE = 60  # characters from which a line counts as prose rather than as a label or a link
_CJK = lazy_pattern(f"[{CJK}]")
_HEAD_LINES = 4  # among these a title may stand, below a section name or a kicker
_SENTENCE_ENDS = tuple(".!?…。！？।؟۔\"'”’»」』)")


def build(settings: Settings) -> Markup:
    return Markup(settings.markup)


class Found(NamedTuple):
    """What was taken from a page: the text, the rule that decided, and the evidence in words."""

    text: str
    rule: str
    note: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Replaces a page by its article, title first. Where no article is found the page is rendered whole.

    `<h1>Flood</h1><nav>Home</nav><p>The river rose …</p>` → `Flood`, a line break, `The river rose …`
    """

    method: str = "model"
    name: str = "markup"

    def edits(self, document: Document) -> Iterator[Edit]:
        page = document.text
        if document.media_type != HTML or not page.strip():
            return
        from cleanse.html.embedded import embedded_article
        from cleanse.html.jsonld import linked_data
        from cleanse.html.metadata import declared_article, metadata
        from cleanse.html.parse import parse
        from cleanse.html.render import render

        tree = parse(page, "html" if self.method == "trafilatura" else "plain")
        data = [] if tree is None else linked_data(tree)
        named = {} if tree is None else metadata(tree, data)
        title = named.get("title", "")
        declared = Declared() if tree is None else declared_article(tree, data, title)
        lines = RenderedLines() if tree is None else render(tree)
        found = by_trafilatura(tree) if self.method == "trafilatura" else by_model(lines, declared)
        body = declared.body
        if tree is not None and prose(body) < LEAST_PROSE and prose(str(lines)) < LEAST_PROSE:
            body = embedded_article(tree)
        found = checked(found, lines, body)
        yield Edit(
            0,
            len(page),
            with_title(found.text, title),
            f"{self.name}/{found.rule}",
            found.note,
            tuple(named.items()),
            PLAIN,
        )


def by_model(lines: RenderedLines, declared: Declared) -> Found:
    """The lines that the classifier takes for the article."""
    from cleanse.article.html_model.classifier import classifier

    if len(lines.text) > MOST_LINES:
        return Found("", "main-text", "too large")
    if len(lines.text) <= FEW_LINES:
        return Found(str(lines), "rendered", f"a page of {len(lines.text)} lines: nothing stands around the text")
    scores = classifier().scores(lines, declared).tolist()
    kept = [mark + text for mark, text, s in zip(lines.mark, lines.text, scores, strict=True) if s > THRESHOLD]
    return Found("\n".join(kept), "main-text", f"{len(kept)} of {len(lines.text)} lines are likely the article")


def by_trafilatura(tree: Tree | None) -> Found:
    """The article as trafilatura finds it; empty where it finds none or fails.

    Its memory of segments seen before stays off (`deduplicate`): it would make one page's text depend on the pages
    read before it. Reader comments are left out, tables are kept.
    """
    from trafilatura import extract

    if tree is None or sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        return Found("", "main-text", "too large")
    try:
        text = extract(tree, include_comments=False, include_tables=True, deduplicate=False) or ""
    except Exception:  # whatever a page makes it stumble over, the page can still be rendered
        text = ""
    return Found(text, "main-text", f"trafilatura found {len(text)} characters")


def checked(found: Found, lines: RenderedLines, body: str) -> Found:
    """What was found, if it can be the article; else what the page declares as its article, or all of its lines."""
    page = str(lines)
    of_page, of_found = prose(page), prose(found.text)
    if prose(body) >= LEAST_PROSE and of_found < LEAST_SHARE * prose(body):
        return Found(body.strip(), "declared", f"the page declares an article of {len(body)} characters and shows none")
    if found.text and (of_page < LEAST_PROSE or of_found >= LEAST_SHARE * of_page):
        return found
    return Found(page, "rendered", f"no article found among {len(lines.text)} lines: the whole page")


def prose(text: str) -> int:
    """Characters in lines that look like sentences rather than labels; a CJK character counts for three."""
    return sum(n for line in text.splitlines() if line.endswith(_SENTENCE_ENDS) and (n := _width(line)) >= _PROSE_LINE)


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + 2 * len(_CJK.findall(line))


def with_title(text: str, title: str) -> str:
    """The text with its title as first line, unless one of the first lines already says it."""
    if not title:
        return text
    key = match_key(title)
    first = [match_key(line) for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]]
    if any(line.startswith(key) or (len(line) > 10 and key.endswith(line)) for line in first):
        return text
    return f"{title}\n{text}" if text else title
