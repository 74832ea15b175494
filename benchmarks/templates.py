"""Templates of sites: what is gained where a run has many pages of one, and what is lost anywhere.

    python benchmarks/templates.py --data FOLDER [--sites 60] [--pages 12] [--boilerplate model|rules]

FOLDER holds `texts.jsonl.gz` and `pages.jsonl.gz` (records with `site`, `gold`, and `text` or `html`) and
`articles.jsonl.gz` (`site`, `lang`, `title`, `paragraphs`). Three corpora are cleaned with templates kept and cut:

- real: the pages as they are, by site; sister papers, which have lines around their articles in common, count as one;
- made: many pages of one site, made of a real page by putting other articles in the place of its own. Of the lines
  around the article most stand on nearly every page, some on half of them, some on few;
- clean: articles without anything around them, by site and all together: whatever is cut there is harm.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.metrics import f1, lost, shared
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings
from cleanse.templates.count import LEAST
from cleanse.text.normalize import alnum_key

Row = dict[str, Any]
ON = (0.95, 0.95, 0.95, 0.5, 0.1)  # on which share of a made site's pages a line stands: one of these

NETWORK = 10  # lines that two sites have in common, and few others have
INSIDE = 6  # lines within the article that its gold text lacks; where there are more, it lacks parts of the article


class Page(NamedTuple):
    id: str
    source: str
    text: str
    gold: str | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sites", type=int, default=60, help="sites to make")
    parser.add_argument("--pages", type=int, default=12, help="pages of each")
    parser.add_argument("--boilerplate", default="model", help="how the chain before finds the article")
    parser.add_argument("--show", type=int, default=0, help="print so many of the lines cut from an article")
    args = parser.parse_args()
    texts = [row for row in rows(args.data, "texts") if row["renderer"] == "innertext"]
    articles = list(rows(args.data, "articles"))
    pages, network = list(rows(args.data, "pages")), networks(texts)
    report("real, text", [page(row, row["text"], network) for row in texts], args)
    report("real, HTML", [page(row, row["html"], network) for row in pages], args)
    report("made", synthetic(texts, articles, args.sites, args.pages), args)
    report("clean, by site", [clean(row, row["site"]) for row in articles], args)
    report("clean, together", [clean(row, row["lang"]) for row in articles], args)


def rows(folder: Path, name: str) -> Iterator[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def page(row: Row, text: str, network: dict[str, str]) -> Page:
    return Page(row["id"], network[row["site"]], text, row.get("gold"))


def networks(texts: Sequence[Row]) -> dict[str, str]:
    """Each site's network, named after one of its sites."""
    sites: defaultdict[str, set[str]] = defaultdict(set)
    for row in texts:
        gold = alnum_key(row.get("gold", ""))
        for line in {line.strip() for line in row["text"].splitlines()}:
            if 12 <= len(line) <= 120 and alnum_key(line) not in gold:
                sites[line].add(row["site"])
    shared = Counter(pair for group in sites.values() if len(group) <= 8 for pair in combinations(sorted(group), 2))
    parent = {row["site"]: row["site"] for row in texts}

    def root(site: str) -> str:
        return site if parent[site] == site else root(parent[site])

    for (one, other), count in sorted(shared.items()):
        if count >= NETWORK:
            parent[root(one)] = root(other)
    return {site: root(site) for site in parent}


def clean(row: Row, source: str) -> Page:
    text = "\n\n".join([*filter(None, [row.get("title")]), *row["paragraphs"]])
    return Page(row["id"], source, text, text)


def synthetic(texts: Sequence[Row], articles: Sequence[Row], sites: int, pages: int) -> list[Page]:
    dice = random.Random(1)
    by_language: defaultdict[str, list[Row]] = defaultdict(list)
    for row in articles:
        by_language[row["lang"]].append(row)
    result: list[Page] = []
    pool = [row for row in texts if "gold" in row and len(by_language[row["lang"]]) > 2 * pages]
    pool = [row for row in pool if len(around(row)[1]) <= INSIDE]
    for row in dice.sample(pool, min(sites, len(pool))):
        head, inside, tail = around(row)
        chosen = dice.sample([a for a in by_language[row["lang"]] if a["site"] != row["site"]], pages)
        for number, article in enumerate(chosen):
            body = [*filter(None, [article.get("title")]), *article["paragraphs"]]
            drawn = [[line for line, share in part if dice.random() < share] for part in (head, inside, tail)]
            parts = list(body)
            for line in drawn[1]:
                parts.insert(dice.randint(1, len(parts)), line)
            text = "\n\n".join([*drawn[0], *parts, *drawn[2]])
            result.append(Page(f"{row['id']}-{number}", f"made/{row['id']}", text, "\n".join(body)))
    return result


def around(row: Row) -> tuple[list[tuple[str, float]], ...]:
    """The lines before, inside and behind the article of a page, each with the share of pages it is to stand on."""
    gold = alnum_key(row["gold"])
    lines = [line.strip() for line in row["text"].splitlines() if line.strip()]
    article = [i for i, line in enumerate(lines) if len(alnum_key(line)) > 20 and alnum_key(line) in gold] or [0]
    dice = random.Random(row["id"])
    share = {line: dice.choice(ON) for line in dict.fromkeys(lines)}
    head, tail = lines[: article[0]], lines[article[-1] + 1 :]
    inside = [line for line in lines[article[0] : article[-1]] if alnum_key(line) not in gold]
    return tuple([(line, share[line]) for line in part] for part in (head, inside, tail))


def report(name: str, pages: Sequence[Page], args: argparse.Namespace) -> None:
    settings = Settings(boilerplate=args.boilerplate)
    before, after = (cleaned(pages, settings, templates) for templates in ("keep", "cut"))
    sizes = Counter(page.source for page in pages)
    changed = [page for page in pages if before[page.id] != after[page.id]]
    print(f"{name}: {len(pages)} documents of {len(sizes)} sites; {len(changed)} of them changed")
    print(f"  of sites too small for a template: {sum(sizes[page.source] < LEAST for page in changed)} changed")
    large = [page for page in pages if sizes[page.source] >= LEAST and page.gold]
    for what, texts in (("kept", before), ("cut ", after)):
        score, precision, recall = f1(shared(page.gold or "", texts[page.id]) for page in large)
        losses = [lost(page.gold or "", texts[page.id]) for page in large]
        print(
            f"  templates {what}: F1 {score:.4f}, precision {precision:.4f}, recall {recall:.4f}, "
            f"characters of the article lost {sum(losses) / max(1, len(losses)):.4f} ({len(large)} documents)"
        )
    harm = [(page, lost(page.gold or "", after[page.id]) - lost(page.gold or "", before[page.id])) for page in large]
    print(f"  documents that lose text of their article by it: {sum(loss > 0 for _, loss in harm)}")
    for hurt, _ in [pair for pair in harm if pair[1] > 0][: args.show]:
        gone = [line for line in before[hurt.id].splitlines() if line not in after[hurt.id].splitlines()]
        print("   ", hurt.id, [line for line in gone if alnum_key(line) in alnum_key(hurt.gold or "")])


def cleaned(pages: Sequence[Page], settings: Settings, templates: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.jsonl")
        with corpus.open("w", encoding="utf-8") as file:
            for page in pages:
                file.write(json.dumps({"id": page.id, "source": page.source, "text": page.text}) + "\n")
        run([corpus], Path(folder, "out"), settings, RunSettings(duplicates="keep", templates=templates, jobs=1))
        with (Path(folder) / "out" / "corpus.jsonl").open(encoding="utf-8") as lines:
            return {row["id"]: row["text"] for row in map(json.loads, lines)}


if __name__ == "__main__":
    main()
