"""An index over several runs: yesterday's stories are known, and nothing can break it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from stories import altered, manifest, records, story

from cleanse.cli.main import main
from cleanse.duplicates import lsh as duplicates
from cleanse.duplicates.corpus import in_memory
from cleanse.duplicates.index_file import IndexFileError, open_index, parameters
from cleanse.duplicates.minhash import sketch

pytest.importorskip("duckdb")
pytestmark = pytest.mark.integration


def day(path: Path, ids: list[str], texts: list[str], threshold: float = 0.7) -> list[str | None]:
    """One run with an index: the id of the kept document for each, None for those that are kept."""
    corpus = in_memory(sketch(texts))
    with open_index(path, threshold) as index:
        past = index.past(ids, corpus, threshold)
        matches = duplicates.find(ids, corpus, threshold, None, past)
        index.add(ids, corpus, threshold, matches, [""] * len(ids), past.indexed)
    return [None if m is None else ids[m[0]] if m[0] < len(ids) else past.id(m[0]) for m in matches]


def test_tomorrow_s_repost_of_today_s_story(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    assert day(path, ["a", "b", "c"], [story(1), story(2), altered(story(1))]) == [None, None, "a"]
    assert day(path, ["d", "e"], [story(3), altered(story(2), 7)]) == [None, "b"]
    assert day(path, ["f", "g"], [altered(story(3), 9), story(2)]) == ["d", "b"]


def test_a_run_made_again_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    texts = [story(1), story(2), altered(story(1)), "?!", ""]
    first = day(path, list("abcde"), texts)
    day(path, list("xy"), [story(5), story(6)])
    assert day(path, list("abcde"), texts) == first == [None, None, "a", None, None]
    with open_index(path) as index:
        assert [(run.documents, run.kept) for run in index.runs()] == [(5, 2), (2, 2)]  # it is the first run once more


def test_two_stories_of_one_id_are_both_remembered(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    assert day(path, ["feed:1"], [story(1)]) == [None]
    assert day(path, ["feed:1"], [story(2)]) == [None]
    assert day(path, ["feed:2"], [altered(story(1))]) == ["feed:1"]


def test_an_index_of_other_parameters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    day(path, ["a"], [story(1)], 0.7)
    with pytest.raises(
        IndexFileError, match=r"news\.index: was made with other parameters: threshold 0\.7 \(now 0\.8\)"
    ):
        day(path, ["a"], [story(1)], 0.8)
    with open_index(path) as index:
        assert index.stamp() == parameters(0.7)


def test_what_is_no_index_is_refused_and_nothing_made(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("no database at all, but long enough to have a header of some kind" * 100)
    with pytest.raises(IndexFileError, match="text: cannot be opened"), open_index(path, 0.8):
        pass
    with pytest.raises(IndexFileError, match="there is no such index"), open_index(tmp_path / "none"):
        pass
    assert not (tmp_path / "none").exists()


def test_a_run_that_is_forgotten_no_longer_finds_duplicates(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    day(path, ["a", "b"], [story(1), story(2)])
    with open_index(path) as index:
        assert index.forget(date.today() - timedelta(days=3)) == 0
        assert index.forget(date.today() + timedelta(days=3)) == 2
        assert index.runs() == []
    assert day(path, ["c"], [story(1)]) == [None]


HOLDING = """
import sys, time
from pathlib import Path
from cleanse.duplicates.index_file import open_index
with open_index(Path(sys.argv[1]), 0.7):
    print("open", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def test_another_run_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.index"
    day(path, ["a"], [story(1)])
    for patience, seconds in ((60.0, 1.0), (0.0, 10.0)):
        monkeypatch.setattr("cleanse.duplicates.index_file._PATIENCE", patience)
        root = str(Path(__file__).parents[1])
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDING, str(path), str(seconds)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": root},
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        if patience:
            assert day(path, ["b"], [altered(story(1))]) == ["a"]
        else:
            with pytest.raises(IndexFileError, match="another run has been using it"):
                day(path, ["b"], [story(1)])
        process.kill()
        process.wait()


KILLED = """
import sys, duckdb
from cleanse.duplicates import lsh as duplicates
from cleanse.duplicates.corpus import in_memory
from cleanse.duplicates import index_file as indexfile
sys.path.insert(0, {tests!r})
from pathlib import Path
from cleanse.duplicates.minhash import sketch
from stories import story
path, ids = Path({path!r}), [str(n) for n in range(3000)]
corpus = in_memory(sketch([story(n, 60) for n in range(3000)]))
with indexfile.open_index(path, 0.7) as opened:
    print("adding", flush=True)
    while True:
        opened.add(ids, corpus, 0.7, [None] * 3000, [""] * 3000, set())
        print("added", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("wait", [0.0, 0.05, 0.3])
def test_an_index_is_whole_whenever_its_run_was_killed(tmp_path: Path, wait: float) -> None:
    path = tmp_path / "news.index"
    day(path, ["a"], [story(1)])
    code = KILLED.format(tests=str(Path(__file__).parent), path=str(path))
    root = str(Path(__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"adding\n"
    time.sleep(wait)
    process.kill()
    added = process.stdout.read().count(b"added")
    process.wait()
    with open_index(path) as index:
        runs = index.runs()
    assert len(runs) in (added + 1, added + 2)  # the last may have been committed and not yet told
    assert [run.kept for run in runs] == [1] + [3000] * (len(runs) - 1)
    assert day(path, ["b"], [story(1)]) == ["a"]


def test_a_refused_index_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "news.index"
    day(path, ["a"], [story(1)], 0.7)
    with pytest.raises(IndexFileError, match=r"run with --threshold 0\.7, or name another file"):
        day(path, ["a"], [story(1)], 0.8)
    with open_index(path) as index:
        index._database.execute("update stamp set value = '1' where name = 'format'")
    with pytest.raises(IndexFileError, match=r"format 1 \(now 2\); another version .* name a new file with --index"):
        day(path, ["a"], [story(1)], 0.7)


def test_documents_that_one_is_like_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = tmp_path / "news.index", tmp_path / "in"
    folder.mkdir()
    near = " ".join([*story(1).split()[:195], "other", "words"])
    day(path, ["a", "b", "c"], [story(1), near, story(2)], 0.95)
    (folder / "one.txt").write_text(story(1).upper(), encoding="utf-8")
    assert main(["index", str(path), "--like", str(folder / "one.txt")]) == 0
    shown = capsys.readouterr().out
    assert "1.00  –           a" in shown
    assert "  c" not in shown
    news = records(tmp_path / "news.jsonl", {"x": story(2), "y": story(9)})
    assert main(["index", str(path), "--like", f"{news}:2", "--json"]) == 0
    assert [row["like"] for row in map(json.loads, capsys.readouterr().out.splitlines())] == [[]]
    assert main(["index", str(path), "--like", str(news), "--json"]) == 0
    rows = [json.loads(line)["like"] for line in capsys.readouterr().out.splitlines()]
    assert rows == [[{"id": "c", "date": "", "similarity": 1.0}], []]
    assert main(["index", str(path), "--like", f"{news}:7"]) == 2
    assert "no record '7'" in capsys.readouterr().err
    with open_index(path) as index:
        assert [run.documents for run in index.runs()] == [3]  # to look adds nothing


def test_a_bulletin_of_another_day_is_no_copy_of_one_in_the_index(tmp_path: Path) -> None:
    bulletins = [f"One crown is worth 0.9{n} dollars. {story(1, 400)}" for n in (1, 2)]
    options = ["--filters", "none", "--index", str(tmp_path / "news.index"), "--jobs", "1", "-q"]
    for n, text in enumerate((*bulletins, bulletins[1].upper())):
        path = records(tmp_path / f"{n}.jsonl", {str(n): text})
        assert main(["run", str(path), "-o", str(tmp_path / f"out{n}"), *options]) == 0
    rows = [manifest(tmp_path / f"out{n}")[str(n)] for n in range(3)]
    assert [row["relation"] for row in rows] == [None, "version", "copy"]
    assert [bool(row["output"]) for row in rows] == [True, True, False]


def test_the_command_index_shows_runs_and_forgets_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = tmp_path / "news.index"
    today = records(tmp_path / "today.jsonl", {"a": story(1), "b": story(2)})
    tomorrow = records(tmp_path / "tomorrow.jsonl", {"c": altered(story(1)), "d": story(3)})
    options = ["--filters", "none", "--index", str(index), "--jobs", "1", "-q"]
    assert main(["run", str(today), "-o", str(tmp_path / "one"), *options]) == 0
    assert main(["run", str(tomorrow), "-o", str(tmp_path / "two"), *options]) == 0
    assert {id: row["duplicate_of"] for id, row in manifest(tmp_path / "two").items()} == {"c": "a", "d": None}
    before = (tmp_path / "two" / ".cleanse" / "manifest.jsonl").read_bytes()
    assert main(["run", str(tomorrow), "-o", str(tmp_path / "two"), *options]) == 0  # again
    assert (tmp_path / "two" / ".cleanse" / "manifest.jsonl").read_bytes() == before
    capsys.readouterr()
    assert main(["index", str(index)]) == 0
    assert "4 documents of 2 runs" in capsys.readouterr().out
    assert main(["run", str(today), "-o", str(tmp_path / "three"), *options, "--threshold", "0.5"]) == 2
    assert "was made with other parameters" in capsys.readouterr().err
    assert not (tmp_path / "three").exists()
    assert main(["index", str(index), "--forget-before", "2001-01-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stamp"]["threshold"] == "0.8"
    assert main(["index", str(tmp_path / "none")]) == 2
