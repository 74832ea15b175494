"""HTML pages → their article as plain text, and the facts they declare as metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from cleanse.blocks import CJK, fold
from cleanse.config import Settings
from cleanse.markup.page import Tree
from cleanse.model import HTML, PLAIN, Document, Edit

# An extractor that returns less than this share of a page's prose has missed the article: the page itself is better.
LEAST_SHARE = 0.1
# Below this many characters there is nothing to have missed.
LEAST_PROSE = 200
# The largest of a thousand news pages has 12,000 elements; trafilatura's time grows faster than their number.
MOST_ELEMENTS = 40_000
_PROSE_LINE = 60  # characters from which a line counts as prose rather than as a label or a link
_CJK = re.compile(f"[{CJK}]")
_HEAD_LINES = 4  # among these a title may stand, below a section name or a kicker
_SENTENCE_ENDS = tuple(".!?…。！？।؟۔\"'”’»」』)")


def build(settings: Settings) -> Markup:
    return Markup()


class Markup:
    """Replaces a page by its main text, title first. Where no main text is found the page is rendered whole.

    `<h1>Flood</h1><nav>Home</nav><p>The river rose …</p>` → `Flood`, a line break, `The river rose …`
    """

    name = "markup"

    def edits(self, document: Document) -> Iterator[Edit]:
        if document.metadata.get("media_type") != HTML or not document.text.strip():
            return
        from cleanse.markup.facts import facts
        from cleanse.markup.page import parse

        tree = parse(document.text)
        if tree is None:
            yield self._edit(document.text, "", "rendered", "no markup could be read here", {})
            return
        declared = facts(tree)
        text, rule, note = main_text(tree)
        yield self._edit(document.text, with_title(text, declared.get("title", "")), rule, note, declared)

    def _edit(self, page: str, text: str, rule: str, note: str, facts: dict[str, str]) -> Edit:
        metadata = (*facts.items(), ("media_type", PLAIN))
        return Edit(0, len(page), text, f"{self.name}/{rule}", note, metadata)


def main_text(tree: Tree) -> tuple[str, str, str]:
    """The article of a page as trafilatura finds it, else the whole page; with the rule's name and its evidence."""
    from cleanse.markup.render import render

    page = str(render(tree))
    found = extract(tree)
    all_prose = prose(page)
    if not found or (all_prose >= LEAST_PROSE and prose(found) < LEAST_SHARE * all_prose):
        return page, "rendered", f"no main text found: {len(found)} characters of a page of {len(page)}"
    return found, "main-text", f"{len(found)} characters of a page of {len(page)}"


def extract(tree: Tree) -> str:
    """Main text by trafilatura; empty where it finds none or fails.

    Its memory of segments seen before stays off (`deduplicate`): it would make one page's text depend on the pages
    read before it. Reader comments are left out, tables are kept.
    """
    from trafilatura import extract

    if sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        return ""
    try:
        return extract(tree, include_comments=False, include_tables=True, deduplicate=False) or ""
    except Exception:  # whatever a page makes it stumble over, the page can still be rendered
        return ""


def prose(text: str) -> int:
    """Characters in lines that look like sentences rather than labels; a CJK character counts for three."""
    return sum(n for line in text.splitlines() if line.endswith(_SENTENCE_ENDS) and (n := _width(line)) >= _PROSE_LINE)


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + 2 * len(_CJK.findall(line))


def with_title(text: str, title: str) -> str:
    """The text with its title as first line, unless one of the first lines already says it."""
    if not title:
        return text
    key = fold(title)
    first = [fold(line) for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]]
    if any(line.startswith(key) or (len(line) > 10 and key.endswith(line)) for line in first):
        return text
    return f"{title}\n{text}" if text else title
