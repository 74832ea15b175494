"""The whole chain and each of its filters, beside the floor (read, decode, write) and beside ftfy and trafilatura.

    python benchmarks/chain.py [--data FOLDER] [--limit N] [--rounds N] [--only CORPUS …]

FOLDER holds `articles.jsonl.gz` (records with `lang` and `paragraphs`), `texts.jsonl.gz` (`text`) and `pages.jsonl.gz`
(`html`); without it the corpora are made of the sentences in `sentences.toml`. All figures are of processor time in one
process. The programs take turns in each round and a ratio is the median of the rounds' ratios, so that other work on
the machine touches all alike. A peer is measured where it is installed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.sentences import sentences
from cleanse import Cleaner

LANGUAGES = ("en", "de", "zh", "ru", "ja")
Work = Callable[[str], object]


class Corpus(NamedTuple):
    """Documents of one kind."""

    name: str
    texts: list[str]
    media_type: str


def corpora(folder: Path | None, limit: int) -> Iterator[Corpus]:
    """Clean articles by language, pages as plain text, and pages as HTML."""
    articles, texts, pages = _read(folder, limit) if folder else _make(limit)
    for language in LANGUAGES:
        yield Corpus(f"articles {language}", articles[language], "text/plain")
    yield Corpus("page text", texts, "text/plain")
    yield Corpus("raw HTML", pages, "text/html")


def _read(folder: Path, limit: int) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Articles by language, page texts and pages of a folder."""

    def records(name: str) -> Iterator[dict[str, str]]:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)

    articles: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for row in records("articles"):
        if len(articles.get(row["lang"], " " * limit)) < limit:
            articles[row["lang"]].append("\n\n".join(row["paragraphs"]))
    texts = [row["text"] for row in islice(records("texts"), 0, limit * 40, 40)]  # neighbours are one page's renderings
    pages = [row["html"] for row in islice(records("pages"), 0, limit * 10, 10)]
    return articles, texts, pages


def _make(limit: int) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """Articles by language, page texts and pages made of the sentences."""
    pool = sentences()
    pool["zh"] = pool["zh-Hans"]
    articles = {language: [_article(pool[language].long, n) for n in range(limit)] for language in LANGUAGES}
    every = [(language, n) for n in range(limit) for language in LANGUAGES]
    texts = [_page_text(pool[language].short, articles[language][n]) for language, n in every[:limit]]
    pages = [_page(pool[language].short, articles[language][n], language) for language, n in every[:limit]]
    return articles, texts, pages


def _article(pool: list[str], number: int) -> str:
    """Twelve paragraphs of three numbered sentences each: none is like another."""
    turned = [pool[(number + place) % len(pool)] for place in range(36)]
    numbered = [f"{number * 36 + place}: {sentence}" for place, sentence in enumerate(turned)]
    return "\n\n".join(" ".join(numbered[place : place + 3]) for place in range(0, 36, 3))


def _page_text(headline: str, article: str) -> str:
    menu = "Home\nNews\nSport\nOpinion\nContact us\nSubscribe\nPrivacy policy\nTerms of use\n"
    teasers = "\n".join(f"{headline} {number}\n{number % 24} hours ago" for number in range(20))
    foot = f"{menu}© 2024 Example News. All rights reserved."
    return "\n\n".join((menu, headline, article, "Share\nTweet", teasers, foot))


def _page(headline: str, article: str, language: str) -> str:
    menu = "".join(f'<li class="item"><a href="/{n}"><span>Section {n}</span></a></li>' for n in range(12))
    teasers = "".join(f'<div class="teaser"><a href="/{n}"><h3>{headline} {n}</h3></a></div>' for n in range(30))
    story = "".join(f"<p>{paragraph}</p>" for paragraph in article.split("\n\n"))
    return (
        f"<!doctype html><html lang={language}><head><title>{headline}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>{headline}</h1>{story}</main><aside>{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>"
    )


def floor(scratch: Path, text: str) -> None:
    """Read a file's bytes, decode them, encode the text and write it: what no cleaner can do without."""
    source, target = scratch / "in.txt", scratch / "out.txt"
    target.write_bytes(source.read_bytes().decode("utf-8", "surrogatepass").encode("utf-8", "surrogatepass"))


def peers(corpus: Corpus) -> Iterator[tuple[str, Work]]:
    """The peers that do the nearest equal work on a corpus."""
    try:
        if corpus.media_type == "text/html":
            from trafilatura import extract

            yield "trafilatura", lambda text: extract(text)
            yield "trafilatura, fast", lambda text: extract(text, fast=True)
        else:
            from ftfy import fix_text

            yield "ftfy", fix_text
    except ImportError:
        pass


def measure(corpus: Corpus, rounds: int) -> None:
    """Print one corpus's figures."""
    cleaner = Cleaner()
    by_filter: dict[str, float] = {}
    clean = partial(cleaner.clean, media_type=corpus.media_type, seconds=by_filter)
    works: dict[str, Work] = {"cleanse": clean, **dict(peers(corpus))}
    for work in works.values():  # what is loaded once is loaded now
        _seconds(work, corpus.texts)
    by_filter.clear()
    taken: dict[str, list[float]] = {name: [] for name in [*works, "floor"]}
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(rounds):
            for name, work in works.items():
                taken[name].append(_seconds(work, corpus.texts))
            taken["floor"].append(floor_seconds(Path(scratch), corpus.texts))
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in corpus.texts) / 1e6
    own = median(taken["cleanse"])
    print(f"\n{corpus.name}: {len(corpus.texts)} documents of {size * 1000 / len(corpus.texts):.1f} kB")
    print(f"  {'cleanse':20s} {len(corpus.texts) / own:8.1f} documents and {size / own:6.2f} MB a second")
    for name in [*works, "floor"][1:]:
        ratio = median(other / ours for other, ours in zip(taken[name], taken["cleanse"], strict=True))
        shown = (
            f"cleanse is {ratio:.2f} times as fast"
            if name != "floor"
            else f"the floor is {1 / ratio:.0f} times as fast"
        )
        print(f"  {name:20s} {shown}")
    total = sum(by_filter.values())
    shares = sorted(by_filter.items(), key=lambda item: -item[1])
    for name, seconds in shares:
        print(f"    {name:18s} {seconds / total:6.1%}  {size * rounds / max(seconds, 1e-9):8.2f} MB a second")


def _seconds(work: Work, texts: list[str]) -> float:
    begun = process_time()
    for text in texts:
        work(text)
    return process_time() - begun


def floor_seconds(scratch: Path, texts: list[str]) -> float:
    """Processor time of the floor for all texts."""
    taken = 0.0
    for text in texts:
        (scratch / "in.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
        begun = process_time()
        floor(scratch, text)
        taken += process_time() - begun
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with articles, texts and pages (else they are made up)")
    parser.add_argument("--limit", type=int, default=100, help="documents a corpus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="names of corpora, such as 'articles zh'")
    args = parser.parse_args()
    for corpus in corpora(args.data, args.limit):
        if not args.only or corpus.name in args.only:
            measure(corpus, args.rounds)


if __name__ == "__main__":
    main()
