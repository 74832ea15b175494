"""A record in which one value is another one, by damage or by hand: every command says so in a line, or reads on.

What replaces a value may be of any type, so that what reads a record can rely on nothing that it has not looked at.
For hours: `pytest tests/test_damaged_record.py --hypothesis-profile hours`.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleanse
from cleanse.cli.main import main
from cleanse.record.damage import RunReadError, blaming
from cleanse.record.undo import ChangedError

RECORDS = Path(__file__).parents[1] / "fixtures/records"
FILES = ("run.json", "manifest.jsonl", "trace.jsonl.gz", "dropped.jsonl.gz", "outputs.json", "syndication.jsonl")
MORE = ("failed.json", "archives.json", "skipped.jsonl", "review.jsonl")
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, 1.5, float("nan"), "", "x", "../x", "\ud800", "\x00", [], ["x"], [1], {}, {"x": 1}),
)
GONE = object()
LONG = settings.get_current_profile_name() == "hours"
Keys = tuple[str | int, ...]
pytestmark = pytest.mark.timeout(0 if LONG else 120)


@cache
def rows(path: Path) -> list[Any]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()] if ".jsonl" in path.name else [json.loads(data)]


def places(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """The path of each value within one."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*path, key))


def replaced(value: Any, path: Keys, new: Any) -> Any:
    """A copy with another value at a place, or with none."""
    if not path:
        return new
    copy = json.loads(json.dumps(value))
    around = copy
    for key in path[:-1]:
        around = around[key]
    if new is GONE:
        del around[path[-1]]
    else:
        around[path[-1]] = new
    return copy


def write(path: Path, rows: list[Any]) -> None:
    end = "\n" if ".jsonl" in path.name else ""
    data = "".join(json.dumps(row) + end for row in rows).encode()
    path.write_bytes(gzip.compress(data, 1) if path.suffix == ".gz" else data)


def read_all(out: Path, folder: Path) -> None:
    """All that reads a record. Raises what is no error of the package's own."""
    with contextlib.suppress(RunReadError, ChangedError):
        run = cleanse.open_run(out)
        for document in run.documents():
            document.result.restore()
            document.result.trace.counts()
        list(run.duplicates())
    assert main(["verify", str(out)]) == 2
    for more in ([], ["--skip-verify"]):
        assert main(["restore", str(out), "-o", str(folder / "back"), "-q", *more]) in (0, 2)
        for path in (path for path in (folder / "back").rglob("*") if path.is_file() and not more):
            assert path.read_bytes() == (folder / "input" / path.relative_to(folder / "back")).read_bytes()
        shutil.rmtree(folder / "back", ignore_errors=True)
    assert main(["report", str(out)]) in (0, 2)
    for name in ("wide.txt", "records.jsonl", "page.html.txt"):
        assert main(["explain", str(out / name)]) in (0, 2)


def try_damage(folder: Path, name: str, number: int, path: Keys, new: Any) -> None:
    file = folder / "output/.cleanse" / name
    whole = file.read_bytes()
    found = rows(RECORDS / folder.name / "output/.cleanse" / name)
    write(file, [*found[:number], replaced(found[number], path, new), *found[number + 1 :]])
    try:
        read_all(folder / "output", folder)
    finally:
        file.write_bytes(whole)
        shutil.rmtree(folder / "back", ignore_errors=True)
        shutil.copy(RECORDS / folder.name / "output/.cleanse/report.html", folder / "output/.cleanse/report.html")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all records."""
    folder = tmp_path_factory.mktemp("records")
    shutil.copytree(RECORDS, folder, dirs_exist_ok=True)
    return folder


@settings(
    max_examples=20_000 if LONG else 40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_one_value_that_is_another(copies: Path, data: st.DataObject) -> None:
    record = data.draw(st.sampled_from(sorted(path.name for path in RECORDS.iterdir())))
    home = copies / record / "output/.cleanse"
    name = data.draw(st.sampled_from([name for name in FILES + MORE if (home / name).is_file()]))
    found = rows(RECORDS / record / "output/.cleanse" / name)
    if not found:
        return
    number = data.draw(st.integers(0, len(found) - 1))
    path = data.draw(st.sampled_from(list(places(found[number]))))
    new = data.draw(st.sampled_from((*VALUES, GONE) if path else VALUES))
    if json.dumps(replaced(found[number], path, new)) != json.dumps(found[number]):
        try_damage(copies / record, name, number, path, new)


@pytest.mark.parametrize(
    ("name", "number", "path", "new"),
    [
        ("manifest.jsonl", 0, ("output",), True),
        ("manifest.jsonl", 0, ("id",), []),
        ("manifest.jsonl", 0, ("rules",), None),
        ("manifest.jsonl", 0, ("similarity",), "x"),
        ("manifest.jsonl", 0, ("encoding",), None),
        ("run.json", 0, ("settings",), None),
        ("run.json", 0, ("settings", "text_field"), [1]),
        ("run.json", 0, ("settings", "text_field"), []),
        ("run.json", 0, ("settings", "csv_quote"), True),
        ("run.json", 0, ("summary", "removed"), GONE),
        ("trace.jsonl.gz", 0, ("encoding",), "x"),
        ("trace.jsonl.gz", 1, ("steps", 0, "edits", 0, 4), None),
        ("trace.jsonl.gz", 1, ("steps", 0, "edits", 0, 0), 1.5),
        ("trace.jsonl.gz", 1, ("steps", 0, "edits", 0, 6), None),
        ("trace.jsonl.gz", 5, ("fields",), None),
        ("trace.jsonl.gz", 5, ("field",), None),
        ("trace.jsonl.gz", 5, ("style",), 10**30),
        ("dropped.jsonl.gz", 0, (), None),
        ("syndication.jsonl", 0, ("copies", 0, "share"), None),
    ],
)
def test_values_that_once_ended_in_a_traceback(copies: Path, name: str, number: int, path: Keys, new: Any) -> None:
    try_damage(copies / "format-1", name, number, path, new)


def test_one_damaged_line_of_the_trace_keeps_no_other_input_back(copies: Path, tmp_path: Path) -> None:
    out = tmp_path / "output"
    shutil.copytree(RECORDS / "format-1/output", out)
    trace = out / ".cleanse/trace.jsonl.gz"
    found = rows(RECORDS / "format-1/output/.cleanse/trace.jsonl.gz")
    number = next(number for number, row in enumerate(found) if row["input"] == "wide.txt")
    write(trace, replaced(found, (number, "steps", 0, "edits", 0, 6), None))
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 2
    inputs = {path.name for path in (RECORDS / "format-1/input").iterdir()}
    assert {path.name for path in (tmp_path / "back").iterdir()} == inputs - {"wide.txt"}


def test_an_input_that_the_run_did_not_read_is_not_written(copies: Path, tmp_path: Path) -> None:
    """What was left out of a file is bytes in the trace: under another name they would be a file of their own."""
    out = tmp_path / "output"
    shutil.copytree(RECORDS / "format-1/output", out)
    trace = out / ".cleanse/trace.jsonl.gz"
    found = rows(RECORDS / "format-1/output/.cleanse/trace.jsonl.gz")
    number = next(number for number, row in enumerate(found) if row.get("failed"))
    write(trace, replaced(found, (number, "input"), "x"))
    assert main(["restore", str(out), "-o", str(tmp_path / "back"), "-q"]) == 2
    assert {path.name for path in (tmp_path / "back").iterdir()} <= {
        path.name for path in (RECORDS / "format-1/input").iterdir()
    }


def test_an_error_that_no_damage_explains_stays_as_it_is(copies: Path) -> None:
    with pytest.raises(AttributeError, match="a mistake"), blaming(copies / "format-1/output"):
        raise AttributeError("a mistake")
