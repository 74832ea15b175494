"""A look before a run: what `stats` says of a folder, and the settings that `init` writes."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
import tomllib
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.formats.inputs import Input, find
from cleanse.formats.selection import Selection
from cleanse.pipeline import survey
from cleanse.settings import SETTINGS, from_values
from cleanse.settings.file import KEYS
from cleanse.settings.template import template

Capture = pytest.CaptureFixture[str]
PROSE = "The harbour board has moved the ferry's summer timetable forward by two weeks, it said on Monday."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "a.txt").write_text(f"Itâ€™s open. {PROSE}\n", encoding="utf-8")
    (folder / "b.txt").write_text(f"Itâ€™s open. {PROSE}\n", encoding="utf-8")
    (folder / "ru.txt").write_bytes(
        "Управление порта перенесло летнее расписание паромов на две недели.\n".encode("cp1251")
    )
    (folder / "zh.jsonl").write_text(
        '{"text": "創(chuàng)新發(fā)展，市政府宣佈新的計畫。"}\n{"no": 1}\n', encoding="utf-8"
    )
    (folder / "page.html").write_text(f"<html><body><p>{PROSE * 3}</p></body></html>")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def test_stats_say_what_is_there(here: Path, capsys: Capture) -> None:
    before = {path: path.read_bytes() for path in here.rglob("*")}
    assert main(["stats", "crawl", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["files"], row["sampled"], row["documents"], row["duplicates"]) == (5, 5, 5, 1)
    assert row["formats"] == {".txt": 3, ".jsonl": 1, ".html": 1}
    assert row["encodings"]["cp1251"] == 1
    assert row["scripts"] == {"Latin": 3, "Cyrillic": 1, "Chinese": 1}
    assert row["filters"]["mojibake"] == 2
    assert row["skipped"] == {".png": 1}
    assert "zh.jsonl:2" in row["failures"][0]
    assert {path: path.read_bytes() for path in here.rglob("*")} == before


def test_stats_of_nothing_suggest_nothing(here: Path, capsys: Capture) -> None:
    (here / "empty").mkdir()
    assert main(["stats", "crawl/empty"]) == 2
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [["files", "0"], ["documents", "0"]]


def test_stats_name_every_failure_by_its_path_and_count_those_not_named(here: Path, capsys: Capture) -> None:
    (here / "broken.txt.gz").write_bytes(b"no gzip")
    (here / "more.jsonl").write_text('{"no": 1}\n' * 8)
    assert main(["stats", "crawl"]) == 0
    *named, more = capsys.readouterr().err.splitlines()
    assert len(named) == 6
    assert all(line.startswith("error: crawl/") for line in named)
    assert more == "error: 4 more"


def test_stats_are_printed_for_people(here: Path, capsys: Capture) -> None:
    assert main(["stats", "crawl"]) == 0
    shown = capsys.readouterr().out
    assert "cp1251 1" in shown
    assert "would change" in shown


def test_stats_stop_when_their_time_is_over(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr("cleanse.pipeline.survey.time.perf_counter", lambda: float(next(ticks)))
    assert main(["stats", "crawl", "--json", "--seconds", "3"]) == 0
    assert 0 < json.loads(capsys.readouterr().out)["sampled"] < 4


def test_an_empty_folder_is_said(tmp_path: Path, capsys: Capture) -> None:
    assert main(["stats", str(tmp_path)]) == 2


def test_init_writes_settings_that_are_the_defaults(here: Path, capsys: Capture) -> None:
    assert main(["init", "crawl"]) == 0
    text = (here / "cleanse.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    assert "Looked at 5 of 5 files" in text
    assert main(["run", "crawl", "-o", "out", "-q"]) == 2  # the record without a text, nothing else
    assert main(["init", "crawl"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_every_setting_of_the_template_is_legal() -> None:
    lines = [line.removeprefix("# ") for line in template().splitlines() if line.startswith("# ") and " = " in line]
    keys = [line.split(" = ")[0] for line in lines]
    assert keys == list(KEYS)
    values = tomllib.loads("\n".join(line for line in lines if not line.endswith('= ""') and "= null" not in line))
    from_values({key.replace("-", "_"): value for key, value in values.items() if value != []})


def test_the_template_has_an_example_of_each_setting_without_a_default() -> None:
    values = tomllib.loads("\n".join(line[2:] for line in template().splitlines() if " = " in line))
    assert all(value not in ("", []) for key, value in values.items() if SETTINGS[KEYS[key]].default is None)
    assert isinstance(values["filters"], list)


def test_a_folder_that_takes_all_of_the_time_to_list_is_looked_into(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*arguments: Any) -> Any:
        time.sleep(0.3)
        return find(*arguments)

    monkeypatch.setattr(survey, "find", slow)
    settings, options = from_values({})
    assert survey.survey([here / "crawl"], settings, options, 0.25, Selection()).sampled > 0


def test_files_are_drawn_from_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = here / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"text {number}", encoding="utf-8")
    monkeypatch.setattr(survey, "MOST_FILES", 5)
    looked: list[str] = []

    def look(item: Input, *_: object) -> list[str]:
        looked.append(item.name)
        return []

    monkeypatch.setattr(survey, "_look", look)
    settings, options = from_values({})
    found = survey.survey([folder], settings, options, 5, Selection())
    assert (found.files, found.sampled) == (30, 5)
    assert max(looked) > "05.txt"


def test_markup_is_no_damage_and_the_next_step_is_named(here: Path, capsys: Capture) -> None:
    assert main(["stats", "crawl"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line[:1] != " "}
    assert "markup" not in lines["damage"]
    assert "cleanse run crawl -o FOLDER" in lines["next"]


def test_of_large_files_the_beginning_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(survey, "MOST_BYTES", 3_000)
    line = "The river rose again, and the town closed its bridge.\n"
    (tmp_path / "large.txt").write_text(line * 1_000, encoding="utf-8")
    (tmp_path / "small.txt").write_text(line, encoding="utf-8")
    record = json.dumps({"text": line * 4}) + "\n"
    (tmp_path / "large.jsonl").write_text(record * 1_000, encoding="utf-8")
    assert main(["stats", str(tmp_path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["sampled"], row["cut"]) == (3, 2)
    assert row["documents"] == 2 + 3_000 // len(record)
    assert row["characters"] < 7_000
    assert not row["failures"]
    assert main(["stats", str(tmp_path)]) == 0
    assert "of 2 only the beginning" in capsys.readouterr().out


def test_of_compressed_files_the_beginning_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(survey, "MOST_BYTES", 3_000)
    line = "The river rose again, and the town closed its bridge.\n"
    (tmp_path / "large.txt.gz").write_bytes(gzip.compress(line.encode() * 1_000))
    (tmp_path / "large.jsonl.gz").write_bytes(gzip.compress((json.dumps({"text": line}) + "\n").encode() * 1_000))
    torn = gzip.compress(b"".join(hashlib.sha256(bytes([n])).hexdigest().encode() + b"\n" for n in range(200)))
    (tmp_path / "torn.txt.gz").write_bytes(torn[: len(torn) // 40])
    assert main(["stats", str(tmp_path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["sampled"], row["cut"]) == (3, 2)
    assert row["characters"] < 7_000
    assert len(row["failures"]) == 1
    assert "torn.txt.gz: broken gzip" in row["failures"][0]


def test_a_table_of_which_not_all_rows_are_looked_at_is_cut(tmp_path: Path, capsys: Capture) -> None:
    rows = [f"{number},The river rose again in {1900 + number}." for number in range(survey.MOST_RECORDS + 1)]
    (tmp_path / "all.csv").write_text("\n".join(["id,text", *rows[1:]]) + "\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("\n".join(["id,text", *rows]) + "\n", encoding="utf-8")
    assert main(["stats", str(tmp_path), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["documents"], row["cut"]) == (2 * survey.MOST_RECORDS, 1)


def test_the_less_time_there_is_the_less_of_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("The river rose again, and the town closed its bridge.\n" * 9_000)
    (tmp_path / "long.jsonl").write_text((json.dumps({"text": "The river rose. " * 6_000}) + "\n") * 3)
    settings, options = from_values({})
    found = survey.survey([tmp_path / "large.txt"], settings, options, 0.1, Selection())
    assert (found.documents, found.cut) == (1, 1)
    assert 0 < found.characters <= survey.FEWEST_BYTES
    found = survey.survey([tmp_path / "long.jsonl"], settings, options, 0.1, Selection())
    assert (found.documents, found.cut) == (1, 1)  # a record is looked at as a whole


def test_a_file_is_left_when_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": "The river rose again."}) + "\n") * 40, encoding="utf-8")
    clock = count()
    monkeypatch.setattr("cleanse.pipeline.survey.time.perf_counter", lambda: float(next(clock)))
    assert main(["stats", str(tmp_path), "--seconds", "4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] < 5
