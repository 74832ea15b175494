"""Find the template of a site: the lines that recur on many of its documents.

A line is judged by how many documents of the site have it, and where in them. Only documents with mostly prose of their
own vote: a story reposted forty times shares nearly all its lines with its copies, and that makes none of them a
template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from cleanse.duplicates.spill import SpilledColumns
from cleanse.text.arrays import Bools1d, Ints1d, Keys1d
from cleanse.text.lines import effective_length, is_prose
from cleanse.text.normalize import match_keys
from cleanse.text.ragged import row_numbers
from cleanse.text.tokens import mixed64

# Chosen by hand, on the side of keeping; benchmarks/templates.py measures what they find and what they cut wrongly.
LEAST = 5  # votes a line needs, about as many documents
SHARE = 0.4  # of a site's votes, for a line before or after the documents' own prose
AT_EDGE = 0.75  # the share of a line's votes from documents in which it is there
SHARE_PROSE = 0.6  # of a site's votes, for a line of sentences: a series of articles may begin or end with one
SHARE_INSIDE, LEAST_INSIDE, WEIGHT_INSIDE = 0.6, 8, 40  # for a line inside articles: a shorter one may be a subheading
OWN, OWN_SHARE = 100, 0.75  # letters of prose of its own that a voting document has, and their share of all its prose
_VOTE = 1000  # the vote of a document whose prose is all its own: integers, so that the order of sums does not matter
_PARTS = 16  # keys are counted a sixteenth at a time, to hold that much in memory


class LineKeys(NamedTuple):
    """The lines of several documents, stored end to end."""

    sizes: Ints1d
    """Shape (documents,): the number of each document's lines."""
    keys: Keys1d
    """Shape (lines,): a hash of each line's folded form."""
    weights: Ints1d
    """Shape (lines,): the effective length (`text.lines.effective_length`); 0 for a line without letters and digits."""
    prose: Bools1d
    """Shape (lines,): whether the line consists of sentences."""


class Templates(NamedTuple):
    """The template lines of all sites."""

    keys: Keys1d
    """Shape (template lines,), sorted: line and site in one key (`_site_keys`)."""
    documents: Ints1d
    """Shape (template lines,): how many documents of the site have the line."""
    anywhere: Bools1d
    """Shape (template lines,): whether the line is removed inside the article too, not only before and after it."""
    sizes: Ints1d
    """Shape (sites,): how many documents of each site were counted."""


Batches = Callable[[], Iterable[tuple[LineKeys, Ints1d]]]
"""Yields the lines of documents with each document's site, shape (documents,); a negative site is not counted."""


def line_keys(texts: Iterable[str]) -> LineKeys:
    """Hash the lines of each text, but for empty ones: those that `text.lines.blocks` yields, in order.

    >>> both = line_keys(["About us\\n\\nABOUT US"])
    >>> both.sizes.tolist(), bool(both.keys[0] == both.keys[1]), both.weights.tolist()
    ([2], True, [8, 8])
    """
    sizes: list[int] = []
    keys: list[bytes] = []
    weights: list[int] = []
    prose: list[bool] = []
    for text in texts:
        before = len(keys)
        for line, key in zip(text.split("\n"), match_keys(text), strict=True):
            bare = line.strip()
            if bare:
                weight = effective_length(bare) if any(map(str.isalnum, bare)) else 0
                keys.append(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest())
                weights.append(weight)
                prose.append(is_prose(bare, weight))
        sizes.append(len(keys) - before)
    return LineKeys(
        np.array(sizes, np.int64),
        np.frombuffer(b"".join(keys), np.uint64),
        np.array(weights, np.int64),
        np.array(prose, bool),
    )


def find(batches: Batches, sizes: Ints1d) -> Templates:
    """Find the templates of all sites.

    `batches` is called twice: to find the lines that recur, then to count the votes for them. `sizes`, shape (sites,),
    is the number of each site's documents.
    """
    votes = _Votes(*_recurring(batches), len(sizes))
    if len(votes.keys):
        for lines, sites in batches():
            votes.add(_entries(lines, sites), sites)
    return votes.chosen(sizes)


def which(lines: LineKeys, sites: Ints1d, templates: Templates) -> list[int]:
    """The numbers of the documents that have a template line of their site; `sites` has shape (documents,)."""
    document = row_numbers(lines.sizes)
    _, in_template = look_up(templates, lines, sites)
    numbers: list[int] = np.unique(document[in_template & (sites[document] >= 0)]).tolist()
    return numbers


def look_up(templates: Templates, lines: LineKeys, sites: Ints1d) -> tuple[Ints1d, Bools1d]:
    """The index of each line in `templates`, and whether it is in them at all: both have shape (lines,).

    `sites`, shape (documents,), is the number of each document's site. An index is without meaning where the line is
    not in the templates.
    """
    return _look_up(templates.keys, _site_keys(lines.keys, np.repeat(sites, lines.sizes)))


class _Entries(NamedTuple):
    """The lines with letters or digits of the counted documents in a batch: each column has shape (entries,)."""

    document: Ints1d
    keys: Keys1d
    weights: Ints1d
    prose: Bools1d


def _entries(lines: LineKeys, sites: Ints1d) -> _Entries:
    """The entries of a batch; `sites`, shape (documents,), is negative for a document that is not counted."""
    document = row_numbers(lines.sizes)
    counted = (sites[document] >= 0) & (lines.weights > 0)
    document = document[counted]
    keys = _site_keys(lines.keys[counted], sites[document])
    return _Entries(document, keys, lines.weights[counted], lines.prose[counted])


def _site_keys(keys: Keys1d, sites: Ints1d) -> Keys1d:
    """Mix the number of its site into the key of each line, so that sites do not share lines: shape (lines,)."""
    return mixed64(keys + mixed64(sites.astype(np.uint64) + np.uint64(1)))


def _recurring(batches: Batches) -> tuple[Keys1d, Ints1d]:
    """The keys of lines in several documents of a site, sorted, and the number of these documents: shape (keys,)."""
    columns = SpilledColumns(_PARTS)
    bounds = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(60)
    for lines, sites in batches():
        entries = _entries(lines, sites)
        keys = entries.keys[_once(entries.keys, entries.document)]
        columns.add(np.split(keys, np.searchsorted(keys, bounds)))
    parts = [np.unique(column, return_counts=True) for column in columns]
    return (
        np.concatenate([keys[counts > 1] for keys, counts in parts]),
        np.concatenate([counts[counts > 1] for _, counts in parts]),
    )


def _once(keys: Keys1d | Ints1d, document: Ints1d, *then: Bools1d) -> Ints1d:
    """The position of each pair (key, document), once, sorted by key; of several the one for which `then` is False.

    `keys`, `document` and each of `then` have shape (pairs,), the result (different pairs,).
    """
    order = np.lexsort((*then, document, keys))
    same = (np.diff(keys[order]) == 0) & (np.diff(document[order]) == 0)
    first: Ints1d = order[np.append(True, ~same)[: len(order)]]
    return first


def _look_up(table: Keys1d, keys: Keys1d) -> tuple[Ints1d, Bools1d]:
    """The index of each key in a sorted table, and whether it is in there: both have shape (keys,)."""
    at = np.minimum(np.searchsorted(table, keys), max(0, len(table) - 1))
    return at, table[at] == keys if len(table) else np.zeros(len(keys), bool)


class _Votes:
    """The votes of documents for the lines that recur. A column has shape (recurring lines,), `whole` (sites,).

    `votes` counts all votes for a line, `at_edge` those of documents in which it is before or after their own prose,
    `whole` all votes of a site. `keys`, sorted, and `documents` are the recurring lines and how many documents have
    each. In `add`, `sites` has shape (documents of the batch,), in `chosen`, `sizes` (sites,).
    """

    def __init__(self, keys: Keys1d, documents: Ints1d, sites: int) -> None:
        self.keys = keys
        self.documents = documents
        self.votes = np.zeros(len(keys), np.int64)
        self.at_edge = np.zeros(len(keys), np.int64)
        self.weights = np.zeros(len(keys), np.int64)
        self.prose = np.zeros(len(keys), bool)
        self.site = np.zeros(len(keys), np.int64)
        self.whole = np.zeros(sites, np.int64)

    def add(self, entries: _Entries, sites: Ints1d) -> None:
        at, recurs = _look_up(self.keys, entries.keys)
        vote, edge = _vote(entries, np.where(recurs, self.documents[at], 1), len(sites))
        np.add.at(self.whole, sites[vote > 0], vote[vote > 0])
        voting = recurs & (vote[entries.document] > 0)
        once = np.flatnonzero(voting)[_once(at[voting], entries.document[voting], edge[voting])]
        at, document = at[once], entries.document[once]
        np.add.at(self.votes, at, vote[document])
        np.add.at(self.at_edge, at, vote[document] * edge[once])
        np.maximum.at(self.weights, at, entries.weights[once])
        np.logical_or.at(self.prose, at, entries.prose[once])
        self.site[at] = sites[document]

    def chosen(self, sizes: Ints1d) -> Templates:
        """The lines with enough of the votes of their site."""
        votes, whole = self.votes, self.whole[self.site]
        inside = (votes >= LEAST_INSIDE * _VOTE) & (votes >= SHARE_INSIDE * whole)
        anywhere = inside & (self.weights >= WEIGHT_INSIDE) & ~self.prose
        around = (votes >= LEAST * _VOTE) & (votes >= np.where(self.prose, SHARE_PROSE, SHARE) * whole)
        around &= self.at_edge >= AT_EDGE * votes
        chosen = np.flatnonzero(anywhere | around)
        return Templates(self.keys[chosen], self.documents[chosen], anywhere[chosen], sizes)


def _vote(entries: _Entries, documents: Ints1d, count: int) -> tuple[Ints1d, Bools1d]:
    """The vote of each of `count` documents, and which lines are before or after their document's own prose.

    `documents`, shape (entries,), is the number of documents of the site that have the line. A document's own prose is
    that which fewer than LEAST documents have. Returns shapes (documents,) and (entries,).
    """
    document, letters = entries.document, entries.weights * entries.prose
    unique = letters * (documents < LEAST)
    divided = unique // documents  # two copies of a story together have one vote
    total, by_itself, shared_out = (
        np.bincount(document, x, count).astype(np.int64) for x in (letters, unique, divided)
    )
    votes = (by_itself >= OWN) & (by_itself >= OWN_SHARE * total)
    vote = np.where(votes, _VOTE * shared_out // np.maximum(1, by_itself), 0)
    place = np.arange(len(document))
    first, last = np.full(count, len(place)), np.full(count, -1)
    np.minimum.at(first, document[unique > 0], place[unique > 0])
    np.maximum.at(last, document[unique > 0], place[unique > 0])
    return vote, (place < first[document]) | (place > last[document])
