"""Web pages as the training of their line classifier sees them: lines, which are the article's, and whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.metrics import TOKEN, shingles
from cleanse.article.html_model.table import PageTable
from cleanse.article.lines import match_rules
from cleanse.html.jsonld import linked_data
from cleanse.html.metadata import Declared, declared_article, metadata
from cleanse.html.parse import parse
from cleanse.html.render import RenderedLines, render
from cleanse.rules import Rules
from cleanse.text.normalize import alnum_key
from training.data import Data

SAME_NETWORK = 0.35  # Jaccard similarity of two pages' element names from which their sites are one network


@dataclass
class Example:
    row: dict[str, Any]
    page: PageTable
    declared: Declared
    rules: list[Rules]
    label: np.ndarray  # 1 article, 0 not, -1 unknown
    weight: np.ndarray


def examples(data: Data) -> Iterator[Example]:
    for row in data.rows("pages"):
        tree = parse(row.pop("html"))
        lines = render(tree)
        if lines.text:
            linked = linked_data(tree)
            label = gold_labels(lines, row["gold"]) if "gold" in row else snippet_labels(lines, row)
            declared = declared_article(tree, linked, metadata(tree, linked).get("title", ""))
            matched = match_rules(lines.text)
            rules = [matched.get(line, ()) for line in lines.text]
            yield Example(row, PageTable.of(lines), declared, rules, label, weights(lines, label))


def gold_labels(lines: RenderedLines, gold: str) -> np.ndarray:
    """A line belongs to the article if the gold text has it: as a line, or, if it is long, anywhere or nearly.

    Short lines that stand within a gold line count only beside a line that counts: `<br>` cuts gold lines in pieces,
    but menus also say what articles say.
    """
    whole, gold_lines, runs = alnum_key(gold), {alnum_key(line) for line in gold.splitlines()}, set(shingles(gold))
    label = np.zeros(len(lines.text))
    maybe = []
    for i, (mark, line) in enumerate(zip(lines.mark, lines.text, strict=True)):
        key = alnum_key(line)
        long = len(key) >= 24 or len(TOKEN.findall(line)) >= 9
        if not key:
            label[i] = -1
        elif key in gold_lines or alnum_key(mark + line) in gold_lines or (long and key in whole):
            label[i] = 1
        elif key in whole:
            maybe.append(i)
        elif long:
            line_runs = shingles(line)
            label[i] = sum(run in runs for run in line_runs) >= 0.5 * len(line_runs)
    for i in (*maybe, *reversed(maybe)):
        if len(alnum_key(lines.text[i])) >= 4 and 1 in label[max(0, i - 1) : i + 2]:
            label[i] = 1
    return label


def snippet_labels(lines: RenderedLines, row: dict[str, Any]) -> np.ndarray:
    """Lines that hold a snippet of one kind only; all others are unknown."""
    inside, outside = ([alnum_key(snippet) for snippet in row[kind]] for kind in ("with", "without"))
    label = np.full(len(lines.text), -1.0)
    for i, line in enumerate(lines.text):
        key = alnum_key(line)
        yes, no = (any(snippet and snippet in key for snippet in kind) for kind in (inside, outside))
        if yes != no:
            label[i] = yes
    return label


def weights(lines: RenderedLines, label: np.ndarray) -> np.ndarray:
    """Long lines count more, and those of pages with short articles: a page's F1 counts like any other's."""
    tokens = np.array([len(TOKEN.findall(line)) for line in lines.text], float)
    article = (tokens * (label == 1)).sum() + 50
    return np.where(label >= 0, np.sqrt(np.minimum(tokens, 150)) * np.sqrt(300 / article), 0)


def networks(pages: list[Example]) -> np.ndarray:
    """For each page a number, the same for pages of one site and for pages made from one template."""
    root = list(range(len(pages)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    names = [{f"{n[0]}.{n[1]}" for n in example.page.lines.names if n[1]} for example in pages]
    sites: dict[str, int] = {}
    holders: dict[str, list[int]] = {}
    for i, example in enumerate(pages):
        root[find(i)] = find(sites.setdefault(example.row["site"], i))
        for name in names[i]:
            holders.setdefault(name, []).append(i)
    for i, classes in enumerate(names):
        if len(classes) >= 8:
            common = Counter(j for name in classes if len(holders[name]) < 60 for j in holders[name] if j < i)
            for j, number in common.items():
                if number > SAME_NETWORK * (len(classes) + len(names[j]) - number):
                    root[find(i)] = find(j)
    return np.array([find(i) for i in range(len(pages))])
