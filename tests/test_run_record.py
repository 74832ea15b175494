"""What a run leaves, read again: each document as the run made it, one file brought back, files that were skipped."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from sites import pages, site, written

import cleanse
from cleanse.cli.main import main
from cleanse.formats.inputs import Skipped
from cleanse.model import PLAIN
from cleanse.record.damage import RunReadError
from cleanse.record.reader import RunReader, locate
from cleanse.record.restore import RestoreError, restore
from cleanse.record.summary import Failure, Summary, Tally

RULE = "boilerplate/template"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output of a run over a site in a folder, a page, near-duplicates and a record file."""
    top = tmp_path / "in"
    (top / "site").mkdir(parents=True)
    for number, (whole, _) in enumerate(site("de", 8)):
        (top / "site" / f"{number}.txt").write_text(whole, encoding="utf-8")
    story = written(pages("en", 1, 9, 5)[0], [], [])
    (top / "long.txt").write_text(f"{story}\nThe office reopens on Tuesday.\u200b\n", encoding="utf-8")
    (top / "short.txt").write_text(story, encoding="utf-8")
    (top / "page.html").write_text(f"<!doctype html><html><body><p>{story[:400]}</p></body></html>", encoding="utf-8")
    rows: list[dict[str, Any]] = [{"id": "x", "text": "No\u200bid"}, {"text": story}, {"text": "Two.\u200b"}]
    (top / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "no JSON\n", encoding="utf-8")
    assert main(["run", str(top), "-o", str(tmp_path / "out"), "-q"]) == 2
    return tmp_path / "out"


def test_a_document_is_shown_as_the_run_made_it(out: Path) -> None:
    for name in ("site/3.txt", "page.html", "page.html.txt"):
        (document,) = RunReader(out).explain(name)
        source = out.parent / "in" / document.row.input
        assert document.result.restore() == source.read_text(encoding="utf-8")
        assert document.result.text == (out / (document.row.output or "")).read_text(encoding="utf-8")
        assert document.result.trace.counts() == document.row.rules
    (document,) = RunReader(out).explain("site/3.txt")
    assert RULE in document.result.trace.counts()


def test_a_dropped_near_duplicate_is_shown_with_what_it_duplicates(out: Path) -> None:
    (document,) = RunReader(out).explain("short.txt")
    assert document.row.output is None
    assert document.result.duplicate_of == "long.txt"
    assert 0.8 <= (document.result.similarity or 0) <= 1
    assert document.result.restore() == (out.parent / "in" / "short.txt").read_text(encoding="utf-8")


def test_records_are_named_by_file_line_or_id(out: Path) -> None:
    reader = RunReader(out)
    assert [document.row.id for document in reader.explain("r.jsonl")] == ["x", "r.jsonl:2", "r.jsonl:3"]
    assert [document.result.text for document in reader.explain("r.jsonl:3")] == ["Two."]
    assert [document.row.line for document in reader.explain("x")] == [1]
    (dropped,) = reader.explain("r.jsonl:2")
    assert dropped.result.duplicate_of == "long.txt"


def test_a_document_that_is_not_there_is_named_with_the_nearest(out: Path) -> None:
    with pytest.raises(RunReadError, match=r"no document 'site/33.txt'; did you mean 'site/3.txt'\?"):
        RunReader(out).find("site/33.txt")
    with pytest.raises(RunReadError, match=r"no document 'qqqqq'$"):
        RunReader(out).find("qqqqq")
    with pytest.raises(RunReadError, match="no output of a finished run"):
        RunReader(out.parent / "in")


def test_a_path_in_an_output_folder_leads_to_its_run(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out / "site")
    located = locate(Path("3.txt"))
    assert located is not None
    reader, name = located
    assert (reader.out, name) == (out, "site/3.txt")
    assert locate(out.parent / "in" / "page.html") is None


@pytest.mark.parametrize(
    ("only", "restored"),
    [("site/2.txt", "site/2.txt"), ("page.html.txt", "page.html"), ("page.html", "page.html"), ("r.jsonl", "r.jsonl"),
     ("short.txt", "short.txt")],
)  # fmt: skip
def test_one_file_is_restored_by_its_name_or_its_output(out: Path, only: str, restored: str) -> None:
    target = out.parent / "back"
    assert restore(out, target, only) == [restored]
    assert [p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()] == [restored]
    assert (target / restored).read_bytes() == (out.parent / "in" / restored).read_bytes()


def test_a_folder_is_restored_by_its_name(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(out), "--only", "site"]) == 2
    assert "site: 8 files; name a folder for them with -o" in capsys.readouterr().err
    assert sorted(restore(out, out.parent / "back", "site")) == sorted(f"site/{number}.txt" for number in range(8))


def test_a_folder_cannot_be_explained_and_says_so(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(out)]) == 2
    assert "is a folder; name a file in it" in capsys.readouterr().err


def test_a_file_to_restore_that_is_not_there_is_named_with_the_nearest(out: Path) -> None:
    with pytest.raises(RestoreError, match=r"no input or output 'pages.html'; did you mean 'page.html'\?"):
        restore(out, out.parent / "back", "pages.html")
    assert not (out.parent / "back").exists()


def test_an_edited_output_does_not_keep_the_others_from_being_restored(out: Path) -> None:
    (out / "site" / "2.txt").write_text("edited")
    (out / "long.txt").unlink()
    (out / "r.jsonl").write_text("{}\n")
    with pytest.raises(RestoreError) as error:
        restore(out, out.parent / "back")
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        str(out / "long.txt"), str(out / "r.jsonl"), str(out / "site" / "2.txt"),
        f"9 other inputs are restored to {out.parent / 'back'}",
    ]  # fmt: skip
    wanted = {p.relative_to(out.parent / "in") for p in (out.parent / "in").rglob("*") if p.is_file()}
    there = {p.relative_to(out.parent / "back") for p in (out.parent / "back").rglob("*") if p.is_file()}
    assert wanted - there == {Path("site/2.txt"), Path("long.txt"), Path("r.jsonl")}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes in folders")
@pytest.mark.parametrize(
    ("trace", "message"),
    [
        ("", "ends before 'long.txt', which manifest.jsonl has; it is not whole"),
        ("no JSON\n", "line 1 is not as a run wrote it"),
        ("null\n", "line 1 is not as a run wrote it"),
        ('{"line": 1}\n', "line 1 is not as a run wrote it"),
    ],
)
def test_a_trace_that_is_not_whole_is_an_error_in_one_line(
    out: Path, tmp_path: Path, trace: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (out / ".cleanse/trace.jsonl.gz").write_bytes(gzip.compress(trace.encode()))
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_an_original_that_is_missing_is_named_and_nothing_stands_in_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Ferry news.\n"))
    assert main(["run", str(tmp_path / "a.txt.gz"), "-o", str(tmp_path / "out"), "-q"]) == 0
    (tmp_path / "out/.cleanse/originals/a.txt.gz").unlink()
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 2
    assert "originals/a.txt.gz: cannot be read" in capsys.readouterr().err
    assert not list((tmp_path / "back").iterdir())


def test_skipped_files_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("News.")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "-o", str(out), "-q"]) == 0
    assert (out / ".cleanse" / "skipped.jsonl").read_text() == ""
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    assert main(["run", str(tmp_path / "in"), "-o", str(out), "--json"]) == 0
    (row,) = map(json.loads, (out / ".cleanse" / "skipped.jsonl").read_text().splitlines())
    assert row == {"path": str(tmp_path / "in" / "pipe.txt"), "reason": "is a named pipe"}
    assert json.loads(capsys.readouterr().out)["skipped"] == {"no file": 1}
    assert json.loads((out / ".cleanse" / "run.json").read_text())["summary"]["skipped"] == {"no file": 1}


def test_skipped_files_are_counted_by_ending_most_first() -> None:
    endings = [".pdf", ".csv", "", ".csv"]
    summary = Summary(0, skipped=[Skipped(Path(f"{n}"), "is not read", False, e) for n, e in enumerate(endings)])
    assert list(summary.skipped_by_ending().items()) == [(".csv", 2), (".pdf", 1), ("no file", 1)]


def test_a_tally_comes_back_from_its_row() -> None:
    from cleanse import Cleaner
    from cleanse.model import Document

    tally = Tally(failures=[Failure("a", 3, "no JSON"), Failure("b", None, "gone")], seconds={"width": 0.5})
    result = Cleaner().clean(Document("Ferry\u200b news\u00a0today", media_type=PLAIN))
    tally.count(20, [result], result.trace.counts())
    assert Tally.from_row(json.loads(json.dumps(tally.as_row()))) == tally


def test_a_finished_run_gives_every_document_with_its_original(out: Path) -> None:
    run = cleanse.open_run(out)
    documents = list(run.documents())
    assert [document.row.id for document in documents] == [row.id for _, row in RunReader(out).rows()]
    whole = b"".join(document.original for document in documents if document.row.input == "r.jsonl")
    assert (out.parent / "in" / "r.jsonl").read_bytes() == whole + b"no JSON\n"
    for document in documents:
        if document.row.line is None:
            assert document.original == (out.parent / "in" / document.row.input).read_bytes()
            assert document.result.restore().encode() == document.original
    assert [document.original for document in run.find("page.html.txt")] == [
        (out.parent / "in" / "page.html").read_bytes()
    ]
    assert run.record.summary["documents"] == len(documents)


def test_a_finished_run_names_its_near_duplicates(out: Path) -> None:
    copies = list(cleanse.open_run(str(out)).duplicates())
    assert [(copy.id, copy.duplicate_of) for copy in copies] == [("r.jsonl:2", "long.txt"), ("short.txt", "long.txt")]
    assert all(0.8 <= copy.similarity <= 1 for copy in copies)
    assert all(copy.relation == "copy" for copy in copies)


def test_a_changed_output_of_a_finished_run_is_an_error_that_names_it(out: Path) -> None:
    (out / "site" / "2.txt").write_text("edited")
    with pytest.raises(ValueError, match=r"2\.txt: missing, or no longer what the run wrote"):
        list(cleanse.open_run(out).documents())
