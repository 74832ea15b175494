"""How near an extracted text comes to the article, in the measures the benchmarks here share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cleanse.text.normalize import alnum_key

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
TOKEN = re.compile(f"[{CJK}]|[^\\W{CJK}]+")  # a CJK character, or a word of any other script


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Runs of four tokens, with how often each occurs."""
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)) if tokens)


def shared(gold: str, text: str) -> tuple[int, int, int]:
    """Shingles that both texts have, that only `text` has, that only `gold` has."""
    a, b = shingles(gold), shingles(text)
    both = sum((a & b).values())
    return both, b.total() - both, a.total() - both


def f1(counts: Iterable[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Precision and recall as means over pages, and their harmonic mean first."""
    rows = list(counts)
    precisions = [both / (both + extra) for both, extra, _ in rows if both + extra]
    recalls = [both / (both + missing) for both, _, missing in rows if both + missing]
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall


def page_f1(gold: str, text: str) -> float:
    """The F1 of one page."""
    both, extra, missing = shared(gold, text)
    return 2 * both / max(1, 2 * both + extra + missing)


def lost(gold: str, text: str) -> float:
    """Share of the article's characters whose line does not stand in the text."""
    whole = alnum_key(text)
    lines = [alnum_key(line) for line in gold.splitlines()]
    total = sum(map(len, lines))
    return sum(len(line) for line in lines if line not in whole) / total if total else 0.0


def figures(pages: Iterable[tuple[Mapping[str, Any], str]]) -> dict[str, float]:
    """All measures of pages and what was left of each: shares of 1.

    A page has `lang` and `gold`, its article, and may have `title` and its own `text`; or it has `with` and `without`,
    snippets of the article and of the rest. What the page's own text lacks of the article counts as nobody's loss.
    """
    counts, losses, cjk, titles, snippets = [], [], [], [], []
    for page, left in pages:
        if "gold" not in page:
            text = "".join(left.split())
            for kind in ("with", "without"):
                snippets += [("".join(snippet.split()) in text) == (kind == "with") for snippet in page[kind]]
            continue
        counts.append(shared(page["gold"], left))
        losses.append(max(0.0, lost(page["gold"], left) - lost(page["gold"], page.get("text") or page["gold"])))
        if page["lang"] in ("zh", "ja", "ko"):
            cjk.append(counts[-1])
        title = alnum_key(page.get("title") or "")
        if title and has_line(page.get("text") or "", title):
            titles.append(has_line(left, title))
    over = [loss > 0.2 for loss in losses]
    names = ("F1", "precision", "recall")
    means: dict[str, Sequence[float]] = {
        "lost": losses,
        "pages losing over 20 %": over,
        "snippets right": snippets,
        "titles kept": titles,
    }
    return (
        dict(zip(names, f1(counts), strict=True))
        | {"F1 of Chinese, Japanese, Korean": f1(cjk)[0]}
        | {name: sum(values) / max(1, len(values)) for name, values in means.items()}
    )


def has_line(text: str, squeezed: str) -> bool:
    return any(alnum_key(line) == squeezed for line in text.splitlines())


def holds(text: str, snippet: str) -> bool:
    """Whether a line of the text has the snippet, spaces counted as one: a snippet broken over two lines is not held.

    >>> holds("The mill is to grind\\nagain.", "grind again"), holds("The mill is to  grind again.", "grind again")
    (False, True)
    """
    wanted = " ".join(snippet.split())
    return any(wanted in " ".join(line.split()) for line in text.splitlines())


def without_headline(text: str, headline: str) -> str:
    """The text without its headline, which no peer prints: the first line that is the headline goes.

    >>> without_headline("Mill to grind again\\nIt will.", "Mill to grind again")
    'It will.'
    """
    lines, squeezed = text.splitlines(), alnum_key(headline)
    for i, line in enumerate(lines):
        if alnum_key(line) == squeezed:
            return "\n".join(lines[:i] + lines[i + 1 :])
    return text
