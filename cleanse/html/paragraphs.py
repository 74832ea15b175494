"""Where blank lines are between the paragraphs of a page: around those whose lines were wrapped by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

# The least that the filter `unwrap` takes for wrapped text; the width is of the median line.
_FEWEST_LINES, _NARROWEST, _WIDEST = 3, 40, 130


def blank_lines(text: list[str], broken: dict[int, bool]) -> list[bool]:
    """For each line, whether a blank line is before it, or would be before the first one if another preceded it.

    `broken` has the lines that follow a `<br>`, or a line break in `pre`, within one element, and for each whether a
    paragraph begins there. Blank lines are only needed to tell wrapped paragraphs apart from each other, and from what
    is before and after; lines of other text have none.
    """
    blank = [False] * len(text)
    for first, last in _runs(broken):
        begins = [first, *(i for i in range(first + 1, last) if broken[i]), last]
        widths = sorted(map(len, text[first:last]))
        wrapped = max(b - a for a, b in pairwise(begins)) >= _FEWEST_LINES
        if wrapped and _NARROWEST <= widths[len(widths) // 2] <= _WIDEST:
            for i in begins:
                if i < len(text):
                    blank[i] = True
    return blank


def _runs(broken: dict[int, bool]) -> Iterator[tuple[int, int]]:
    """The runs of lines with breaks between them, each as its first line and the one after its last."""
    first = last = -1
    for i in broken:
        if i != last:
            if first >= 0:
                yield first, last
            first = i - 1
        last = i + 1
    if first >= 0:
        yield first, last
