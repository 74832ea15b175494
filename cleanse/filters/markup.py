"""Web pages → their article as plain text, and what they declare about themselves as metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cleanse.html.metadata import Declared
from cleanse.html.render import RenderedLines
from cleanse.model import HTML, PLAIN, Document, Edit
from cleanse.settings import Settings
from cleanse.text.lines import effective_length, is_prose, is_sentence
from cleanse.text.normalize import match_key

THRESHOLD = -0.5
"""The score (log odds) from which a line is kept: below even odds, because a lost line is worse than a stray one."""

LEAST_SHARE = 0.1
"""A text with less than this share of its page's prose has missed the article: the whole page is better."""

LEAST_PROSE = 200
"""The effective length of prose from which a page has an article that could be missed."""

# The largest of a thousand news pages has 10,000 elements and 5,000 lines. trafilatura's time grows faster than their
# number, the model's memory with it; and a page many times as large is a list of something, not an article.
MOST_ELEMENTS, MOST_LINES = 40_000, 20_000

FEW_LINES = 6
"""A page of so few lines was not made from a template: there is nothing to remove, and no context to judge by."""

TITLE_WITHIN = 4
"""Lines at the beginning of a text among which its title may be, below a section name or a kicker."""

SHORTEST_TAIL = 10
"""Characters of a line from which it may be the end of the title: shorter ones may be a name in it."""


def build(settings: Settings) -> Markup:
    return Markup(settings.markup)


class MainText(NamedTuple):
    """The text taken from a page, the rule that decided, and the evidence in words."""

    text: str
    rule: str
    note: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Replaces a page by its article, title first. If no article is found, the page is rendered whole.

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

        tree = parse(page)
        data = linked_data(tree)
        declared_facts = metadata(tree, data)
        title = declared_facts.get("title", "")
        declared = declared_article(tree, data, title)
        lines = render(tree)
        body = declared.body
        if prose(body) < LEAST_PROSE and prose(str(lines)) < LEAST_PROSE:
            body = embedded_article(tree)
        selected = by_trafilatura(page) if self.method == "trafilatura" else by_model(lines, declared)
        main = checked(selected, lines, body)
        yield Edit(
            0,
            len(page),
            with_title(main.text, title).lstrip("\n"),  # a blank line may be before the first that is kept
            f"{self.name}/{main.rule}",
            main.note,
            tuple(declared_facts.items()),
            PLAIN,
        )


def by_model(lines: RenderedLines, declared: Declared) -> MainText:
    """The lines that the classifier takes for the article."""
    from cleanse.article.html_model.classifier import classifier

    if len(lines.text) > MOST_LINES:
        return MainText("", "main-text", "too large")
    if len(lines.text) <= FEW_LINES:
        note = f"a page of {len(lines.text)} lines: nothing stands around the text"
        return MainText(str(lines), "rendered", note)
    scores = classifier().scores(lines, declared).tolist()
    kept = [line for line, score in zip(lines.as_text(), scores, strict=True) if score > THRESHOLD]
    return MainText("\n".join(kept), "main-text", f"{len(kept)} of {len(lines.text)} lines are likely the article")


def by_trafilatura(page: str) -> MainText:
    """The article as trafilatura extracts it; empty if it finds none or fails.

    Its memory of segments seen before stays off (`deduplicate`): it would make one page's text depend on the pages
    read before it. Reader comments are left out, tables are kept.
    """
    from trafilatura import extract

    if page.count("<") > 2 * MOST_ELEMENTS:  # a tag each for the beginning and the end
        return MainText("", "main-text", "too large")
    try:
        text = extract(page, include_comments=False, include_tables=True, deduplicate=False) or ""
    except Exception:  # whatever a page makes it stumble over, the page can still be rendered
        text = ""
    return MainText(text, "main-text", f"trafilatura found {len(text)} characters")


def checked(main: MainText, lines: RenderedLines, body: str) -> MainText:
    """The main text if it can be the article; else the article the page declares as `body`, or all of its lines."""
    page = str(lines)
    of_page, of_main, of_body = prose(page), prose(main.text, is_prose), prose(body)
    if of_body >= LEAST_PROSE and of_main < LEAST_SHARE * of_body:
        note = f"the page declares an article of {len(body)} characters and shows none"
        return MainText(body.strip(), "declared", note)
    if main.text and (of_page < LEAST_PROSE or of_main >= LEAST_SHARE * of_page):
        return main
    return MainText(page, "rendered", f"no article found among {len(lines.text)} lines: the whole page")


def prose(text: str, counts: Callable[[str, int], bool] = is_sentence) -> int:
    """The effective length of the lines of a text that `counts` takes for prose.

    Of a whole page only sentences count: its other long lines may be rows of teasers.
    """
    lengths = ((line, effective_length(line)) for line in map(str.strip, text.splitlines()))
    return sum(length for line, length in lengths if counts(line, length))


def with_title(text: str, title: str) -> str:
    """The text with its title as first line, unless one of its first lines says it already.

    >>> with_title("NEWS\\nFlood in Wuhan\\nThe river rose.", "Flood in Wuhan – The Gazette").splitlines()
    ['Flood in Wuhan – The Gazette', 'NEWS', 'Flood in Wuhan', 'The river rose.']
    """
    if not title:
        return text
    key = match_key(title)
    first = map(match_key, text.split("\n", TITLE_WITHIN)[:TITLE_WITHIN])
    if any(line.startswith(key) or (len(line) > SHORTEST_TAIL and key.endswith(line)) for line in first):
        return text
    return f"{title}\n{text}" if text else title
