"""Each format: what is read comes back byte for byte, whatever text is put in its place; which files are of which."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.formats import Fields, InputError, Item, LeftOut, Ref, files
from cleanse.formats.content import content_of
from cleanse.formats.inputs import find
from cleanse.formats.jsonl import STYLES, Jsonl
from cleanse.formats.kinds import FORMATS, JSONL, PAGE, PLAIN, kind_of

PROSE = "The ferry to the northern islands will not sail on Monday, the harbour office said.\n" * 3
HTML = "<!doctype html><html><head><title>Ferry</title></head><body><p>No ferry.</p></body></html>"
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
RECORDS = st.builds(
    lambda more, text, style, end: json.dumps({**more, "text": text}, ensure_ascii=style[0], separators=style[1])
    .encode("utf-8", "backslashreplace") + end,
    st.dictionaries(st.text(), VALUES, max_size=3),
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(STYLES),
    st.sampled_from([b"\n", b"\r\n"]),
)  # fmt: skip
LATIN = '{"text": "é"}\n'.encode("latin-1")
LINES = st.one_of(
    RECORDS,
    st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"") + b"\n"),
    st.sampled_from([b"\n", b"  \r\n", b"[1]\n", b'{"text": 7}\n', b' {"text" : "spaced\\/" }\n', LATIN]),
)  # fmt: skip


def read(name: str, data: bytes) -> Iterator[Item | LeftOut]:
    format = kind_of(name).format
    return format.documents(io.BytesIO(data), Ref(name, 1 if format.holds_records else None), Fields())


def comes_back(item: Item, name: str, text: str) -> bool:
    """Whether the bytes of a document are made again from an output that holds another text."""
    undo = json.loads(json.dumps(item.undo_record(text)))
    format = kind_of(name).format
    return format.original(item.output(text), undo, lambda *_: item.document.text, Fields()) == item.data


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES).map(b"".join), st.booleans(), TEXTS)
def test_records_come_back_byte_for_byte(data: bytes, whole: bool, text: str) -> None:
    data = data if whole else data.rstrip(b"\n")
    parts = list(read("a.jsonl", data))
    assert b"".join(part.data for part in parts) == data
    for item in parts:
        if not isinstance(item, LeftOut):
            assert comes_back(item, "a.jsonl", item.document.text)
            assert comes_back(item, "a.jsonl", text)
            assert json.loads(item.with_text(text))["text"] == text
            assert JSONL.texts_of(item.output(text), Fields()) == {"text": text}


@settings(max_examples=100, deadline=None)
@given(RECORDS, TEXTS, TEXTS)
def test_a_text_put_into_a_written_record_can_be_taken_out_again(line: bytes, first: str, second: str) -> None:
    (item,) = read("a.jsonl", line)
    assert not isinstance(item, LeftOut)
    noted = {**item.undo_record(first), "steps": 7}
    output, undo = JSONL.replaced(item.output(first), {"text": second}, noted, Fields())
    assert (JSONL.texts_of(output, Fields()), undo["steps"]) == ({"text": second}, 7)
    assert JSONL.original(output, undo, lambda *_: item.document.text, Fields()) == line


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        TEXTS.map(str.encode), st.text("市交通局三日通报é").map(lambda t: t.encode("gb18030", "ignore")), st.binary()
    ),
    TEXTS,
)
@pytest.mark.parametrize("name", ["a.txt", "sub/a.html"])
def test_texts_and_pages_come_back_byte_for_byte(name: str, data: bytes, text: str) -> None:
    try:
        (item,) = read(name, data)
    except InputError:
        return
    assert not isinstance(item, LeftOut)
    assert item.data == data
    assert comes_back(item, name, text)
    assert item.output(text) == item.with_text(text) == text.encode()
    output, undo = PLAIN.replaced(item.output("x"), {"text": text}, item.undo_record("x"), Fields())
    assert PLAIN.original(output, undo, lambda *_: item.document.text, Fields()) == data


def test_an_unchanged_record_is_the_same_line() -> None:
    line = b'{"text":  "\\u00e9",\t"n": 1.50}'
    (item,) = read("a.jsonl", line)
    assert not isinstance(item, LeftOut)
    assert item.with_text("é") == line
    assert item.output("é") == line + b"\n"
    assert item.undo_record("é").keys() == {"end", "crc32"}


def test_records_tell_their_line_and_what_is_wrong_with_it() -> None:
    data = b'\n{"text": "x", "id": 7}\n[]\n{"text": "y", "url": "https://www.example.org/a"}\n'
    blank, first, broken, second = Jsonl().documents(io.BytesIO(data), Ref("a.jsonl", 10), Fields())
    assert blank == LeftOut(Ref("a.jsonl", 10), b"\n", "")
    assert isinstance(broken, LeftOut)
    assert "JSON list" in broken.reason
    assert not isinstance(first, LeftOut)
    assert not isinstance(second, LeftOut)
    assert (first.document.id, first.document.source) == ("7", "a.jsonl")
    assert (second.document.id, second.document.source) == ("a.jsonl:13", "example.org")


def test_lines_of_utf_16_are_told_as_such() -> None:
    data = '{"text": "Ferry"}\n{"text": "news"}\n'.encode("utf-16-le")
    parts = list(Jsonl().documents(io.BytesIO(data), Ref("a.jsonl", 1), Fields()))
    assert b"".join(part.data for part in parts) == data
    second = parts[1]
    assert isinstance(second, LeftOut)
    assert second.reason == "holds NUL bytes, so it may be UTF-16; write the file as UTF-8"


def test_every_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for format in FORMATS for suffix in format.suffixes]
    assert len(suffixes) == len(set(suffixes))
    for format in FORMATS:
        for suffix in format.suffixes:
            for name in (f"a{suffix}", f"sub/A{suffix.upper()}", f"a{suffix}.1", f"a{suffix}.gz", f"a{suffix}.2.gz"):
                assert kind_of(name).format is format, name
                assert not kind_of(name).refusal
                assert kind_of(name).packing == (".gz" if name.endswith(".gz") else "")


@pytest.mark.parametrize(
    ("name", "format", "output"),
    [
        ("a/b.txt", PLAIN, "a/b.txt"),
        ("a/b.TXT", PLAIN, "a/b.TXT"),
        ("b.md", PLAIN, "b.md.txt"),
        ("b.html", PAGE, "b.html.txt"),
        ("b.html.1", PAGE, "b.html.1.txt"),
        ("b.xhtml.gz", PAGE, "b.xhtml.gz.txt"),
        ("b.ndjson", JSONL, "b.ndjson"),
        ("b.jsonl.gz", JSONL, "b.jsonl.gz"),
        ("no-ending", PLAIN, "no-ending.txt"),
        ("index.php?id=7", PLAIN, "index.php?id=7.txt"),
    ],
)
def test_what_an_output_is_called(name: str, format: Any, output: str) -> None:
    assert kind_of(name).format is format
    assert format.output_name(name) == output


@pytest.mark.parametrize(
    ("name", "data", "page", "refusal"),
    [
        ("a.txt", b"", False, ""),
        ("a.csv", b"text\nx\n", False, ""),
        ("a.xlsx", b"", False, "'.xlsx'"),
        ("a.xlsx.gz", b"", False, "'.xlsx.gz'"),
        ("a.tar.gz", b"", False, "'.tar.gz'"),
        ("x.warc.gz", b"", False, ""),
        ("a.pdf", HTML.encode(), False, "turn it into text"),
        ("a.docx", b"", False, "turn it into text"),
        ("a.py", PROSE.encode(), False, "source code"),
        ("a.xml", b"<a/>", False, "data for programs"),
        ("a.json", b'{"text": "x"}', False, ""),
        ("a.yaml", b"text: x", False, "source code"),
        ("a.parquet", b"PAR1", False, ""),
        ("a.feather", b"", False, ".jsonl"),
        ("Makefile", PROSE.encode(), False, "belongs to a program"),
        ("a.news", PROSE.encode(), False, ""),
        ("a.news", b"key = value\nx = 1\n", False, "is not known and it looks like code"),
        ("a.news", HTML.encode(), True, ""),
        ("a.php", HTML.encode(), True, ""),
        ("a.aspx", HTML.replace("<p>", "<script>var t = '<%= x %>'</script><p>").encode(), True, ""),
        ("a.php", HTML.replace("<p>", "<p><?php echo 1 ?>").encode(), True, "a program that makes a page"),
        ("page", HTML.replace("<p>", "<p><?php echo 1 ?>").encode(), True, ""),
        ("page", f"<?php echo 1 ?>{HTML}".encode(), True, "a program that makes a page"),
        ("article", f"<b>Ferry</b> {PROSE}".encode(), False, ""),
        ("a.php", b"<?php echo 1;", True, "no web page"),
        ("a.jsp", HTML.replace("<p>", "<p><%= x %>").encode(), True, "a program that makes a page"),
        ("a.asp", PROSE.encode(), True, "no web page"),
        ("page", HTML.encode(), True, ""),
        ("page", HTML.encode("utf-16"), True, ""),
        ("page", ("\ufeff" + HTML).encode(), True, ""),
        ("page", b"<script>a()</script>" + b"x" * 200_000 + b"</body></html>", True, ""),
        ("www.example.org", HTML.encode(), True, ""),
        ("index.php?id=7", HTML.encode(), True, ""),
        ("page.gz", HTML.encode(), True, ""),
        ("article", PROSE.encode(), False, ""),
        ("article", ("市交通局三日通报，新建的跨江大桥将于下月通车。\n" * 9).encode("gb18030"), False, ""),
        ("article.2024-05-01", PROSE.encode(), False, ""),
        ("Dr. No says no", PROSE.encode(), False, ""),
        ("article.gz", PROSE.encode(), False, ""),
        ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", False, "holds PNG"),
        ("data", b'{"text": "x"}\n', False, "JSON"),
        ("data", b"<?xml version='1.0'?><rss/>", False, "XML"),
        ("data", b"a\tb\n" * 9, False, "a table"),
        ("data", b"id,date,text\n" * 9, False, "a table"),
        ("data", b"key = value\n[part]\nother: thing\nx = 1\n", False, "settings"),
        ("page.1", b'.\\" made by hand\n.TH FERRY 1\n.SH NAME\nferry \\- sails\n.SH SEE ALSO\n', False, "code"),
        ("cert.0", b"-----BEGIN CERTIFICATE-----\nMIIF\n", False, "a key"),
        ("script", b"#!/bin/sh\necho\n", False, "a script"),
        ("code", b"import os\n\ndef run():\n    return os.name;\n", False, "code"),
        ("empty", b"", False, "is empty"),
    ],
)
def test_what_a_file_is_by_name_and_content(tmp_path: Path, name: str, data: bytes, page: bool, refusal: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    content = content_of(path)
    assert content.is_page == page
    assert bool(content.refusal) == bool(refusal)
    assert refusal.strip("'") in content.refusal


def test_a_text_with_an_unknown_ending_is_read_where_it_is_named_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.news"
    path.write_text(PROSE)
    assert not content_of(path).refusal
    assert "rename it to .txt" in content_of(path, is_named=False).refusal
    inputs, skipped = find([tmp_path])
    assert not inputs
    assert [item.ending for item in skipped] == [".news"]
    assert [item.output for item in find([path])[0]] == ["a.news.txt"]


def test_a_broken_archive_gives_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(PROSE.encode())[:40])
    with pytest.raises(InputError, match="broken gzip"), files.reading(tmp_path / "a.txt.gz"):
        raise AssertionError
    with pytest.raises(InputError, match="cannot be read: no such file"), files.reading(tmp_path / "none.gz"):
        raise AssertionError


def test_a_part_of_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"one\ntwo\nthree\n")
    with files.reading(tmp_path / "a.jsonl", 4, 8) as data:
        assert data.read() == b"two\n"
