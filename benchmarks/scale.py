"""What a run costs by the number of documents: processor time, memory of the largest process, disk.

    python benchmarks/scale.py [--documents 1000 10000] [--filters none]

The corpus is made from `sentences.toml`: records of about 2,000 characters in JSONL, one in ten a near-duplicate. Times
are processor time of all processes together, so that they add up on a busy machine; divide by the cores you have.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.sentences import sentences

_LENGTH = 2000  # characters of a record
_COPIES = 0.1


class Cost(NamedTuple):
    documents: int
    seconds: float
    memory: float
    """MB of the largest process."""
    disk: float
    """Bytes of the output folder by those of the input."""


def records(count: int) -> Iterator[str]:
    """So many records as lines."""
    dice = random.Random(5)
    pools = [language.long for language in sentences().values()]
    last = ""
    for number in range(count):
        if not last or dice.random() >= _COPIES:
            pool, text = dice.choice(pools), ""
            while len(text) < _LENGTH:
                words = dice.choice(pool).split(" ")
                dice.shuffle(words)
                text += " ".join(words) + dice.choice(("\n\n", " "))
            last = text
        yield json.dumps({"id": str(number), "text": last, "source": f"site{number % 97}"}, ensure_ascii=False) + "\n"


def cost(count: int, more: list[str]) -> Cost:
    """What a run over so many documents takes."""
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place, "in.jsonl"), Path(place, "out")
        with source.open("w", encoding="utf-8") as file:
            file.writelines(records(count))
        command = [sys.executable, "-m", "cleanse", "run", str(source), "-o", str(out), "-q", *more]
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        return Cost(count, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, size / source.stat().st_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000])
    args, more = parser.parse_known_args()
    print("| documents | processor time | a document | largest process | output ÷ input |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for count in args.documents:
        each = cost(count, more)
        per = f"{1000 * each.seconds / each.documents:.2f} ms"
        print(f"| {count:,} | {each.seconds:.1f} s | {per} | {each.memory:.0f} MB | {each.disk:.2f} |", flush=True)


if __name__ == "__main__":
    main()
