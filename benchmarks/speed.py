"""HTML pages: processor time of the markup filter, stage by stage, and how many times as fast as trafilatura it is.

    python benchmarks/speed.py [--data FOLDER] [--every N] [--rounds N]

FOLDER holds `pages.jsonl.gz`, records with `html`, or files `*.html`; without it pages are made up, of as many lines as
a news page has on average but of fewer elements.
Both programs read the same pages in turns, in one process: the ratio is the median of the rounds, so what else the
machine does touches both alike. trafilatura is measured where it is installed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.startup import MENU, paragraph
from cleanse import Cleaner
from cleanse.article.html_model.classifier import classifier, linear_scores
from cleanse.article.html_model.context import second_features
from cleanse.article.html_model.features import features
from cleanse.article.html_model.table import PageTable
from cleanse.article.lines import match_rules
from cleanse.filters.markup import read
from cleanse.html.parse import parse
from cleanse.html.render import render

Stages = dict[str, float]


def pages_in(folder: Path, every: int) -> list[str]:
    """The source of every n-th page in a folder."""
    if (folder / "pages.jsonl.gz").exists():
        with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
            return [json.loads(line)["html"] for i, line in enumerate(file) if i % every == 0]
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.html"))][::every]


def made_pages(count: int = 20) -> Iterator[str]:
    """Pages of a made-up newspaper: menus, a story, and teasers beside it."""
    items = "".join(f'<li class="menu-item"><a href="/{name}"><span>{name}</span></a></li>' for name in MENU)
    for number in range(count):
        places = range(40 * number, 40 * number + 40)
        teasers = "".join(
            f'<div class="teaser teaser-{place}"><a href="/{place}"><h3>{paragraph(place)[:60]}</h3></a>'
            f'<p class="summary">{paragraph(place + 1)[:120]}</p><time>{place % 24} hours ago</time></div>'
            for place in places
        )
        story = "".join(f"<p>{paragraph(place)} <a href='/more'>{paragraph(place + 2)}</a></p>" for place in places)
        yield (
            f"<!doctype html><html lang=en><head><title>Bridge closed {number} | The Harbour Times</title></head><body>"
            f'<header id="top"><nav class="main"><ul>{items}</ul></nav></header><main><article class="story">'
            f"<h1>Bridge closed {number}</h1>{story}</article><aside class='more'>{teasers}</aside></main>"
            f'<footer class="foot"><ul>{items}</ul><p>© 2024 The Harbour Times. All rights reserved.</p></footer>'
            "</body></html>"
        )


def seconds(function: Callable[[str], Any], pages: Iterable[str]) -> float:
    """Processor time of a function on all pages."""
    begun = process_time()
    for page in pages:
        function(page)
    return process_time() - begun


def stages(pages: Sequence[str]) -> Stages:
    """Seconds of processor time that each stage takes for all pages."""
    taken: Stages = {}

    def timed(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        begun = process_time()
        value = function(*arguments)
        taken[name] = taken.get(name, 0.0) + process_time() - begun
        return value

    model = classifier()
    for source in pages:
        tree = timed("parse", parse, source)
        lines = timed("render", render, tree)
        if not lines.text:
            continue
        declared = read(source).declared
        rules = timed("match rules", match_rules, lines.text)
        page = timed("table of lines", PageTable.of, lines)
        linear = timed("linear models", linear_scores, page, model.names, model.text)
        rows = timed("features", features, page, linear, declared).rows()
        first = timed("first trees", model.trees.score, rows)
        matched = [rules.get(line, ()) for line in lines.text]
        more = timed("features in context", second_features, page, first, matched).rows()
        timed("second trees", model.second.score, np.hstack((rows, more)))
    return taken


def peer() -> Callable[[str], Any] | None:
    """The peer's function for a page; None if it is not installed."""
    try:
        from trafilatura import extract
    except ImportError:
        return None
    return lambda page: extract(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with pages.jsonl.gz or *.html")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    pages = pages_in(args.data, args.every) if args.data else list(made_pages())
    cleaner = Cleaner(filters=["markup"])

    def clean(page: str) -> str:
        return cleaner.clean(page, media_type="text/html").text

    other = peer()
    for function in filter(None, (clean, other)):  # what is loaded once is loaded now
        seconds(function, pages[:10])
    ours, theirs, of_stages = [], [], []
    for _ in range(args.rounds):
        ours.append(seconds(clean, pages))
        if other:
            theirs.append(seconds(other, pages))
        of_stages.append(stages(pages))
    a_page = 1000 / len(pages)
    print(f"{len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} thousand characters each")
    print(f"{'markup':24s} {median(ours) * a_page:7.2f} ms a page, {len(pages) / median(ours):.0f} pages a second")
    for name in of_stages[0]:
        print(f"    {name:20s} {median(each[name] for each in of_stages) * a_page:7.2f} ms")
    if theirs:
        ratio = median(peer / own for own, peer in zip(ours, theirs, strict=True))
        print(
            f"{'trafilatura.extract':24s} {median(theirs) * a_page:7.2f} ms a page: markup is {ratio:.1f} times as fast"
        )


if __name__ == "__main__":
    main()
