"""Group the documents of a run by site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from cleanse.templates import Source
from cleanse.text.arrays import Ints1d


class Sites(NamedTuple):
    """The sites with enough documents, and each document's site."""

    names: list[str]
    sizes: Ints1d
    """Shape (sites,): the number of documents counted of each."""
    of: Ints1d
    """Shape (documents,): the number of each document's site; -1 if it is of none."""


def sites(sources: Sequence[Source | None], left_out: Collection[int], least: int) -> Sites:
    """The sites with at least `least` documents, not counting those with the numbers `left_out`.

    The files of a folder with fewer count as files of its parent folder: in a mirror of a site, each page may have a
    folder of its own.
    """
    gone = set(left_out)
    counts = Counter(dict.fromkeys(filter(None, sources), 0))
    counts.update(source for number, source in enumerate(sources) if source and number not in gone)
    above = _merged(counts, least)
    large = sorted(source for source, count in counts.items() if count >= least)
    number = {source: n for n, source in enumerate(large)}
    place = {source: number.get(_top(source, above), -1) for source in set(filter(None, sources))}
    return Sites(
        [source.name or "the folder" for source in large],
        np.array([counts[source] for source in large], np.int64),
        np.array([place[source] if source else -1 for source in sources], np.int64),
    )


def _merged(counts: Counter[Source], least: int) -> dict[Source, Source]:
    """Merge small folders into their parents, deepest first: updates `counts`, returns each merged folder's parent."""
    above: dict[Source, Source] = {}
    levels: dict[int, set[Source]] = {}
    for source in counts:
        if source.folder and source.name:
            levels.setdefault(source.name.count("/"), set()).add(source)
    for depth in range(max(levels, default=-1), -1, -1):
        for source in levels.get(depth, ()):
            if counts[source] < least:
                parent = Source("" if not depth else str(PurePosixPath(source.name).parent), True)
                above[source] = parent
                counts[parent] += counts.pop(source)
                if depth:
                    levels.setdefault(depth - 1, set()).add(parent)
    return above


def _top(source: Source, above: dict[Source, Source]) -> Source:
    while source in above:
        source = above[source]
    return source
