"""`cleanse explain --format annotations`: valid Web Annotations whose places are code points of the original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from test_check_formats import ROOT, TEXT, here
from test_seen import PAGE

import cleanse
from cleanse.cli.main import main

__all__ = ["here"]
Capture = pytest.CaptureFixture[str]
SCHEMA = json.loads((ROOT / "tests/schemas/web-annotation-profile.json").read_text(encoding="utf-8"))


def annotated(capsys: Capture, name: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["explain", name, "--format", "annotations"]) in (0, 2)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("name", ["a b.txt", "page.html", "r.jsonl", "legacy.txt", "clean.txt"])
def test_every_annotation_is_valid_and_has_an_id_of_its_own(here: Path, capsys: Capture, name: str) -> None:
    rows = annotated(capsys, name)
    for row in rows:
        jsonschema.validate(row, SCHEMA)
    assert len({row["id"] for row in rows}) == len(rows)
    assert annotated(capsys, name) == rows
    assert bool(rows) == (name not in ("clean.txt", "legacy.txt"))


def test_made_together_the_annotations_of_a_text_give_the_clean_text(here: Path, capsys: Capture) -> None:
    text = TEXT
    for row in reversed(annotated(capsys, "a b.txt")):
        position, quote = row["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        text = text[: position["start"]] + row["body"][0]["value"] + text[position["end"] :]
    assert text == cleanse.clean(TEXT)


def test_of_a_page_the_annotations_are_of_its_source(here: Path, capsys: Capture) -> None:
    rows = annotated(capsys, "page.html")
    places = {row["body"][1]["value"]: row["target"]["selector"] for row in rows}
    position, quote = places["boilerplate/en/share"]
    assert quote["exact"].startswith("Share on Facebook")
    assert PAGE[position["start"] : position["end"]] == quote["exact"]


def test_a_run_explains_its_documents_so_too(here: Path, capsys: Capture) -> None:
    assert main(["run", "a b.txt", "-o", "out", "-q"]) == 0
    of_run = annotated(capsys, "out/a b.txt")
    assert [row["target"]["selector"] for row in of_run] == [
        row["target"]["selector"] for row in annotated(capsys, "a b.txt")
    ]


def test_json_and_annotations_exclude_each_other(here: Path, capsys: Capture) -> None:
    assert main(["explain", "a b.txt", "--json", "--format", "annotations"]) == 2
    assert "exclude each other" in capsys.readouterr().err
