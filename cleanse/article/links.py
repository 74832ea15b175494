"""Links to other stories that stand inside an article: a label, and a title that has nothing to do with it.

`Watch: how to cook a leek` between two paragraphs on a lighthouse is such a link. A caption or a subhead with the same
label shares a word with the story.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cleanse.article.extent import words_in, words_of
from cleanse.article.headline import is_mostly_free
from cleanse.article.lines import Line
from cleanse.text.chars import COLONS, QUESTIONS
from cleanse.text.lazy import lazy_pattern
from cleanse.text.lines import ends_sentence

FEWEST_WORDS = 3  # of the title, of four letters or more, so that none of them in the article is no chance
LABEL_UPTO = 25  # characters of it

_ENDS = f"{COLONS}|»→"  # of a label
_LABEL = lazy_pattern(f"[^{_ENDS}]{{2,{LABEL_UPTO}}}[{_ENDS}]")


def links_inside(lines: Sequence[Line], removed: Collection[int]) -> list[int]:
    """The numbers of the lines that weak rules know by their label, below a line and above a paragraph that stay.

    None of their words is in the rest of the article.
    """
    found = [
        i
        for i, line in enumerate(lines[1:-1], 1)
        if line.rules
        and i not in removed
        and i - 1 not in removed
        and i + 1 not in removed
        and lines[i + 1].text_of_article
        and _may_be_link(line)
    ]
    if not found:
        return []
    others = {i for i in range(len(lines)) if i not in removed}.difference(found)
    article = words_of([lines[i] for i in sorted(others)])
    return [i for i in found if len(words := _title_words(lines[i].text)) >= FEWEST_WORDS and article.isdisjoint(words)]


def _may_be_link(line: Line) -> bool:
    """Whether a line is a label and a title, not a sentence, and the label is all that rules know of it."""
    return (
        not line.has_strong_rule
        and line.pieces == 1
        and (line.text[-1] in QUESTIONS or not ends_sentence(line.text))
        and _LABEL.match(line.text) is not None
        and is_mostly_free(line)
    )


def _title_words(text: str) -> set[str]:
    label = _LABEL.match(text)
    return words_in(text[label.end() :]) if label else set()
