"""What each stage of a run costs by the number of documents: processor time, memory, what lies on disk after it.

    python benchmarks/stages.py [--documents 10000 100000] [--length 200 2000] [--filters none]

The corpus is that of `scale.py`. Each run is a process of its own that does all of the work itself. Memory is the peak
within the stage (Linux); disk is what the output folder holds when the stage ends, where what stages hand on to each
other is counted too: each by the bytes of the input. A stage ends where the next is first heard of.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.scale import peak, write_corpus
from cleanse.pipeline.run import run
from cleanse.settings import RunSettings, Settings


class Stage(NamedTuple):
    """What a stage took: processor seconds, the most memory in MB of 10⁶ bytes, bytes on disk at its end."""

    name: str
    seconds: float
    memory: int
    disk: int


class Watch:
    """Hears of each stage of a run, and notes what the one before has taken."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._name = "reading"
        self._since = time.process_time()
        self.stages: list[Stage] = []

    def progress(self, phase: str, done: int, total: int) -> None:
        if phase != self._name:
            self.end(phase)

    def end(self, following: str = "") -> None:
        now = time.process_time()
        disk = sum(path.stat().st_size for path in self._out.rglob("*") if path.is_file())
        self.stages.append(Stage(self._name, now - self._since, peak("self") // 1000, disk))
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self._name, self._since = following, time.process_time()


def measure(count: int, length: tuple[int, int], settings: Settings) -> Iterator[str]:
    """The rows of a table for one run."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "in.jsonl"), Path(folder, "out")
        write_corpus(source, count, 0, length)
        size = source.stat().st_size
        watch = Watch(out)
        run([source], out, settings, RunSettings(jobs=1), progress=watch.progress)
        watch.end()
        for stage in watch.stages:
            each = 1000 * stage.seconds / count
            yield f"| {count:,} | {stage.name} | {each:.3f} ms | {stage.memory} | {stage.disk / size:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--length", type=int, nargs=2, default=[200, 2000], help="characters, from and to")
    parser.add_argument("--filters", choices=("all", "none"), default="none")
    args = parser.parse_args()
    if len(args.documents) > 1:
        print("| documents | stage | a document | MB | disk ÷ input |")
        print("| ---: | --- | ---: | ---: | ---: |", flush=True)
        same = ["--length", *map(str, args.length), "--filters", args.filters]
        for count in args.documents:
            subprocess.run([sys.executable, __file__, "--documents", str(count), *same], check=True)
        return
    settings = Settings(filters=()) if args.filters == "none" else Settings()
    for row in measure(args.documents[0], tuple(args.length), settings):
        print(row, flush=True)


if __name__ == "__main__":
    main()
