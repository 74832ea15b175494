"""Pages as plain text: how fast the boilerplate filter is, beside one pass of a regular expression in the same run.

    python benchmarks/texts.py --data FOLDER [--boilerplate model|rules] [--limit N]

FOLDER holds `texts.jsonl.gz`: records with `text` and `renderer`. Speeds are in megabytes of UTF-8 a second, one core;
each page counts with the best of ROUNDS times, since other work on the machine only ever makes it slower.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from cleanse import Cleaner, Document
from cleanse.article import lines
from cleanse.article.text_model import load
from cleanse.article.text_model.select import units

ROUNDS = 3
WORDS = re.compile(r"\w+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with texts.jsonl.gz")
    parser.add_argument("--boilerplate", default="model", help="what decides: model (default) or rules")
    parser.add_argument("--limit", type=int, default=200, help="pages of each renderer")
    args = parser.parse_args()
    pages: defaultdict[str, list[str]] = defaultdict(list)
    with gzip.open(args.data / "texts.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if len(pages[row["renderer"]]) < args.limit:
                pages[row["renderer"]].append(row["text"])
    cleaner = Cleaner(filters=["unwrap", "boilerplate"], boilerplate=args.boilerplate)
    (_, boilerplate), classifier = cleaner.filters, load()
    for renderer, texts in pages.items():
        size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
        read = [page_units for text in texts if (page_units := units(lines.read(text)))]
        took = {
            "the classifier on its lines": seconds(lambda u: classifier.predict_proba(classifier.rows(u)), read),
            "the filter": seconds(lambda text: list(boilerplate.edits(Document(text))), texts),
            "as a chain, with unwrap": seconds(cleaner.clean, texts),
            "words found by a regular expression": seconds(WORDS.findall, texts),
        }
        for what, value in took.items():
            print(f"{renderer:12s} {what:40s} {size / value:7.2f} MB/s")


def seconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Processor time for all items, each at its best."""
    best = [float("inf")] * len(items)
    for _ in range(ROUNDS):
        for i, item in enumerate(items):
            begun = time.process_time()
            work(item)
            best[i] = min(best[i], time.process_time() - begun)
    return sum(best)


if __name__ == "__main__":
    main()
