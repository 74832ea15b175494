"""Other tools that find near-duplicates, each run over the same file of records as a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path


def seconds(work: Callable[[], object]) -> float:
    """CPU time of this process and of those it starts."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    work()
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))


def whole(texts: Sequence[str], threshold: float, data_juicer: str | None) -> None:
    """From a file of records to the same without near-duplicates, as a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        with (folder / "in" / "corpus.jsonl").open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        ours = process(
            f"-m cleanse run {folder}/in -o {folder}/out --filters none --threshold {threshold} --jobs 1 -q".split()
        )
        show("whole", "cleanse run", ours, ours)
        if find_spec("text_dedup"):
            options = f"--path json --data_files {folder}/in/corpus.jsonl --split train --column text --num_proc 1"
            options += (
                f" --ngram 5 --threshold {threshold} --num_perm 128 --cache_dir {folder}/cache --output {folder}/td"
            )
            show("whole", "text-dedup", process(["-m", "text_dedup.minhash", *options.split()]), ours)
        if find_spec("datatrove"):
            show("whole", "datatrove", process(["-c", DATATROVE, str(folder)]), ours)
        if data_juicer:
            recipe = folder / "recipe.yaml"
            recipe.write_text(DATA_JUICER.format(folder=folder, threshold=threshold), encoding="utf-8")
            show("whole", "Data-Juicer", process(["--config", str(recipe)], data_juicer), ours)


DATA_JUICER = """
dataset_path: {folder}/in/corpus.jsonl
export_path: {folder}/dj/out.jsonl
np: 1
use_cache: false
process:
  - document_minhash_deduplicator:
      tokenization: character  # the one that fits texts with and without spaces
      window_size: 5
      num_permutations: 128
      jaccard_threshold: {threshold}
"""

DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
here, config = sys.argv[1], MinhashConfig()
for pipeline in (
    [JsonlReader(here + "/in"), MinhashDedupSignature(here + "/dt/sig", config)],
    [MinhashDedupBuckets(here + "/dt/sig", here + "/dt/buckets", config=config)],
    [MinhashDedupCluster(here + "/dt/buckets", here + "/dt/remove", config=config)],
    [JsonlReader(here + "/in"), MinhashDedupFilter(here + "/dt/remove"), JsonlWriter(here + "/dt/out")],
):
    tasks = config.num_buckets if isinstance(pipeline[0], MinhashDedupBuckets) else 1
    LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=None).run()
"""


def process(arguments: Sequence[str], program: str = sys.executable) -> float:
    return seconds(
        lambda: subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    )


def show(what: str, tool: str, took: float, ours: float) -> None:
    print(f"{what:11s} {tool:40s} {took:9.2f} s {took / ours:8.1f} ×", flush=True)
