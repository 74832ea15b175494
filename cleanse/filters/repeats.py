"""Blocks that stand in a document a second time: the first copy stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleanse.model import Document, Edit
from cleanse.settings import Settings
from cleanse.text.lines import blocks

if TYPE_CHECKING:
    from cleanse.text.arrays import Hashes1d
    from cleanse.text.tokens import Tokens

# Sizes are in words; a token of a script without spaces counts as half a word.
ALONE = 25  # a line of this size is a repeat by itself; refrains, table rows and teasers are shorter
EDITED = 45  # and of this size if words differ: shorter ones may be a form filled in twice
TOGETHER = 100  # so are shorter ones that follow each other as their first copies do: more than a chorus has
DOUBLED = 30  # or this much, where it is the document so far once more
SHARE = 0.7  # of a line's tokens that its first copy has too
SHARE_BETWEEN = 0.5  # the least for a line that stands between two copies where its first copy stands between theirs
SHARE_ALL = 0.85  # the least for all lines that are removed together
NEW = 4  # words in a row that the first copy does not have: an edited copy has other words, not a new phrase
SLACK = 3  # tokens by which the first copy may begin or end beside the border of a line


# a number with the signs that make it another one
_NUMBER = re.compile(r"[$€£¥₩₹+−-]?\d+(?:[.,:]\d+)*[%‰°€]?")


class Repeats:
    """Removes lines that repeat an earlier part of the document, with their line break.

    Compared are the tokens, not the lines: so a copy is found whose paragraphs were joined or split, or in which single
    words were replaced, unless numbers or only names differ. Short lines that come again by themselves (refrains, table
    cells, bylines) are no repeats, nor is a part of a paragraph that is quoted.

    >>> first = "The ferry between the two islands sails again from Monday, the harbour office said, after divers "
    >>> line = first + "found no damage to the hull of the vessel that ran aground last week."
    >>> [edit[:4] for edit in Repeats().edits(Document(f"{line}\\n{line}"))]
    [(166, 333, '', 'repeats/copy')]
    """

    name = "repeats"

    def edits(self, document: Document) -> Iterable[Edit]:
        from cleanse.dedup.alignment import may_repeat
        from cleanse.text.tokens import tokens, windows

        found = tokens(document.text)
        shingles = windows(found.hash)
        if not may_repeat(shingles):
            return []
        copies = _Copies(document.text, found, shingles)
        return list(copies.edits([run for run in copies.runs() if copies.is_repeat(run)]))


def build(settings: Settings) -> Repeats:
    return Repeats()


class _Copies:
    """The lines of one text, and which of them repeat what stands above. Lines are known by their number."""

    def __init__(self, text: str, found: Tokens, shingles: Hashes1d) -> None:
        import numpy as np

        from cleanse.dedup.alignment import align

        self.text, self.found = text, found
        self.blocks = list(blocks(text))
        starts = np.fromiter((b.start for b in self.blocks), np.int64, len(self.blocks))
        bounds = np.append(np.searchsorted(found.start, starts), len(found.start))
        aligned = align(found, shingles, bounds)
        count = np.diff(bounds)
        altered = (aligned.same > 0) & (aligned.same >= SHARE_BETWEEN * count)
        likely = altered & (aligned.same >= SHARE * count) & (aligned.new <= NEW)
        self.likely: list[int] = np.flatnonzero(likely).tolist()
        self.altered: set[int] = set(np.flatnonzero(altered).tolist())
        self.bounds: list[int] = bounds.tolist()
        self.same: list[int] = aligned.same.tolist()
        self.size: list[float] = aligned.size.tolist()
        self.origin = aligned.origin
        # where the first copy of each line begins and ends, if its first and last token were as far in it as here
        self.source: list[int] = (aligned.origin.take(aligned.head) - aligned.head + bounds[:-1]).tolist()
        self.reached: list[int] = (aligned.origin.take(aligned.tail) - aligned.tail + bounds[1:]).tolist()

    def runs(self) -> Iterator[list[int]]:
        """Likely lines that follow each other as their first copies do, with the altered ones between them."""
        run: list[int] = []
        for line in self.likely:
            if not self._same_numbers(line):
                continue
            if run and line - run[-1] <= 3 and self._continues(run[-1], line):
                run += [n for n in range(run[-1] + 1, line) if n in self.altered and self._same_numbers(n)]
                run.append(line)
                continue
            if run:
                yield run
            run = [line]
        if run:
            yield run

    def _continues(self, last: int, line: int) -> bool:
        """Whether the first copy of `line` stands as far behind that of `last` as they do themselves, nearly."""
        from cleanse.dedup.alignment import REACH

        between = self.bounds[line] - self.bounds[last + 1]
        return abs(self.source[line] - self.reached[last] - between) <= REACH

    def is_repeat(self, run: list[int]) -> bool:
        count, same = self._tokens(run)
        if same < SHARE_ALL * count:
            return False
        begin = self.bounds[run[0]]
        above = [n for n in run if self.reached[n] <= begin + SLACK] or run[:1]  # not what copies a line of the run
        whole = self._words(min(self.source[n] for n in above), max(self.reached[n] for n in above))
        seen = [min(self._words(*self.bounds[n : n + 2]), self._words(self.source[n], self.reached[n])) for n in above]
        size = min(sum(seen), whole)  # a row that comes fifty times is seen once
        if size >= TOGETHER:
            return True
        if not (self._on_border(self.source[run[0]]) and self._on_border(self.reached[run[-1]])):
            return False
        if same < count and self._only_names(run):
            return False
        if size >= (ALONE if same == count else EDITED) and max(seen) >= ALONE:
            return True
        from_the_top = self.source[run[0]] < self.bounds[min(2, run[0])]
        return size >= DOUBLED and from_the_top and size >= 0.8 * self.size[begin]

    def edits(self, runs: Sequence[list[int]]) -> Iterator[Edit]:
        """Edits that remove the lines of these runs; lines that follow each other go together."""
        owner = {line: number for number, run in enumerate(runs) for line in run}
        totals = [(len(run), *self._tokens(run)) for run in runs]
        lines = sorted(owner)
        cuts = [n for n, (a, b) in enumerate(pairwise(lines), 1) if b != a + 1]
        for low, high in pairwise([0, *cuts, len(lines)]):
            if some := lines[low:high]:
                found = [totals[number] for number in sorted({owner[line] for line in some})]
                yield self._edit(some, *map(sum, zip(*found, strict=True)))

    def _edit(self, lines: Sequence[int], evidence: int, count: int, same: int) -> Edit:
        """The lines and their line break: up to the next line that holds anything, else from the end of the last.

        `evidence` is the number of lines that were judged together, `count` their tokens, `same` those that repeat one.
        """
        after = lines[-1] + 1
        if after < len(self.blocks):
            start, end = (self.text.rfind("\n", 0, self.blocks[n].start) + 1 for n in (lines[0], after))
        else:
            start, end = self.blocks[lines[0] - 1].end, self.blocks[lines[-1]].end
        kind = "copy" if same == count else "edited-copy"
        what = "line" if evidence == 1 else f"{evidence} lines"
        what += " with those near by" if evidence > len(lines) else ""
        note = f"{what}: {same} of {count} tokens stand above in the same order"
        return Edit(start, end, "", f"repeats/{kind}", note)

    def _tokens(self, lines: Iterable[int]) -> tuple[int, int]:
        """How many tokens the lines have, and how many of them repeat one."""
        pairs = [(self.bounds[n + 1] - self.bounds[n], self.same[n]) for n in lines]
        return sum(count for count, _ in pairs), sum(same for _, same in pairs)

    def _words(self, begin: int, end: int) -> float:
        """The size of the text between two tokens."""
        return self.size[max(0, end)] - self.size[max(0, begin)]

    def _on_border(self, token: int) -> bool:
        """Whether a line begins at that token, nearly."""
        place = bisect_left(self.bounds, token - SLACK)
        return place < len(self.bounds) and self.bounds[place] <= token + SLACK

    def _same_numbers(self, line: int) -> bool:
        """Whether no number stands in place of another: rows and reports of one form differ in just that."""
        here = Counter(_NUMBER.findall(self.text, self.blocks[line].start, self.blocks[line].end))
        if not here:
            return True
        begin, end = max(0, self.source[line]), min(self.reached[line], self.bounds[line])
        begin, end = max(0, self.found.start[begin] - 1), self.found.end[end - 1] + 1
        there = Counter(_NUMBER.findall(self.text, begin, end))
        return not (here - there and there - here)

    def _only_names(self, run: list[int]) -> bool:
        """Whether all that is new is written as names and numbers are, and so is what it replaces."""
        places = range(self.bounds[run[0]], self.bounds[run[-1] + 1])
        known = {int(self.origin[n]) for n in places} | {-1}
        new = [n for n in places if self.origin[n] < 0]
        replaced = [n for n in range(max(0, self.source[run[0]]), self.reached[run[-1]]) if n not in known]
        return bool(new) and all(self._is_name(n) for n in (*new, *replaced))

    def _is_name(self, token: int) -> bool:
        first = self.text[self.found.start[token]]
        return first.isupper() or first.isdigit()
