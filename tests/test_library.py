"""What the library takes and refuses, and how `clean_many` hands out work."""

from __future__ import annotations

import enum
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import cleanse
from cleanse import Cleaner, ConfigError, Document, Edit
from cleanse.chain import FilterError
from cleanse.engines import local
from cleanse.engines.local import ordered_map


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool starts at once, as it does where there is more to do than these tests have."""
    monkeypatch.setattr(local, "START_UP", 0)


class Stop:
    """A full stop becomes an exclamation mark. Fails on a text with `fail` in it."""

    name = "stop"

    def edits(self, document: Document) -> Iterator[Edit]:
        if "fail" in document.text:
            raise RuntimeError("no luck")
        if document.text.endswith("."):
            yield Edit(len(document.text) - 1, len(document.text), "!", "stop/it")


class Built:
    """Leaves a file for each time that it is made in a process of its own."""

    name = "built"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()

    def edits(self, document: Document) -> Iterator[Edit]:
        (self.folder / f"worker-{os.getpid()}").touch()
        return iter(())


class Colour(str, enum.Enum):  # noqa: UP042 - a StrEnum shows its text, this shows its name
    RED = "red\u200b."


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (None, "cannot clean None: leave out rows that have no text"),
        (float("nan"), "cannot clean nan (float): leave out rows that have no text"),
        (("a.txt", "News."), "cannot clean ('a.txt', 'News.') (tuple): give text, bytes or a Document(text, id)"),
        (["News."], "and several of them to clean_many"),
        (PurePosixPath("a.txt"), "read the file first: clean(path.read_bytes(), id=str(path))"),
        (7, "cannot clean 7 (int): give text, bytes or a Document"),
        ("News." * 50 and {"text": "News." * 50}, "… (dict): give text, bytes or a Document"),
        (Document(None, "a"), "the text of document 'a' is None: give a string"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_text_is_a_type_error_that_says_what_to_do(item: Any, message: str) -> None:
    for attempt in (
        lambda: cleanse.clean(item),
        lambda: Cleaner(filters=[]).clean(item),
        lambda: list(Cleaner(filters=[]).clean_many([item, item])),
        lambda: list(Cleaner(filters=[]).clean_many([item, item], jobs=2)),
    ):
        with pytest.raises(TypeError) as caught:
            attempt()
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)


def test_every_kind_of_text_and_bytes_is_taken() -> None:
    cleaner = Cleaner(filters=["characters"])
    data = "News\u200b.".encode()
    for item in ("News\u200b.", data, bytearray(data), memoryview(data), Document("News\u200b.")):
        assert cleaner.clean(item).text == "News."
    assert cleaner.clean(Colour.RED).text == "red."
    assert type(cleaner.clean(Colour.RED).document.text) is str


@pytest.mark.parametrize("name", ["id", "media_type", "declared"])
@pytest.mark.parametrize("value", [7, b"a.html", PurePosixPath("a.html")])
def test_what_is_said_of_a_text_is_a_string_or_a_type_error_that_names_it(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"^{name} is .* give a string$"):
        Cleaner(filters=[]).clean(b"Caf\xe9", **{name: value})


def test_a_document_without_an_id_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="id is None: give a string"):
        Cleaner(filters=[]).clean(Document("News.", None))  # type: ignore[arg-type]


def test_a_wrong_setting_names_the_nearest_or_all() -> None:
    with pytest.raises(TypeError, match="unknown setting 'scirpt'; did you mean 'script'"):
        Cleaner(scirpt="keep")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unknown setting 'colour'; there are: filters, extra_filters"):
        cleanse.clean("News.", colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'threshold' is one of a run over many documents"):
        Cleaner(threshold=0.5)  # type: ignore[call-arg]
    with pytest.raises(ConfigError, match="script = 3: choose from"):
        Cleaner(script=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"<.* is no filter: give a name, or an object with a name and edits"):
        Cleaner(filters=[str.upper])  # type: ignore[list-item]


def test_one_text_is_not_many() -> None:
    with pytest.raises(TypeError, match=r"clean_many takes many texts, not 'News.' \(str\): give a list, or use clean"):
        Cleaner(filters=[]).clean_many("News.")


def test_a_class_is_no_filter() -> None:
    with pytest.raises(TypeError, match="is no filter"):
        Cleaner(filters=[Stop])  # type: ignore[list-item]


def test_a_filter_of_ones_own_can_be_given_to_both() -> None:
    assert cleanse.clean("News\u200b.", filters=iter(["characters", Stop()])) == "News!"  # type: ignore[arg-type]
    assert Cleaner(filters=[Stop()]).clean("News.").text == "News!"


@pytest.mark.parametrize("jobs", [-1, -8, 1.5, None, True])
def test_a_number_of_jobs_that_is_none_is_refused_at_once(jobs: Any) -> None:
    with pytest.raises(ValueError, match=r"jobs = .*: give a whole number, 0 for all cores"):
        Cleaner(filters=[]).clean_many(["News."], jobs=jobs)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("in_processes")
def test_an_error_of_the_input_comes_after_the_results_of_what_came_before(jobs: int) -> None:
    def items() -> Iterator[str]:
        yield from (f"News {n}." for n in range(100))
        raise OSError("the feed broke off")

    results = Cleaner(filters=[Stop()]).clean_many(items(), jobs=jobs)
    assert [next(results).text for _ in range(100)] == [f"News {n}!" for n in range(100)]
    with pytest.raises(OSError, match="the feed broke off"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.usefixtures("in_processes")
def test_an_error_in_one_item_comes_in_its_place(jobs: int) -> None:
    items = ["News 1.", "News 2.", "fail.", "News 3."] * 30
    results = Cleaner(filters=[Stop()]).clean_many(items, jobs=jobs)
    assert [next(results).text, next(results).text] == ["News 1!", "News 2!"]
    with pytest.raises(FilterError, match="the filter 'stop' failed: RuntimeError: no luck"):
        next(results)


@pytest.mark.usefixtures("in_processes")
def test_filters_are_made_at_most_once_a_process(tmp_path: Path) -> None:
    results = list(Cleaner(filters=[Built(tmp_path)]).clean_many((f"News {n}." for n in range(2000)), jobs=2))
    assert len(results) == 2000
    names = sorted(path.name for path in tmp_path.iterdir())
    workers = [name for name in names if name.startswith("worker-")]
    process_ids = [name.split("-")[0] for name in names if not name.startswith("worker-")]
    assert 1 <= len(workers) <= 2
    assert f"worker-{os.getpid()}" not in workers
    assert len(process_ids) == len(set(process_ids)) <= 2


@pytest.mark.usefixtures("in_processes")
def test_memory_is_bounded_however_many_items_there_are() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "The ferry sails. " * 1000

    results = Cleaner(filters=[Stop()]).clean_many(endless(), jobs=2)
    for _ in range(200):
        next(results)
    assert taken <= 200 + 9 * 20


def test_chunks_change_neither_order_nor_results() -> None:
    items = list(range(-57, 58))
    for chunk in (1, 2, 10, 1000):
        assert list(ordered_map(abs, iter(items), 2, chunk, weight=abs)) == list(map(abs, items))
    assert list(ordered_map(abs, iter(()), 2)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal for one process alone")
def test_an_interrupt_ends_all_processes_at_once() -> None:
    code = """if True:
        import sys, time
        from cleanse.engines.local import ordered_map
        def main():
            try:
                for _ in ordered_map(time.sleep, [0, 60, 60, 60, 60, 60], 2):
                    print("first", flush=True)
            except KeyboardInterrupt:
                return 130
        sys.exit(main())
    """
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert time.monotonic() - begun < 30  # of the minute that the others would take


def test_a_caller_who_stops_early_waits_for_nothing() -> None:
    results = ordered_map(time.sleep, [0, *[60] * 20], 2)
    next(results)
    begun = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 30  # of the minute that the others would take


def test_the_first_items_are_worked_on_here_until_they_have_taken_long_enough() -> None:
    pids = list(ordered_map(lambda n: os.getpid(), range(20), 2, alone=60))
    assert set(pids) == {os.getpid()}
    pids = list(ordered_map(slow_pid, iter(range(6)), 2, alone=0.05))
    assert pids[0] == os.getpid()
    assert os.getpid() not in pids[3:]


def slow_pid(_: int) -> int:
    time.sleep(0.03)
    return os.getpid()
