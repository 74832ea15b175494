"""Records with several texts: each is cleaned, with a trace of its own, and the file comes back byte for byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cleanse
from cleanse.cli.main import main
from cleanse.record.compare import compare
from cleanse.record.reader import RunReader

Capture = pytest.CaptureFixture[str]
FIELDS = ["--text-field", "title", "--text-field", "data.body"]
BODY = "The ferry\u200b to the island left the harbour at nine and came back with sixty passengers on board."
RECORDS: list[dict[str, Any]] = [
    {"id": "a", "title": "Ferry\u200b news", "data": {"body": BODY, "n": 1}},
    {"id": "b", "data": {"body": "The council\u00ad met on Tuesday and voted for a new library in the old station."}},
    {"id": "c", "title": "Only\u200b a title", "data": {"n": 3}},
    {"id": "d", "title": None, "data": {"body": "A storm closed the coastal road for the third time in a month."}},
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def jsonl(path: Path) -> list[dict[str, Any]]:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS), "utf-8")
    return RECORDS


def json_list(path: Path) -> list[dict[str, Any]]:
    path.write_text(json.dumps(RECORDS, ensure_ascii=False, indent=1), "utf-8")
    return RECORDS


def flat() -> list[dict[str, Any]]:
    return [{"id": r["id"], "title": r.get("title"), "data.body": r["data"].get("body")} for r in RECORDS]


def parquet(path: Path) -> list[dict[str, Any]]:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq

    pq.write_table(pa.table({name: [r[name] for r in flat()] for name in flat()[0]}), path)
    return flat()


def comma(path: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(flat()[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(flat())
    path.write_text(out.getvalue(), "utf-8", newline="")
    return flat()


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".json":
        return list(json.loads(path.read_text("utf-8")))
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode())))
    from pyarrow import parquet as pq

    return list(pq.read_table(path).to_pylist())


def cleaned(value: Any) -> Any:
    """A value with the texts in it that no filter but `characters` changes."""
    if isinstance(value, dict):
        return {name: cleaned(inner) for name, inner in value.items()}
    return value.replace("\u200b", "").replace("\u00ad", "") if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("name", "write"), [("r.jsonl", jsonl), ("r.json", json_list), ("r.csv", comma), ("r.parquet", parquet)]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_named_field_is_cleaned_and_comes_back(
    here: Path, name: str, write: Callable[[Path], list[dict[str, Any]]], jobs: str
) -> None:
    records = write(here / name)
    assert main(["run", name, "-o", "out", "-q", "--jobs", jobs, *FIELDS]) == 0
    written = read(here / "out" / name)
    wanted = cleaned({"records": dict(enumerate(records))})["records"]
    if name.endswith(".csv"):
        wanted = {n: {key: value or "" for key, value in record.items()} for n, record in wanted.items()}
    assert dict(enumerate(written)) == wanted
    assert main(["verify", "out"]) == 0
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back" / name).read_bytes() == (here / name).read_bytes()


def test_each_text_has_a_trace_of_its_own(here: Path, capsys: Capture) -> None:
    jsonl(here / "r.jsonl")
    assert main(["run", "r.jsonl", "-o", "out", "-q", *FIELDS]) == 0
    first, second, third, _ = cleanse.open_run(here / "out").documents()
    assert (first.field, first.result.restore(), first.result.text) == ("data.body", BODY, cleaned(BODY))
    (title,) = first.more.items()
    assert (title[0], title[1].text, title[1].restore()) == ("title", "Ferry news", "Ferry\u200b news")
    assert first.row.rules == {"characters/invisible": 2}
    assert (first.row.characters_in, first.row.characters_out) == (len(BODY) + 12 - 1, len(BODY) + 12 - 3)
    assert [(document.field, document.more) for document in (second, third)] == [("", {}), ("", {})]
    capsys.readouterr()
    assert main(["explain", "out/r.jsonl:1"]) == 0
    shown = capsys.readouterr().out
    assert "r.jsonl:1 (data.body):1:10:" in shown
    assert "r.jsonl:1 (title):1:6:" in shown


def test_explain_check_and_fix_take_every_field(here: Path, capsys: Capture) -> None:
    records = jsonl(here / "r.jsonl")
    assert main(["explain", "r.jsonl:1", *FIELDS]) == 0
    shown = capsys.readouterr().out
    assert "r.jsonl:1 (title):1:6: characters/invisible" in shown
    assert "r.jsonl:1 (data.body):1:10:" in shown
    assert main(["check", "r.jsonl", "--json", *FIELDS]) == 1
    capsys.readouterr()
    assert main(["fix", "r.jsonl", "-q", *FIELDS]) == 1
    assert read(here / "r.jsonl") == [cleaned(record) for record in records]
    assert main(["check", "r.jsonl", "-q", *FIELDS]) == 0


def test_a_configuration_file_may_list_fields(here: Path) -> None:
    jsonl(here / "r.jsonl")
    (here / "cleanse.toml").write_text('text-field = ["title", "data.body"]\n')
    assert main(["run", "r.jsonl", "-o", "out", "-q"]) == 0
    assert read(here / "out/r.jsonl") == [cleaned(record) for record in RECORDS]


def test_a_near_duplicate_is_one_in_all_its_texts(here: Path) -> None:
    other = "Sixty thousand people marched through the capital on Sunday against the plan to close the hospitals."
    rows = [
        {"id": "1", "title": "What the papers say this morning", "body": BODY},
        {"id": "2", "title": "What the papers say this morning", "body": other},
        {"id": "3", "title": "What the papers say this morning", "body": BODY},
    ]
    (here / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["run", "r.jsonl", "-o", "out", "-q", "--text-field", "title", "--text-field", "body"]) == 0
    assert [row["id"] for row in read(here / "out/r.jsonl")] == ["1", "2"]
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back/r.jsonl").read_bytes() == (here / "r.jsonl").read_bytes()


def test_lines_of_a_template_go_from_each_text(here: Path) -> None:
    menu = "Harbour Post, the paper of the twelve towns between Arnby and the lighthouse, every day"
    stories = [
        f"{place} is to have a new bridge over the river, the council of {place} decided on {day} after a long debate."
        for place, day in zip(
            ("Arnby", "Boltwick", "Corran", "Delph", "Eastry", "Fenton", "Gorsley", "Hexham", "Ilford", "Jarrow"),
            ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday") * 2,
            strict=True,
        )
    ]
    rows = [
        {
            "site": "post.example",
            "title": f"Bridge number {number} decided",
            "lead": f"{story}\n\nReport {number}: work on it is to begin in the spring of next year.\n\n{menu}",
            "body": f"{story} Building it takes {number + 2} years.\n\n{story[::-1]}\n\n{menu}",
        }
        for number, story in enumerate(stories)
    ]
    (here / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    fields = ["--text-field", "title", "--text-field", "lead", "--text-field", "body"]
    assert main(["run", "r.jsonl", "-o", "out", "-q", "--boilerplate", "rules", "--duplicates", "keep", *fields]) == 0
    written = read(here / "out/r.jsonl")
    assert [row["title"] for row in written] == [row["title"] for row in rows]
    assert not any(menu in row["lead"] or menu in row["body"] for row in written)
    assert all(story in row["lead"] and story in row["body"] for story, row in zip(stories, written, strict=True))
    documents = list(cleanse.open_run(here / "out").documents())
    assert [document.row.rules for document in documents] == [{"boilerplate/template": 2}] * 10
    assert main(["verify", "out"]) == 0
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back/r.jsonl").read_bytes() == (here / "r.jsonl").read_bytes()


def test_a_field_that_holds_no_string_fails_by_itself(here: Path, capsys: Capture) -> None:
    rows = [{"title": ["x"], "body": BODY}, {"title": "x", "body": BODY}]
    (here / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["run", "r.jsonl", "-o", "out", "-q", "--text-field", "title", "--text-field", "body"]) == 2
    assert "r.jsonl:1: field 'title' holds a list, not a string" in capsys.readouterr().err
    assert len(read(here / "out/r.jsonl")) == 1


def test_a_field_that_no_record_has_is_an_error(here: Path, capsys: Capture) -> None:
    jsonl(here / "r.jsonl")
    named = ["--text-field", "title", "--text-field", "data.bdy"]
    error = "error: text-field: no record has a field 'data.bdy'; name one that is there, or leave it out"
    (here / "r.jsonl").write_text(json.dumps(RECORDS[0]) + "\n" + json.dumps(RECORDS[2]) + "\n")
    assert main(["run", "r.jsonl", "-o", "out", "-q", *named]) == 2
    assert capsys.readouterr().err.splitlines() == [error]
    assert main(["check", "r.jsonl", "-q", *named]) == 2
    assert capsys.readouterr().err.splitlines() == [error]
    assert main(["check", "r.jsonl", "-q", "--text-field", "titel", "--text-field", "data.bdy"]) == 2
    assert "r.jsonl:1: no field 'titel' or 'data.bdy' (it has id, title, data)" in capsys.readouterr().err


def test_a_survey_a_comparison_and_the_report_look_at_every_field(here: Path, capsys: Capture) -> None:
    jsonl(here / "r.jsonl")
    (here / "r.jsonl").write_text(json.dumps(RECORDS[0], ensure_ascii=False) + "\n", "utf-8")
    assert main(["run", "r.jsonl", "-o", "one", "-q", *FIELDS]) == 0
    (here / "r.jsonl").write_text(json.dumps({**RECORDS[0], "title": "Other\u200b news"}) + "\n", "utf-8")
    assert main(["run", "r.jsonl", "-o", "two", "-q", *FIELDS]) == 0
    comparison = compare(RunReader(here / "one"), RunReader(here / "two"))
    assert (comparison.different, comparison.same) == (1, 0)
    page = (here / "two/.cleanse/report.html").read_text("utf-8")
    assert "Other" in page
    assert "The ferry" in page
    capsys.readouterr()
    assert main(["stats", "r.jsonl", "--json", *FIELDS]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert counted["characters"] == len(BODY) + len("Other news") + 1


def test_files_as_news_please_stores_them(tmp_path: Path) -> None:
    """The fields are those of `NewsArticle.get_serializable_dict()` of news-please 1.6."""
    article: dict[str, Any] = {
        "authors": [], "date_download": "2024-05-03 10:00:00", "date_modify": None, "description": None,
        "date_publish": "2024-05-01 08:00:00", "filename": "ferry.html.json", "image_url": None, "language": "en",
        "localpath": None, "title": "The cityâ€™s ferry", "title_page": None, "title_rss": None, "text": None,
        "source_domain": "example.org", "maintext": "Itâ€™s the cityâ€™s ferry, which stays in the harbour.\u200b",
        "url": "https://example.org/ferry",
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ferry.html.json").write_text(json.dumps(article, indent=4), encoding="utf-8")
    words = ["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", "--text-field", "maintext"]
    assert main([*words, "--text-field", "title", "--include", "*.json"]) == 0
    cleaned = json.loads((tmp_path / "out/ferry.html.json").read_text(encoding="utf-8"))
    assert cleaned == article | {
        "title": "The city’s ferry",
        "maintext": "It’s the city’s ferry, which stays in the harbour.",
    }
