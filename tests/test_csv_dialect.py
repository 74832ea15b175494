"""CSV whose separator and quotes are told: read by them, written in them, and brought back byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanse.cli.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words", "before", "after"),
    [
        ("a.csv", ["--csv-delimiter", "^"], "id^text\n1^a\u200bb, c\n", "id^text\n1^ab, c\n"),
        ("a.csv", ["--csv-delimiter", r"\t"], "id,n\ttext\r\n1\ta\u200bb\r\n", "id,n\ttext\r\n1\tab\r\n"),
        ("a.csv", ["--csv-delimiter", "\t"], "id,n\ttext\n1\ta\u200bb\n", "id,n\ttext\n1\tab\n"),
        ("a.csv", ["--csv-quote", "'"], "id,text\n1,'a\u200b, it''s \"b\"'\n", "id,text\n1,'a, it''s \"b\"'\n"),
        ("a.csv", ["--csv-quote", "'"], "'id','text'\n'1','a\u200b'\n", "'id','text'\n'1','a'\n"),
        ("a.csv", ["--csv-quote", "]", "--csv-delimiter", "^"], "id^text\n1^]a^\u200bb]\n", "id^text\n1^]a^b]\n"),
        (
            "a.tsv",
            ["--csv-quote", "none"],
            'id\ttext\n1\t"a\u200b" he\n2\t"b\n',
            'id\ttext\n1\t"a" he\n2\t"b\n',
        ),
        ("a.tsv", ["--csv-delimiter", ";"], "id\ttext\n1\ta\u200b;b\n", "id\ttext\n1\ta;b\n"),
    ],
)
def test_a_dialect_that_is_told(here: Path, name: str, words: list[str], before: str, after: str) -> None:
    (here / name).write_bytes(before.encode())
    assert main(["run", name, "-o", "out", "-q", "--filters", "characters", *words]) == 0
    assert (here / "out" / name).read_bytes().decode() == after
    assert main(["verify", "out"]) == 0
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back" / name).read_bytes() == before.encode()
    assert main(["check", name, "-q", "--filters", "characters", *words]) == 1


def test_a_configuration_file_may_tell_the_dialect(here: Path) -> None:
    (here / "a.csv").write_text("id^text\n1^a\u200bb\n")
    (here / "cleanse.toml").write_text('csv-delimiter = "^"\ncsv-quote = "none"\n')
    assert main(["run", "a.csv", "-o", "out", "-q"]) == 0
    assert (here / "out/a.csv").read_text() == "id^text\n1^ab\n"


def test_without_quotes_a_text_that_would_need_them_is_left_out(here: Path, capsys: Capture) -> None:
    (here / "a.csv").write_text("id|text\n1|a&#124;b\n2|c\n")
    words = ["--filters", "mojibake,markup", "--csv-quote", "none"]
    assert main(["run", "a.csv", "-o", "out", "-q", *words]) == 2
    why = "a.csv:1: its clean text has '|' in it, which a file without quotes cannot hold"
    assert why in capsys.readouterr().err
    assert (here / "out/a.csv").read_text() == "id|text\n2|c\n"
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back/a.csv").read_bytes() == (here / "a.csv").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--csv-delimiter", ";;"], r"csv-delimiter = ';;': give one character, like ; or \t"),
        (["--csv-delimiter", "\n"], r"csv-delimiter = '\n': give one character, like ; or \t"),
        (["--csv-delimiter", ""], r"csv-delimiter = '': give one character, like ; or \t"),
        (["--csv-quote", "no"], "csv-quote = 'no': give one character, like ' or none"),
        (["--csv-delimiter", '"'], "csv-delimiter = '\"': is csv-quote too; tell the other one as well"),
        (["--csv-delimiter", "'", "--csv-quote", "'"], 'csv-delimiter = "\'": is csv-quote too'),
    ],
)
def test_a_wrong_dialect_is_refused(here: Path, capsys: Capture, words: list[str], message: str) -> None:
    (here / "a.csv").write_text("id,text\n1,a\n")
    assert main(["run", "a.csv", "-o", "out", *words]) == 2
    assert message in capsys.readouterr().err
    assert not (here / "out").exists()
