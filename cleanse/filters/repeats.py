"""Passages that a document has twice: the first copy stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleanse.model import Document, Edit
from cleanse.rules.own import OwnRules, own_rules
from cleanse.settings import Settings
from cleanse.text.lines import blocks

if TYPE_CHECKING:
    from cleanse.text.arrays import Hashes1d
    from cleanse.text.tokens import Tokens

# Sizes are in words; a token of a script without spaces counts as half a word.
ALONE = 25  # from this size one line is a repeat: refrains, table rows and teasers are shorter
EDITED = 45  # from this size if words differ: shorter ones may be a form filled in twice
TOGETHER = 100  # from this size a run of lines in the order of their first copies is one: a chorus is shorter
DOUBLED = 30  # from this size such a run is one if it repeats the whole document so far
SHARE = 0.7  # the least share of a line's tokens that its first copy has too
SHARE_BETWEEN = 0.5  # the same for a line between two copies whose first copy is between theirs
SHARE_ALL = 0.85  # the same for all lines that are removed together
NEW = 4  # the most new words in a row: an edited copy has other words, not a new phrase
_HALVES = 2  # of which a word is one in `Aligned`
SLACK = 3  # tokens by which the first copy may begin or end before or after the border of a line


# a number with the signs that belong to it
_NUMBER = re.compile(r"[$€£¥₩₹+−-]?\d+(?:[.,:]\d+)*[%‰°€]?")


class Repeats:
    """Removes lines that repeat an earlier part of the document, with their line break.

    A long paragraph, another one, the long paragraph again → the long paragraph, the other one.

    Tokens are compared, not lines: a copy may have its paragraphs joined or split and single words replaced, unless
    numbers or only names differ. Short lines that recur by themselves (refrains, table cells, bylines) and quotations
    from a paragraph are no repeats.

    >>> paragraph = (
    ...     "The river rose by two metres during the night and flooded the old town, where firemen with boats "
    ...     "brought more than forty people and their dogs to a school on the hill, said the mayor."
    ... )
    >>> [edit.rule for edit in Repeats().edits(Document(f"{paragraph}\\nA photograph.\\n{paragraph}"))]
    ['repeats/copy']
    """

    name = "repeats"

    def __init__(self, own: OwnRules | None = None) -> None:
        self._own = own or OwnRules()

    def edits(self, document: Document) -> Iterable[Edit]:
        from cleanse.duplicates.alignment import may_repeat
        from cleanse.text.tokens import tokens, windows

        of_text = tokens(document.text)
        shingles = windows(of_text.hash)
        if not may_repeat(shingles):
            return []
        copies = _Copies(document.text, of_text, shingles)
        repeated = [run for run in copies.runs() if copies.is_repeat(run)]
        kept = self._own.kept_in([copies.blocks[n].text for run in repeated for n in run], document)
        if kept:
            repeated = [[n for n in run if copies.blocks[n].text not in kept] for run in repeated]
        return list(copies.edits(repeated))


def build(settings: Settings) -> Repeats:
    return Repeats(own_rules(settings))


class _Copies:
    """The lines of one text, and which of them repeat an earlier part. Lines are given by their numbers.

    `shingles`, shape (shingles,), are `windows` of the tokens' hashes.
    """

    def __init__(self, text: str, of_text: Tokens, shingles: Hashes1d) -> None:
        import numpy as np

        from cleanse.duplicates.alignment import align

        self.text, self.tokens = text, of_text
        self.blocks = list(blocks(text))
        starts = np.fromiter((b.start for b in self.blocks), np.int32, len(self.blocks))
        bounds = np.append(np.searchsorted(of_text.start, starts), len(of_text.start)).astype(np.int32)
        aligned = align(of_text, shingles, bounds)
        count = np.diff(bounds)
        altered = (aligned.same > 0) & (aligned.same >= SHARE_BETWEEN * count)
        likely = altered & (aligned.same >= SHARE * count) & (aligned.new <= _HALVES * NEW)
        self.likely: list[int] = np.flatnonzero(likely).tolist()
        self.altered: set[int] = set(np.flatnonzero(altered).tolist())
        self.bounds: list[int] = bounds.tolist()
        self.same: list[int] = aligned.same.tolist()
        self.size = aligned.size
        self.origin = aligned.origin
        # where the first copy of each line begins and ends, if its first and last token were as far in it as here
        self.source: list[int] = (aligned.origin.take(aligned.head) - aligned.head + bounds[:-1]).tolist()
        self.reached: list[int] = (aligned.origin.take(aligned.tail) - aligned.tail + bounds[1:]).tolist()

    def runs(self) -> Iterator[list[int]]:
        """Runs of likely lines in the order of their first copies, with the altered lines between them."""
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
        """Whether the first copies of `last` and `line` are about as far apart as the lines are."""
        from cleanse.duplicates.alignment import REACH

        between = self.bounds[line] - self.bounds[last + 1]
        return abs(self.source[line] - self.reached[last] - between) <= REACH

    def is_repeat(self, run: list[int]) -> bool:
        """Whether the lines of a run, taken together, are a copy rather than a refrain, a form or a quotation."""
        count, same = self._tokens(run)
        if same < SHARE_ALL * count:
            return False
        begin = self.bounds[run[0]]
        above = [n for n in run if self.reached[n] <= begin + SLACK] or run[:1]  # not those that copy the run
        whole = self._words(min(self.source[n] for n in above), max(self.reached[n] for n in above))
        seen = [min(self._words(*self.bounds[n : n + 2]), self._words(self.source[n], self.reached[n])) for n in above]
        size = min(sum(seen), whole)  # a row that recurs fifty times counts once
        if size >= TOGETHER:
            return True
        if not (self._on_border(self.source[run[0]]) and self._on_border(self.reached[run[-1]])):
            return False
        if same < count and self._only_names(run):
            return False
        if size >= (ALONE if same == count else EDITED) and max(seen) >= ALONE:
            return True
        from_the_top = self.source[run[0]] < self.bounds[min(2, run[0])]
        return size >= DOUBLED and from_the_top and size >= 0.8 * self._words(0, begin)

    def edits(self, runs: Sequence[list[int]]) -> Iterator[Edit]:
        """Edits that remove the lines of these runs; lines that follow each other go together."""
        owner = {line: number for number, run in enumerate(runs) for line in run}
        totals = [(len(run), *self._tokens(run)) for run in runs]
        lines = sorted(owner)
        cuts = [n for n, (a, b) in enumerate(pairwise(lines), 1) if b != a + 1]
        for low, high in pairwise([0, *cuts, len(lines)]):
            if adjacent := lines[low:high]:
                evidence = [totals[number] for number in sorted({owner[line] for line in adjacent})]
                yield self._edit(adjacent, *map(sum, zip(*evidence, strict=True)))

    def _edit(self, lines: Sequence[int], evidence: int, count: int, same: int) -> Edit:
        """Remove lines up to the next line that is not blank, or from the end of the line before if there is no next.

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
        """How many words are between two tokens."""
        return int(self.size[max(0, end)] - self.size[max(0, begin)]) / _HALVES

    def _on_border(self, token: int) -> bool:
        """Whether a line begins at about that token."""
        place = bisect_left(self.bounds, token - SLACK)
        return place < len(self.bounds) and self.bounds[place] <= token + SLACK

    def _same_numbers(self, line: int) -> bool:
        """Whether no number replaces another: that is how rows and reports of one form differ."""
        numbers = Counter(_NUMBER.findall(self.text, self.blocks[line].start, self.blocks[line].end))
        if not numbers:
            return True
        begin, end = max(0, self.source[line]), min(self.reached[line], self.bounds[line])
        begin, end = max(0, self.tokens.start[begin] - 1), self.tokens.end[end - 1] + 1
        in_first = Counter(_NUMBER.findall(self.text, begin, end))
        return not (numbers - in_first and in_first - numbers)

    def _only_names(self, run: list[int]) -> bool:
        """Whether all new tokens look like names and numbers, and so do those they replace."""
        places = range(self.bounds[run[0]], self.bounds[run[-1] + 1])
        copied = {int(self.origin[n]) for n in places} | {-1}
        new = [n for n in places if self.origin[n] < 0]
        replaced = [n for n in range(max(0, self.source[run[0]]), self.reached[run[-1]]) if n not in copied]
        return bool(new) and all(self._is_name(n) for n in (*new, *replaced))

    def _is_name(self, token: int) -> bool:
        first = self.text[self.tokens.start[token]]
        return first.isupper() or first.isdigit()
