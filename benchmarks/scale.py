"""What a run costs by the number of documents: processor time, memory of each process, disk.

    python benchmarks/scale.py [--documents 1000 10000] [--length 200 2000] [--bytes 0] [--filters none]

The corpus is made from the words of `sentences.toml`, or from its characters where a language has no spaces, in any
order: records in JSONL whose length is drawn evenly from `--length`, one in ten a copy of the one before. With
`--bytes` it has at least so many bytes, whatever the number of its documents. Times are processor time of all processes
together, so that they add up on a busy machine; divide by the cores you have. Memory is VmHWM, the most that a process
ever held, of the parent and of the largest of its children (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from itertools import count as numbers
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.sentences import sentences

_COPIES = 0.1
_POLL = 0.2  # seconds


class Cost(NamedTuple):
    documents: int
    size: int
    """Bytes of the input."""
    seconds: float
    parent: int
    """The most memory that the parent process held, in MB of 10⁶ bytes."""
    child: int
    """The same of the largest other process; 0 where there is none."""
    disk: float
    """Bytes of the output folder by those of the input."""


def records(length: tuple[int, int]) -> Iterator[str]:
    """Records as lines, without an end."""
    dice = random.Random(5)
    pools = [language.long for language in sentences().values()]
    last = ""
    for number in numbers():
        if not last or dice.random() >= _COPIES:
            pool, text, wanted = dice.choice(pools), "", dice.randint(*length)
            while len(text) < wanted:
                sentence = dice.choice(pool)
                joint = " " if " " in sentence else ""
                words = sentence.split(" ") if joint else list(sentence)
                dice.shuffle(words)
                text += joint.join(words) + dice.choice(("\n\n", " "))
            last = text
        yield json.dumps({"id": str(number), "text": last, "source": f"site{number % 97}"}, ensure_ascii=False) + "\n"


def write_corpus(path: Path, count: int, size: int, length: tuple[int, int]) -> int:
    """Write `count` records, or with a `size` as many as make so many bytes; how many they are."""
    documents = written = 0
    with path.open("wb") as file:
        for line in records(length):
            if (written >= size) if size else (documents == count):
                break
            written += file.write(line.encode())
            documents += 1
    return documents


class Watch(threading.Thread):
    """Looks at a process and all below it as long as it lives, and keeps the most memory each has held."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.peaks: dict[int, int] = {}

    def run(self) -> None:
        while not self._ended.wait(_POLL):
            for pid in (self._pid, *_below(self._pid)):
                self.peaks[pid] = max(self.peaks.get(pid, 0), peak(pid))

    def stop(self) -> tuple[int, int]:
        """(of the process, of the largest below it), in MB."""
        self._ended.set()
        self.join()
        others = (peak for pid, peak in self.peaks.items() if pid != self._pid)
        return self.peaks.get(self._pid, 0) // 1000, max(others, default=0) // 1000


def _below(pid: int) -> Iterator[int]:
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in map(int, " ".join(lists).split()):
        yield child
        yield from _below(child)


def peak(pid: int | str) -> int:
    """VmHWM of a process in units of 1,000 bytes; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 // 1000 for line in lines if line.startswith("VmHWM:")), 0)


def cost(count: int, size: int, length: tuple[int, int], more: list[str]) -> Cost:
    """What a run over such a corpus takes."""
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place, "in.jsonl"), Path(place, "out")
        count = write_corpus(source, count, size, length)
        command = [sys.executable, "-m", "cleanse", "run", str(source), "-o", str(out), "-q", *more]
        process = subprocess.Popen(command)
        watch = Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        parent, child = watch.stop()
        assert os.waitstatus_to_exitcode(status) == 0
        disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        read = source.stat().st_size
        return Cost(count, read, usage.ru_utime + usage.ru_stime, parent, child, disk / read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--length", type=int, nargs=2, default=[200, 2000], help="characters, from and to")
    parser.add_argument("--bytes", type=float, default=0, help="size of the corpus, instead of --documents")
    args, more = parser.parse_known_args()
    print("| documents | MB | processor time | a document | MB, parent | MB, largest child | output ÷ input |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in [0] if args.bytes else args.documents:
        each = cost(count, int(args.bytes), tuple(args.length), more)
        per = f"{1000 * each.seconds / each.documents:.2f} ms"
        print(
            f"| {each.documents:,} | {each.size // 10**6:,} | {each.seconds:.1f} s | {per} "
            f"| {each.parent} | {each.child} | {each.disk:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
