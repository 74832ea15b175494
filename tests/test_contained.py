"""Stories that stand inside another one: `cleanse run --contained`."""

from __future__ import annotations

from pathlib import Path

from stories import manifest, records, story

from cleanse.cli.main import main


def test_contained_stories_are_told_and_stay(tmp_path: Path) -> None:
    whole = story(1, 400)
    texts = {
        "whole": whole,
        "cut": " ".join(whole.split()[:240]),
        "joined": story(2) + " " + story(3, 500),
        "part": story(2),
    }
    corpus = records(tmp_path / "c.jsonl", texts)
    out = tmp_path / "out"
    assert main(["run", str(corpus), "-o", str(out), "--filters", "none", "--contained", "--jobs", "1", "-q"]) == 0
    rows = manifest(out)
    assert {id: row["contained_in"] for id, row in rows.items()} == {
        "whole": None,
        "cut": "whole",
        "joined": None,
        "part": "joined",
    }
    assert rows["cut"]["contained"] == 1.0
    assert len((out / "c.jsonl").read_text().splitlines()) == 4
