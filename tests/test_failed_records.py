"""Records that cannot be cleaned: left out of the output, or in it as they came; the way back knows both."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cleanse import open_run
from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]
DAMAGED, MENDED = "Itâ€™s open, the mayor said on Monday.", "It’s open, the mayor said on Monday."
SOUND = "The harbour is calm, and the ferry sails at noon."
LINES = [
    '{"text": null, "n": 0}',
    json.dumps({"text": DAMAGED, "n": 1}, ensure_ascii=False),
    "{broken",
    "",
    '{"body": "no text"}',
    json.dumps({"text": SOUND, "n": 2}),
    '["a list"]',  # the last line has no line break
]
KEPT = [LINES[0], LINES[1].replace(DAMAGED, MENDED), *LINES[2:3], *LINES[4:]]


def run(folder: Path, name: str, data: bytes, *more: str) -> Path:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(data)
    assert main(["run", str(folder / "in"), "-o", str(folder / "out"), "-q", "--duplicates", "keep", *more]) == 2
    assert main(["restore", str(folder / "out"), "-o", str(folder / "back")]) == 0
    assert (folder / "back" / name).read_bytes() == data
    return folder / "out"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_lines_that_fail_stay_in_their_places(tmp_path: Path, jobs: str, capsys: Capture) -> None:
    out = run(tmp_path, "a.jsonl", "\n".join(LINES).encode(), "--on-error", "keep", "--jobs", jobs)
    assert (out / "a.jsonl").read_text(encoding="utf-8").splitlines() == KEPT
    error = capsys.readouterr().err
    for line in (1, 3, 5, 7):
        assert f"a.jsonl:{line}: " in error
    assert [document.result.text for document in open_run(out).documents()] == [MENDED, SOUND]


def test_lines_that_fail_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    out = run(tmp_path, "a.jsonl.gz", gzip.compress("\n".join(LINES).encode()))
    assert gzip.decompress((out / "a.jsonl.gz").read_bytes()).decode().splitlines() == [KEPT[1], KEPT[4]]


def test_a_resumed_run_may_keep_them(tmp_path: Path) -> None:
    data = "\n".join(LINES).encode()
    run(tmp_path, "a.jsonl", data)
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "-o", str(out), "-q", "--resume", "--on-error", "keep"]) == 2
    assert (out / "a.jsonl").read_text(encoding="utf-8").splitlines() == KEPT
    assert main(["run", str(tmp_path / "in"), "-o", str(out), "-q", "--on-error", "drop"]) == 2
    assert not (out / ".cleanse/failed.json").exists()
    assert [document.result.text for document in open_run(out).documents()] == [MENDED, SOUND]


def test_a_file_without_a_sound_record_is_kept_whole(tmp_path: Path) -> None:
    out = run(tmp_path, "a.jsonl", b"{broken\n[1]\n", "--on-error", "keep")
    assert (out / "a.jsonl").read_bytes() == b"{broken\n[1]\n"


def test_rows_of_csv_that_fail_stay(tmp_path: Path) -> None:
    source = f'n,text\n1,{SOUND!r}\n2\n3,"{DAMAGED}"\n4,a,b,c\n'
    source = source.replace("'", '"')
    out = run(tmp_path, "a.csv", source.encode(), "--on-error", "keep")
    assert (out / "a.csv").read_text(encoding="utf-8") == source.replace(DAMAGED, MENDED)
    assert [document.result.text for document in open_run(out).documents()] == [SOUND, MENDED]


def test_members_of_a_list_that_fail_stay(tmp_path: Path) -> None:
    records: list[Any] = [1, {"text": DAMAGED}, {"text": None}, "x"]
    out = run(tmp_path, "a.json", json.dumps(records).encode(), "--on-error", "keep")
    assert json.loads((out / "a.json").read_bytes()) == [1, {"text": MENDED}, {"text": None}, "x"]


@pytest.mark.integration
def test_rows_of_parquet_that_fail_stay(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{"text": text, "n": n} for n, text in enumerate([DAMAGED, None, SOUND])]
    (tmp_path / "a").mkdir()
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "a/a.parquet", row_group_size=2)
    out = run(tmp_path, "a.parquet", (tmp_path / "a/a.parquet").read_bytes(), "--on-error", "keep")
    assert parquet.read_table(out / "a.parquet").column("text").to_pylist() == [MENDED, None, SOUND]


def test_ids_that_repeat_are_said_and_told_apart(tmp_path: Path, capsys: Capture) -> None:
    texts = [SOUND, DAMAGED, "The river rose again on Sunday night."]
    lines = [json.dumps({"id": "same", "text": text}) + "\n" for text in texts]
    (tmp_path / "a.jsonl").write_text("".join(lines))
    (tmp_path / "b.txt").write_text("The bridge stays shut until the spring.\n")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "a.jsonl"), str(tmp_path / "b.txt"), "-o", str(out), "-v"]) == 0
    error = capsys.readouterr().err
    assert "2 records have the ids of earlier ones, such as 'same': to look at one, name its file and line" in error
    for line in (1, 2, 3):
        assert f"same (a.jsonl:{line})" in error
    assert "b.txt (" not in error
    assert [d.result.text for d in open_run(out).find("a.jsonl:2")] == [MENDED]
    assert len(open_run(out).find("same")) == 3
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 0
    assert (tmp_path / "back/a.jsonl").read_text() == "".join(lines)
