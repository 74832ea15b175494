"""The gold set: how near pages and page texts come to what a reader wants of them, by language and by trap.

    python -m benchmarks.gold                    # figures by language and by trap, trafilatura's too if it is installed
    python -m benchmarks.gold --wrong [ja-ruby]  # each snippet that is wrong, and the rule or score that made it so
    python -m benchmarks.gold --settle           # take `known = true` from the snippets that have come right

The set is `fixtures/gold`, written for this project; its README says how. The headline counts for itself: F1 and what
is lost are of the lines below it.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.metrics import f1, has_line, holds, lost, shared, without_headline
from cleanse import Cleaner, Result
from cleanse.text.normalize import alnum_key

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "gold"
ENDINGS = {"page": ".html", "text": ".txt"}
KNOWN = ", known = true"
FILTERS = {"page": ("markup", "boilerplate"), "text": ("unwrap", "boilerplate")}


class Snippet(NamedTuple):
    """Words that must stay (`keep`) or go; `known`: the chain does not do so yet."""

    trap: str
    text: str
    keep: bool
    known: bool

    def right(self, text: str) -> bool:
        return holds(text, self.text) == self.keep


class Case(NamedTuple):
    """A page or a page's text, and its gold: the headline, then the article's lines."""

    kind: str
    name: str
    language: str
    source: str
    gold: str
    snippets: tuple[Snippet, ...]

    @property
    def headline(self) -> str:
        return self.gold.split("\n", 1)[0]


class Scores(NamedTuple):
    """Of some cases of one kind. `lost`: share of the gold's characters whose line does not come out."""

    f1: float
    precision: float
    recall: float
    lost: float
    headlines: float


def read(folder: Path = FOLDER) -> list[Case]:
    """All cases, in the order of the index."""
    index = tomllib.loads((folder / "index.toml").read_text(encoding="utf-8"))
    return [case(folder, kind, row) for kind in ENDINGS for row in index[kind]]


def case(folder: Path, kind: str, row: Mapping[str, object]) -> Case:
    name, rows = str(row["name"]), row["snippets"]
    assert isinstance(rows, list)
    snippets = tuple(
        Snippet(entry["trap"], entry.get("keep") or entry["drop"], "keep" in entry, entry.get("known", False))
        for entry in rows
    )
    source, gold = (folder / f"{kind}s" / f"{name}{ending}" for ending in (ENDINGS[kind], ".gold.txt"))
    return Case(kind, name, str(row["language"]), read_text(source), read_text(gold), snippets)


def read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")


def clean(cases: Iterable[Case]) -> list[Result]:
    """What the filters that find the article make of each."""
    cleaners = {kind: Cleaner(filters=filters) for kind, filters in FILTERS.items()}
    return [cleaners[case.kind].clean(case.source, id=f"{case.name}{ENDINGS[case.kind]}") for case in cases]


def scores(pairs: Sequence[tuple[Case, str]]) -> Scores:
    """Of cases and what was left of each; means over the cases."""
    counts, losses, headlines = [], [], []
    for case, text in pairs:
        gold, rest = (without_headline(lines, case.headline) for lines in (case.gold, text))
        counts.append(shared(gold, rest))
        losses.append(lost(gold, rest))
        headlines.append(has_line(text, alnum_key(case.headline)))
    return Scores(*f1(counts), sum(losses) / len(losses), sum(headlines) / len(headlines))


def peers(cases: Iterable[Case]) -> dict[str, list[str]]:
    """What trafilatura makes of the pages, if it is installed with all that it needs."""
    try:
        import trafilatura
    except ImportError:
        return {}
    return {"trafilatura": [trafilatura.extract(case.source, include_comments=False) or "" for case in cases]}


def print_by_language(outcomes: Mapping[str, Sequence[tuple[Case, str]]]) -> None:
    for name, pairs in outcomes.items():
        groups: defaultdict[str, list[tuple[Case, str]]] = defaultdict(list)
        for case, text in pairs:
            groups["all"].append((case, text))
            groups[case.language].append((case, text))
        print(f"{name:24s}    n     F1  prec.   rec.   lost  headlines")
        for language, group in groups.items():
            print(f"{'':18s}{language:6s} {len(group):4d}  " + "  ".join(f"{value:.3f}" for value in scores(group)))


def print_by_trap(outcomes: Mapping[str, Sequence[tuple[Case, str]]]) -> None:
    right: defaultdict[tuple[str, bool], defaultdict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, pairs in outcomes.items():
        for case, text in pairs:
            for snippet in case.snippets:
                right[snippet.trap, snippet.keep][name].append(snippet.right(text))
    print("snippets right" + " " * 14 + "".join(f"{name:>22s}" for name in outcomes))
    for (trap, keep), answers in sorted(right.items()):
        shares = (f"{sum(got)} of {len(got)}" if (got := answers[name]) else "" for name in outcomes)
        print(f"{trap:22s}{'keep' if keep else 'drop':6s}" + "".join(f"{share:>22s}" for share in shares))


def print_wrong(cases: Iterable[Case], results: Iterable[Result]) -> None:
    for case, result in zip(cases, results, strict=True):
        for snippet in case.snippets:
            if not snippet.right(result.text):
                verb = "lost" if snippet.keep else "left"
                print(f"{case.kind} {case.name}: {snippet.trap}: {verb} {snippet.text!r}{blame(result, snippet)}")


def blame(result: Result, snippet: Snippet) -> str:
    """The rule and the note of what took the words out."""
    taken = {
        f" [{change.rule}: {change.note}]"
        for change in result.trace.changes
        if change.rule != "markup/rendered" and alnum_key(snippet.text)[:40] in alnum_key(change.before)
    }
    return "".join(sorted(taken)) if snippet.keep else ""


def settled(index: str, right: Container[tuple[str, str, str]]) -> str:
    """The index without `known = true` where the snippet, by kind, name and words, is right; it is never added."""
    kind = name = ""
    lines = index.splitlines(keepends=True)
    for i, line in enumerate(lines):
        if line.startswith("[["):
            kind = line.strip("[]\n")
        elif line.startswith("name = "):
            name = tomllib.loads(line)["name"]
        elif KNOWN in line:
            entry = tomllib.loads(f"entry = {line.strip().rstrip(',')}")["entry"]
            if (kind, name, entry.get("keep") or entry["drop"]) in right:
                lines[i] = line.replace(KNOWN, "")
    return "".join(lines)


def settle(cases: Sequence[Case], results: Iterable[Result]) -> None:
    right = {
        (case.kind, case.name, snippet.text)
        for case, result in zip(cases, results, strict=True)
        for snippet in case.snippets
        if snippet.right(result.text)
    }
    path = FOLDER / "index.toml"
    before = path.read_text(encoding="utf-8")
    after = settled(before, right)
    path.write_text(after, encoding="utf-8")
    print(
        f"{before.count(KNOWN) - after.count(KNOWN)} have come right, {after.count(KNOWN)} are still known to be wrong"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", nargs="*", metavar="NAME", help="show the wrong snippets, of all or of these")
    parser.add_argument("--settle", action="store_true", help="shorten the list of known failures")
    args = parser.parse_args()
    cases = [case for case in read() if not args.wrong or case.name in args.wrong]
    if args.wrong is not None:
        return print_wrong(cases, clean(cases))
    if args.settle:
        return settle(cases, clean(cases))
    outcomes: dict[str, list[tuple[Case, str]]] = {f"cleanse, {kind}s": [] for kind in ENDINGS}
    for case, result in zip(cases, clean(cases), strict=True):
        outcomes[f"cleanse, {case.kind}s"].append((case, result.text))
    pages = [case for case in cases if case.kind == "page"]
    for name, texts in peers(pages).items():
        outcomes[f"{name}, pages"] = list(zip(pages, texts, strict=True))
    print_by_language(outcomes)
    return print_by_trap(outcomes)


if __name__ == "__main__":
    main()
