"""Traps, cut and mixed at random: nothing breaks but in one line, and every way back leads to the same bytes.

For hours: `pytest tests/test_fuzz.py --hypothesis-profile hours`.
"""

from __future__ import annotations

import contextlib
import io
from io import BytesIO

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from traps import TRAPS, whole_files

from cleanse import Cleaner
from cleanse.cli.main import main
from cleanse.decoding.decode import decode
from cleanse.filters import CHAIN
from cleanse.formats import Fields, InputError
from cleanse.formats.kinds import FORMATS, kind_of
from cleanse.formats.protocol import LeftOut, Ref, one_document
from cleanse.model import HTML, PLAIN

CLEANER = Cleaner()
ENDINGS = (".txt", ".html", ".jsonl", ".csv", ".tsv", ".json", ".txt.gz", ".zip")
LONG = settings.get_current_profile_name() == "hours"
pytestmark = pytest.mark.timeout(0 if LONG else 120)
quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
some = settings(suppress_health_check=quiet) if LONG else settings(max_examples=60, deadline=None)
few = (
    settings(suppress_health_check=quiet)
    if LONG
    else settings(max_examples=12, deadline=None, suppress_health_check=quiet)
)


@st.composite
def mixed(draw: st.DrawFn) -> bytes:
    """Some traps, one after the other: with a slice taken out or doubled, and a byte that is another one."""
    data = b"".join(draw(st.lists(st.sampled_from(TRAPS) | st.binary(max_size=20), min_size=1, max_size=5)))
    start, end = sorted(draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data)))))
    data = draw(st.sampled_from((data, data[:start] + data[end:], data[:end] + data[start:])))
    if data and draw(st.booleans()):
        place = draw(st.integers(0, len(data) - 1))
        data = data[:place] + bytes([draw(st.integers(0, 255))]) + data[place + 1 :]
    return data


@st.composite
def nearly_whole(draw: st.DrawFn) -> tuple[str, bytes]:
    """A small file of some format, with a few of its bytes replaced, taken out or doubled; and its ending."""
    ending, data = draw(st.sampled_from(whole_files()))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 8)))
        data = data[:start] + draw(st.sampled_from(TRAPS) | st.binary(max_size=4)) + data[end:]
    return ending, data


@some
@given(mixed(), st.sampled_from((PLAIN, HTML)))
def test_a_text_is_given_back(data: bytes, media_type: str) -> None:
    result = CLEANER.clean(data, media_type=media_type)
    assert result.restore() == decode(data).text
    result.text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("name", CHAIN)
@some
@given(data=mixed())
def test_each_filter_gives_a_text_back(name: str, data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    result = Cleaner(filters=[name]).clean(text)
    assert result.restore() == text


@some
@given(mixed())
def test_a_clean_text_is_clean(data: bytes) -> None:
    once = CLEANER.clean(decode(data).text, media_type=PLAIN).text
    assert CLEANER.clean(once, media_type=PLAIN).text == once


@some
@given(nearly_whole())
def test_each_format_is_read_or_refused(file: tuple[str, bytes]) -> None:
    """And what was read is given back, whatever text is put in its place."""
    ending, data = file
    assume(not kind_of(f"a{ending}").packing)
    format, fields = kind_of(f"a{ending}").format, Fields(("text",), "id")
    pieces = []
    try:
        with one_document():
            for item in format.documents(BytesIO(data), Ref("a", 1 if format.holds_records else None), fields):
                pieces.append(item.data)
                if isinstance(item, LeftOut):
                    continue
                output, undo = item.output("x"), item.undo_record("x")
                texts = format.texts_of(output, fields)
                assert list(texts.values()) == ["x"]
                text = item.document.text
                assert format.original(output, undo, lambda new, field, text=text: text, fields) == item.data  # type: ignore[misc]
    except InputError:
        return
    if not format.keeps_original:
        assert b"".join(pieces) == data


def test_each_format_has_a_file_to_begin_with() -> None:
    missing = {suffix for format in FORMATS for suffix in format.suffixes[:1]} - {ending for ending, _ in whole_files()}
    assert missing <= {".parquet", ".warc"}  # which need an extra


@few
@given(
    files=st.lists(st.tuples(st.sampled_from(ENDINGS), mixed()) | nearly_whole(), min_size=1, max_size=4),
    keep=st.booleans(),
)
def test_a_run_over_anything_can_be_undone(
    files: list[tuple[str, bytes]], keep: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "in").mkdir()
    for number, (ending, data) in enumerate(files):
        (folder / "in" / f"{number}{ending}").write_bytes(data)
    words = ["run", str(folder / "in"), "-o", str(folder / "out"), "-q", "--jobs", "1", "--syndication"]
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        code = main([*words, "--on-error", "keep" if keep else "drop"])
    assert code in (0, 2)
    assert " failed: " not in said.getvalue()  # of a filter: its document would be named, and the rest go on
    if not (folder / "out/.cleanse/manifest.jsonl").exists():
        assert code == 2
        return
    assert main(["verify", str(folder / "out")]) == 0
    assert main(["restore", str(folder / "out"), "-o", str(folder / "back"), "-q"]) == 0
    for path in (folder / "back").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (folder / "in" / path.relative_to(folder / "back")).read_bytes()


@few
@given(name=st.sampled_from(("run.json", "manifest.jsonl", "trace.jsonl.gz", "outputs.json")), data=mixed())
def test_a_damaged_record_is_said_to_be(name: str, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "a.txt").write_text("The ferry sails\u200b again.", encoding="utf-8")
    assert main(["run", str(folder / "a.txt"), "-o", str(folder / "out"), "-q"]) == 0
    (folder / "out/.cleanse" / name).write_bytes(data)
    assert main(["verify", str(folder / "out")]) == 2
    for words in (["restore", str(folder / "out"), "-o", str(folder / "back")], ["report", str(folder / "out")]):
        assert main(words) in (0, 2)


@few
@given(data=mixed())
def test_rules_that_are_none_are_refused_in_one_line(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "own.toml").write_bytes(data)
    (folder / "a.txt").write_text("The ferry sails again.", encoding="utf-8")
    assert main(["check", str(folder / "a.txt"), "--rules", str(folder / "own.toml")]) in (0, 2)
