"""Make `fixtures/records/format-N` anew: a small finished run in the format that this version writes, and its input.

    PYTHONPATH=. python tools/build_record_fixture.py

To be run when `record.summary.FORMAT` is raised, once; the folders of earlier formats stay as they are, so that the
tests hold that these are still read.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

from cleanse.pipeline.run import run
from cleanse.record.summary import FORMAT
from cleanse.settings import RunSettings, Settings

HERE = Path(__file__).resolve().parents[1] / "fixtures/records"
STORY = "The ferry to the island left the harbour at nine on Monday and came back with sixty passengers on board."
OTHER = "The council of Norhaven closed the old bridge until May, because two of its arches have cracks, it said."


def inputs(folder: Path) -> None:
    """Write some of each kind of input."""
    folder.mkdir(parents=True)
    (folder / "wide.txt").write_text(f"{STORY}\u200b\n\n\uff21\uff22\uff23 {OTHER}\n", encoding="utf-8")
    latin = "Der Fährverkehr für die Gäste der Bürgerstraße wird später geöffnet.\r\n"
    (folder / "latin.txt").write_bytes(latin.encode("cp1252"))
    (folder / "mojibake.txt").write_text("Itâ€™s the cityâ€™s ferry.\n", encoding="utf-8")
    (folder / "same.txt").write_text(f"{STORY} {OTHER}\n", encoding="utf-8")
    (folder / "again.txt").write_text(f"{STORY} {OTHER}\n", encoding="utf-8")
    body = f"<nav>Home | News</nav><p>{STORY}</p><p>{OTHER}</p>"
    page = f"<html><head><title>Ferry</title></head><body>{body}</body></html>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    rows = [
        {
            "id": "r1",
            "title": "創(chuàng)新",
            "text": "創(chuàng)新發(fā)展與經(jīng)濟(jì)的關(guān)係，市政府週一說。",
            "date": "2024-05-01",
        },
        {"id": "r2", "title": "Bridge", "text": OTHER * 2, "date": "2024-05-02"},
        {"id": "r2", "title": "Bridge", "text": f"{OTHER * 2} {STORY}", "date": "2024-05-03"},
    ]
    lines = "".join(json.dumps(row, ensure_ascii=row["id"] == "r1") + "\n" for row in rows)
    (folder / "records.jsonl").write_text(f"{lines}no JSON\n\n", encoding="utf-8")
    (folder / "packed.txt.gz").write_bytes(gzip.compress(f"{OTHER}\u200b\n".encode(), mtime=0))
    (folder / "table.csv").write_text(f'id;text\n1;"{STORY}\u200b"\n2;"{OTHER}"\n', encoding="utf-8")


def main() -> None:
    folder = HERE / f"format-{FORMAT}"
    shutil.rmtree(folder, ignore_errors=True)
    inputs(folder / "input")
    options = RunSettings(jobs=1, syndication=7, review=0.9, text_field=("text", "title"))
    run([folder / "input"], folder / "output", Settings(), options)


if __name__ == "__main__":
    main()
