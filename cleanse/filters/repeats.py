"""Blocks that stand in a document a second time: the first copy stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleanse.blocks import Block, blocks
from cleanse.config import Settings
from cleanse.model import Document, Edit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cleanse.corpus.tokens import Tokens

    Ints = npt.NDArray[np.int64]

# Sizes are in words; a token of a script without spaces counts as half a word (see `_lines`).
ALONE = 25  # a line of this size is a repeat by itself; refrains, table rows and teasers are shorter
EDITED = 30  # and of this size if words differ: shorter ones may be a form filled in twice
TOGETHER = 100  # so are shorter ones that follow each other as their first copies do: more than a chorus has
DOUBLED = 30  # or this much, where it is the document so far once more
SHARE = 0.7  # of a line's tokens that its first copy has too
SHARE_ALL = 0.93  # and of the tokens of all lines that are removed together
SHARE_BETWEEN = 0.5  # the least for a line that stands between two copies where its first copy stands between theirs
NEW = 4  # words in a row that the first copy does not have: an edited copy has other words, not a new phrase
REACH = 24  # tokens from a shingle that was found in the first copy to a token whose place there follows from it
FEWEST = 6  # shingles that come twice; with fewer, nothing of size is repeated


class Repeats:
    """Removes lines that repeat an earlier part of the document, with their line break.

    Compared are the tokens, not the lines: so a copy is found whose paragraphs were joined or split, or in which single
    words were replaced, unless one number stands where another did. Short lines that come again by themselves
    (refrains, table cells, bylines) are no repeats.

    >>> Repeats().edits(Document("LONG PARAGRAPH\\nAnother\\nLONG PARAGRAPH"))  # leaves "LONG PARAGRAPH\\nAnother"
    """

    name = "repeats"

    def edits(self, document: Document) -> Iterable[Edit]:
        from cleanse.corpus.tokens import tokens, windows

        found = tokens(document.text)
        shingles = windows(found.hash)
        if not _any_repeated(shingles):
            return
        lines = _lines(document.text, found, shingles)
        removed = [run for run in _runs(lines) if _is_repeat(run, lines)]
        for run in _joined(removed):
            yield _edit(document.text, run, lines)


def build(settings: Settings) -> Repeats:
    return Repeats()


class _Line(NamedTuple):
    """A line, and what is known of it as a copy.

    `first` is the number of its first token, `above` the size of all lines before. Of its tokens `same` stand in a
    first copy, from token `origin` to `reached`; `seen` is the size of what it copies (a phrase that comes ten times is
    seen once). `likely`: it could be a copy by itself; `altered`: it could be one between two others.
    """

    block: Block
    number: int
    first: int
    above: float
    tokens: int
    same: int
    seen: float
    origin: int
    reached: int
    likely: bool
    altered: bool


def _any_repeated(shingles: npt.NDArray[np.uint64]) -> bool:
    """Whether enough shingles come twice for any repeat: most documents are let go here."""
    import numpy as np

    low = shingles.astype(np.uint32)
    low.sort()
    return int(np.count_nonzero(low[1:] == low[:-1])) >= FEWEST


def _lines(text: str, found: Tokens, shingles: npt.NDArray[np.uint64]) -> list[_Line]:
    import numpy as np

    every = list(blocks(text))
    bounds = np.searchsorted(found.start, [*(b.start for b in every), len(text) + 1])
    origin, guess = _origins(found, shingles, np.repeat(bounds[:-1], np.diff(bounds)))
    sizes = np.append(0.0, np.cumsum(np.minimum(1, (found.end - found.start) / 2)))
    above = sizes[bounds].tolist()
    same = np.diff(np.append(0, np.cumsum(origin >= 0))[bounds]).tolist()
    lines = []
    for number, (block, low, high) in enumerate(zip(every, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        count, known = high - low, same[number]
        if known < SHARE_BETWEEN * count or not known:
            lines.append(_Line(block, number, low, above[number], count, known, 0, -1, -1, False, False))
            continue
        places = low + np.flatnonzero(origin[low:high] >= 0)
        new = (sizes[np.append(places, high)] - sizes[np.append(low, places + 1)]).max()
        first_copy = np.unique(origin[places])
        seen = float((sizes[first_copy + 1] - sizes[first_copy]).sum())
        altered = _same_numbers(text, found, origin, guess, low, high)
        likely = altered and known >= SHARE * count and new <= NEW
        reach = int(origin[places[0]]), int(origin[places[-1]])
        lines.append(_Line(block, number, low, above[number], count, known, seen, *reach, likely, altered))
    return lines


def _origins(found: Tokens, shingles: npt.NDArray[np.uint64], own: Ints) -> tuple[Ints, Ints]:
    """For each token the one it is a copy of, or -1; and where that one should stand by the tokens before.

    A copy begins before the copying token's own line (`own`: the first token of that line). Shingles say where copies
    are; a token between them (an edit has broken its shingles) is compared with the one at the same distance from them.
    """
    import numpy as np

    place = np.arange(len(found.hash))
    lag = np.zeros(len(place), np.int64)
    lag[: len(shingles)] = _lags(shingles, own)
    copied = np.flatnonzero(lag)
    copied = copied[_in_line(copied, lag[copied])]
    before = np.full(len(place), -1, np.int64)
    after = before.copy()
    before[copied] = after[copied] = copied
    before = np.maximum.accumulate(before)
    after[after < 0] = len(place)
    after = np.minimum.accumulate(after[::-1])[::-1]
    origin = np.full(len(place), -1, np.int64)
    guess = origin.copy()
    for near, usable in ((after, after < len(place)), (before, before >= 0)):
        usable &= np.abs(place - near) <= REACH
        there = np.where(usable, place - lag[np.where(usable, near, 0)], -1)
        there[(there < 0) | (there >= own)] = -1
        guess = np.where(there >= 0, there, guess)
        origin = np.where((there >= 0) & (found.hash[there] == found.hash), there, origin)
    return origin, guess


def _in_line(copied: Ints, lag: Ints) -> npt.NDArray[np.bool_]:
    """Which of the copied shingles have others near by that come from the same distance: phrases come from anywhere."""
    import numpy as np

    company = np.zeros(len(copied), np.int64)
    for step in range(1, min(5, len(copied))):
        near = (np.abs(lag[step:] - lag[:-step]) <= 3) & (copied[step:] - copied[:-step] <= REACH)
        company[step:] += near
        company[:-step] += near
    return company >= 3


def _lags(shingles: npt.NDArray[np.uint64], own: Ints) -> Ints:
    """How far before each shingle stands the one it is a copy of; 0 where none stands before its line."""
    import numpy as np

    place = np.arange(len(shingles))
    order = np.argsort(shingles, kind="stable")
    fresh = np.append(True, shingles[order[1:]] != shingles[order[:-1]])
    first, last = np.empty_like(order), np.empty_like(order)
    first[order] = order[np.flatnonzero(fresh)][np.cumsum(fresh) - 1]
    last[order] = np.where(fresh, order, np.append(0, order[:-1]))
    lag = np.where(first < own[: len(first)], place - first, 0)
    # A shingle that stands above more than once is a copy of the one that its neighbours point to, if that is one.
    clear = np.where((lag > 0) & (first == last), place, -1)
    before = np.maximum.accumulate(clear)
    after = np.where(clear < 0, len(place), clear)
    after = np.minimum.accumulate(after[::-1])[::-1]
    for near, usable in ((after, after < len(place)), (before, before >= 0)):
        there = place - lag[np.where(usable, near, 0)]
        same = usable & (lag > 0) & (there >= 0) & (there < own[: len(there)])
        same &= shingles[np.where(same, there, 0)] == shingles
        lag = np.where(same, place - there, lag)
    return lag


def _same_numbers(text: str, found: Tokens, origin: Ints, guess: Ints, low: int, high: int) -> bool:
    """Whether no number stands where the first copy has another: rows and reports of one form differ in just that."""
    for place in range(low, high):
        if origin[place] < 0 and guess[place] >= 0:
            words = (text[found.start[n] : found.end[n]] for n in (place, guess[place]))
            if all(any(c.isdigit() for c in word) for word in words):
                return False
    return True


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Likely lines that follow each other as their first copies do, with the altered ones between them."""
    run: list[_Line] = []
    between: list[_Line] = []
    for line in lines:
        if run and not line.likely and len(between) < 2:
            between.append(line)
            continue
        if run and line.likely and _continues(run[-1], between, line):
            run += [b for b in between if b.altered]
            run.append(line)
        else:
            if run:
                yield run
            run = [line] if line.likely else []
        between = []
    if run:
        yield run


def _continues(last: _Line, between: list[_Line], line: _Line) -> bool:
    """Whether the first copy of `line` stands as far behind that of `last` as they do themselves, nearly."""
    gap = sum(b.tokens for b in between)
    return line.origin > last.reached and abs(line.origin - last.reached - 1 - gap) <= REACH


def _is_repeat(run: list[_Line], lines: list[_Line]) -> bool:
    count, same = sum(line.tokens for line in run), sum(line.same for line in run)
    if same < SHARE_ALL * count:
        return False
    seen = [line.seen for line in run if line.reached < run[0].first]  # a row that comes fifty times is seen once
    size, largest = sum(seen), max(seen)
    if (size >= (ALONE if same == count else EDITED) and largest >= ALONE) or size >= TOGETHER:
        return True
    from_the_top = run[0].origin < lines[min(2, run[0].number)].first
    return size >= DOUBLED and from_the_top and size >= 0.8 * run[0].above


def _joined(runs: list[list[_Line]]) -> Iterator[list[_Line]]:
    """The same lines, runs that touch made one, so that their edits do not meet."""
    whole = [line for run in runs for line in run]
    cuts = [n for n, (a, b) in enumerate(pairwise(whole), 1) if b.number != a.number + 1]
    yield from (whole[low:high] for low, high in pairwise([0, *cuts, len(whole)]) if low < high)


def _edit(text: str, run: list[_Line], lines: list[_Line]) -> Edit:
    """The lines and their line break: up to the next line that holds anything, or from the end of the last one."""
    after = run[-1].number + 1
    if after < len(lines):
        start, end = (text.rfind("\n", 0, at) + 1 for at in (run[0].block.start, lines[after].block.start))
    else:
        start, end = lines[run[0].number - 1].block.end, run[-1].block.end
    count, same = sum(line.tokens for line in run), sum(line.same for line in run)
    kind = "copy" if same == count else "edited-copy"
    what = "line" if len(run) == 1 else f"{len(run)} lines"
    return Edit(start, end, "", f"repeats/{kind}", f"{what}: {same} of {count} tokens stand above in the same order")
