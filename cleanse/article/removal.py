"""Lines to remove → edits that take them out of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cleanse.article.select import Removal
from cleanse.model import Edit
from cleanse.text.lines import Block


def removal_edits(text: str, lines: Sequence[Block], removals: Mapping[int, Removal]) -> Iterator[Edit]:
    """One edit for each line that is removed, in order, with its rule and evidence.

    The lines before and after a run of removed lines stay as far apart as any two in it were, but with at most one
    blank line between: the first edit of a run leaves that white space.
    """
    for first, last in _runs(sorted(removals)):
        left = lines[first - 1].end if first else 0
        right = text.rfind("\n", 0, lines[last + 1].start) + 1 if last + 1 < len(lines) else len(text)
        begins = [left, *(line.start for line in lines[first + 1 : last + 1]), right]
        gap = _gap(text, lines, first, last, left, right)
        facts: dict[str, str] = {}
        for i in range(first, last + 1):
            removal = removals[i]
            if i == first or removal.rule != removals[i - 1].rule:
                facts = {}
            # of several values of one name that adjacent lines say by one rule, the first counts
            new = tuple(pair for pair in removal.metadata if pair[0] not in facts)
            facts |= new
            begin, end = begins[i - first], begins[i - first + 1]
            yield Edit(begin, end, gap if i == first else "", removal.rule, removal.note, new)


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
