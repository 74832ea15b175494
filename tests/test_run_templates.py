"""Templates of sites in a whole run: cut from files and records alike, told of, taken back, always the same."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sites import AROUND, pages, site, written

from cleanse.cli.main import main

RULE = "boilerplate/template"


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cleanse" not in path.parts
    }


def manifest(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def cleaned(source: Path, out: Path, *words: str) -> dict[str, bytes]:
    assert main(["run", str(source), "-o", str(out), "-q", *words]) == 0
    return files(out)


def restored(out: Path, back: Path) -> dict[str, bytes]:
    assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
    return files(back)


def as_page(text: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.strip().split("\n\n"))
    return f"<!doctype html><html><head><title>Seite</title></head><body><main>{paragraphs}</main></body></html>"


def record(number: int, text: str, **fields: Any) -> str:
    return json.dumps({"id": f"r{number}", "text": text, **fields}, ensure_ascii=number % 2 == 0)


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Four sites: a folder of texts, one of pages, one folder a page, and records; and one page of a fifth."""
    top = tmp_path / "in"
    for number, (whole, _) in enumerate(site("de", 12)):
        path = top / "tageblatt.example" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(whole.replace("\n", "\r\n").encode("cp1252" if number % 3 == 0 else "utf-8"))
    for number, (whole, _) in enumerate(site("es", 10)):
        path = top / "faro.example" / f"{number:02}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_page(whole), encoding="utf-8")
    for number, (whole, _) in enumerate(site("en", 10)):
        path = top / "gazette.example" / "2024" / f"story-{number}" / "index.txt"
        path.parent.mkdir(parents=True)
        path.write_text(whole, encoding="utf-8")
    lines = [record(n, whole, url=f"https://www.wanbao.example/{n}") for n, (whole, _) in enumerate(site("zh", 12))]
    lines += [record(n + 50, whole, source="Моя газета") for n, (whole, _) in enumerate(site("ru", 9))]
    lines.insert(5, "no JSON")
    (top / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (top / "records.jsonl.gz").write_bytes(
        gzip.compress("\n".join(record(n, w, site="신문") for n, (w, _) in enumerate(site("ko", 8))).encode())
    )
    (top / "alone.example").mkdir()
    (top / "alone.example" / "a.txt").write_text(site("ja", 1)[0][0], encoding="utf-8")
    return top


def lines_of(languages: str) -> Iterator[bytes]:
    return (line.encode() for language in languages.split() for line in AROUND[language])


def test_the_template_goes_from_every_document_of_a_site(crawl: Path, tmp_path: Path) -> None:
    assert main(["run", str(crawl), "-o", str(tmp_path / "out"), "-q"]) == 2  # a line is no JSON
    out = files(tmp_path / "out")
    out["records.jsonl.gz"] = gzip.decompress(out["records.jsonl.gz"])
    text = b"\n".join(out.values())
    assert not [line.decode() for line in lines_of("de es en zh ru ko") if line in text]
    assert all(line in text for line in lines_of("ja"))
    for number, (_, bare) in enumerate(site("de", 12)):
        assert out[f"tageblatt.example/{number:02}.txt"].decode() == bare
    rows = manifest(tmp_path / "out")
    removed = {row["id"]: row["rules"].get(RULE, 0) for row in rows}
    # a line, an edit; a page of the one site in HTML has the site's name once more, as its declared title
    assert all(
        count == len(AROUND["es"]) + name.endswith(".html") for name, count in removed.items() if "alone" not in name
    )
    assert not any(count for name, count in removed.items() if "alone" in name)


def test_documents_without_their_template_come_back_byte_for_byte(crawl: Path, tmp_path: Path) -> None:
    main(["run", str(crawl), "-o", str(tmp_path / "out"), "-q"])
    assert restored(tmp_path / "out", tmp_path / "back") == files(crawl)


def test_neither_jobs_nor_shards_change_the_output(
    crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["run", str(crawl), "-o", str(tmp_path / "one"), "-q", "--jobs", "1"])
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 7)
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_BYTES", 4000)
    main(["run", str(crawl), "-o", str(tmp_path / "two"), "-q", "--jobs", "2"])
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert manifest(tmp_path / "one") == manifest(tmp_path / "two")
    assert restored(tmp_path / "two", tmp_path / "back") == files(crawl)


@pytest.mark.integration
def test_the_engine_does_not_change_what_is_a_template(crawl: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    main(["run", str(crawl), "-o", str(tmp_path / "local"), "-q"])
    main(["run", str(crawl), "-o", str(tmp_path / "ray"), "-q", "--engine", "ray"])
    assert files(tmp_path / "local") == files(tmp_path / "ray")


def test_the_order_of_records_does_not_change_the_output(tmp_path: Path) -> None:
    lines = [record(n, whole, source="a") for n, (whole, _) in enumerate(site("en", 9) + site("en", 4, 2))]
    outputs = []
    for name, records in (("there", lines), ("back", lines[::-1])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(records), encoding="utf-8")
        outputs.append(sorted(cleaned(tmp_path / f"{name}.jsonl", tmp_path / name)[f"{name}.jsonl"].splitlines()))
    assert outputs[0] == outputs[1]


def test_cleaning_the_output_again_changes_nothing(crawl: Path, tmp_path: Path) -> None:
    main(["run", str(crawl), "-o", str(tmp_path / "once"), "-q"])
    once = files(tmp_path / "once")
    assert cleaned(tmp_path / "once", tmp_path / "twice") == {
        name if name.endswith((".txt", ".jsonl", ".gz")) else f"{name}.txt": data for name, data in once.items()
    }


def with_copies(tmp_path: Path) -> Path:
    """A site of which a line is on 8 of 22 documents, or of the 13 that are no copies with some words changed."""
    top = tmp_path / "copies"
    top.mkdir()
    line = "Hear it from the Gazette's own lighthouse keeper"
    story, *others = pages("en", 13)
    for number in range(10):
        # of another wording in one place: a number would make another story of it
        copy = story._replace(body=[" ".join(story.body).replace("the ", f"{'abcdefghij'[number]} ", 1)])
        (top / f"copy{number}.txt").write_text(written(copy, [], []))
    for number, page in enumerate(others):
        (top / f"page{number:02}.txt").write_text(written(page, [], [line] if number < 8 else []))
    return top


def test_what_is_a_template_without_copies_only_is_one_at_once(tmp_path: Path) -> None:
    source = with_copies(tmp_path)
    once = cleaned(source, tmp_path / "once")
    assert len(once) == 13
    assert not any(b"lighthouse keeper" in data for data in once.values())
    assert cleaned(tmp_path / "once", tmp_path / "twice") == once
    assert restored(tmp_path / "once", tmp_path / "back") == files(source)
    marked = cleaned(source, tmp_path / "marked", "--duplicates", "mark")
    assert sum(b"lighthouse keeper" in data for data in marked.values()) == 8


def test_a_story_that_many_repost_keeps_every_line(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    story = pages("en", 1, 9, 6)[0].body
    for number, page in enumerate(pages("en", 30, 2, 1)):
        (source / f"{number}.txt").write_text(written(page._replace(body=page.body + story), [], []))
    before = files(source)
    assert cleaned(source, tmp_path / "out", "--duplicates", "keep") == before


def test_duplicates_are_told_by_what_the_documents_say(tmp_path: Path) -> None:
    """Short notes under a long template are not copies of each other, and a story is one under two templates."""
    long = {name: [f"{name} {line}" for line in AROUND["en"] * 12] for name in ("First", "Second")}
    source = tmp_path / "in.jsonl"
    lines = [
        json.dumps({"id": f"{name}{n}", "source": name, "text": written(page, long[name][:2], long[name][2:])})
        for name in long
        for n, page in enumerate(pages("en", 8, paragraphs=3) + pages("en", 2, ord(name[0]), 1))
    ]
    source.write_text("\n".join(lines))
    cleaned(source, tmp_path / "out", "--duplicates", "mark", "--filters", "boilerplate")
    copies = {row["id"]: row["duplicate_of"] for row in manifest(tmp_path / "out")}
    assert copies == {
        f"{name}{n}": "First" + str(n) if name == "Second" and n < 8 else None for name in long for n in range(10)
    }


@pytest.mark.parametrize("words", [("--templates", "keep"), ("--filters", "characters,repeats"), ("--filters", "none")])
def test_templates_stay_where_they_are_to_be_kept(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, (whole, _) in enumerate(site("en", 12)):
        (tmp_path / "in" / f"{number}.txt").write_text(whole)
    assert cleaned(tmp_path / "in", tmp_path / "out", *words) == files(tmp_path / "in")


def test_check_and_fix_look_for_no_template(tmp_path: Path) -> None:
    for number, (whole, _) in enumerate(site("en", 12)):
        (tmp_path / f"{number}.txt").write_text(whole)
    assert main(["check", str(tmp_path), "-q"]) == main(["fix", str(tmp_path), "-q"]) == 0


def test_pages_that_stay_pages_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, (whole, _) in enumerate(site("en", 12)):
        (tmp_path / "in" / f"{number}.html").write_text(as_page(whole).replace("><", ">\n<"))
    cleaned(tmp_path / "in", tmp_path / "out", "--filters", "boilerplate")
    assert not any(RULE in row["rules"] for row in manifest(tmp_path / "out"))


def test_summary_trace_and_report_count_a_template_like_any_other_rule(
    crawl: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", str(crawl), "-o", str(tmp_path / "out"), "--json"])
    summary = json.loads(capsys.readouterr().out)
    rows = manifest(tmp_path / "out")
    assert summary["rules"][RULE] == sum(row["rules"].get(RULE, 0) for row in rows) > 100
    assert summary["characters_out"] == sum(row["characters_out"] for row in rows)
    assert summary["removed"][RULE] > 60 * 60
    assert summary["changed"] == sum(bool(row["rules"]) for row in rows)
    with gzip.open(tmp_path / "out" / ".cleanse" / "trace.jsonl.gz", "rt", encoding="utf-8") as lines:
        notes = {
            edit[5]
            for line in lines
            for step in json.loads(line).get("steps", ())
            for edit in step["edits"]
            if edit[4] == RULE
        }
    assert "on 12 of 12 documents of tageblatt.example" in notes
    assert "on 10 of 10 documents of gazette.example/2024" in notes
    assert "on 12 of 12 documents of wanbao.example" in notes
    assert RULE in (tmp_path / "out" / ".cleanse" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("--filters", "none"), ("--filters", "characters"), ("--templates", "keep")])
def test_a_run_that_keeps_templates_loads_nothing_of_them(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text("One line.\n")
    run = ["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "-q", "--jobs", "1", *words]
    parts = ("templates.count", "templates.remove", "templates.sites", "template_stage", "reclean")
    code = f"import sys; from cleanse.cli.main import main; assert main({run!r}) == 0\n"
    code += f"assert not [name for name in sys.modules if name.startswith('cleanse') and name.endswith({parts!r})]"
    root = str(Path(__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": root})


def test_files_of_one_folder_are_a_site(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, (whole, _) in enumerate(site("en", 12)):
        (tmp_path / "in" / f"{number}.txt").write_text(whole)
    assert list(cleaned(tmp_path / "in", tmp_path / "out").values()) == [
        bare.encode() for _, bare in (site("en", 12)[int(name[:-4])] for name in files(tmp_path / "in"))
    ]


def test_an_interrupted_run_with_templates_is_resumed(
    crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanse.pipeline.shards.SHARD_FILES", 7)
    from cleanse.pipeline import reclean

    real, calls = reclean._cleaned, []

    def interrupted(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return real(*args)

    words = ["run", str(crawl), "-q", "--jobs", "1", "-o"]
    monkeypatch.setattr(reclean, "_cleaned", interrupted)
    assert main([*words, str(tmp_path / "out")]) == 130
    assert files(tmp_path / "out") == {}
    assert main([*words, str(tmp_path / "out"), "--resume"]) == 2
    monkeypatch.undo()
    main([*words, str(tmp_path / "whole")])
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_folder_with_few_files_counts_with_the_one_above() -> None:
    from cleanse.templates import Source
    from cleanse.templates.sites import sites

    names = ["a/b/1", "a/b/2", "a/b/2", "a", "a/c", "d/e", "d/e", "d/e", "d/e", "d/e", "f", "a/b/2"]
    table = sites([Source(name, True) for name in names] + [None, Source("a", False)], {11}, 5)
    assert table.names == ["a", "d/e"]
    assert table.sizes.tolist() == [5, 5]
    assert table.of.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1, 0, -1, -1]
