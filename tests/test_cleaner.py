"""The library's way in, and the chain behind it."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanse
from cleanse import Cleaner, ConfigError, Document, Edit
from cleanse.chain import FilterError
from cleanse.decoding.media_type import media_type_of
from cleanse.filters import CHAIN
from cleanse.model import Remark

SAMPLES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "fixtures/seeds").glob("*.txt"))
]
CLEANER = Cleaner()


class Halve:
    """Two equal letters become one: needs as many rounds as the text is long."""

    name = "halve"

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        yield from (Edit(i, i + 2, text[i], "halve/pair") for i in range(0, len(text) - 1, 2) if text[i] == text[i + 1])


class Broken:
    name = "broken"

    def edits(self, document: Document) -> Iterator[Edit]:
        raise RuntimeError("no luck")


class Proposes(NamedTuple):
    """Proposes the same for any text."""

    name: str
    proposals: list[Any]

    def edits(self, document: Document) -> list[Any]:
        return self.proposals


def test_the_chain_goes_round_until_nothing_changes() -> None:
    result = Cleaner(filters=[Halve()]).clean("aaaaaaaa")
    assert result.text == "a"
    assert result.restore() == "aaaaaaaa"
    assert len(result.trace) == 3


def test_a_self_stable_filter_is_asked_again_only_after_another_has_changed_the_text() -> None:
    class Once:
        name, self_stable = "once", True

        def __init__(self, old: str, new: str) -> None:
            self.old, self.new, self.asked = old, new, 0

        def edits(self, document: Document) -> Iterator[Edit]:
            self.asked += 1
            if (at := document.text.find(self.old)) >= 0:
                yield Edit(at, at + len(self.old), self.new, "once/it")

    first, second = Once("cb", "x"), Once("a", "b")
    assert Cleaner(filters=[second]).clean("ca").text == "cb"
    assert second.asked == 1
    assert Cleaner(filters=[first, second]).clean("ca").text == "x"
    assert (first.asked, second.asked) == (2, 3)


def test_filters_that_undo_each_other_come_to_an_end() -> None:
    class Swap:
        def __init__(self, old: str, new: str) -> None:
            self.name, self.old, self.new = f"{old}-{new}", old, new

        def edits(self, document: Document) -> Iterator[Edit]:
            if document.text == self.old:
                yield Edit(0, 1, self.new, "swap/x")

    result = Cleaner(filters=[Swap("a", "b"), Swap("b", "a")]).clean("a")
    assert result.restore() == "a"


def test_a_clean_text_costs_no_copy() -> None:
    text = "The harbour office said the ferry would sail on Tuesday."
    result = CLEANER.clean(text)
    assert result.text is text
    assert result.trace == ()
    assert not result.changed


def test_a_filter_that_breaks_is_named() -> None:
    with pytest.raises(FilterError, match="'broken' failed: RuntimeError: no luck"):
        Cleaner(filters=[Broken()]).clean("text")


@pytest.mark.parametrize(
    "proposal",
    [
        (0, 1, "", "plain/tuple"),
        None,
        Edit(0, 1, None, "no/replacement"),  # type: ignore[arg-type]
        Edit(0, 1, "x", None),  # type: ignore[arg-type]
        Edit(0, 1, "x", "object/note", frozenset()),  # type: ignore[arg-type]
        Edit(0, 1, "x", "single/fact", "", ("date",)),  # type: ignore[arg-type]
        Edit(0, 1, "x", "number/fact", "", (("date", 2024),)),  # type: ignore[arg-type]
        Edit(0, 1, "x", "number/media-type", "", (), 5),  # type: ignore[arg-type]
        Edit(0.0, 1.0, "x", "no/offsets"),  # type: ignore[arg-type]
        Remark(None),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_a_proposal_that_cannot_be_applied_or_recorded_is_the_failure_of_its_filter(proposal: Any) -> None:
    with pytest.raises(FilterError, match=r"the filter 'odd' failed: (TypeError|ValueError): "):
        Cleaner([Proposes("odd", [proposal])]).clean("some text")


def test_offsets_may_be_numbers_of_numpy_and_are_recorded_as_plain_ones() -> None:
    edit = Edit(np.int64(0), np.int64(1), "", "numpy/offsets")  # type: ignore[arg-type]
    (change, *_) = Cleaner([Proposes("offsets", [edit])]).clean("a" * 9).trace.changes
    assert (type(change.start), type(change.end)) == (int, int)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuntimeError("no\nluck"), "RuntimeError: no luck"),
        (SystemExit(3), "SystemExit: 3"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_whatever_a_filter_raises_is_told_in_one_line(error: BaseException, message: str) -> None:
    class Raises:
        name = "broken"

        def edits(self, document: Document) -> Iterable[Edit]:
            raise error

    with pytest.raises(FilterError, match=f"^the filter 'broken' failed: {message}$"):
        Cleaner([Raises()]).clean("some text")


def test_facts_of_removed_text_go_to_metadata() -> None:
    class Dateline:
        name = "dateline"

        def edits(self, document: Document) -> Iterator[Edit]:
            if document.text.startswith("2026"):
                yield Edit(0, 11, "", "dateline/iso", metadata=(("date", "2026-01-02"),))

    result = Cleaner(filters=[Dateline()]).clean(Document("2026-01-02\nNews.", "a", metadata={"author": "Li"}))
    assert result.text == "News."
    assert result.document.metadata["date"] == "2026-01-02"
    assert result.document.metadata["author"] == "Li"


def test_settings_are_checked() -> None:
    with pytest.raises(TypeError, match="unknown setting 'scirpt'; did you mean 'script'"):
        Cleaner(scirpt="keep")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'script'"):
        cleanse.clean("text", scirpt="keep")  # type: ignore[call-arg]
    with pytest.raises(ConfigError, match="choose from zh-Hans"):
        Cleaner(script="latin")
    with pytest.raises(ValueError, match="did you mean 'glosses'"):
        Cleaner(filters=["glosess"])
    with pytest.raises(TypeError, match="sequence of names"):
        Cleaner(filters="glosses")


def test_a_cleaner_can_be_pickled_and_shared_by_threads() -> None:
    copy = pickle.loads(pickle.dumps(CLEANER))
    wanted = [CLEANER.clean(text).text for text in SAMPLES]
    assert [copy.clean(text).text for text in SAMPLES] == wanted
    got: list[list[str]] = []
    threads = [threading.Thread(target=lambda: got.append([CLEANER.clean(t).text for t in SAMPLES])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [wanted] * 4


def test_clean_many_keeps_the_order() -> None:
    items: list[str | bytes | Document] = [*SAMPLES, SAMPLES[0].encode(), Document(SAMPLES[1], "b")]
    one = [result.text for result in CLEANER.clean_many(items)]
    two = [result.text for result in CLEANER.clean_many(iter(items), jobs=2)]
    assert one == two == [CLEANER.clean(item).text for item in items]


def test_clean_many_is_lazy() -> None:
    endless = iter(lambda: "The ferry sails.", None)
    assert next(CLEANER.clean_many(endless)).text == "The ferry sails."


@pytest.mark.parametrize(
    ("text", "id", "given", "html"),
    [
        ("<p>x</p>", "a.html", None, True),
        ("<p>x</p>", "a.HTM.gz", None, True),
        ("plain", "a.html", "text/plain", False),
        ("plain", "-", "application/xhtml+xml", True),
        ("\ufeff <!-- saved --> <!DOCTYPE html><p>x", "-", None, True),
        ("<?xml version='1.0'?><html><p>x", "-", None, True),
        ("<html lang=zh><body><p>x</p>", "-", None, True),
        ("<b>Breaking</b>: the <html> tag turns thirty", "-", None, False),
        ("How to write <html>", "a.txt", None, False),
        ("", "-", None, False),
    ],
)
def test_what_is_read_as_a_page(text: str, id: str, given: str | None, html: bool) -> None:
    assert (media_type_of(text, id, given) == "text/html") == html


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=())),
        st.lists(st.sampled_from([line for s in SAMPLES for line in s.split("\n")])).map("\n".join),
    )
)
def test_the_laws_hold_for_any_text(text: str) -> None:
    result = CLEANER.clean(text, media_type="text/plain")
    assert result.restore() == text
    again = CLEANER.clean(result.text, media_type="text/plain")
    assert again.text == result.text
    for step in result.trace:
        spans = [(change.start, change.end) for change in step.changes]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_any_bytes_can_be_cleaned(data: bytes) -> None:
    decoded = cleanse.decode(data)
    assert CLEANER.clean(data).restore() == decoded.text


def test_import_is_light() -> None:
    heavy = {"scipy", "lxml", "numpy", "opencc", "pypinyin", "ftfy", "datasketch", "rich", "click"}
    code = f"import sys, cleanse; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_chain_names_every_filter_there_is() -> None:
    folder = Path(cleanse.__file__).parent / "filters"
    modules = {path.stem for path in folder.glob("*.py") if "\ndef build(" in path.read_text(encoding="utf-8")}
    assert modules - {"__init__"} == set(CHAIN)
