"""The command as a person meets it: wrong flags, broken files, folders that must not be written to, exit codes."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.formats import files

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_that_fails_is_named_and_the_others_go_on(here: Path, capsys: Capture) -> None:
    Path("in").mkdir()
    Path("in/good.txt").write_text("Ferry news.")
    Path("in/picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    Path("in/cut.txt.gz").write_bytes(gzip.compress(b"Ferry news. " * 500)[:40])
    Path("in/cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Ferry news."}\n' * 500)[:40])
    Path("in/lines.jsonl").write_text(
        '{"text": "Ferry news, first."}\n{"text": \n[1]\n{"content": "x"}\n{"text": null}\n'
    )
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    errors = capsys.readouterr().err.splitlines()
    starts = ["cut.jsonl.gz: broken gzip: ", "cut.txt.gz: broken gzip: ", "lines.jsonl:2: not valid JSON: ",
              "lines.jsonl:3: holds a JSON list", "lines.jsonl:4: no field 'text' (it has content)",
              "lines.jsonl:5: field 'text' holds a null", "picture.txt: not a text: PNG"]  # fmt: skip
    assert len(errors) == len(starts)
    for line, start in zip(sorted(errors), starts, strict=True):
        assert line.startswith(f"error: {start}"), line
    assert sorted(p.name for p in Path("out").iterdir()) == [".cleanse", "good.txt", "lines.jsonl"]
    assert Path("out/lines.jsonl").read_text() == '{"text": "Ferry news, first."}\n'
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/lines.jsonl").read_bytes() == Path("in/lines.jsonl").read_bytes()


@pytest.mark.parametrize(
    "words", [["run", "a.jsonl", "-o", "out", "-q"], ["check", "a.jsonl", "-q"], ["fix", "a.jsonl", "-q"]]
)
def test_many_failed_records_of_a_file_are_counted(here: Path, capsys: Capture, words: list[str]) -> None:
    Path("a.jsonl").write_text('{"body": "x"}\n' * 50)
    assert main(words) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 6
    assert errors[-1] == "error: a.jsonl: 45 more records failed"


@pytest.mark.parametrize("words", [["run", "-o", "out", "-q"], ["check"], ["fix"]])
def test_a_file_that_may_not_be_read_fails_and_is_named(here: Path, capsys: Capture, words: list[str]) -> None:
    for name in ("open.txt", "secret.txt"):
        Path(name).write_text("Ferry\u200b news.", encoding="utf-8")
    Path("secret.txt").chmod(0)
    if os.access("secret.txt", os.R_OK):
        pytest.skip("nothing is forbidden to the superuser")
    assert main([*words, "secret.txt", "open.txt"]) == 2
    shown = capsys.readouterr()
    assert "error: secret.txt: cannot be read: permission denied" in shown.err
    assert "open.txt" in shown.out or Path("out/open.txt").exists()


def test_a_file_that_the_system_refuses_fails_and_is_named(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def forbidden(path: Path, *more: Any, **named: Any) -> Any:
        if path.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *more, **named)

    Path("secret.txt").write_text("Ferry news.")
    monkeypatch.setattr(Path, "open", forbidden)
    assert main(["check", "secret.txt"]) == 2
    assert "error: secret.txt: cannot be read: permission denied" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "nowhere", "-o", "out"], "nowhere: no such file or folder"),
        (["run", "in"], "name a folder for the cleaned copies with -o"),
        (["run", "in", "-o", "in/out"], "in/out: lies inside the input in"),
        (["run", "in", "-o", "in"], "in: is not empty and no output of cleanse"),
        (["run", "in", "-o", "file.txt"], "file.txt: is a file; name a folder"),
        (["run", "in", "-o", "foreign"], "foreign: is not empty and no output of cleanse"),
        (["run", "in", "-o", "out", "--filters", "glosess"], "did you mean 'glosses'?"),
        (["run", "in", "-o", "out", "--threshold", "7"], "threshold = 7.0: give a number above 0 and up to 1"),
        (["run", "in", "-o", "out", "--config", "none.toml"], "none.toml: cannot be read"),
        (["run", "in", "-", "-o", "out"], "cannot be mixed"),
        (["run", "in", "-o", "out", "--scrpit", "keep"], "No such option"),
        (["restore", "in", "-o", "back"], "in: no output of a finished run"),
        (["verify", "nowhere"], "nowhere: no such folder"),
        (["check", "nowhere.txt"], "nowhere.txt: no such file or folder"),
    ],
)
def test_wrong_usage_is_refused_with_what_to_do(here: Path, capsys: Capture, words: list[str], message: str) -> None:
    for name in ("in/a.txt", "file.txt", "foreign/theirs.txt"):
        files.write(here / name, b"Ferry news.")
    before = sorted(here.rglob("*"))
    assert main(words) == 2
    assert message in capsys.readouterr().err
    assert sorted(here.rglob("*")) == before


def test_a_page_beside_a_text_of_its_outputs_name_gets_another_name(here: Path) -> None:
    page = b"<html><body><p>Ferry news of the northern harbour.</p></body></html>"
    files.write(here / "in/a.html", page)
    files.write(here / "in/a.html.txt", b"Other news.")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert (here / "out/a.html.txt").read_bytes() == b"Other news."
    assert (here / "out/a.html.2.txt").read_text() == "Ferry news of the northern harbour."
    rows = [json.loads(line) for line in (here / "out/.cleanse/manifest.jsonl").read_text().splitlines()]
    assert {row["id"]: row["output"] for row in rows} == {"a.html": "a.html.2.txt", "a.html.txt": "a.html.txt"}
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back/a.html").read_bytes() == page
    assert (here / "back/a.html.txt").read_bytes() == b"Other news."


def test_several_folders_keep_their_names_in_the_output(here: Path) -> None:
    for name in ("north/a.txt", "south/a.txt", "b.txt"):
        files.write(here / name, f"Ferry news from {name}.".encode())
    assert main(["run", "north", "south", "b.txt", "-o", "out", "-q", "--duplicates", "keep"]) == 0
    outputs = sorted(p.relative_to("out").as_posix() for p in Path("out").rglob("*.txt") if ".cleanse" not in p.parts)
    assert outputs == ["b.txt", "north/a.txt", "south/a.txt"]


def test_check_changes_nothing_and_fix_reaches_a_fixpoint(here: Path, capsys: Capture) -> None:
    files.write(here / "in/damaged.txt", "Caf\u00e9\u200b news.\n".encode())
    files.write(here / "in/clean.txt", "Café news.\n".encode())
    files.write(here / "in/page.html", b"<html><body><p>Ferry news of the northern harbour.</p></body></html>")
    files.write(here / "in/a.jsonl", b'{"text": "fine"}\n{"text":"not\\u200b fine"}\nbad\n')
    files.write(here / "in/code.py", "x = '\u200b'\n".encode())
    before = {path: path.read_bytes() for path in here.rglob("*.*")}
    assert main(["check", "in/damaged.txt", "in/clean.txt", "--diff"]) == 1
    out = capsys.readouterr().out
    assert "would clean in/damaged.txt" in out
    assert "Café[-\\u200b-] news." in out
    assert "clean.txt  " not in out
    assert {path: path.read_bytes() for path in here.rglob("*.*")} == before
    assert main(["fix", "in"]) == 2  # a.jsonl has a bad line
    assert "error: in/a.jsonl:3: not valid JSON" in capsys.readouterr().err
    assert (here / "in/a.jsonl").read_bytes() == b'{"text": "fine"}\n{"text":"not fine"}\nbad\n'
    assert (here / "in/page.html").read_bytes() == before[here / "in/page.html"]
    assert (here / "in/code.py").read_bytes() == before[here / "in/code.py"]
    assert main(["fix", "in/damaged.txt"]) == 0
    assert main(["check", "in/damaged.txt", "in/clean.txt"]) == 0


def test_fix_writes_only_on_change(here: Path) -> None:
    files.write(here / "a.txt", "Café news.\n".encode())
    os.utime("a.txt", ns=(1, 1))
    assert main(["fix", "a.txt", "-q"]) == 0
    assert Path("a.txt").stat().st_mtime_ns == 1
    files.write(here / "b.txt", "Caf\u00e9 news.\u200b\n".encode())
    os.chmod("b.txt", 0o640)
    assert main(["fix", "b.txt", "-q"]) == 1
    assert Path("b.txt").read_text(encoding="utf-8") == "Café news.\n"
    assert Path("b.txt").stat().st_mode & 0o777 == 0o640
    assert main(["fix", "b.txt", "-q"]) == 0


def test_fix_never_touches_code_or_pages(here: Path, capsys: Capture) -> None:
    page = b"<!doctype html><html><body><p>Ferry news of the northern harbour.</p></body></html>"
    for name in ("code.py", "page.html", "page.txt"):
        files.write(here / name, page)
        assert main(["fix", name]) == 2
        assert (here / name).read_bytes() == page
        assert f"error: {name}: " in capsys.readouterr().err


def test_standard_input_is_cleaned_to_standard_output(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run = [sys.executable, "-m", "cleanse", "run", "-"]
    done = subprocess.run(
        run, input="創(chuàng)新發(fā)展，建設(shè)國(guó)家級(jí)基地。".encode(), capture_output=True, check=True
    )
    assert done.stdout.decode() == "创新发展，建设国家级基地。"
    assert done.stderr == b""


def test_explain_names_rule_and_evidence(here: Path, capsys: Capture) -> None:
    Path("a.txt").write_text("Harbour news.\nThe caf\u00e9\u200b reopens.\n", encoding="utf-8")
    assert main(["explain", "a.txt"]) == 0
    assert "a.txt:2:9: characters/invisible" in capsys.readouterr().out.replace("\n", "")
    assert main(["explain", "a.txt", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["line"], row["column"], row["rule"], row["before"]) == (2, 9, "characters/invisible", "\u200b")


def test_explain_names_the_encoding_of_a_text_that_changes_in_its_bytes_only(here: Path, capsys: Capture) -> None:
    text = "Управление порта перенесло летнее расписание паромов на две недели.\n"
    files.write(here / "a.txt", text.encode("koi8-r"))
    files.write(here / "b.txt", text.encode())
    assert main(["explain", "a.txt"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("a.txt: encoding/koi8-r-to-utf-8  (koi8-r ")
    assert shown.err == "0 edits\n"
    assert main(["explain", "b.txt"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["explain", "a.txt", "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["run", "a.txt", "-o", "out", "-q"]) == 0
    assert main(["explain", "out/a.txt"]) == 0
    assert capsys.readouterr().out.startswith("a.txt: encoding/koi8-r-to-utf-8  (koi8-r ")


def test_a_folder_that_cannot_be_made_has_nothing_to_go_on_with(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(path: Path, *more: Any, **named: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    files.write(here / "a.txt", b"Ferry news.")
    monkeypatch.setattr(Path, "mkdir", forbidden)
    assert main(["run", "a.txt", "-o", "out", "-q"]) == 2
    error = capsys.readouterr().err
    assert "permission denied" in error
    assert "--resume" not in error


def test_json_summary_counts_documents_changes_and_rules(here: Path, capsys: Capture) -> None:
    Path("a.txt").write_text("Harbour\u200b news.", encoding="utf-8")
    assert main(["run", "a.txt", "-o", "out", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["documents"], row["changed"], row["rules"]) == (1, 1, {"characters/invisible": 1})


def test_no_progress_bar_where_there_is_no_terminal(here: Path) -> None:
    Path("a.txt").write_text("Harbour news.")
    run = [sys.executable, "-m", "cleanse", "run", "a.txt", "-o", "out"]
    done = subprocess.run(run, capture_output=True, check=True)
    assert done.stdout == b""
    assert b"\x1b" not in done.stderr
    assert b"\r" not in done.stderr
    assert b"1 document" in done.stderr


def test_configuration_is_found_upward_and_the_command_line_wins(here: Path, capsys: Capture) -> None:
    files.write(here / "pyproject.toml", b'[tool.cleanse]\nscript = "keep"\ntext-field = "body"\n')
    files.write(here / "deep/in/a.jsonl", '{"body": "國家隊今天抵達港口，市民夾道歡迎。"}\n'.encode())
    assert main(["run", "deep/in", "-o", "kept", "-q"]) == 0
    assert "國家隊" in Path("kept/a.jsonl").read_text(encoding="utf-8")
    assert main(["run", "deep/in", "-o", "converted", "-q", "--script", "zh-Hans"]) == 0
    assert "国家队" in Path("converted/a.jsonl").read_text(encoding="utf-8")
    files.write(here / "deep/cleanse.toml", b'scirpt = "keep"\n')
    assert main(["run", "deep/in", "-o", "out"]) == 2
    message = capsys.readouterr().err.replace("\n", " ")
    assert "cleanse.toml: unknown key 'scirpt'; did you mean 'script'?" in message


def test_broken_pipe_is_no_traceback(here: Path) -> None:
    Path("a.txt").write_text("Harbour\u200b news.\n" * 20000, encoding="utf-8")
    command = f"{sys.executable} -m cleanse check --diff a.txt | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert b"Traceback" not in done.stderr


def test_rules_are_listed_and_tried(capsys: Capture) -> None:
    assert main(["rules", "京ICP备12345678号-1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"].startswith("boilerplate/")
    assert main(["rules", "The ferry to the islands will not sail on Monday."]) == 0
    assert capsys.readouterr().out == "no rule matches this line\n"
    assert main(["rules", "tset"]) == 0
    assert "if you meant a command: cleanse rules test" in capsys.readouterr().err
    assert main(["rules", "--language", "tlh"]) == 2
    assert "no rules for 'tlh'; there are: ar, bg, bn, ca, cs, da, de" in capsys.readouterr().err
    assert main(["rules", "--language", "ko"]) == 0
    assert "ko/" in capsys.readouterr().out
