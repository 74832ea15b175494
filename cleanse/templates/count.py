"""Lines that recur on many documents of one site: its template.

What the documents of a site say is each one's own, and what all of them say is not: so a line is known by how many
documents have it, and where. Only documents that are mostly their own words have a say: a story that was reposted forty
times shares nearly all it has with its copies, and makes nothing of it a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleanse.dedup.spill import SpilledColumns
from cleanse.text.arrays import Ints1d, Keys1d
from cleanse.text.lines import effective_length, is_prose
from cleanse.text.normalize import match_keys
from cleanse.text.tokens import mixed64

Flags = npt.NDArray[np.bool_]

LEAST = 5  # documents of a site that must have a line, each counted by how much of it is its own
SHARE = 0.4  # of the site's documents, for a line that stands before or behind what they say themselves
AT_EDGE = 0.75  # the share of a line's documents in which it stands there
SHARE_PROSE = 0.6  # for a line of sentences: it may be what a series of articles begins or ends with
SHARE_INSIDE, LEAST_INSIDE, WEIGHT_INSIDE = 0.6, 8, 40  # for one inside the article: shorter ones may be subheadings
OWN, OWN_SHARE = 100, 0.75  # letters of prose a document must have for itself, and their share of all its prose
_VOTE = 1000  # the say of a document that has all its prose for itself; whole numbers add up the same in any order
_PARTS = 16  # keys are counted a sixteenth at a time


class Lines(NamedTuple):
    """The lines of several documents end to end; `sizes` says how many each has.

    A line is known by a hash of its folded form. `weights` count its letters (see `effective_length`; 0 where it has
    none), `prose` says whether it is of sentences.
    """

    sizes: Ints1d
    keys: Keys1d
    weights: Ints1d
    prose: Flags


class Templates(NamedTuple):
    """The lines of templates by their keys (see `_site_keys`), in order, and how many documents have each.

    `anywhere` says which go wherever they stand, and not only before and behind the article. `sizes` are the documents
    that were counted of each site.
    """

    keys: Keys1d
    documents: Ints1d
    anywhere: Flags
    sizes: Ints1d


Batches = Callable[[], Iterable[tuple[Lines, Ints1d]]]
"""Documents to count: their lines, and the number of each one's site (below 0 where it is not to be counted)."""


def lines_of(texts: Iterable[str]) -> Lines:
    """The lines of each text that hold anything, as `blocks.blocks` finds them."""
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
    return Lines(
        np.array(sizes, np.int64),
        np.frombuffer(b"".join(keys), np.uint64),
        np.array(weights, np.int64),
        np.array(prose, bool),
    )


def find(batches: Batches, sizes: Ints1d) -> Templates:
    """The templates of all sites. `batches` is gone through twice; `sizes` are the documents of each site."""
    votes = _Votes(*_recurring(batches), len(sizes))
    if len(votes.keys):
        for lines, sites in batches():
            votes.add(_entries(lines, sites), sites)
    return votes.chosen(sizes)


def which(lines: Lines, sites: Ints1d, templates: Templates) -> list[int]:
    """The documents that have a line of the template of their site."""
    document = np.repeat(np.arange(len(lines.sizes)), lines.sizes)
    _, known = look_up(templates, lines, sites)
    found: list[int] = np.unique(document[known & (sites[document] >= 0)]).tolist()
    return found


def look_up(templates: Templates, lines: Lines, sites: Ints1d) -> tuple[Ints1d, Flags]:
    """Where each line stands among the templates, and whether it does; `sites` says of which one each document is."""
    return _look_up(templates.keys, _site_keys(lines.keys, np.repeat(sites, lines.sizes)))


class _Entries(NamedTuple):
    """The lines with letters of the counted documents of a batch, and of which document each is."""

    document: Ints1d
    keys: Keys1d
    weights: Ints1d
    prose: Flags


def _entries(lines: Lines, sites: Ints1d) -> _Entries:
    document = np.repeat(np.arange(len(lines.sizes)), lines.sizes)
    counted = (sites[document] >= 0) & (lines.weights > 0)
    document = document[counted]
    keys = _site_keys(lines.keys[counted], sites[document])
    return _Entries(document, keys, lines.weights[counted], lines.prose[counted])


def _site_keys(keys: Keys1d, sites: Ints1d) -> Keys1d:
    """The keys of lines, each with the number of its site in it: elsewhere the same line is another one."""
    return mixed64(keys + mixed64(sites.astype(np.uint64) + np.uint64(1)))


def _recurring(batches: Batches) -> tuple[Keys1d, Ints1d]:
    """The keys of the lines that more than one document of a site has, in order, and how many have each."""
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


def _once(keys: npt.NDArray[Any], document: Ints1d, *then: Flags) -> Ints1d:
    """The places of each key in each document, once, ordered by key; of several the one that comes first by `then`."""
    order = np.lexsort((*then, document, keys))
    same = (np.diff(keys[order]) == 0) & (np.diff(document[order]) == 0)
    first: Ints1d = order[np.append(True, ~same)[: len(order)]]
    return first


def _look_up(known: Keys1d, keys: Keys1d) -> tuple[Ints1d, Flags]:
    """Where each key stands among the known ones, and whether it does."""
    at = np.minimum(np.searchsorted(known, keys), max(0, len(known) - 1))
    return at, known[at] == keys if len(known) else np.zeros(len(keys), bool)


class _Votes:
    """What the documents say of the lines that recur."""

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
        say, edge = _say(entries, np.where(recurs, self.documents[at], 1), len(sites))
        np.add.at(self.whole, sites[say > 0], say[say > 0])
        voting = recurs & (say[entries.document] > 0)
        once = np.flatnonzero(voting)[_once(at[voting], entries.document[voting], edge[voting])]
        at, document = at[once], entries.document[once]
        np.add.at(self.votes, at, say[document])
        np.add.at(self.at_edge, at, say[document] * edge[once])
        np.maximum.at(self.weights, at, entries.weights[once])
        np.logical_or.at(self.prose, at, entries.prose[once])
        self.site[at] = sites[document]

    def chosen(self, sizes: Ints1d) -> Templates:
        """The lines that enough of the documents of their site have."""
        votes, whole = self.votes, self.whole[self.site]
        inside = (votes >= LEAST_INSIDE * _VOTE) & (votes >= SHARE_INSIDE * whole)
        anywhere = inside & (self.weights >= WEIGHT_INSIDE) & ~self.prose
        around = (votes >= LEAST * _VOTE) & (votes >= np.where(self.prose, SHARE_PROSE, SHARE) * whole)
        around &= self.at_edge >= AT_EDGE * votes
        which = np.flatnonzero(anywhere | around)
        return Templates(self.keys[which], self.documents[which], anywhere[which], sizes)


def _say(entries: _Entries, documents: Ints1d, count: int) -> tuple[Ints1d, Flags]:
    """How much each of `count` documents has to say, and which of its lines stand before or behind its own prose.

    `documents` says how many documents of its site have each line.
    """
    document, letters = entries.document, entries.weights * entries.prose
    own = letters * (documents < LEAST)
    alone = own // documents  # two copies of a story count as one
    total, mine, once = (np.bincount(document, x, count).astype(np.int64) for x in (letters, own, alone))
    heard = (mine >= OWN) & (mine >= OWN_SHARE * total)
    say = np.where(heard, _VOTE * once // np.maximum(1, mine), 0)
    place = np.arange(len(document))
    first, last = np.full(count, len(place)), np.full(count, -1)
    np.minimum.at(first, document[own > 0], place[own > 0])
    np.maximum.at(last, document[own > 0], place[own > 0])
    return say, (place < first[document]) | (place > last[document])
