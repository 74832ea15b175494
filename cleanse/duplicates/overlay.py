"""A corpus of sketches under a smaller one: what a few documents have become since all of them were sketched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.text.arrays import Hashes1d, Hashes2d, Ints1d


class StoredCorpus(Corpus, Protocol):
    """A corpus that reads from files."""

    def close(self) -> None: ...


class Overlaid:
    """The documents of `base`, those with the given numbers taken from `changed`.

    `numbers`, shape (changed documents,), are in ascending order and those of `base`.
    """

    def __init__(self, base: StoredCorpus, numbers: Ints1d, changed: StoredCorpus) -> None:
        self._base = base
        self._numbers = numbers
        self._changed = changed
        self._place = {number: place for place, number in enumerate(numbers.tolist())}
        self.sizes = base.sizes.copy()
        self.sizes[numbers] = changed.sizes
        self.lengths = base.lengths.copy()
        self.lengths[numbers] = changed.lengths

    def signatures(self) -> Iterator[Hashes2d]:
        """The signatures of all documents in order, shape (some thousand documents, values)."""
        changed = (row for rows in self._changed.signatures() for row in rows)
        first = 0
        for rows in self._base.signatures():
            low, high = np.searchsorted(self._numbers, [first, first + len(rows)])
            if low < high:
                rows = rows.copy()
                for number in self._numbers[low:high].tolist():
                    rows[number - first] = next(changed)
            yield rows
            first += len(rows)

    def shingles(self, document: int) -> Hashes1d:
        """The shingles of a document, sorted, each once."""
        place = self._place.get(document)
        return self._base.shingles(document) if place is None else self._changed.shingles(place)

    def close(self) -> None:
        """Close the files of both."""
        self._base.close()
        self._changed.close()
