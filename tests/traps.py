"""Short inputs that have broken programs of this kind, or are likely to: what the fuzzing tests begin with."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import cache
from importlib.util import find_spec

TRAPS = (
    b"",
    b"\x00",
    b"\xff\xfe\x00\x00",
    b"\xef\xbb\xbfThe ferry sails.\r\n",
    b"\xff\xfeT\x00h\x00e\x00 \x00f\x00e\x00r\x00r\x00y\x00.\x00",
    b"T\x00h\x00e\x00 \x00f\x00e\x00r\x00r\x00y\x00",
    b"\xe4\xb8\xad\xe6",  # half a character
    b"\xed\xa0\x80\xed\xb0\x80",  # surrogates in UTF-8
    b"\xc0\xaf\xf8\x88\x80\x80\x80",  # longer than they may be
    b"\xd6\xd0\xce\xc4\xcd\xf8",  # GBK
    b"\x1b$B$3$s\x1b(B",  # ISO-2022-JP
    "Itâ€™s the cityâ€™s ferry.\u200b".encode(),
    "創(chuàng)新發(fā)展與經(jīng)濟(jì)的關(guān)係".encode(),
    "ＡＢＣ　１２３，“”".encode(),
    "e\u0301\u0302\u0303".encode() * 20,
    "\u202ereversed\u202c \u2066isolated\u2069".encode(),
    "a\u0085b\u2028c\u2029d\x0be\x0cf".encode(),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u0646\u200c\u0645".encode(),
    b"&amp;amp;lt;b&gt; &#x1F600; &#55296; &nbsp",
    b"<html><body><p>The river rose.<p>Share on Facebook</body>",
    b"<!doctype html><div><table><tr><td><p>open<script>if (a < b) {</script>",
    b"<" * 300,
    b"<p" + b" a=b" * 300 + b">",
    b"<div>" * 200,
    b"\n" * 300,
    b" \t\r" * 100,
    b"(" * 300,
    b"Home | News | Sport\n\xc2\xa9 2024 The Gazette. All rights reserved.\n",
    b'{"text": "one", "text": "two"}\n',
    b'{"text": null}\n{"text": 1}\n[]\n"a"\n{"text": "\\ud800"}\n',
    b'{"a": ' + b"[" * 100 + b"]" * 100 + b', "text": "x"}\n',
    b'{"text": "cut of',
    b'id,text\n1,"a ""quoted"" ""\nword"\n2,unquoted "word"\n3\n4,a,b,c\n',
    b'id;text\r1;"open\r2;b',
    b"\x00\x00a\xdb\xe7\xef\x00\x00\x00\x00\x00\x01",  # UTF-16 with half a pair
    b"[[rule]]\nname = 'x'\npattern = '('\n",
)

STORY = "The ferry sails\u200b again on Monday, the harbour office said; 創(chuàng)新. Itâ€™s late."
ROWS = [{"id": "1", "text": STORY, "date": "2024-05-01"}, {"id": "2", "text": "Ｂ"}, {"id": "3", "text": STORY}]


@cache
def whole_files() -> tuple[tuple[str, bytes], ...]:
    """A small file of each format and packing that can be read here: its ending, its bytes."""
    lines = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    table = "id,text\n" + "".join(f'{row["id"]},"{row["text"]}"\n' for row in ROWS)
    page = (
        f"<html><head><title>Ferry</title></head><body><nav>Home</nav><article><p>{STORY}</p></article></body></html>"
    )
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1b1b1b1b-0000-0000-0000-000000000000>\r\n"
        "WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Target-URI: http://example.org/\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", STORY)
        archive.writestr("b.jsonl", lines)
    files = [
        (".txt", STORY.encode("utf-16")),
        (".html", page.encode()),
        (".jsonl", lines),
        (".csv", table.encode()),
        (".tsv", table.replace(",", "\t").encode("utf-16")),
        (".json", json.dumps(ROWS).encode()),
        (".jsonl.gz", gzip.compress(lines, mtime=0)),
        (".zip", packed.getvalue()),
    ]
    if find_spec("fastwarc"):
        files.append((".warc", (head.encode() + http + b"\r\n\r\n") * 2))
    if find_spec("pyarrow"):
        import pyarrow
        import pyarrow.parquet

        written = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), written)
        files.append((".parquet", written.getvalue()))
    return tuple(files)
