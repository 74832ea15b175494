"""Which files a command takes, what it says of the others, and how inputs of one name are told apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.cli.main import main
from cleanse.formats import files, naming
from cleanse.formats.inputs import find

Capture = pytest.CaptureFixture[str]
HTML = b"<!doctype html><html><body><p>Ferry news of the northern harbour.</p></body></html>"
CSV = b"id,text\n1,The ferry will not sail on Monday.\n2,The harbour office said so.\n"
UNSUPPORTED = ["a.db", "a.avro", "a.xlsx.gz", "a.pdf", "a.docx", "a.py", "a.yaml", "a.xml", "a.7z", "a.php"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def content(folder: str) -> dict[str, bytes]:
    paths = (path for path in Path(folder).rglob("*") if path.is_file() and ".cleanse" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", UNSUPPORTED)
@pytest.mark.parametrize("command", [["run", "-o", "out"], ["check"], ["fix"], ["explain"]])
def test_a_file_that_is_not_supported_is_refused_where_it_is_named(
    here: Path, capsys: Capture, command: list[str], name: str
) -> None:
    files.write(here / name, CSV)
    assert main([command[0], name, *command[1:]]) == 2
    error = capsys.readouterr().err.lower()
    assert f"error: {name}: " in error
    assert "not supported" in error
    assert Path(name).read_bytes() == CSV
    assert content("out") == {}


def test_the_files_beside_a_refused_one_are_cleaned(here: Path, capsys: Capture) -> None:
    files.write(here / "a.db", CSV)
    files.write(here / "b.txt", "Ferry news.\u200b\n".encode())
    assert main(["run", "a.db", "b.txt", "-o", "out", "-q"]) == 2
    assert content("out") == {"b.txt": b"Ferry news.\n"}
    assert main(["check", "a.db", "b.txt"]) == 2
    assert "1 file would be cleaned, 0 files already clean, 1 failed" in capsys.readouterr().err


def test_a_folder_lists_what_it_skips_and_counts_it_by_ending(here: Path, capsys: Capture) -> None:
    for name in UNSUPPORTED:
        files.write(here / "in" / name, CSV)
    files.write(here / "in/b.db", CSV)
    files.write(here / "in/.hidden.db", CSV)
    files.write(here / "in/picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    files.write(here / "in/good.txt", b"Ferry news.\n")
    assert main(["run", "in", "-o", "out"]) == 0
    assert content("out") == {"good.txt": b"Ferry news.\n"}
    error = capsys.readouterr().err
    assert "12 files not looked at: .db 2, " in error
    assert ".xlsx.gz 1" in error
    assert "no ending 1" in error
    assert "see out/.cleanse/skipped.jsonl" in error
    skipped = {row["path"]: row["reason"] for row in rows("out/.cleanse/skipped.jsonl")}
    assert sorted(skipped) == sorted(f"in/{name}" for name in [*UNSUPPORTED, "b.db", "picture"])
    assert skipped["in/a.db"].startswith(".db is not supported")
    assert "PNG" in skipped["in/picture"]
    assert main(["run", "in", "-o", "out", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["skipped"][".db"] == 2
    for command in ("check", "fix"):
        assert main([command, "in"]) == 0
        assert "1 file already clean; 12 files not looked at: .db 2" in capsys.readouterr().err.replace("\n", " ")


def test_a_run_that_finds_no_document_warns(here: Path, capsys: Capture) -> None:
    files.write(here / "in/a.db", CSV)
    files.write(here / "in/empty.jsonl", b"\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert capsys.readouterr().err == "warning: no document was found; 1 file not looked at: .db 1\n"


def test_check_and_fix_without_a_file_to_look_at_are_content(here: Path, capsys: Capture) -> None:
    files.write(here / "in/a.db", CSV)
    files.write(here / "in/page.html", HTML)
    assert main(["check"]) == main(["fix"]) == main(["fix", "in"]) == 0
    Path("in/page.html").unlink()
    capsys.readouterr()
    assert main(["check", "in"]) == 0
    assert "no file to look at; 1 file not looked at: .db 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["a.xhtml", "a.shtml", "a.php", "a.asp", "a.aspx", "a.jsp", "page.html.1", "page", "index.php?id=7"]
)
def test_web_pages_are_read_as_pages_whatever_they_are_called(here: Path, name: str) -> None:
    if os.name == "nt" and "?" in name:
        pytest.skip("no file can have this name")
    files.write(here / "in" / name, HTML)
    for paths in (["in"], [f"in/{name}"]):
        assert main(["run", *paths, "-o", "out", "-q"]) == 0
        assert content("out") == {f"{name}.txt": b"Ferry news of the northern harbour."}
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert content("back") == {name: HTML}
    assert main(["fix", "in", "-q"]) == 0
    assert main(["fix", f"in/{name}", "-q"]) == 2
    assert (here / "in" / name).read_bytes() == HTML


@pytest.mark.parametrize("name", ["broken.gz", "broken.php.gz", "broken.html.gz"])
@pytest.mark.parametrize("command", [["run", "-o", "out"], ["check"]])
def test_a_broken_archive_whose_content_must_be_looked_at_fails_by_itself(
    here: Path, capsys: Capture, name: str, command: list[str]
) -> None:
    files.write(here / "in" / name, b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\xff" * 300)
    files.write(here / "in/good.txt", b"Ferry news.\n")
    assert main([command[0], "in", *command[1:]]) == 2
    assert f"{name}: broken gzip: " in capsys.readouterr().err


def test_ndjson_is_jsonl(here: Path) -> None:
    files.write(here / "a.ndjson", '{"text":"Ferry news.\u200b"}\n'.encode())
    assert main(["run", "a.ndjson", "-o", "out", "-q"]) == 0
    assert content("out") == {"a.ndjson": b'{"text":"Ferry news."}\n'}
    assert main(["fix", "a.ndjson", "-q"]) == 1
    assert Path("a.ndjson").read_bytes() == b'{"text":"Ferry news."}\n'


def test_a_text_without_an_ending_is_read(here: Path) -> None:
    files.write(here / "in/article", b"The ferry will not sail on Monday.\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert content("out") == {"article.txt": b"The ferry will not sail on Monday.\n"}


def test_inputs_of_one_name_keep_their_folders_in_any_order(here: Path) -> None:
    names = ("a/p.txt", "b/p.txt", "b/q.txt", "c/b/p.txt")
    for number, name in enumerate(names):
        files.write(here / name, f"News number {number} of the harbour.\n".encode())
    expected = {"a/p.txt", "b/p.txt", "c/b/p.txt", "q.txt"}
    for paths in permutations(names):
        inputs, _ = find(map(Path, paths))
        assert {item.name for item in inputs if item.path.name == "q.txt"} == {"q.txt"}
        assert len({item.output for item in inputs}) == 4
        assert main(["run", *paths, "-o", "out", "-q", "--duplicates", "keep"]) == 0
        written = content("out")
        assert {name.removeprefix(f"{here.name}/") for name in written} == expected
        assert sorted(written.values()) == sorted(Path(name).read_bytes() for name in names)
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert content("back") == written


def test_folders_of_one_name_keep_those_above(here: Path) -> None:
    for name in ("x/in/a.txt", "y/in/a.txt"):
        files.write(here / name, name.encode())
    assert main(["run", "x/in", "y/in", "-o", "out", "-q", "--duplicates", "keep"]) == 0
    assert content("out") == {"x/in/a.txt": b"x/in/a.txt", "y/in/a.txt": b"y/in/a.txt"}


def test_a_file_that_is_named_twice_is_read_once(here: Path) -> None:
    files.write(here / "in/sub/a.txt", b"News.")
    paths = ["in", "in/sub", "in/sub/a.txt", str(here / "in")]
    for words in permutations(paths):
        inputs, _ = find(map(Path, words))
        assert [item.name for item in inputs] == ["in/sub/a.txt"]


def test_a_folder_with_the_name_of_an_output_is_in_nobodys_way(here: Path) -> None:
    files.write(here / "in/p.html", HTML)
    files.write(here / "in/p.html.txt/a.txt", b"News.")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert content("out") == {"p.html.2.txt": b"Ferry news of the northern harbour.", "p.html.txt/a.txt": b"News."}
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert content("back") == content("in")


def test_no_output_lands_in_the_record_of_the_run(here: Path) -> None:
    files.write(here / "top/.cleanse/manifest.jsonl", b'{"text": "News."}\n')
    files.write(here / "b/a.txt", b"Other news.")
    assert main(["run", "top/.cleanse", "b", "-o", "out", "-q"]) == 0
    assert Path("out/top/.cleanse/manifest.jsonl").read_bytes() == b'{"text": "News."}\n'


def test_renamed_outputs_of_records_and_archives_come_back(here: Path) -> None:
    import gzip

    files.write(here / "in/p.txt.gz", gzip.compress(b"Packed news of the harbour, a longer text."))
    files.write(here / "in/p.txt.gz.txt", b"Other news.\xe2\x80\x8b")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert sorted(content("out")) == ["p.txt.gz.2.txt", "p.txt.gz.txt"]
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert content("back") == content("in")


@given(st.sets(st.lists(st.sampled_from(["a", "a.txt", "a.html", "a.html.txt", "a.html.2.txt"]), min_size=1, max_size=3)
               .map("/".join)))  # fmt: skip
def test_no_two_outputs_are_in_each_others_way(names: set[str]) -> None:
    folders = {name[:at] for name in names for at, c in enumerate(name) if c == "/"}
    names -= folders  # no file is a folder
    outputs = naming.outputs(names)
    assert outputs.keys() == names
    assert len(set(outputs.values())) == len(names)
    assert not {output[:at] for output in outputs.values() for at, c in enumerate(output) if c == "/"} & set(
        outputs.values()
    )
    assert outputs == naming.outputs(sorted(names))


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_to_a_folder_is_said_to_be_skipped(here: Path, capsys: Capture) -> None:
    files.write(here / "in/a.txt", b"News.")
    files.write(here / "other/b.txt", b"News.")
    Path("in/link").symlink_to(here / "other")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    assert capsys.readouterr().err == "in/link: is a link to a folder; skipped\n"


@pytest.mark.parametrize(
    ("words", "code", "out"),
    [
        (["run", "-"], 0, "Ferry news.\n"),
        (["fix", "-"], 0, "Ferry news.\n"),
        (["check", "-"], 1, "would clean -"),
        (["explain", "-"], 0, "-:1:12: characters/invisible"),
    ],
)
def test_every_command_takes_standard_input(here: Path, words: list[str], code: int, out: str) -> None:
    command = [sys.executable, "-m", "cleanse", *words]
    done = subprocess.run(command, input="Ferry news.\u200b\n".encode(), capture_output=True)
    assert done.returncode == code, done.stderr
    assert out in done.stdout.decode()


def test_a_run_over_standard_input_writes_to_a_folder(here: Path) -> None:
    command = [sys.executable, "-m", "cleanse", "run", "-", "-o", "out", "-q"]
    done = subprocess.run(command, input="Ferry news.\u200b\n".encode(), capture_output=True, check=True)
    assert done.stdout == b""
    assert content("out") == {"stdin.txt": b"Ferry news.\n"}


def test_standard_input_that_is_no_text_is_refused(here: Path) -> None:
    for words in (["run", "-"], ["check", "-"], ["explain", "-"]):
        command = [sys.executable, "-m", "cleanse", *words]
        done = subprocess.run(command, input=b"%PDF-1.7 \0\0", capture_output=True)
        assert done.returncode == 2
        assert done.stderr.lower().startswith(b"error: -: not a text: pdf"), done.stderr


def test_one_record_is_explained_by_its_line_or_id(here: Path, capsys: Capture) -> None:
    lines = [{"id": "https://a.org/1", "text": "one\u200b"}, {"text": "two\u200b"}, {"text": "three"}]
    files.write(here / "a.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())
    for words, place in (("a.jsonl:2", "a.jsonl:2:"), ("a.jsonl:https://a.org/1", "a.jsonl:1:")):
        assert main(["explain", words]) == 0
        output = capsys.readouterr().out
        assert output.startswith(place)
        assert len(output.splitlines()) == 1
    assert main(["explain", "a.jsonl:9"]) == 2
    assert "no record '9'" in capsys.readouterr().err


def test_a_charset_change_in_place_is_named(here: Path, capsys: Capture) -> None:
    files.write(here / "a.txt", "Café\u00a0 news of the harbour, and a café.\n".encode("cp1252"))
    assert main(["fix", "a.txt", "--json"]) == 1
    assert "encoding/cp1252-to-utf-8" in json.loads(capsys.readouterr().out)["rules"]


RECORDS = '{"id": "a", "text": "Ferry\u200b news."}\n{"id": "b"}\n{"id": "c", "text": "Clean."}\n'.encode()


def test_records_on_standard_input_are_cleaned_as_records(here: Path) -> None:
    def call(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-m", "cleanse", *words], input=RECORDS, capture_output=True)

    done = call("run", "-")
    assert done.returncode == 2
    assert done.stdout == RECORDS.replace("\u200b".encode(), b"")
    assert b"error: -:2: no field 'text'" in done.stderr
    assert call("run", "-", "-o", "out", "-q").returncode == 2
    assert content("out")["stdin.jsonl"].count(b"\n") == 2
    assert b"-:1:1:6: characters/invisible" in call("explain", "-").stdout


def test_the_settings_of_the_current_folder_hold_for_files_elsewhere_that_have_none(
    here: Path, capsys: Capture
) -> None:
    files.write(here / "data/a.txt", "發展".encode())
    files.write(here / "project/cleanse.toml", b'script = "keep"\n')
    os.chdir(here / "project")
    assert main(["check", "../data"]) == 0
    files.write(here / "data/cleanse.toml", b'script = "zh-Hans"\n')
    assert main(["check", "../data"]) == 1


def test_a_fix_counts_the_pages_that_it_leaves_alone(here: Path, capsys: Capture) -> None:
    files.write(here / "in/page.html", HTML)
    files.write(here / "in/a.txt", b"Ferry news.\n")
    assert main(["fix", "in"]) == 0
    assert "1 file already clean; 1 web page left alone" in " ".join(capsys.readouterr().err.split())


def test_a_file_named_like_standard_input_is_reached_by_its_folder(here: Path, capsys: Capture) -> None:
    files.write(here / "-", "Ferry news.\u200b\n".encode())
    assert main(["explain", "./-"]) == 0
    assert "characters/invisible" in capsys.readouterr().out
    assert main(["fix", "./-"]) == 1
    assert (here / "-").read_bytes() == b"Ferry news.\n"
