"""Near-duplicates among documents that come one at a time, as a crawler finds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanse.duplicates.corpus import in_memory
from cleanse.duplicates.index import Index
from cleanse.duplicates.lsh import band_keys, find
from cleanse.duplicates.minhash import Sketch, jaccard, sketch


class Arrivals:
    """Compares each document with those of an index and with those that came before it.

    New documents are remembered, and added to the index in one transaction when it is closed: to a later look they are
    one run. A crawl that is killed leaves the index as it was.
    """

    def __init__(self, index: Index, threshold: float) -> None:
        self._index = index
        self._threshold = threshold
        self._ids: list[str] = []
        self._dates: list[str] = []
        self._sketches: list[Sketch] = []
        self._indexed: set[int] = set()
        self._buckets: dict[tuple[int, int], list[int]] = {}

    @classmethod
    @contextmanager
    def open(cls, path: Path, threshold: float) -> Iterator[Arrivals]:
        """Open an index, made if there is none; what arrived is added to it at the end.

        Raises IndexFileError as `open_index` does. Other processes wait while it is open.
        """
        from cleanse.duplicates.index_file import open_index

        with open_index(path, threshold) as index:
            arrivals = cls(index, threshold)
            try:
                yield arrivals
            finally:
                arrivals._add()

    def match(self, id: str, text: str, date: str = "") -> tuple[str, float] | None:
        """The id of the document that this one is a near-duplicate of, and their Jaccard similarity.

        None if it is new: it is remembered then. A document that the index has under the same id, with the same text,
        is no duplicate of itself.
        """
        (sketched,) = sketch([text])
        if not len(sketched.shingles):
            return None
        corpus = in_memory([sketched])
        past = self._index.past([id], corpus, self._threshold)
        (match,) = find([id], corpus, self._threshold, [date], past)
        if match:
            return past.id(match[0]), match[1]
        keys = [(band, int(key)) for band, key in enumerate(band_keys(sketched.signature[None], self._threshold)[:, 0])]
        near = {n for key in keys for n in self._buckets.get(key, ())}
        similar = [(jaccard(self._sketches[n].shingles, sketched.shingles), -n) for n in near]
        similarity, first = max(similar, default=(0.0, 0))
        if similarity >= self._threshold:
            return self._ids[-first], similarity
        number = len(self._ids)
        self._ids.append(id)
        self._dates.append(date)
        self._sketches.append(sketched)
        if past.indexed:
            self._indexed.add(number)
        for key in keys:
            self._buckets.setdefault(key, []).append(number)
        return None

    def _add(self) -> None:
        if self._ids:
            corpus = in_memory(self._sketches)
            none = [None] * len(self._ids)
            self._index.add(self._ids, corpus, self._threshold, none, self._dates, self._indexed)
