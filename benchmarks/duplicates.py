"""Near-duplicates against other tools on the same machine and the same texts, and how cost grows with the corpus.

    python benchmarks/duplicates.py [--documents 5000] [--up-to 1000000] [--threshold 0.7] [--data-juicer PROGRAM]

Every figure is CPU seconds of one process. A peer that is not installed is left out: `pip install datasketch rensa
datatrove spacy tokenizers orjson "xxhash<4" text-dedup`. Data-Juicer needs an environment of its own (`pip install
py-data-juicer aiohttp pandas scipy`), of which `--data-juicer` is the program `dj-process`.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.peers import seconds, show, whole

TOKEN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
BATCH = 1000


def documents(seed: int = 1) -> Iterator[str]:
    """Made-up news of about 2 KB without end: three in five of words, the others Chinese; one in eight has reposts."""
    dice = random.Random(seed)
    words = ["".join(dice.choices("aeiou" * 3 + "bcdfghklmnprstvz", k=dice.randint(2, 10))) for _ in range(20_000)]
    characters = [chr(c) for c in dice.sample(range(0x4E00, 0x9FA5), 3000)]
    weights = [1 / (rank + 10) for rank in range(20_000)]
    waiting: list[str] = []
    while True:
        if waiting and dice.random() < 0.3:
            yield waiting.pop(dice.randrange(len(waiting)))
            continue
        chinese = dice.random() < 0.4
        names, joint = (characters, "") if chinese else (words, " ")
        story = dice.choices(names, weights[: len(names)], k=max(20, int(dice.lognormvariate(5.7, 0.5))))
        if dice.random() < 0.12:
            for _ in range(1 + min(30, int(dice.paretovariate(1.2)))):
                rate = dice.choice((0.0, 0.005, 0.02, 0.1))
                waiting.append(joint.join(dice.choice(names) if dice.random() < rate else n for n in story))
        yield joint.join(story)


def shingles(text: str) -> list[str]:
    tokens = [token.lower() for token in TOKEN.findall(text)]
    return [" ".join(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))]


def signatures(texts: Sequence[str]) -> None:
    """From texts to MinHash signatures of 128 values."""
    from datasketch import MinHash

    from cleanse.duplicates.minhash import sketches

    def datasketch() -> None:
        for text in texts:
            MinHash(num_perm=128).update_batch([s.encode() for s in shingles(text)])

    def rensa() -> None:
        from rensa import RMinHash

        RMinHash.digest_matrix_from_token_sets([shingles(text) for text in texts], 128, 1)

    sketches(texts[:10])
    ours = seconds(lambda: sketches(texts))
    show("signatures", "cleanse", ours, ours)
    show("signatures", "datasketch update_batch", seconds(datasketch), ours)
    if find_spec("rensa"):
        show("signatures", "rensa", seconds(rensa), ours)


def grouping(texts: Sequence[str], threshold: float) -> None:
    """From signatures to groups; ours are confirmed by exact similarity, MinHashLSH's are candidates."""
    from datasketch import MinHashLSH

    from cleanse.duplicates import lsh as duplicates
    from cleanse.duplicates.minhash import minhash, sketch

    sketched = sketch(texts)
    ids = [str(n) for n in range(len(texts))]

    def datasketch() -> None:
        index = MinHashLSH(num_perm=128, params=duplicates.bands(threshold))
        for id, one in zip(ids, objects, strict=True):
            if not index.query(one):
                index.insert(id, one)

    objects = [minhash(one) for one in sketched]
    ours = seconds(lambda: duplicates.find(ids, sketched, threshold))
    show("grouping", "cleanse, confirmed", ours, ours)
    show("grouping", "datasketch MinHashLSH, the same bands", seconds(datasketch), ours)


def growth(count: int, threshold: float) -> None:
    """Sketches to a file, groups from the file: one process, its time and its memory."""
    from cleanse.duplicates import lsh as duplicates
    from cleanse.duplicates import spill as store
    from cleanse.duplicates.minhash import sketches

    source, sketching, size = documents(), 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sketches")
        with path.open("wb") as file:
            for low in range(0, count, BATCH):
                texts = list(islice(source, min(BATCH, count - low)))
                size += sum(len(text.encode()) for text in texts)
                begun = time.process_time()
                store.write(file, sketches(texts))
                sketching += time.process_time() - begun
        begun = time.process_time()
        matches = duplicates.find([str(n) for n in range(count)], store.Stored([path]), threshold)
        finding = time.process_time() - begun
    dropped = sum(match is not None for match in matches)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"growth      {count:>9,} documents of {size / count:,.0f} bytes: signatures {sketching:.2f} s, grouping "
        f"{finding:.2f} s, {1e6 * (sketching + finding) / count:.1f} µs each, {dropped:,} dropped, peak {peak:,.0f} MB",
        flush=True,
    )


def index(days: int, each: int, threshold: float) -> None:
    """A news day after the other into one index: what it takes to look the day up, and to add it."""
    from cleanse.duplicates import lsh as duplicates
    from cleanse.duplicates.corpus import in_memory
    from cleanse.duplicates.index_file import open_index
    from cleanse.duplicates.minhash import sketch

    source = documents(2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "news.index")
        for day in range(days):
            ids = [f"{day}/{n}" for n in range(each)]
            corpus = in_memory(sketch(list(islice(source, each))))
            begun = time.process_time()
            with open_index(path, threshold) as opened:
                past = opened.past(ids, corpus, threshold)
            looked = time.process_time() - begun
            matches = duplicates.find(ids, corpus, threshold, None, past)
            begun = time.process_time()
            with open_index(path, threshold) as opened:
                opened.add(ids, corpus, threshold, matches, [""] * each, past.indexed)
            added = time.process_time() - begun
            print(
                f"index       day {day + 1:3}: {each:,} documents looked up in {looked:5.2f} s, "
                f"added in {added:5.2f} s, {path.stat().st_size / 1e6:,.0f} MB",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000, help="for the comparison with other tools")
    parser.add_argument("--up-to", type=int, default=1_000_000, help="for the growth; 0 for none")
    parser.add_argument("--days", type=int, default=10, help="of 10,000 documents, for the index; 0 for none")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--growth", type=int, help=argparse.SUPPRESS)  # one step, in a process of its own
    parser.add_argument("--data-juicer", default=which("dj-process"), help="its program dj-process")
    given = parser.parse_args()
    if given.growth:
        growth(given.growth, given.threshold)
        return
    texts = list(islice(documents(), given.documents))
    print(f"{len(texts):,} documents, {sum(len(t.encode()) for t in texts) / 1e6:.1f} MB, threshold {given.threshold}")
    signatures(texts)
    grouping(texts, given.threshold)
    whole(texts, given.threshold, given.data_juicer)
    if find_spec("duckdb"):
        index(given.days, 10_000, given.threshold)
    for count in (10_000, 100_000, 1_000_000):
        if count <= given.up_to:
            options = ["--growth", str(count), "--threshold", str(given.threshold)]
            subprocess.run([sys.executable, __file__, *options], check=True)


if __name__ == "__main__":
    main()
