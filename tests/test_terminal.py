"""What a person reads on a terminal: counts, names that cannot command it, rows, the progress of a run."""

from __future__ import annotations

import io
import json
import os
import time
from pathlib import Path

import pytest
from rich.console import Console
from sites import site

from cleanse.cli import console
from cleanse.cli.main import main
from cleanse.formats import files
from cleanse.pipeline.tasks import PHASES
from cleanse.text.messages import count, visible

Capture = pytest.CaptureFixture[str]
TRADITIONAL = "國家隊今天抵達港口，市民夾道歡迎，經濟發展穩定。\n"
SIMPLIFIED = "国家队今天抵达港口，市民夹道欢迎，经济发展稳定。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_of_a_thing_is_singular() -> None:
    assert [count(n, "file") for n in (0, 1, 2, 1200)] == ["0 files", "1 file", "2 files", "1,200 files"]
    assert count(2, "copy", "copies") == "2 copies"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a b 新聞 é", "a b 新聞 é"), ("\x1b[2J", r"\x1b[2J"), ("a\nb\tc", r"a\nb\tc"),
     ("\u202e\x9b\udcff", r"\u202e\x9b\udcff")],
)  # fmt: skip
def test_what_a_terminal_would_obey_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.skipif(os.name == "nt", reason="file names cannot hold such characters there")
@pytest.mark.parametrize(
    "words",
    [
        ["check", "in"],
        ["check", "in", "--diff"],
        ["check", "in", "-v"],
        ["check", "in", "--json"],
        ["run", "in", "-o", "out"],
        ["run", "in", "-o", "out", "-v"],
        ["run", "in", "-o", "out", "-v", "--json"],
        ["explain", "in/b\x1b[2J\x9b.txt"],
        ["explain", "in/b\x1b[2J\x9b.txt", "--json"],
        ["explain", "no\x1b[2J\x9b.txt"],
        ["fix", "in/p\x1b[2J\x9b.html"],
        ["check", "in", "--filters", "no\x1b[2J\x9b"],
    ],
)
def test_no_name_and_no_text_reaches_the_terminal_raw(here: Path, capsys: Capture, words: list[str]) -> None:
    code = "\x1b[2J\x9b"
    files.write(here / f"in/b{code}.txt", f"Ferry{code} news\u200b.\n".encode())
    files.write(here / f"in/c{code}.txt", b"Harbour news.\n")
    files.write(here / f"in/p{code}.html", b"<html><body><p>Ferry news of the northern harbour.</p></body></html>")
    files.write(
        here / f"in/r{code}.jsonl", json.dumps({"id": f"x{code}", "text": f"{code}\u200b"}).encode() + b"\nbad\n"
    )
    files.write(here / f"in/d.x{code}[/]", b"\0\1")
    main(words)
    output = "".join(capsys.readouterr())
    assert output
    assert "\x1b" not in output
    assert "\x9b" not in output


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("zh-Hans", "Simplified"),
        ("zh-Hant", "Traditional"),
        ("zh-TW", "Traditional (Taiwan)"),
        ("zh-HK", "Traditional (Hong Kong)"),
    ],
)
def test_a_summary_says_that_text_was_converted_and_what_prevents_it(
    here: Path, capsys: Capture, script: str, target: str
) -> None:
    other, unchanged = (TRADITIONAL, SIMPLIFIED) if script == "zh-Hans" else (SIMPLIFIED, TRADITIONAL)
    for name, text in (("a", other), ("b", other * 2), ("c", unchanged)):
        files.write(here / f"in/{name}.txt", text.encode())
    words = ["run", "in", "-o", "out", "--script", script, "--duplicates", "keep"]
    assert main(words) == 0
    assert f"2 documents converted to {target}; --script keep prevents it" in capsys.readouterr().err
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents_by_filter"]["script"] == 2
    record = json.loads((here / "out/.cleanse/run.json").read_text(encoding="utf-8"))
    assert record["summary"]["documents_by_filter"]["script"] == 2
    assert main([*words[:-4], "--script", "keep"]) == 0
    assert "converted" not in capsys.readouterr().err


def test_a_document_that_a_second_pass_changes_again_is_counted_once_a_filter(here: Path, capsys: Capture) -> None:
    for number, (whole, _) in enumerate(site("de", 12)):
        mark = "\u200b" if number % 2 else ""
        files.write(here / f"in/{number:02}.txt", (whole + mark).encode())
    assert main(["run", "in", "-o", "out", "--json", "-v"]) == 0
    *rows, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert len(rows) == summary["documents"] == 12
    expected: dict[str, int] = {}
    for row in rows:
        for name in {rule.split("/")[0] for rule in row["rules"]} - {"duplicates"}:
            expected[name] = expected.get(name, 0) + 1
    assert expected["boilerplate"] == 12
    assert summary["documents_by_filter"] == expected


def test_verbose_rows_are_those_of_the_manifest_and_the_summary_comes_last(here: Path, capsys: Capture) -> None:
    files.write(here / "in/a.txt", b"Ferry news.\n")
    files.write(here / "in/b.txt", "Harbour\u200b news.\n".encode())
    assert main(["run", "in", "-o", "out", "-v", "--json"]) == 0
    *rows, summary = map(json.loads, capsys.readouterr().out.splitlines())
    manifest = (here / "out/.cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert rows == [json.loads(line) for line in manifest]
    assert (summary["documents"], summary["changed"]) == (2, 1)


def test_verbose_check_also_names_what_is_clean(here: Path, capsys: Capture) -> None:
    files.write(here / "a.txt", b"Ferry news.\n")
    assert main(["check", "a.txt"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", "a.txt", "-v"]) == 0
    assert capsys.readouterr().out == "already clean a.txt\n"


def test_a_charset_that_fix_changes_is_named(here: Path, capsys: Capture) -> None:
    text = "Сегодня в порту открылась новая паромная линия, сообщил мэр города.\n" * 5
    files.write(here / "a.txt", text.encode("windows-1251"))
    assert main(["fix", "a.txt"]) == 1
    assert "encoding/cp1251-to-utf-8 1" in capsys.readouterr().out
    assert (here / "a.txt").read_bytes() == text.encode()


def test_time_left_is_as_long_for_what_is_left_as_it_took_for_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(console, "monotonic", lambda: now)
    clock = console.Clock()
    assert clock.left() == ""
    now = 104.0
    clock.report(5, 100)
    clock.report(10, 100)  # of another process, at the same moment
    assert clock.left() == "36 s left"
    now = 114.0
    assert clock.left() == "26 s left"
    clock.report(100, 100)
    assert clock.left() == ""
    clock.start()
    assert clock.left() == ""


def test_a_bar_on_a_terminal_names_its_phase_and_shows_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=80)
    with console.progress_bar(screen, quiet=False) as show:
        for phase in PHASES:
            show(phase, 0, 40)
            show(phase, 30, 40)
            time.sleep(0.15)  # it is drawn ten times a second
    assert isinstance(screen.file, io.StringIO)
    drawn = screen.file.getvalue()
    assert [phase for phase in PHASES if phase in drawn] == list(PHASES)
    assert "75%" in drawn


def test_there_is_no_bar_without_a_terminal_or_if_it_is_not_wanted() -> None:
    for terminal, quiet in ((False, False), (True, True)):
        screen = Console(file=io.StringIO(), force_terminal=terminal)
        with console.progress_bar(screen, quiet) as show:
            show("cleaning", 1, 2)
        assert isinstance(screen.file, io.StringIO)
        assert screen.file.getvalue() == ""
