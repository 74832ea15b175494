"""Mixed input for a long time: does memory grow, do handles stay open, does every way back hold?

    python benchmarks/soak.py [--bytes 1e9] [--round 2e7]

Round after round a folder of texts, pages, JSONL, CSV, gzip and zip is made, cleaned, proved and cleaned again as one
would in a program: in this process, by `cleanse.pipeline.run`. Printed after each round are the most memory that this
process has held so far, its open handles, and the bytes that were read (Linux).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.scale import peak, records
from cleanse.pipeline.run import run
from cleanse.record.verify import verify
from cleanse.settings import RunSettings, Settings


def texts(seed: int) -> Iterator[str]:
    """Texts without an end, one in six damaged."""
    dice = random.Random(seed)
    for line in records((200, 6_000)):
        text = json.loads(line)["text"]
        if dice.random() < 1 / 6:
            text = dice.choice((text.encode().decode("cp1252", "replace"), f"{text}\u200b", f"{text}\n\n{text}"))
        yield text


def fill(folder: Path, size: int, seed: int) -> int:
    """Write mixed input of about so many bytes; how many they are."""
    source = texts(seed)
    folder.mkdir()
    written = number = 0
    while written < size:
        number += 1
        some = [next(source) for _ in range(20)]
        lines = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(some))
        rows = "id,text\n" + "".join(f'{n},"{text.replace(chr(34), "")}"\n' for n, text in enumerate(some))
        body = "".join(f"<p>{text}</p>" for text in some[:3])
        page = f"<html><title>{number}</title><nav>Home | News</nav><article>{body}</article></html>"
        files = {
            f"{number}.txt": some[0].encode("utf-8", "surrogatepass"),
            f"{number}.html": page.encode("utf-8", "surrogatepass"),
            f"{number}.jsonl": lines.encode(),
            f"{number}.csv": rows.encode("utf-8", "surrogatepass"),
            f"{number}.jsonl.gz": gzip.compress(lines.encode(), 1),
        }
        for name, data in files.items():
            (folder / name).write_bytes(data)
            written += len(data)
        if number % 10 == 0:
            with zipfile.ZipFile(folder / f"{number}.zip", "w") as archive:
                for text_number, text in enumerate(some):
                    archive.writestr(f"{text_number}.txt", text.encode("utf-8", "surrogatepass"))
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=float, default=1e9, help="in all")
    parser.add_argument("--round", type=float, default=2e7, help="bytes of a round")
    args = parser.parse_args()
    print("| round | GB | seconds | MB held | handles |\n| ---: | ---: | ---: | ---: | ---: |", flush=True)
    done = number = 0
    begun = time.perf_counter()
    while done < args.bytes:
        number += 1
        with tempfile.TemporaryDirectory() as name:
            done += fill(Path(name, "in"), int(args.round), number)
            run([Path(name, "in")], Path(name, "out"), Settings(), RunSettings(jobs=1, syndication=7))
            failures = verify(Path(name, "out")).failures
            assert not failures, failures
        seconds, handles = time.perf_counter() - begun, len(os.listdir("/proc/self/fd"))
        print(f"| {number} | {done / 1e9:.2f} | {seconds:,.0f} | {peak('self') // 1000} | {handles} |", flush=True)


if __name__ == "__main__":
    main()
