"""Lines to remove → edits that take them out of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleanse.article.select import Removal
from cleanse.model import Edit
from cleanse.text.lines import Block


def removal_edits(text: str, lines: Sequence[Block], removals: Mapping[int, Removal]) -> Iterator[Edit]:
    """One edit for each run of adjacent lines that are removed for the same reason.

    The lines before and after a run stay as far apart as any two in it were, but with at most one blank line between.
    """
    for first, last in _runs(sorted(removals)):
        left = lines[first - 1].end if first else 0
        right = text.rfind("\n", 0, lines[last + 1].start) + 1 if last + 1 < len(lines) else len(text)
        starts = [i for i in range(first, last + 1) if i == first or removals[i].rule != removals[i - 1].rule]
        for i, following in zip(starts, [*starts[1:], last + 1], strict=True):
            begin = left if i == first else lines[i].start
            end = lines[following].start if following <= last else right
            gap = _gap(text, lines, first, last, left, right) if i == first else ""
            # of several values of one name the first counts
            metadata = {name: value for k in range(following - 1, i - 1, -1) for name, value in removals[k].metadata}
            yield Edit(begin, end, gap, removals[i].rule, removals[i].note, tuple(metadata.items()))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers: (first, last)."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _gap(text: str, lines: Sequence[Block], first: int, last: int, left: int, right: int) -> str:
    """The white space that is left in place of the lines from `first` to `last`."""
    if first == 0:
        return ""
    ends = [left, *(line.end for line in lines[first : last + 1])]
    starts = [*(line.start for line in lines[first : last + 1]), right]
    newline = "\r\n" if "\r\n" in text[left : starts[0]] else "\n"
    if last + 1 == len(lines):
        return newline if text.find("\n", ends[-1]) >= 0 else ""
    return newline * min(2, max(text.count("\n", end, start) for end, start in zip(ends, starts, strict=True)))
