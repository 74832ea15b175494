"""Records in each format: how many documents a second a run cleans, and the ratio to the same records as JSONL.

    python benchmarks/formats.py [--records N] [--rounds N] [--characters N]

Every format holds the same made-up stories. Processor time is measured, of runs in one process that look for neither
templates nor near-duplicates: both take as long for every format, and would bring all ratios nearer to 1. Formats take
turns, each round in the other direction, and a ratio is the median of the rounds. A format whose extra is not installed
is left out, and said to be.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.startup import paragraph
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings

Records = Sequence[dict[str, str]]
BASE = "jsonl"


def records(count: int, characters: int) -> list[dict[str, str]]:
    """Made-up stories of about so many characters, each with an id, an address and a text."""
    made = []
    for number in range(count):
        parts: list[str] = []
        length = 0
        while length < characters:
            parts.append(paragraph(number * 97 + len(parts)))
            length += len(parts[-1]) + 1
        made.append({"id": str(number), "url": f"https://gazette.example/{number}", "text": "\n".join(parts)})
    return made


def jsonl(rows: Records) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows: Records) -> bytes:
    """The records as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet(rows: Records) -> bytes:
    import pyarrow
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(list(rows)), out, row_group_size=1000)
    return out.getvalue()


def zstd(rows: Records) -> bytes:
    import zstandard

    return bytes(zstandard.compress(jsonl(rows)))


def zipped(rows: Records) -> bytes:
    """The records as JSONL in an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.jsonl", jsonl(rows))
    return out.getvalue()


def warc(rows: Records) -> bytes:
    """The texts as responses of a crawl, by hand, so that only what reads them is an extra."""
    import fastwarc  # noqa: F401 - left out where it is missing

    out = io.BytesIO()
    for row in rows:
        text = row["text"].encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{row['id']}>\r\n"
            f"WARC-Target-URI: {row['url']}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))
    return out.getvalue()


FORMATS: dict[str, Callable[[Records], bytes]] = {
    BASE: jsonl,
    "jsonl.gz": lambda rows: gzip.compress(jsonl(rows)),
    "jsonl.zst": zstd,
    "jsonl.bz2": lambda rows: bz2.compress(jsonl(rows)),
    "jsonl.xz": lambda rows: lzma.compress(jsonl(rows)),
    "json": lambda rows: json.dumps(rows, ensure_ascii=False).encode(),
    "csv": table,
    "parquet": parquet,
    "warc.gz": warc,
    "zip": zipped,
}


def seconds(path: Path, out: Path) -> float:
    """Processor time of a run over one file, to its last byte."""
    begun = process_time()
    done = run([path], out, Settings(), RunSettings(jobs=1, duplicates="keep", templates="keep"))
    if done.tally.failures:
        raise SystemExit(f"{path}: {done.tally.failures[0]}")
    return process_time() - begun


def measure(rows: Records, rounds: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of each round, by format."""
    paths = {}
    for name, make in FORMATS.items():
        try:
            data = make(rows)
        except ImportError as error:
            print(f"{name:10} left out: {error}")
            continue
        paths[name] = folder / f"records.{name}"
        paths[name].write_bytes(data)
    taken: dict[str, list[float]] = {name: [] for name in paths}
    seconds(paths[BASE], folder / "warm")  # what is loaded once is no format's
    for number in range(rounds):
        for name in list(paths)[:: -1 if number % 2 else 1]:
            taken[name].append(seconds(paths[name], folder / f"out-{name}-{number}"))
    return taken


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--characters", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options: Any = parser.parse_args(arguments)
    rows = records(options.records, options.characters)
    with tempfile.TemporaryDirectory() as folder:
        taken = measure(rows, options.rounds, Path(folder))
    print(f"{len(rows):,} records of {options.characters:,} characters, {options.rounds} rounds")
    for name, times in taken.items():
        ratio = median(base / time for base, time in zip(taken[BASE], times, strict=True))
        print(f"{name:10} {len(rows) / median(times):7.0f} documents/s  {ratio:5.2f} × {BASE}")


if __name__ == "__main__":
    main()
