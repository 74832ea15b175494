"""The small pieces that a report is put together from: names, numbers, changes, diffs."""

from __future__ import annotations

from collections.abc import Iterator

from cleanse.report.excerpts import Diff
from cleanse.report.visible import FLOWING, MARKED, Cut, cut, shown_cut

LABELLED = 40  # characters from which a removal is always said to be its rule's; of small ones the first is enough
NAME = 160  # characters of a name shown


def change(gone: Cut, came: Cut, between: str = "", line_break: str | None = None) -> str:
    marks = () if line_break is None else (line_break,)
    removed = f"<del>{shown_cut(gone, *marks)}</del>" if gone.head else ""
    added = f"<ins>{shown_cut(came, *marks)}</ins>" if came.head else ""
    return between.join(filter(None, (removed, added)))


def diff(of: Diff) -> Iterator[str]:
    if of.converted:
        yield f'<p class="from">A page before: {shown_cut(cut(of.converted, 300))}</p>'
    yield '<div class="diff" dir="auto">'
    last, named = "", set()
    for passed, stayed, gone, came, rule in of.hunks:
        told = rule == last or (rule in named and len(gone.head) < LABELLED)
        label = "" if told else f'<span class="by">{name(rule)}</span>'
        yield f"{_passed(passed)}{shown_cut(stayed, FLOWING)}{label}{change(gone, came, '', MARKED)}"
        last = rule
        named.add(rule)
    yield f"{_passed(of.passed)}{shown_cut(of.rest, FLOWING)}</div>"


def _passed(number: int) -> str:
    return f'\n<span class="gap">… {count(number, "smaller change")} …</span>\n' if number else ""


def name(name: str) -> str:
    return f"<bdi>{shown_cut(cut(name, NAME))}</bdi>"


def count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float) -> str:
    """Rounded, but never to all or nothing where it is neither."""
    if 0 < share < 0.001 or 0.999 < share < 1:
        return "&lt;0.1%" if share < 0.5 else "&gt;99.9%"
    return f"{share:.1%}"


def duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
