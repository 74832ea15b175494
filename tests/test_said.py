"""What a user has to be told: doubt, cut files, which of several documents of one id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cleanse
from cleanse.cli.main import main
from cleanse.decoding.utf16 import detect
from cleanse.formats import InputError, files
from cleanse.model import DOUBTFUL_DECODING

Capture = pytest.CaptureFixture[str]
STORY = "The ferry to the island left the harbour at nine and came back with sixty passengers on board."
UNCLEAR = b"x \xfe\xdd\xa1 y\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_near_duplicate_of_a_repeated_id_names_the_file_and_the_line(here: Path, capsys: Capture) -> None:
    rows = [{"id": "r1", "text": STORY}, {"id": "r1", "text": "Nothing like it."}, {"id": "r1", "text": STORY}]
    (here / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["run", "r.jsonl", "-o", "out", "-v"]) == 0
    shown = capsys.readouterr().err
    assert "r1 (r.jsonl:3)  near-duplicate of r.jsonl:1" in shown
    first, _, last = (document.row for document in cleanse.open_run(here / "out").documents())
    assert (first.duplicate_of, last.duplicate_of) == (None, "r.jsonl:1")
    assert "r.jsonl:1" in (here / "out/.cleanse/report.html").read_text()


def test_a_near_duplicate_of_an_id_of_its_own_names_the_id(here: Path) -> None:
    rows = [{"id": "a", "text": STORY}, {"id": "b", "text": "One."}, {"id": "b", "text": "Two."}]
    (here / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"id": "c", "text": STORY}]))
    assert main(["run", "r.jsonl", "-o", "out", "-q"]) == 0
    assert [d.row.duplicate_of for d in cleanse.open_run(here / "out").documents()] == [None, None, None, "a"]


def test_a_jsonl_file_that_ends_within_a_line_is_said_to_be_cut_off(here: Path, capsys: Capture) -> None:
    whole = b'{"text": "One."}\n{"text": "Two."}\n'
    (here / "r.jsonl").write_bytes(whole[:-6])
    assert main(["run", "r.jsonl", "-o", "out", "-q"]) == 2
    message = "the file ends within this line, so it may have been cut off"
    assert capsys.readouterr().err.strip().endswith(message)
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert (here / "back/r.jsonl").read_bytes() == whole[:-6]
    (here / "r.jsonl").write_bytes(b'{"text": "One."}\n{"text": 2}\n{"text": "Three."}')
    assert main(["run", "r.jsonl", "-o", "out", "-q"]) == 2
    assert message not in capsys.readouterr().err


def test_a_file_that_became_shorter_during_a_run_is_no_text(here: Path) -> None:
    (here / "a.txt").write_bytes(b"12345")
    assert files.part(here / "a.txt", 1, 5) == b"2345"
    with pytest.raises(InputError, match="is 4 bytes shorter than when the run began"):
        files.part(here / "a.txt", 1, 9)


def test_restore_of_a_folder_to_standard_output_restores_nothing(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "in/sub").mkdir(parents=True)
    for name in ("a", "sub/b"):
        (here / f"in/{name}.txt").write_text(f"Text {name}.\n")
    (here / "in/sub/c.txt").write_text("Text c.\n")
    assert main(["run", "in", "-o", "out", "-q"]) == 0
    capsys.readouterr()
    monkeypatch.setattr("cleanse.record.restore.restore", None)
    assert main(["restore", "out", "--only", "sub"]) == 2
    assert "sub: 2 files; name a folder for them with -o FOLDER" in capsys.readouterr().err


def test_doubt_of_an_encoding_is_said_by_check_and_explain(here: Path, capsys: Capture) -> None:
    assert cleanse.decode(UNCLEAR).confidence < DOUBTFUL_DECODING
    (here / "a.txt").write_bytes(UNCLEAR)
    assert main(["check", "a.txt", "-q"]) == 2
    assert "error: a.txt: its encoding is doubtful (" in capsys.readouterr().err
    assert main(["explain", "a.txt"]) == 0
    assert "warning: a.txt: its encoding is doubtful (" in capsys.readouterr().err
    assert main(["run", "a.txt", "-o", "out", "-q"]) == 0
    capsys.readouterr()
    assert main(["explain", "out/a.txt"]) == 0
    assert "warning: a.txt: its encoding is doubtful (" in capsys.readouterr().err


def test_the_library_cleans_bytes_that_a_run_refuses_as_binary(here: Path, capsys: Capture) -> None:
    data = b"\x00\x01\xff"
    result = cleanse.Cleaner().clean(data)
    assert result.decoded is not None
    assert result.restore() == result.decoded.text
    assert result.decoded.text.encode(result.decoded.encoding) == data
    (here / "a.txt").write_bytes(data)
    assert main(["run", "a.txt", "-o", "out", "-q"]) == 2
    assert "a.txt: not a text: binary data" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Größe", "utf-16-le"),
        ("Ωμέγα — “α”", "utf-16-be"),
        ("新闻：下雨了", "utf-16-le"),
        ("Łódź, 3 € (ж)", "utf-16-le"),
        ("Yes.", "utf-16-be"),
    ],
)
def test_a_few_words_in_utf16_are_read(text: str, codec: str) -> None:
    assert detect(text.encode(codec)) == codec


@pytest.mark.parametrize("numbers", [(300, 900, 1500, 65, 1600, 2400), (65, 0x100, 0x400, 0x5D0, 0x630, 0x905, 0xE05)])
def test_a_few_numbers_of_two_bytes_are_no_utf16(numbers: tuple[int, ...]) -> None:
    data = b"".join(number.to_bytes(2, "little") for number in numbers)
    assert b"\0" in data
    assert detect(data) is None


def test_an_odd_number_of_bytes_is_no_utf16_unless_they_are_many() -> None:
    assert detect(b"\x00\x01\xff" * 9) is None
    assert detect((STORY * 9).encode("utf-16-le")[:-1]) == "utf-16-le"


def test_pairs_that_were_rejected_are_told_with_verbose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [f"word{n}" for n in range(60)]
    changed = [*words[:30], "another", *words[31:]]
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text(" ".join(words) + ".", encoding="utf-8")
    Path("in/b.txt").write_text(" ".join(changed) + ".", encoding="utf-8")
    assert main(["run", "in", "-o", "out", "-v", "--threshold", "0.85"]) == 0
    assert "a.txt is no near-duplicate of b.txt: 0.84 similar, not 0.85" in capsys.readouterr().err
    assert main(["run", "in", "-o", "out", "-v", "--threshold", "0.8"]) == 0
    assert "is no near-duplicate" not in capsys.readouterr().err
    assert main(["run", "in", "-o", "out", "--threshold", "0.85"]) == 0
    assert "is no near-duplicate" not in capsys.readouterr().err
