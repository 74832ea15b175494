"""HTML pages: how well the article is found and how fast, and how often the title, author and date are right.

    python benchmarks/pages.py --data FOLDER [--limit N]

FOLDER holds `pages.jsonl.gz`: records with `html`, and where known `gold` (the article's text), `title`, `author` and
`date`. Pages the classifier was trained on flatter it: `tools/train.py` prints what it is worth elsewhere.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.metrics import f1, lost, shared
from cleanse import Cleaner
from cleanse.html.parse import parse
from cleanse.html.render import render
from cleanse.text.normalize import alnum_key

FACTS = ("title", "author", "date")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pages.jsonl.gz")
    parser.add_argument("--limit", type=int, default=0, help="only the first N pages")
    args = parser.parse_args()
    cleaner = Cleaner(filters=["markup"])
    cleaner.clean("<html><body><p>Whatever is loaded once is loaded now.</p></body></html>")
    with gzip.open(args.data / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for _, line in zip(range(args.limit or 10**9), file, strict=False)]
    begun = time.process_time()
    results = [cleaner.clean(row["html"], media_type="text/html") for row in rows]
    seconds = time.process_time() - begun
    print(f"pages a second, one core         {len(rows) / seconds:.1f}")
    pairs = [(row["gold"], result.text) for row, result in zip(rows, results, strict=True) if "gold" in row]
    for name, value in zip(("F1", "precision", "recall"), f1(shared(*pair) for pair in pairs), strict=True):
        print(f"{name:32s} {value:.4f}")
    losses = [lost(*pair) for pair in pairs]
    print(f"characters of the article lost   {sum(losses) / len(losses):.4f}")
    shown = [
        alnum_key(row["title"]) in alnum_key(result.text)
        for row, result in zip(rows, results, strict=True)
        if row.get("title") and alnum_key(row["title"]) in alnum_key(str(render(parse(row["html"]))))
    ]
    print(f"titles kept where the page has them {sum(shown) / max(1, len(shown)):.4f} of {len(shown)}")
    for name in FACTS:
        wanted = [
            (alnum_key(row[name]), alnum_key(result.document.metadata.get(name, "")))
            for row, result in zip(rows, results, strict=True)
            if row.get(name)
        ]
        declared = [(gold, answer) for gold, answer in wanted if answer]
        right = sum(gold == answer for gold, answer in declared)
        share = right / max(1, len(declared))
        print(f"{name}: of {len(wanted)} declared {len(declared)}, right {right} ({share:.3f} of declared)")


if __name__ == "__main__":
    main()
