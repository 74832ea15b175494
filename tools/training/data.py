"""The pages that the classifiers are trained on, by source, and the folds they are judged by.

DATA is a folder of gzipped JSON lines. `pages.jsonl.gz` has web pages: `id site lang html` with `gold`, the article's
own text, or with the snippets `with` and `without`. `texts.jsonl.gz` has the same pages as plain text by several
renderers: `text renderer` in place of `html`. `articles.jsonl.gz` has clean articles: `id site paragraphs`. An `id`
begins with its source and a slash; `sources.toml` says what the sources are and under which licences they came.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SOURCES = Path(__file__).with_name("sources.toml")
KNOTS = 10  # of the calibration, each for as many pages
FEWEST = 20  # pages of a language that has a figure of its own


@dataclass(frozen=True)
class Data:
    """The pages of a folder, but for those of some sources."""

    folder: Path
    without: frozenset[str] = frozenset()

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The records of `name`.jsonl.gz."""
        with gzip.open(self.folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            yield from (row for row in map(json.loads, file) if source_of(row) not in self.without)

    def differences(self) -> Iterator[str]:
        """A line for each way in which the data is not what the shipped weights were made from."""
        known = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
        if unknown := self.without - known["sources"].keys():
            raise ValueError(f"no source is called {', '.join(sorted(unknown))}: {', '.join(known['sources'])}")
        for name, digest in known["sha256"].items():
            with (self.folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    yield f"{name} is not the file that the shipped weights were made from"
        if self.without:
            yield f"without {', '.join(sorted(self.without))}"


def source_of(row: dict[str, Any]) -> str:
    return str(row["id"]).partition("/")[0]


def folded(names: Sequence[str], count: int, seed: int) -> dict[str, int]:
    """The fold of each network, by its name."""
    numbers = np.random.RandomState(seed).randint(0, count, len(names))
    return dict(zip(sorted(names), map(int, numbers), strict=True))


def shown(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in values.items())


def by_language(
    pages: Iterable[tuple[dict[str, Any], str]], fewest: int
) -> Iterator[tuple[str, list[tuple[dict[str, Any], str]]]]:
    """The pages with gold text, by language, most pages first; languages of few pages are left out."""
    groups: defaultdict[str, list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for row, text in pages:
        if "gold" in row:
            groups[row["lang"]].append((row, text))
    for language, some in sorted(groups.items(), key=lambda item: -len(item[1])):
        if len(some) >= fewest:
            yield f"{language} ({len(some)})", some


def calibration(pages: Iterable[tuple[float, float]]) -> np.ndarray:
    """What F1 pages have by the F1 that was expected of them: shape (knots, 2), float32, both rising.

    Each knot is the mean of a tenth of the pages. They rise because the highest so far counts for the next.
    """
    tenths = np.array_split(np.array(sorted(pages)), KNOTS)
    means = np.array([(0.0, 0.0), *(tenth.mean(axis=0) for tenth in tenths), (1.0, 1.0)])
    return np.maximum.accumulate(means, axis=0).astype(np.float32)
