"""What earlier versions of the record left, in `fixtures/records`, is still read, proved and put back byte for byte."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import cleanse
from cleanse.cli.main import main
from cleanse.record.summary import FORMAT

RECORDS = Path(__file__).parents[1] / "fixtures/records"
FORMATS = sorted(path.name for path in RECORDS.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_format_has_a_record() -> None:
    assert [f"format-{number}" for number in range(1, FORMAT + 1)] == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_an_old_record_is_proved_and_put_back(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(RECORDS / name / "output", tmp_path / "output")
    assert main(["verify", str(tmp_path / "output")]) == 0, capsys.readouterr().err
    assert main(["restore", str(tmp_path / "output"), "-o", str(tmp_path / "back"), "-q"]) == 0
    assert contents(tmp_path / "back") == contents(RECORDS / name / "input")


@pytest.mark.parametrize("name", FORMATS)
def test_an_old_record_is_read(name: str, tmp_path: Path) -> None:
    shutil.copytree(RECORDS / name / "output", tmp_path / "output")
    run = cleanse.open_run(tmp_path / "output")
    documents = {document.row.id: document for document in run.documents()}
    assert documents["wide.txt"].result.text.startswith("The ferry")
    assert "ABC" in documents["wide.txt"].result.text
    assert documents["mojibake.txt"].result.text == "It’s the city’s ferry.\n"
    assert documents["latin.txt"].row.encoding == "cp1252"
    assert "创新发展" in documents["r1"].result.text
    assert set(documents["r1"].more) == {"title"}
    copies = list(run.duplicates())
    assert {"again.txt", "same.txt"} & {copy.id for copy in copies}
    assert all(copy.relation in ("copy", "version", "distinct") for copy in copies)
    assert run.record.summary["documents"] == len(list(run.documents()))


@pytest.mark.parametrize("name", FORMATS)
def test_an_old_record_is_reported_and_explained(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(RECORDS / name / "output", tmp_path / "output")
    assert main(["report", str(tmp_path / "output")]) == 0
    assert main(["explain", str(tmp_path / "output/wide.txt"), "--json"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown.splitlines()[-1] if shown.count("\n") < 3 else shown)
