"""A document that is too large, too deep or named too long fails by itself; the run goes on without it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cleanse.cleaner import Cleaner
from cleanse.cli.main import main
from cleanse.formats import InputError, files, json_text, jsonl, names

Capture = pytest.CaptureFixture[str]
ERRORS = [(MemoryError, "needs more memory than there is"), (RecursionError, "nested too deeply")]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/good.txt").write_text("Ferry news.\u200b\n")
    return tmp_path


def nested(depth: int, text: str) -> str:
    return f'{{"text": {json.dumps(text)}, "deep": {"[" * depth}{"]" * depth}}}'


@pytest.fixture(params=ERRORS, ids=lambda pair: pair[0].__name__)
def failing(request: pytest.FixtureRequest, here: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Texts with the word HUGE cannot be cleaned for want of memory or stack; what is said of them."""
    error, message = request.param
    clean = Cleaner.clean

    def fail(self: Cleaner, item: Any, *args: Any, **more: Any) -> Any:
        if "HUGE" in str(item):
            raise error
        return clean(self, item, *args, **more)

    monkeypatch.setattr(Cleaner, "clean", fail)
    Path("in/huge.txt").write_text("HUGE")
    Path("in/lines.jsonl").write_text('{"text": "First.\u200b"}\n{"text": "HUGE"}\n{"text": "Last."}\n')
    return str(message)


def test_want_of_memory_or_stack_is_the_failure_of_one_document(failing: str, capsys: Capture) -> None:
    assert main(["run", "in", "-o", "out", "-q", "-j", "1"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [error.split(failing)[0] for error in errors] == ["error: huge.txt: ", "error: lines.jsonl:2: "]
    assert Path("out/good.txt").read_text() == "Ferry news.\n"
    assert Path("out/lines.jsonl").read_text() == '{"text": "First."}\n{"text": "Last."}\n'
    assert not Path("out/huge.txt").exists()
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/lines.jsonl").read_bytes() == Path("in/lines.jsonl").read_bytes()


def test_check_fix_and_explain_go_on_too(failing: str, capsys: Capture) -> None:
    before = Path("in/huge.txt").read_bytes()
    assert main(["explain", "in/lines.jsonl"]) == 2
    assert f"lines.jsonl:2: {failing}" in capsys.readouterr().err
    assert main(["explain", "in/huge.txt"]) == 2
    assert f"huge.txt: {failing}" in capsys.readouterr().err
    assert main(["check", "in", "-q", "-j", "1"]) == 2
    assert main(["fix", "in", "-q", "-j", "1"]) == 2
    assert failing in capsys.readouterr().err
    assert Path("in/huge.txt").read_bytes() == before
    assert Path("in/good.txt").read_text() == "Ferry news.\n"
    assert Path("in/lines.jsonl").read_text() == '{"text": "First."}\n{"text": "HUGE"}\n{"text": "Last."}\n'


@pytest.mark.parametrize("depth", [600, 900, 975, 990, 5000, 200_000])
def test_a_record_nested_too_deep_fails_by_itself(here: Path, capsys: Capture, depth: int) -> None:
    lines = [nested(depth, "Deep.\u200b"), nested(depth, "Deep."), nested(400, "Flat.\u200b")]
    Path("in/deep.jsonl").write_text("\n".join(lines))
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    assert [error.split(";")[0] for error in capsys.readouterr().err.splitlines()] == [
        f"error: deep.jsonl:{line}: nested more than 500 levels deep" for line in (1, 2)
    ]
    assert json.loads(Path("out/deep.jsonl").read_text())["text"] == "Flat."
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/deep.jsonl").read_bytes() == Path("in/deep.jsonl").read_bytes()
    assert main(["fix", "in/deep.jsonl", "-q"]) == 2
    assert Path("in/deep.jsonl").read_text().splitlines()[:2] == lines[:2]


def test_brackets_in_a_text_are_no_depth() -> None:
    assert jsonl.parse(json.dumps({"text": "[{" * 5000, "n": [[1]] * 600}).encode()).texts == {"text": "[{" * 5000}
    with pytest.raises(InputError, match="nested more than"):
        jsonl.parse(nested(json_text.DEEPEST + 1, "x").encode())


def test_an_input_whose_output_name_would_be_too_long_fails_by_itself(here: Path, capsys: Capture) -> None:
    too_long = ["n" * 250 + ".html", "船" * 82 + ".text.md", "z" * 248 + ".txt.gz"]
    for name in too_long:
        data = b"Ferry news, a longer text."
        Path("in", name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    longest = "k" * 251 + ".txt"
    Path("in", longest).write_text("No ferry today, said the harbour.")
    assert main(["run", "in", "-o", "out", "-q"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert sorted(errors) == sorted(
        f"error: {name}: the name of its output would be too long; shorten its own" for name in too_long
    )
    assert sorted(path.name for path in Path("out").iterdir()) == [".cleanse", "good.txt", longest]
    assert main(["restore", "out", "-o", "back", "-q"]) == 0
    assert sorted(path.name for path in Path("back").iterdir()) == ["good.txt", longest]


def test_a_path_is_too_long_where_no_file_can_be_made_of_it(here: Path) -> None:
    assert not names.too_long(here / "new" / ("a" * 255))
    assert names.too_long(here / "new" / ("a" * 256))
    assert names.too_long(here / ("a" * 256) / "new.txt")
    assert names.too_long(here / "/".join(["a" * 200] * 25))
    files.write(here / ("😀" * 60 + "n" * 15), b"")
    assert not names.too_long(here / ("😀" * 60 + "n" * 15))
