"""Plain text as the training of its line classifier sees it: lines, which are the article's, and whose they are.

A line is the article's where most of its token 4-grams are the gold text's. Where a page has no gold text, lines that
hold a snippet are labelled and the others are not. Sites that share lines found on few others are taken for one
network.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from benchmarks.metrics import TOKEN, shingles
from cleanse.article import lines
from cleanse.article.text_model.features import Unit
from cleanse.article.text_model.select import units as units_of
from cleanse.text.normalize import alnum_key
from training.data import Data

NETWORK = 5  # lines two sites share and few others have: one network


class Example(NamedTuple):
    renderer: str
    number: int
    site: str
    read: list[lines.Line]
    units: list[Unit]
    labels: np.ndarray
    weights: np.ndarray
    row: dict[str, Any]


def examples(data: Data) -> Iterator[Example]:
    counts: Counter[str] = Counter()
    for row in data.rows("texts"):
        number = counts[row["renderer"]]
        counts[row["renderer"]] += 1
        read = lines.read(row["text"])
        units = units_of(read)
        if units:
            labels, weights = by_gold(units, row) if "gold" in row else by_snippets(units, row)
            yield Example(row["renderer"], number, row["site"], read, units, labels, weights, row)
    for number, row in enumerate(data.rows("articles")):
        units = units_of(lines.read("\n\n".join(row["paragraphs"])))
        if units:
            ones = np.ones(len(units))
            yield Example("article", number, row["site"], [], units, ones.astype(np.int8), ones, {})


def by_gold(units: Sequence[Unit], row: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    gold, whole = shingles(row["gold"]), alnum_key(row["gold"])
    gold_lines = {alnum_key(line) for line in row["gold"].splitlines()}
    title = alnum_key(row.get("title") or "")
    labels, weights, pieces = np.zeros(len(units), np.int8), np.ones(len(units)), []
    for i, unit in enumerate(units):
        bare, runs = alnum_key(unit.text), shingles(unit.text)
        if len(TOKEN.findall(unit.text)) >= 6:
            share = sum((runs & gold).values()) / sum(runs.values())
            labels[i], weights[i] = share > 0.5, 0.3 if 0.2 < share < 0.8 else 1
        elif bare in gold_lines:
            labels[i] = 1
        elif len(bare) >= 2 and bare in whole:
            pieces.append(i)
        if not bare or (bare == title and len(bare) > 8 and not labels[i]):
            weights[i] = 0  # gold texts leave headlines out, readers do not
    for i in pieces:  # a word that stands in the article too: the article's where its neighbours are
        near = [labels[k] for k in (i - 1, i + 1) if 0 <= k < len(units)]
        labels[i], weights[i] = all(near), 0.5 if all(near) else 0 if any(near) else 1
    return labels, weights


def by_snippets(units: Sequence[Unit], row: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    labels, weights = np.zeros(len(units), np.int8), np.zeros(len(units))
    for kind, label, least in (("with", 1, 15), ("without", 0, 6)):
        for snippet in ("".join(text.split()) for text in row[kind]):
            for i, unit in enumerate(units):
                text = "".join(unit.text.split())
                if snippet in text or (len(text) >= least and text in snippet):
                    labels[i], weights[i] = label, 1.5
    return labels, weights


def networks(pages: Sequence[Example]) -> dict[str, str]:
    """Each site's network, named after one of its sites."""
    sites: defaultdict[str, set[str]] = defaultdict(set)
    parent = {page.site: page.site for page in pages}
    for page in pages:
        for unit, label in zip(page.units, page.labels, strict=True):
            plain = not (unit.known or unit.section or unit.edge)
            if page.renderer == "innertext" and not label and plain and 12 <= len(unit.text) <= 120:
                sites[unit.text].add(page.site)
    shared = Counter(
        pair for group in sites.values() if 2 <= len(group) <= 8 for pair in combinations(sorted(group), 2)
    )

    def root(site: str) -> str:
        while parent[site] != site:
            site = parent[site]
        return site

    for (one, other), count in sorted(shared.items()):
        if count >= NETWORK:
            parent[root(one)] = root(other)
    return {site: root(site) for site in parent}
