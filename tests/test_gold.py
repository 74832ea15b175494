"""The gold set: pages and page texts in many languages, with what a reader wants of each; see fixtures/gold/README.md.

Gold is what is right. What the chain does not do yet is `known = true` in the index; a snippet that has come right
fails its test until that is taken out (`python -m benchmarks.gold --settle`), so the list can only shrink.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from functools import cache

import pytest

from benchmarks.gold import ENDINGS, FOLDER, Case, Scores, clean, read, scores, settled
from benchmarks.metrics import holds, without_headline
from cleanse.text.normalize import alnum_key

CASES = read()
INDEX = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))
FLOORS = {  # what the chain reaches, rounded down; `lost` is a ceiling
    "page": Scores(f1=0.96, precision=0.95, recall=0.975, lost=0.02, headlines=0.96),
    "text": Scores(f1=0.895, precision=0.87, recall=0.925, lost=0.07, headlines=0.89),
}


@cache
def outcomes() -> dict[str, str]:
    """What is left of each case, by kind and name."""
    return {f"{case.kind} {case.name}": result.text for case, result in zip(CASES, clean(CASES), strict=True)}


def cases(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, CASES, ids=lambda case: f"{case.kind}-{case.name}")


@pytest.mark.parametrize("kind", ENDINGS)
def test_pages_and_texts_come_as_near_to_gold_as_they_did(kind: str) -> None:
    reached = scores([(case, outcomes()[f"{case.kind} {case.name}"]) for case in CASES if case.kind == kind])
    floors = FLOORS[kind]
    assert reached.lost <= floors.lost, reached
    for name in ("f1", "precision", "recall", "headlines"):
        assert getattr(reached, name) >= getattr(floors, name), (name, reached)


@cases("case")
def test_each_snippet_stays_or_goes(case: Case) -> None:
    text = outcomes()[f"{case.kind} {case.name}"]
    wrong = {snippet for snippet in case.snippets if not snippet.right(text)}
    known = {snippet for snippet in case.snippets if snippet.known}
    assert not wrong - known, "\n".join(map(str, wrong - known))
    assert not known - wrong, "right now: run `python -m benchmarks.gold --settle`\n" + "\n".join(
        map(str, known - wrong)
    )


def test_the_index_names_every_file() -> None:
    for kind, ending in ENDINGS.items():
        names = {row["name"] for row in INDEX[kind]}
        assert len(names) == len(INDEX[kind])
        files = {path.name for path in (FOLDER / f"{kind}s").iterdir()}
        assert files == {f"{name}{end}" for name in names for end in (ending, ".gold.txt")}


def test_every_trap_is_explained_and_set_in_three_documents() -> None:
    documents = defaultdict(set)
    for case in CASES:
        for snippet in case.snippets:
            documents[snippet.trap].add((case.kind, case.name))
    assert documents.keys() == INDEX["traps"].keys()
    assert {trap for trap, where in documents.items() if len(where) < 3} == set()


def test_the_set_has_many_languages() -> None:
    number = Counter((case.language, case.kind) for case in CASES)
    languages = {case.language for case in CASES}
    assert len(languages) >= 20
    assert [(name, kind) for name in languages for kind in ENDINGS if number[name, kind] < 2] == []
    assert all(sum(number[name, kind] for kind in ENDINGS) >= 6 for name in ("zh", "ja", "ko"))


@cases("case")
def test_gold_agrees_with_its_snippets_and_its_source(case: Case) -> None:
    """Kept snippets stand in a line of gold, the others in none; gold adds no words of its own."""
    lines = case.gold.split("\n")
    assert len(lines) >= 5
    assert all(line == " ".join(line.split()) != "" for line in lines)
    for snippet in case.snippets:
        assert snippet.trap in INDEX["traps"]
        assert any(snippet.text in line for line in lines) == snippet.keep, snippet
    if case.kind == "text":
        source = alnum_key(case.source)
        assert all(alnum_key(line) in source for line in lines)


def test_one_language_is_in_the_name() -> None:
    assert all(case.name.split("-")[0] == case.language for case in CASES)


@pytest.mark.parametrize(
    ("text", "snippet", "held"),
    [
        ("The mill is to  grind\tagain.", "to grind again", True),
        ("The mill is to grind\nagain.", "to grind again", False),  # broken over two lines
        ("The millis to grind again.", "mill is", False),  # glued together
        ("磨坊将重新\n开磨。", "重新开磨", False),
    ],
)
def test_a_snippet_is_held_by_one_line(text: str, snippet: str, held: bool) -> None:
    assert holds(text, snippet) == held


def test_the_headline_counts_for_itself() -> None:
    assert without_headline("Menu\n“Mill to grind again”\nIt will.\nMill to grind again", "Mill to grind again") == (
        "Menu\nIt will.\nMill to grind again"
    )
    assert without_headline("It will.", "Mill to grind again") == "It will."


def test_known_failures_are_taken_from_the_index_and_never_added() -> None:
    index = (
        '[[page]]\nname = "en-a"\nsnippets = [\n  { trap = "ruby", keep = "x", known = true },\n]\n'
        '[[text]]\nname = "en-a"\nsnippets = [\n  { trap = "ruby", keep = "x", known = true },\n'
        '  { trap = "ticker", drop = "y" },\n]\n'
    )
    assert settled(index, set()) == index
    assert settled(index, {("page", "en-a", "x"), ("text", "en-a", "y")}) == index.replace(", known = true", "", 1)
