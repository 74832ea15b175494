"""Records in CSV, JSON, Parquet and WARC, and any file compressed: through a run and back."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli.main import main
from cleanse.formats import Fields, InputError
from cleanse.formats.kinds import kind_of
from cleanse.formats.packing import PACKINGS, errors

Capture = pytest.CaptureFixture[str]
DAMAGED = "Itâ€™s open, the mayor said on Monday, and the ferry will sail at noon.\nThe harbour is calm."
MENDED = "It’s open, the mayor said on Monday, and the ferry will sail at noon.\nThe harbour is calm."
SOUND = 'The river rose again, and "the old bridge", closed on Sunday, stays shut.'
PACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
UNPACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}
RECORDS: list[dict[str, Any]] = [
    {"id": "a", "text": DAMAGED, "note": "x, y"},
    {"id": "b", "text": SOUND, "note": "-"},
    {"id": "c", "text": "創(chuàng)新發(fā)展，市政府今天宣佈新的計畫。", "note": ""},
]
CLEAN = [MENDED, SOUND, "创新发展，市政府今天宣布新的计划。"]


def cleaned(folder: Path, *more: str) -> Path:
    """The output of a run over `folder/in`, checked to lead back."""
    out = folder / "out"
    assert main(["run", str(folder / "in"), "-o", str(out), "-q", *more]) == 0
    assert main(["restore", str(out), "-o", str(folder / "back")]) == 0
    for path in (folder / "in").iterdir():
        assert (folder / "back" / path.name).read_bytes() == path.read_bytes()
    return out


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(data)


def as_csv(rows: list[dict[str, Any]], **dialect: Any) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), **{"lineterminator": "\n", **dialect})
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "encoding", "dialect"),
    [
        ("a.csv", "utf-8", {}),
        ("a.csv", "utf-8-sig", {"delimiter": ";", "lineterminator": "\r\n"}),
        ("a.tsv", "gb18030", {"delimiter": "\t", "quoting": csv.QUOTE_ALL}),
        ("a.csv.gz", "utf-8", {}),
        ("a.csv.xz", "utf-16", {}),
    ],
)
def test_rows_of_csv_keep_their_dialect(tmp_path: Path, name: str, encoding: str, dialect: dict[str, Any]) -> None:
    put(tmp_path, name, PACK.get(Path(name).suffix, bytes)(as_csv(RECORDS, **dialect).encode(encoding)))
    out = cleaned(tmp_path, "--jobs", "2")
    data = (out / name).read_bytes()
    unpack = UNPACK.get(Path(name).suffix, bytes)
    wanted = [{**record, "text": text} for record, text in zip(RECORDS, CLEAN, strict=True)]
    mark = "\ufeff" if encoding == "utf-8-sig" else ""
    assert unpack(data).decode() == mark + as_csv(wanted, **dialect)


def test_rows_of_csv_that_stay_are_the_same_bytes(tmp_path: Path) -> None:
    source = 'id;text;n\n1;\'single\', and a "half quote;2\n2;Sound prose of the harbour.;"3"\n'
    put(tmp_path, "a.csv", source.encode())
    assert (cleaned(tmp_path) / "a.csv").read_text(encoding="utf-8") == source


@pytest.mark.parametrize(
    "source",
    [
        f'"1",{DAMAGED.splitlines()[0]!r},plain,"q, ""x"""\r\n'.replace("'", '"'),
        f"'1',\"{DAMAGED}\",,\n",
        f'1,"{DAMAGED}","",  spaced  ',
    ],
)
def test_other_fields_of_a_row_that_changes_keep_their_quotes(tmp_path: Path, source: str) -> None:
    put(tmp_path, "a.csv", f"id,text,b,c\n{source}".encode())
    wanted = f"id,text,b,c\n{source}".replace("Itâ€™s", "It’s")
    assert (cleaned(tmp_path) / "a.csv").read_bytes().decode() == wanted


def test_a_row_in_another_encoding_is_read_as_what_it_is(tmp_path: Path) -> None:
    prose = "Die Brücke über den Fluß bleibt für die nächsten Tage geschlossen, hieß es."
    sound = "Die Fähre fährt wieder – später als üblich."
    data = f"id;text\n1;{sound}\n2;".encode() + prose.encode("latin-1") + b"\n"
    data = data.replace(b"2;", f"0;{sound * 2000}\n2;".encode())
    put(tmp_path, "a.csv", data)
    assert prose in (cleaned(tmp_path) / "a.csv").read_text(encoding="utf-8")


def test_a_tsv_is_separated_by_tabs_only(tmp_path: Path) -> None:
    source = "text\nThe ferry, the harbour, and the bridge; all open.\n"
    put(tmp_path, "a.tsv", source.encode())
    assert (cleaned(tmp_path) / "a.tsv").read_text() == source


def test_a_broken_row_is_named_and_the_rest_goes_on(tmp_path: Path, capsys: Capture) -> None:
    put(tmp_path, "a.csv", b"id,text\n1,Sound prose of the harbour.\n2\n3,More of it came on Tuesday.\n")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"]) == 2
    assert "a.csv:2: has 1 fields where the first row names 2" in capsys.readouterr().err
    assert (
        tmp_path / "out/a.csv"
    ).read_text() == "id,text\n1,Sound prose of the harbour.\n3,More of it came on Tuesday.\n"


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii", [True, False])
def test_a_list_of_json_keeps_its_form(tmp_path: Path, indent: int | str | None, ascii: bool) -> None:
    put(tmp_path, "a.json", json.dumps(RECORDS, indent=indent, ensure_ascii=ascii).encode())
    out = cleaned(tmp_path)
    wanted = [{**record, "text": text} for record, text in zip(RECORDS, CLEAN, strict=True)]
    assert (out / "a.json").read_text(encoding="utf-8") == json.dumps(wanted, indent=indent, ensure_ascii=ascii)


def test_one_object_of_json_is_a_record(tmp_path: Path) -> None:
    put(tmp_path, "a.json", json.dumps(RECORDS[0]).encode())
    assert json.loads((cleaned(tmp_path) / "a.json").read_text()) == {**RECORDS[0], "text": MENDED}


def test_settings_in_a_folder_are_no_records(tmp_path: Path, capsys: Capture) -> None:
    put(tmp_path, "a.txt", b"Sound prose of the harbour.\n")
    put(tmp_path, "package.json", b'{"name": "x", "texts": []}')
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    assert ".json 1" in capsys.readouterr().err
    assert main(["run", str(tmp_path / "in/package.json"), "-o", str(tmp_path / "other")]) == 2
    assert "no field 'text'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.ndjson"])
def test_a_text_may_be_a_field_of_a_field(tmp_path: Path, name: str) -> None:
    record = {"data": {"body": DAMAGED, "n": 1}, "key": "k1"}
    line = json.dumps(record, ensure_ascii=False)
    put(tmp_path, name, line.encode() + b"\n" * (name != "a.json"))
    # in a folder only a JSON file with a field `text` is taken for records
    put(tmp_path, "b.txt", b"Sound prose.\n")
    paths = [str(tmp_path / "in" / name), str(tmp_path / "in/b.txt")]
    out = tmp_path / "out"
    assert main(["run", *paths, "-o", str(out), "-q", "--text-field", "data.body", "--id-field", "key"]) == 0
    assert json.loads((out / name).read_text(encoding="utf-8")) == {**record, "data": {"body": MENDED, "n": 1}}
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 0
    assert (tmp_path / "back" / name).read_bytes() == (tmp_path / "in" / name).read_bytes()


@pytest.mark.parametrize("packing", [".gz", ".bz2", ".xz"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_any_file_may_be_compressed_in_several_parts(tmp_path: Path, packing: str, name: str) -> None:
    pack = PACK[packing]
    text = {"a.txt": DAMAGED, "a.jsonl": json.dumps({"text": DAMAGED})}[name].encode() + b"\n"
    half = len(text) // 2
    put(tmp_path, f"{name}{packing}", pack(text[:half]) + pack(text[half:]))
    out = cleaned(tmp_path)
    if name == "a.txt":
        assert (out / f"a.txt{packing}.txt").read_text(encoding="utf-8") == MENDED + "\n"
    else:
        assert json.loads(UNPACK[packing]((out / f"{name}{packing}").read_bytes())) == {"text": MENDED}


@pytest.mark.parametrize("packing", [".gz", ".bz2", ".xz"])
def test_a_compressed_file_that_breaks_off_gives_nothing(tmp_path: Path, packing: str, capsys: Capture) -> None:
    pack = PACK[packing]
    put(tmp_path, f"a.csv{packing}", pack(as_csv(RECORDS).encode())[:-9])
    put(tmp_path, "b.txt", b"Sound prose of the harbour.\n")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"]) == 2
    assert f"a.csv{packing}: broken " in capsys.readouterr().err
    assert (tmp_path / "out/b.txt").exists()


@pytest.mark.parametrize(
    ("name", "package"), [("a.parquet", "pyarrow"), ("a.warc", "fastwarc"), ("a.txt.zst", "zstandard")]
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, name: str, package: str
) -> None:
    for module in (package, f"{package}.warc", f"{package}.parquet"):
        monkeypatch.setitem(sys.modules, module, None)
    put(tmp_path, name, b"WARC/1.0\r\n\r\n")
    put(tmp_path, "b.txt", b"Sound prose of the harbour.\n")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", "--jobs", "1"]) == 2
    assert "pip install 'cleanse-news[" in capsys.readouterr().err
    assert (tmp_path / "out/b.txt").exists()


def test_tables_are_not_cleaned_in_place(tmp_path: Path, capsys: Capture) -> None:
    put(tmp_path, "a.csv", as_csv(RECORDS).encode())
    path = tmp_path / "in/a.csv"
    assert main(["check", str(path)]) == 1
    assert main(["fix", str(path)]) == 2
    assert "cannot be cleaned in place" in capsys.readouterr().err
    assert path.read_bytes() == as_csv(RECORDS).encode()


def test_an_original_that_is_gone_is_named(tmp_path: Path, capsys: Capture) -> None:
    put(tmp_path, "a.csv", as_csv(RECORDS).encode())
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"]) == 0
    (tmp_path / "out/.cleanse/originals/a.csv").unlink()
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 2
    assert "originals/a.csv" in capsys.readouterr().err


def test_every_packing_has_an_error_to_catch() -> None:
    assert issubclass(InputError, errors())
    assert [kind_of(f"a.csv{packing}").packing for packing in PACKINGS] == list(PACKINGS)


# With the real packages.


@pytest.mark.integration
def test_parquet_keeps_its_schema_and_row_groups(tmp_path: Path) -> None:
    import polars
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{**r, "when": datetime(2026, 1, n + 1), "tags": ["x"] * n} for n, r in enumerate(RECORDS)]
    table = pa.Table.from_pylist(rows).replace_schema_metadata({"made by": "hand"})
    (tmp_path / "in").mkdir()
    parquet.write_table(table, tmp_path / "in/a.parquet", row_group_size=2, compression="zstd")
    polars.DataFrame(rows).write_parquet(tmp_path / "in/b.parquet")
    out = cleaned(tmp_path, "--jobs", "2", "--duplicates", "keep")
    read = parquet.ParquetFile(out / "a.parquet")
    assert read.num_row_groups == 2
    assert read.metadata.row_group(0).column(0).compression == "ZSTD"
    came = parquet.ParquetFile(tmp_path / "in/a.parquet").schema_arrow
    assert read.schema_arrow.equals(came, check_metadata=True)
    wanted = [{**row, "text": text} for row, text in zip(rows, CLEAN, strict=True)]
    assert read.read().to_pylist() == wanted
    assert polars.read_parquet(out / "b.parquet").to_dicts() == wanted


@pytest.mark.integration
@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_the_type_of_a_column_of_texts_stays(tmp_path: Path, kind: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    of = pa.dictionary(pa.int32(), pa.string()) if kind == "dictionary" else getattr(pa, kind)()
    table = pa.table({"n": [1, 2, 3], "text": pa.array([r["text"] for r in RECORDS], of)})
    (tmp_path / "in").mkdir()
    parquet.write_table(table, tmp_path / "in/a.parquet", compression={"n": "NONE", "text": "GZIP"})
    out = cleaned(tmp_path)
    read = parquet.ParquetFile(out / "a.parquet")
    assert read.schema_arrow.equals(parquet.read_schema(tmp_path / "in/a.parquet"))
    assert read.read().column("text").to_pylist() == CLEAN
    group = read.metadata.row_group(0)
    assert [group.column(n).compression for n in (0, 1)] == ["UNCOMPRESSED", "GZIP"]


@pytest.mark.integration
@pytest.mark.parametrize("more", [(), ("--on-error", "keep")])
@pytest.mark.parametrize("column", ["id", "text", "n"])
def test_a_broken_row_group_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: Capture, column: str, more: tuple[str, ...]
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{"id": str(n), "text": f"{SOUND} Day {n} of the flood.", "n": n * 999} for n in range(6)]
    (tmp_path / "in").mkdir()
    path = tmp_path / "in/a.parquet"
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=2, compression="zstd")
    chunk = parquet.ParquetFile(path).metadata.row_group(1).column(["id", "text", "n"].index(column))
    data = bytearray(path.read_bytes())
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    data[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    path.write_bytes(data)
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "-o", str(out), "-q", "--duplicates", "keep", *more]) == 2
    error = capsys.readouterr().err
    assert "a.parquet:3: row group 2 of 3 cannot be read (2 rows)" in error
    assert error.count("\n") == 1
    assert parquet.read_table(out / "a.parquet").column("id").to_pylist() == ["0", "1", "4", "5"]
    assert main(["restore", str(out), "-o", str(tmp_path / "back")]) == 0
    assert (tmp_path / "back/a.parquet").read_bytes() == path.read_bytes()


@pytest.mark.integration
@pytest.mark.parametrize("more", [(), ("--on-error", "keep")])
def test_a_text_that_is_no_utf8_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: Capture, more: tuple[str, ...]
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    raw = pa.array([DAMAGED.encode(), b"Caf\xe9", SOUND.encode()], pa.binary())
    text = pa.StringArray.from_buffers(3, raw.buffers()[1], raw.buffers()[2])
    (tmp_path / "in").mkdir()
    parquet.write_table(pa.table({"n": [1, 2, 3], "text": text}), tmp_path / "in/a.parquet")
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q", *more]) == 2
    assert "a.parquet:2: holds bytes that are no UTF-8" in capsys.readouterr().err
    rows = parquet.read_table(tmp_path / "out/a.parquet").to_pylist()
    assert rows == [{"n": 1, "text": MENDED}, {"n": 3, "text": SOUND}]


@pytest.mark.integration
def test_near_duplicates_leave_rows_out_and_texts_of_null_are_named(tmp_path: Path, capsys: Capture) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [{"id": str(n), "text": text} for n, text in enumerate([SOUND * 3, None, SOUND * 3, MENDED])]
    (tmp_path / "in").mkdir()
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "in/a.parquet", row_group_size=1)
    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-q"]) == 2
    assert "a.parquet:2: field 'text' holds a null, not a string" in capsys.readouterr().err
    assert parquet.read_table(tmp_path / "out/a.parquet").column("id").to_pylist() == ["0", "3"]
    assert main(["restore", str(tmp_path / "out"), "-o", str(tmp_path / "back")]) == 0
    assert (tmp_path / "back/a.parquet").read_bytes() == (tmp_path / "in/a.parquet").read_bytes()


@pytest.mark.integration
def test_warc_gives_records_of_its_pages(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    prose = "港务局宣布，夏季渡轮时刻表将提前两周实行，居民对此表示欢迎，游客也可以提前订票。"
    page = (
        f"<html><head><title>News</title></head><body><p>{prose}{prose}</p><div>Share on Facebook</div></body></html>"
    )
    (tmp_path / "in").mkdir()
    with (tmp_path / "in/crawl.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)

        def write(url: str, kind: str, data: bytes) -> None:
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            payload = io.BytesIO(data)
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))

        write("http://example.org/a", "text/html; charset=gb2312", page.encode("gb18030"))
        write("http://example.org/b.png", "image/png", b"\x89PNG")
        write("http://example.org/c", "text/plain", SOUND.encode())
        write("http://example.org/a", "text/html; charset=gb2312", page.encode("gb18030"))  # again, unchanged
    out = cleaned(tmp_path, "--jobs", "2")
    records = [json.loads(line) for line in (out / "crawl.warc.gz.jsonl").open(encoding="utf-8")]
    assert [(r["url"], r["status"], r["charset"], r["media_type"]) for r in records] == [
        ("http://example.org/a", 200, "gb2312", "text/html"),
        ("http://example.org/c", 200, None, "text/plain"),
    ]
    assert prose in records[0]["text"]
    assert "Share" not in records[0]["text"]
    assert records[1]["text"] == SOUND


@pytest.mark.integration
def test_zstandard_in_several_frames(tmp_path: Path) -> None:
    import zstandard

    lines = [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in RECORDS]
    put(tmp_path, "a.jsonl.zst", b"".join(map(zstandard.compress, lines)))
    out = cleaned(tmp_path)
    with (out / "a.jsonl.zst").open("rb") as file:
        data = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read()
    assert [json.loads(line)["text"] for line in data.splitlines()] == CLEAN


@pytest.mark.integration
def test_a_resumed_run_gives_the_same_copies(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    (tmp_path / "in").mkdir()
    parquet.write_table(pa.Table.from_pylist(RECORDS), tmp_path / "in/a.parquet")
    put(tmp_path, "b.csv", as_csv(RECORDS).encode())
    run = ["run", str(tmp_path / "in"), "-q", "--duplicates", "keep", "-o"]
    assert main([*run, str(tmp_path / "one")]) == 0
    assert main([*run, str(tmp_path / "two"), "--resume"]) == 0
    assert main([*run, str(tmp_path / "two"), "--resume"]) == 0
    for name in ("a.parquet", "b.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(InputError, match="not a Parquet file"):
        list(kind_of("a.parquet").format.documents(io.BytesIO(b"PAR1 no"), _ref(), Fields()))


def _ref() -> Any:
    from cleanse.formats import Ref

    return Ref("a.parquet", 1)


def test_noise_in_a_row_takes_no_other_row_with_it(tmp_path: Path) -> None:
    """Guessed by itself, such a row may pass for UTF-16, in which its line break and its quotes would be letters."""
    begin, end = (
        "The ferry sails\u200b again on M".encode(),
        ", the harbour office said; 創(chuàng)新. Itâ€™s late.".encode(),
    )
    rows = [b"(" * 300 + b',"' + begin + b"\xff\xfe\x00\x00" + end, b'2,"\xef\xbc\xa2', b'3,"' + begin + b"onday" + end]
    (tmp_path / "a.csv").write_bytes(b"id,text\n" + b"".join(row + b'"\n' for row in rows))
    out, back = tmp_path / "out", tmp_path / "back"
    assert main(["run", str(tmp_path / "a.csv"), "-o", str(out), "-q"]) == 0
    assert len((out / ".cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert main(["restore", str(out), "-o", str(back), "-q"]) == 0
    assert (back / "a.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
