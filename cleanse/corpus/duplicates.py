"""Candidates → confirmed → groups: which documents are near-duplicates of one that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleanse.corpus.signatures import PERMUTATIONS, Sketch, jaccard

_MISSED = 0.01  # the share of pairs exactly at the threshold that may stay unseen
_FACTOR = 0x9E3779B97F4A7C15


def find(
    ids: Sequence[str], sketches: Sequence[Sketch], threshold: float, dates: Sequence[str] | None = None
) -> list[tuple[int, float] | None]:
    """For each document None where it is kept, else the number of the kept one it repeats and their Jaccard similarity.

    Documents are taken in an order that does not depend on how they came (`precedence`). Each is kept unless one that
    was kept before it is similar: so every dropped document is similar to the kept one itself, not through others.
    """
    order = precedence(ids, [s.length for s in sketches], dates)
    found: list[tuple[int, float] | None] = [None] * len(ids)
    full = np.array([i for i in order if len(sketches[i].shingles)], np.int64)
    if not len(full):
        return found
    kept_in: dict[int, list[int]] = {}  # bucket → the kept documents in it
    for place, buckets in shared_buckets(np.stack([sketches[i].signature for i in full]), threshold):
        number = int(full[place])
        others = sorted({other for bucket in buckets for other in kept_in.get(bucket, ())})
        similar = [(jaccard(sketches[full[o]].shingles, sketches[number].shingles), -o) for o in others]
        best = max(similar, default=(0.0, 0))
        if best[0] >= threshold:
            found[number] = int(full[-best[1]]), best[0]
        else:
            for bucket in buckets:
                kept_in.setdefault(bucket, []).append(place)
    return found


def precedence(ids: Sequence[str], lengths: Sequence[int], dates: Sequence[str] | None = None) -> list[int]:
    """The numbers of the documents, what to keep first: the earliest date, then the longest text, then the smallest id.

    Dates are compared as strings (ISO 8601); a document without one comes after all that have one.
    """
    known = dates or [""] * len(ids)
    return sorted(range(len(ids)), key=lambda i: (not known[i], known[i], -lengths[i], ids[i]))


def shared_buckets(signatures: npt.NDArray[np.uint32], threshold: float) -> Iterator[tuple[int, list[int]]]:
    """In order, each row that shares a band with another row, and the numbers of those of its bands that are shared.

    Two rows with a number in common are the candidates that datasketch's MinHashLSH finds with the same bands.
    """
    rows, numbers, next_number = [], [], 0
    for keys in band_keys(signatures, threshold):
        order = np.argsort(keys, kind="stable")
        same = keys[order[1:]] == keys[order[:-1]]
        shared = np.append(same, False) | np.insert(same, 0, False)
        starts = np.insert(~same, 0, True)
        rows.append(order[shared])
        numbers.append(next_number + np.cumsum(starts)[shared])
        next_number += len(keys)
    row, number = np.concatenate(rows), np.concatenate(numbers)
    order = np.argsort(row, kind="stable")
    row, number = row[order], number[order]
    edges = np.flatnonzero(np.diff(row, prepend=-1, append=-1)).tolist() if len(row) else []
    for low, high in pairwise(edges):
        yield int(row[low]), number[low:high].tolist()


def band_keys(signatures: npt.NDArray[np.uint32], threshold: float) -> Iterator[npt.NDArray[np.uint64]]:
    """For each band, a key for each row: equal where the rows agree in all values of the band."""
    count, width = bands(threshold)
    for low in range(0, count * width, width):
        keys = np.zeros(len(signatures), np.uint64)
        for column in range(low, low + width):
            keys = (keys + signatures[:, column]) * np.uint64(_FACTOR)
            keys ^= keys >> np.uint64(29)
        yield keys


@cache
def bands(threshold: float) -> tuple[int, int]:
    """How many bands, of how many values: the widest that miss at most one in a hundred pairs at the threshold itself.

    >>> bands(0.8)
    (21, 6)
    """
    wide = [r for r in range(1, PERMUTATIONS) if (1 - threshold**r) ** (PERMUTATIONS // r) <= _MISSED]
    width = max(wide, default=1)
    return PERMUTATIONS // width, width
