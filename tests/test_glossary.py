"""The glossary: every noun once, in order, and reached from the documents that use it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^\*\*(.+?)\*\*: ", GLOSSARY, re.M)


def test_terms_are_sorted_and_come_once() -> None:
    assert sorted(set(TERMS)) == TERMS


def test_every_entry_is_one_paragraph_of_one_or_two_sentences() -> None:
    entries = GLOSSARY.split("\n\n")[2:]
    assert len(entries) == len(TERMS)
    assert all(1 <= len(re.findall(r"\.(?=\s|$)", entry.split("**: ")[1])) <= 2 for entry in entries)


def test_words_in_italics_have_an_entry() -> None:
    words = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", GLOSSARY.split("\n\n", 2)[2])
    assert words
    for word in words:
        assert word in TERMS or word.removesuffix("s") in TERMS, word


def test_readme_and_contributing_lead_to_it() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](docs/glossary.md)" in (ROOT / name).read_text(encoding="utf-8")
