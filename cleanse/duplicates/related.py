"""What each near-duplicate of a corpus is to the document that is kept, and which of them may be left out for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from cleanse.duplicates.corpus import Corpus
from cleanse.duplicates.differing import holds
from cleanse.duplicates.lsh import Match
from cleanse.duplicates.minhash import jaccard
from cleanse.duplicates.relation import COPY, VERSION, Relation, relate
from cleanse.text.arrays import Hashes1d

_CONTAINED = 0.95  # of a copy's shingles, those that the kept document must hold before the copy may be left out
_RELATED = 3  # of these, the most similar ones that it may be a copy of: to read both texts takes milliseconds
_LOOKED_AT = 16  # documents of a group that stay beside the first, with which each next one is compared


class Related(NamedTuple):
    """A near-duplicate: the number of the document it is one of, their similarity, and what it is to that one.

    `is_left_out` says whether it may be left out: it is a copy, and the other one holds what it says.
    """

    number: int
    similarity: float
    relation: Relation
    is_left_out: bool


class Texts(Protocol):
    """The texts of a corpus by number."""

    @property
    def count(self) -> int: ...
    def text(self, number: int) -> str: ...


class Past(Protocol):
    """Documents of earlier runs, of which there are only shingles: shape (distinct shingles,), dtype uint32."""

    def shingles(self, number: int) -> Hashes1d: ...


def relations(
    matches: Sequence[Match | None],
    corpus: Corpus,
    texts: Texts,
    threshold: float,
    order: Sequence[int],
    past: Past | None,
) -> dict[int, Related]:
    """What each near-duplicate is, by its number.

    `order` are the numbers of all documents in order of precedence. A document that is no copy of the first of its
    group stays, so those after it are compared with it too, and may be its copies.
    """
    found: dict[int, Related] = {}
    stays: dict[int, list[int]] = {}
    for number in order:
        match = matches[number]
        if match is None:
            continue
        first, similarity = match
        if first >= texts.count:
            assert past is not None
            found[number] = _of_past(first, similarity, corpus.shingles(number), past.shingles(first))
            continue
        related = _related(number, first, similarity, corpus, texts)
        others = () if related.relation.kind == COPY else stays.get(first, ())
        likeness = [(jaccard(corpus.shingles(other), corpus.shingles(number)), other) for other in others]
        for near, other in sorted(likeness, key=lambda pair: (-pair[0], pair[1]))[:_RELATED]:
            if near >= threshold:
                nearer = _related(number, other, near, corpus, texts)
                if nearer.relation.kind == COPY:
                    related = nearer
                    break
        if not related.is_left_out and len(stays.setdefault(first, [])) < _LOOKED_AT:
            stays[first].append(number)
        found[number] = related
    return found


def _related(number: int, first: int, similarity: float, corpus: Corpus, texts: Texts) -> Related:
    kept, other = texts.text(first), texts.text(number)
    relation = relate(kept, other)
    held = relation.kind == COPY and (
        _share(corpus.shingles(number), corpus.shingles(first)) >= _CONTAINED or holds(kept, other)
    )
    return Related(first, similarity, relation, held)


def _of_past(first: int, similarity: float, shingles: Hashes1d, earlier: Hashes1d) -> Related:
    """Of a document of an earlier run only shingles are known, shape (shingles,): a copy has no others.

    One number that differs makes five other shingles, which may be few of a long text.
    """
    held = _share(shingles, earlier) == 1
    return Related(first, similarity, Relation(COPY if held else VERSION), held)


def _share(shingles: Hashes1d, kept: Hashes1d) -> float:
    """The share of a document's distinct shingles, shape (shingles,), that are among those of another."""
    return float(np.isin(shingles, kept, assume_unique=True).mean()) if len(shingles) else 1.0
