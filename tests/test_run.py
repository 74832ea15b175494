"""A whole run over a folder of many kinds of files: what comes out, what is reported, what comes back."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main

STORY = (
    "The ferry to the northern islands will not sail on Monday, the harbour office said. "
    "Waves of four metres are expected."
)
CHINESE = "市交通局三日通报，新建的跨江大桥将于下月通车，过江时间由四十分钟缩短到十分钟。"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".cleanse" not in path.parts
    }


def manifest(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of each kind, some of them odd."""
    top = tmp_path / "in"
    (top / "sub").mkdir(parents=True)
    (top / "plain.txt").write_text(f"A storm warning\n\n{STORY}\n", encoding="utf-8")
    (top / "empty.txt").touch()
    (top / "empty.jsonl").touch()
    (top / "note.md").write_text("# Ferries\n\nNone today.\n", encoding="utf-8")
    (top / "sub" / "legacy.txt").write_bytes((CHINESE * 8).encode("gb18030"))
    (top / "sub" / "damaged.txt").write_bytes((CHINESE * 8).encode("gb18030") + b"\xff\x80")
    (top / "sub" / "bom.txt").write_bytes("\ufeffNaïve café\r\n".encode())
    (top / "sub" / "utf16.txt").write_bytes((CHINESE * 3).encode("utf-16"))
    (top / "sub" / "packed.txt.gz").write_bytes(gzip.compress(STORY.encode(), 3))
    (top / "page.html").write_text(
        f"<!doctype html><html><head><title>Ferries</title></head><body><p>{STORY}</p></body></html>",
        encoding="utf-8",
    )
    lines = [
        json.dumps({"id": 7, "text": f"{CHINESE}\u200b", "url": "https://example.org/a"}, ensure_ascii=False),
        '{"n": [1, 2.50], "text": "No\\u200bid \\/ here"}',
        "",
        json.dumps({"text": STORY + "\ud83d"}),
    ]
    (top / "records.jsonl").write_bytes("\r\n".join(lines).encode())
    (top / "records.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return top


def test_every_input_comes_back_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    assert main(["run", str(folder), "-o", str(tmp_path / "out"), "-q"]) == 0
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert files(tmp_path / "back") == files(folder)


def test_output_mirrors_the_input(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["run", str(folder), "-o", str(out), "-q", "--duplicates", "keep"]) == 0
    assert sorted(files(out)) == [
        "empty.jsonl", "empty.txt", "note.md.txt", "page.html.txt", "plain.txt", "records.jsonl", "records.jsonl.gz",
        "sub/bom.txt", "sub/damaged.txt", "sub/legacy.txt", "sub/packed.txt.gz.txt", "sub/utf16.txt",
    ]  # fmt: skip
    assert files(out)["empty.txt"] == b""
    assert files(out)["sub/legacy.txt"].decode() == CHINESE * 8
    first, second, third = [json.loads(line) for line in files(out)["records.jsonl"].splitlines()]
    assert first == {"id": 7, "text": CHINESE, "url": "https://example.org/a"}
    assert second == {"n": [1, 2.5], "text": "Noid / here"}
    assert list(second) == ["n", "text"]
    assert third["text"].startswith(STORY)


def test_manifest_has_a_row_for_every_document(folder: Path, tmp_path: Path) -> None:
    main(["run", str(folder), "-o", str(tmp_path / "out"), "-q", "--duplicates", "mark"])
    rows = manifest(tmp_path / "out")
    by_id = {(row["id"], row["input"]): row for row in rows}
    assert len(rows) == len(by_id) == 15
    legacy = by_id["sub/legacy.txt", "sub/legacy.txt"]
    assert legacy["encoding"] == "gb18030"
    assert legacy["encoding_reason"]
    assert legacy["characters_in"] == legacy["characters_out"] == len(CHINESE) * 8
    record = by_id["7", "records.jsonl"]
    assert record["output"] == "records.jsonl"
    assert record["rules"] == {"characters/invisible": 1}
    assert by_id["records.jsonl:2", "records.jsonl"]["line"] == 2
    assert set(record) >= {"duplicate_of", "similarity", "metadata", "encoding", "encoding_reason"}


def test_jobs_and_names_do_not_change_the_output(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 2)
    main(["run", str(folder), "-o", str(tmp_path / "one"), "-q", "--jobs", "1"])
    main(["run", str(folder), "-o", str(tmp_path / "two"), "-q", "--jobs", "2"])
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for name in ("manifest.jsonl", "dropped.jsonl.gz"):
        assert (tmp_path / "one/.cleanse" / name).read_bytes() == (tmp_path / "two/.cleanse" / name).read_bytes()


def test_a_large_record_file_is_cut_and_comes_out_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_BYTES", 2000)
    texts = [f"{STORY} Report number {i}, from harbour {i * 37}." for i in range(100)]
    source = tmp_path / "many.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts) + "oops\n", encoding="utf-8")
    assert main(["run", str(source), "-o", str(tmp_path / "out"), "-q", "--duplicates", "keep"]) == 2
    assert [json.loads(line)["text"] for line in files(tmp_path / "out")["many.jsonl"].splitlines()] == texts
    assert [row["id"] for row in manifest(tmp_path / "out")] == [f"many.jsonl:{n}" for n in range(1, 101)]
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert (tmp_path / "back" / "many.jsonl").read_bytes() == source.read_bytes()


def test_dropped_duplicates_are_named_and_come_back(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    story = "\n\n".join(
        f"{STORY} Paragraph {word} adds a detail about {word} piers." for word in ["one", "two", "three"]
    )
    (source / "a.txt").write_text(story)
    (source / "b.txt").write_text(story + "\n\nThe office reopens on Tuesday.")
    (source / "c.txt").write_text(CHINESE)
    (source / "d.jsonl").write_text(
        json.dumps({"id": "x", "text": story}) + "\n" + json.dumps({"text": CHINESE[:20]}) + "\n"
    )
    out = tmp_path / "out"
    assert main(["run", str(source), "-o", str(out), "-q"]) == 0
    rows = {row["id"]: row for row in manifest(out)}
    assert sorted(files(out)) == ["b.txt", "c.txt", "d.jsonl"]
    assert rows["a.txt"]["duplicate_of"] == rows["x"]["duplicate_of"] == "b.txt"
    assert rows["a.txt"]["output"] is None
    assert 0.8 <= rows["a.txt"]["similarity"] <= 1
    assert [json.loads(line)["text"] for line in files(out)["d.jsonl"].splitlines()] == [CHINESE[:20]]
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert files(tmp_path / "back") == files(source)
    assert main(["run", str(source), "-o", str(out), "-q", "--duplicates", "mark"]) == 0
    assert sorted(files(out)) == ["a.txt", "b.txt", "c.txt", "d.jsonl"]
    assert {row["id"]: row for row in manifest(out)}["a.txt"]["duplicate_of"] == "b.txt"


def test_traditional_and_simplified_copies_are_one_story(tmp_path: Path) -> None:
    import opencc

    source = tmp_path / "in"
    source.mkdir()
    text = CHINESE + "大桥全长三千二百米，双向六车道，由本市与邻省共同出资建设，历时四年完工。"
    (source / "hans.txt").write_text(text, encoding="utf-8")
    (source / "hant.txt").write_text(opencc.OpenCC("s2t").convert(text), encoding="utf-8")
    main(["run", str(source), "-o", str(tmp_path / "out"), "-q", "--script", "keep"])
    assert sum(row["duplicate_of"] is not None for row in manifest(tmp_path / "out")) == 1


def test_an_interrupted_run_is_resumed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 2)
    from cleanse.pipeline import clean as task

    real, calls = task.ShardCleaner.clean, []

    def interrupted(self: Any, piece: Any) -> None:
        calls.append(piece.name)
        if len(calls) == 7:
            raise KeyboardInterrupt
        real(self, piece)

    monkeypatch.setattr(task.ShardCleaner, "clean", interrupted)
    words = ["run", str(folder), "-o", str(tmp_path / "out"), "-q", "--jobs", "1"]
    assert main(words) == 130
    assert files(tmp_path / "out") == {}
    assert main([*words, "--resume"]) == 0
    assert len(calls) < 7 + len(files(folder))
    monkeypatch.undo()
    main(["run", str(folder), "-o", str(tmp_path / "whole"), "-q"])
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_later_run_replaces_the_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "old.txt").write_text("Old news.")
    main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"])
    (tmp_path / "out" / "mine.txt").write_text("A note put there by hand.")
    (tmp_path / "in" / "old.txt").rename(tmp_path / "in" / "new.txt")
    main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"])
    assert sorted(files(tmp_path / "out")) == ["mine.txt", "new.txt"]


def test_restore_refuses_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Ferry\u200b news")
    out = tmp_path / "out"
    assert main(["restore", str(tmp_path / "in"), "-o", str(tmp_path / "back")]) == 2
    main(["run", str(tmp_path / "in"), "-o", str(out), "-q"])
    assert main(["restore", str(out), "-o", str(tmp_path / "in")]) == 2
    (out / "a.txt").write_text("Ferry news, edited")
    capsys.readouterr()
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 2
    assert f"{out / 'a.txt'}: missing, or no longer what the run wrote" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="permissions differ there")
def test_written_files_have_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("News.")
    main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "-q"])
    usual = tmp_path / "usual"
    usual.touch()
    assert (tmp_path / "out" / "a.txt").stat().st_mode == usual.stat().st_mode


@pytest.mark.integration
def test_the_engine_does_not_change_the_output(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    assert main(["run", str(folder), "-o", str(tmp_path / "ray"), "-q", "--engine", "ray", "--jobs", "1"]) == 0
    assert main(["run", str(folder), "-o", str(tmp_path / "local"), "-q"]) == 0
    assert files(tmp_path / "ray") == files(tmp_path / "local")


def test_an_engine_that_is_not_installed_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "cleanse.engines.ray", raising=False)
    assert main(["run", str(folder), "-o", str(tmp_path / "out"), "--engine", "ray"]) == 2
    assert "pip install 'cleanse-news[ray]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_doubtful_encoding_is_said_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(7)
    noise = bytes(dice.randrange(128, 256) for _ in range(400))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "noise.txt").write_bytes(noise)
    (tmp_path / "in" / "text.txt").write_bytes("Die Größe der Straße überrascht alle.\n".encode("cp1252"))
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    assert "1 document in a doubtful encoding: noise.txt" in capsys.readouterr().err
    lines = (tmp_path / "out" / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    sure = {row["id"]: row["decoding_confidence"] for row in map(json.loads, lines)}
    assert sure["noise.txt"] < 0.5 < sure["text.txt"] <= 1
    report = (tmp_path / "out" / ".cleanse" / "report.html").read_text(encoding="utf-8")
    assert "no encoding makes text of a language that is known" in report
    # in place it would be lost which bytes they were
    assert main(["fix", str(tmp_path / "in" / "noise.txt")]) == 2
    assert "its encoding is doubtful" in capsys.readouterr().err
    assert (tmp_path / "in" / "noise.txt").read_bytes() == noise
