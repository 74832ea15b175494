"""`fix --backup` keeps a way back, `restore` goes it, and gives one file back of any run."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleanse.cli.main import main
from cleanse.formats import files
from cleanse.pipeline import backup

Capture = pytest.CaptureFixture[str]
HINT = "fix --backup FOLDER keeps a way back"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files to clean in two folders: texts in two encodings, records with a bad line, an archive, and a clean text."""
    monkeypatch.chdir(tmp_path)
    russian = "Сегодня в порту открылась новая паромная линия, сообщил мэр города.\r\n" * 5
    for name, data in {
        "a/p.txt": "Ferry\u200b news.\n".encode(),
        "a/r.jsonl": b'{"text": "fine"}\n{"text":"not\\u200b fine"}\nbad\n{"text": "end\\u200b"}',
        "a/z.jsonl.gz": gzip.compress(b'{"text": "No\\u200b ferry"}\n', 9, mtime=7),
        "b/p.txt": russian.encode("windows-1251"),
        "b/clean.txt": b"Harbour news.\n",
    }.items():
        files.write(tmp_path / name, data)
    return tmp_path


def contents(here: Path) -> dict[str, bytes]:
    paths = [path for name in "ab" for path in (here / name).rglob("*") if path.is_file()]
    return {path.relative_to(here).as_posix(): path.read_bytes() for path in paths}


def test_restore_takes_a_fix_back_in_place(here: Path, capsys: Capture) -> None:
    before = contents(here)
    assert main(["fix", "a", "b", "--backup", "kept"]) == 2  # of one bad record
    after = contents(here)
    assert {name for name in before if after[name] != before[name]} == set(before) - {"b/clean.txt"}
    out, err = capsys.readouterr()
    assert "encoding/cp1251-to-utf-8 1" in out
    assert "cleanse restore kept takes this back" in err
    assert HINT not in err
    assert main(["restore", "kept"]) == 0
    assert contents(here) == before
    assert capsys.readouterr().err == "4 files put back\n"
    assert main(["restore", "kept"]) == 0


def test_a_backed_up_fix_writes_what_one_without_backup_writes(here: Path) -> None:
    before = contents(here)
    main(["fix", "a", "b", "--backup", "kept", "-q"])
    after = contents(here)
    assert main(["restore", "kept", "-q"]) == 0
    main(["fix", "a", "b", "-q"])
    assert contents(here) == after != before


def test_the_backup_is_a_run_with_a_note_of_where_each_file_was(here: Path, capsys: Capture) -> None:
    before = contents(here)
    main(["fix", "a", "b", "--backup", "kept", "-q"])
    record = json.loads((here / "kept/.cleanse/run.json").read_text(encoding="utf-8"))
    assert {place["path"] for place in record["backup"].values()} == {
        str(here / name) for name in before if name != "b/clean.txt"
    }
    assert main(["restore", "kept", "-o", "back", "-q"]) == 0
    assert (here / "back/b/p.txt").read_bytes() == before["b/p.txt"]
    assert main(["explain", "kept/a/p.txt"]) == 0
    assert "characters/invisible" in capsys.readouterr().out


def test_a_file_that_was_edited_since_is_refused_by_name_and_the_others_go_back(here: Path, capsys: Capture) -> None:
    before = contents(here)
    main(["fix", "a", "b", "--backup", "kept", "-q"])
    (here / "a/p.txt").write_text("Edited.")
    (here / "b/p.txt").unlink()
    (here / "kept/z.jsonl.gz").write_bytes(b"")
    capsys.readouterr()
    assert main(["restore", "kept"]) == 2
    errors = capsys.readouterr().err
    assert f"error: {here / 'a/p.txt'}: was changed since it was cleaned" in errors
    assert f"error: {here / 'b/p.txt'}: cannot be read: no such file" in errors
    assert "z.jsonl.gz" in errors
    assert "1 file put back" in errors
    assert (here / "a/p.txt").read_text() == "Edited."
    assert (here / "a/r.jsonl").read_bytes() == before["a/r.jsonl"]


@pytest.mark.parametrize("only", ["b/p.txt", "kept/b/p.txt", "{here}/b/p.txt"])
def test_one_file_goes_back_in_place(here: Path, only: str) -> None:
    before = contents(here)
    main(["fix", "a", "b", "--backup", "kept", "-q"])
    after = contents(here)
    assert main(["restore", "kept", "--only", only.format(here=here), "-q"]) == 0
    assert contents(here) == {**after, "b/p.txt": before["b/p.txt"]}


@pytest.mark.parametrize("folder", ["a", "a/kept", ".", "b/clean.txt"])
def test_a_backup_lies_in_a_new_folder_away_from_the_files(here: Path, capsys: Capture, folder: str) -> None:
    before = sorted(here.rglob("*"))
    assert main(["fix", "a/p.txt", "a", "--backup", folder]) == 2
    assert f"{folder}: " in capsys.readouterr().err
    assert sorted(here.rglob("*")) == before


def test_nothing_is_backed_up_where_nothing_changes(here: Path) -> None:
    assert main(["fix", "b/clean.txt", "--backup", "kept"]) == 0
    assert not (here / "kept").exists()


def test_no_file_is_written_if_the_backup_fails(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(here)
    monkeypatch.setattr(backup, "note", full)
    assert main(["fix", "a", "b", "--backup", "kept"]) == 2
    assert "No space left" in capsys.readouterr().err
    assert contents(here) == before
    assert not (here / "kept").exists()


def test_a_file_that_changes_after_its_backup_is_left_alone(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup.back_up

    def then_edited(*words: object) -> None:
        real(*words)  # type: ignore[arg-type]
        (here / "a/p.txt").write_text("Other\u200b news.", encoding="utf-8")

    monkeypatch.setattr(backup, "back_up", then_edited)
    assert main(["fix", "a", "b", "--backup", "kept"]) == 2
    assert "a/p.txt: was changed after it had been backed up" in capsys.readouterr().err
    assert (here / "a/p.txt").read_text(encoding="utf-8") == "Other\u200b news."


def test_a_fix_outside_version_control_says_once_how_to_get_a_way_back(here: Path, capsys: Capture) -> None:
    assert main(["fix", "b", "a/p.txt"]) == 1
    assert capsys.readouterr().err.count(HINT) == 1
    assert main(["fix", "b", "a/p.txt"]) == 0
    assert HINT not in capsys.readouterr().err
    files.write(here / "a/p.txt", "Ferry\u200b news.\n".encode())
    assert main(["fix", "a/p.txt", "-q"]) == 1
    assert HINT not in capsys.readouterr().err
    for name in (".git", ".hg", ".svn", ".jj", "CVS"):
        files.write(here / "a/p.txt", "Ferry\u200b news.\n".encode())
        (here / name).mkdir()
        assert main(["fix", "a/p.txt"]) == 1
        assert HINT not in capsys.readouterr().err
        (here / name).rmdir()


def test_a_check_says_nothing_of_backups(here: Path, capsys: Capture) -> None:
    assert main(["check", "b"]) == 1
    assert HINT not in capsys.readouterr().err


def test_one_file_of_a_run_goes_to_standard_output_or_into_a_folder(here: Path, capsys: Capture) -> None:
    assert main(["run", "b", "-o", "out", "-q"]) == 0
    command = [sys.executable, "-m", "cleanse", "restore", "out", "--only", "p.txt"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == ((here / "b/p.txt").read_bytes(), b"")
    assert main(["restore", "out", "--only", "out/p.txt", "-o", "back", "-q"]) == 0
    assert main(["restore", "out", "--only", "clean.txt", "-o", "back", "-q"]) == 0
    assert sorted(path.name for path in (here / "back").iterdir()) == ["clean.txt", "p.txt"]
    assert main(["restore", "out", "--only", "p.txt", "-o", "back", "-q"]) == 2
    capsys.readouterr()
    assert main(["restore", "out", "--only", "pp.txt"]) == 2
    assert "no input or output 'pp.txt'; did you mean 'p.txt'?" in capsys.readouterr().err
    assert main(["restore", "out"]) == 2
    assert "name a new folder for the originals with -o FOLDER" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["", "[]", '{"a": 1}'])
def test_a_damaged_record_of_a_run_is_one_line(here: Path, capsys: Capture, damage: str) -> None:
    assert main(["run", "b", "-o", "out", "-q"]) == 0
    (here / "out/.cleanse/run.json").write_text(damage)
    assert main(["restore", "out"]) == 2
    assert "run.json: not as a run wrote it" in capsys.readouterr().err
