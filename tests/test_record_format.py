"""The record of a run is as docs/format.md and the schemas say, and what this program would misread is refused."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cleanse
from cleanse.cli.main import main
from cleanse.record.summary import FORMAT, UNDERSTOOD

ROOT = Path(__file__).parents[1]
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "cleanse/record/schemas").glob("*.schema.json"))
}
PAGE = (ROOT / "docs/format.md").read_text(encoding="utf-8")
PROSE = (
    "The river rose by two metres during the night and flooded the old town, where firemen with boats brought more "
    "than forty people and their dogs to a school on the hill, said the mayor, who has asked the capital for tents."
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over documents of every kind, whole, doubtful, broken, copied."""
    folder = tmp_path_factory.mktemp("run")
    source = folder / "in"
    source.mkdir()
    body = "".join(f"<p>{PROSE} {number}</p>" for number in range(5))
    article = f"<article><h1>River</h1>{body}</article>"
    page = f"<html><head><title>River</title></head><body>{article}<p>Share</p></body></html>"
    (source / "a.html").write_text(page, encoding="utf-8")
    for name in ("b.txt", "copy.txt"):
        (source / name).write_text(f"It\u2019s closed.\u200b {PROSE}\nShare on Facebook\n", encoding="utf-8")
    (source / "legacy.txt").write_bytes("Привет, мир! Сегодня в Москве снег.".encode("cp1251"))
    (source / "odd.txt").write_bytes(b"caf\xe9 \xff\xfe caf\xc3\xa9")
    records = [{"id": "1", "text": "a\u200bb", "title": "c\u200bd", "date": "2024-05-01"}, {"id": "2", "text": PROSE}]
    lines = [json.dumps(record) for record in records] + ["", "{broken", json.dumps({"id": "3", "text": f"{PROSE} 12"})]
    (source / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with (source / "t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "text"], ["1", "x\u200by"]])
    (source / "z.txt.gz").write_bytes(gzip.compress(f"{PROSE} four".encode()))
    (source / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    options = ["--review", "1", "--contained", "--syndication", "--on-error", "keep", "-q"]
    more = ["--text-field", "text", "--text-field", "title"]
    assert main(["run", str(source), "-o", str(folder / "out"), *options, *more]) == 2  # of the broken record
    return folder / "out"


def rows(out: Path, name: str) -> Iterator[dict[str, Any]]:
    path = out / ".cleanse" / {"run": "run.json", "trace": "trace.jsonl.gz"}.get(name, f"{name}.jsonl")
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, [data] if name == "run" else data.splitlines())


def properties(schema: dict[str, Any]) -> set[str]:
    return set(schema["properties"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_a_run_writes_is_as_its_schema_says(out: Path, name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    validator = jsonschema.Draft202012Validator(SCHEMAS[name])
    found = list(rows(out, name))
    assert found
    for row in found:
        validator.validate(row)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_on_the_page(name: str) -> None:
    assert properties(SCHEMAS[name]) - set(re.findall(r"`(\w+)`", PAGE)) == set()


def test_every_file_is_on_the_page(out: Path) -> None:
    names = {path.relative_to(out).parts[1] for path in (out / ".cleanse").rglob("*") if path.is_file()}
    assert {name for name in names if f"`.cleanse/{name}" not in PAGE} == set()


def test_the_trace_has_each_field_that_is_described(out: Path) -> None:
    """So that a field which nothing writes any more does not stay on the page."""
    seen = set().union(*(row.keys() for row in rows(out, "trace")))
    assert properties(SCHEMAS["trace"]) - seen == set()


def test_texts_are_made_again_as_the_page_says(out: Path) -> None:
    scope: dict[str, Any] = {}
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(code, scope)
    documents = list(cleanse.open_run(out).documents())
    traces = [row for row in rows(out, "trace") if not row.get("left_out")]
    assert len(documents) == len(traces)
    changed = 0
    for document, row in zip(documents, traces, strict=True):
        assert scope["restore"](document.result.text, row["steps"]) == document.result.restore()
        changed += document.result.changed
    assert changed >= 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": FORMAT + 98}, "is of format 99"),
        ({"requires": ["layers"]}, "needs 'layers'"),
        ({"requires": 5}, "not as a run wrote it"),
        ({"unknown": 1}, "not as a run wrote it"),
    ],
    ids=["format", "requires", "wrong type", "unknown field"],
)
@pytest.mark.parametrize("command", ["restore", "verify", "report", "explain"])
def test_what_it_would_misread_is_refused(
    out: Path, tmp_path: Path, change: dict[str, Any], message: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    path = copy / ".cleanse/run.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change), encoding="utf-8")
    words = {"restore": [str(copy), "-o", str(tmp_path / "back")], "explain": [str(copy / "b.txt")]}
    assert main([command, *words.get(command, [str(copy)])]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error
    assert not (tmp_path / "back").exists()
    with pytest.raises(ValueError, match=re.escape(message)):
        cleanse.open_run(copy)


def test_a_record_without_a_format_is_read(out: Path, tmp_path: Path) -> None:
    """Those of before the format had a number are of format 1."""
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    path = copy / ".cleanse/run.json"
    row = json.loads(path.read_bytes())
    assert row.pop("format") == FORMAT
    assert set(row.pop("requires")) <= UNDERSTOOD
    path.write_text(json.dumps(row), encoding="utf-8")
    assert main(["restore", str(copy), "-o", str(tmp_path / "back"), "-q"]) == 0
    for original in sorted((out.parent / "in").iterdir()):
        if original.suffix != ".jpg":
            assert (tmp_path / "back" / original.name).read_bytes() == original.read_bytes()
