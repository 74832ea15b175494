"""The lines of a shard's documents as numbers, in files: what templates are counted by and looked up with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from cleanse.pipeline import store
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.results import Layer, ShardResults
from cleanse.pipeline.shards import Plan, Shard
from cleanse.templates.count import LineKeys, line_keys


@seldom_collected()
def write_lines(shard: Shard, plan: Plan) -> None:
    """Write the line keys of all documents of a shard, as its first pass left them."""
    results = ShardResults(plan.folders(shard)[:1])
    save_lines(results.layers[0].folder, results.texts())


def save_lines(folder: Path, texts: Iterable[str]) -> None:
    """Write the lines of the texts beside the folder of results that holds these."""
    store.save(_beside(folder), line_keys(texts)._asdict())


def load_lines(folders: Sequence[Path]) -> LineKeys:
    """The lines of all documents of a shard after all its passes."""
    base, *overlays = map(Layer, folders)
    lines = _load(base.folder)
    for overlay in overlays:
        lines = replaced(lines, overlay.columns.documents.tolist(), _load(overlay.folder))
    return lines


def replaced(lines: LineKeys, numbers: Sequence[int], changed: LineKeys) -> LineKeys:
    """The lines of all documents, those of the documents with these numbers taken from `changed`."""
    sizes = np.concatenate([lines.sizes, changed.sizes])
    starts = np.cumsum(sizes) - sizes
    chosen = np.arange(len(lines.sizes))
    chosen[list(numbers)] = len(lines.sizes) + np.arange(len(changed.sizes))
    sizes, starts = sizes[chosen], starts[chosen]
    # the places of the lines of document after document: each one's start, counted on
    places = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    columns = (np.concatenate([one, other])[places] for one, other in zip(lines[1:], changed[1:], strict=True))
    return LineKeys(sizes, *columns)


def _load(folder: Path) -> LineKeys:
    with np.load(_beside(folder), allow_pickle=False) as arrays:
        return LineKeys(**{name: arrays[name] for name in LineKeys._fields})


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lines.npz")
