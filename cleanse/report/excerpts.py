"""Cleaned texts and their traces → short examples of what a rule did, and diffs that leave out what stayed."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from cleanse import edits
from cleanse.model import Change, Remark
from cleanse.report.findings import First, Place
from cleanse.report.visible import Cut, cut
from cleanse.trace import Trace

AROUND = 50  # characters of context on either side of an example
WHOLE = 40  # an edit that touches fewer characters is shown as it is, of a longer one only what differs
EXAMPLE = 240  # characters of an example's removed or added text
PER_DOCUMENT = 4  # examples of one rule from one document
CONTEXT = 120  # characters that stayed, shown between two changes of a diff before their middle is left out
ALIKE = 2  # examples of a rule that makes the same change everywhere
HUNK = 700  # characters of one removed or added run of a diff
DIFF = 6_000  # characters of a whole diff, more or less


class Example(NamedTuple):
    """One edit with the text around it. `gone` and `came` are without what they have in common."""

    rule: str
    place: Place
    note: str
    head: str
    """The text in front, with an ellipsis where there is more."""
    gone: Cut
    came: Cut
    tail: str
    size: int
    """Characters removed."""
    chance: int
    """By this examples are chosen among many: the same for the same edit of the same document."""


class Hunk(NamedTuple):
    """One change of a diff. `passed` smaller ones in front are left out; `stayed` is the text since the last change."""

    passed: int
    stayed: Cut
    gone: Cut
    came: Cut
    rule: str


class Diff(NamedTuple):
    """What became of a document: hunks, `passed` smaller changes behind the last, what stayed at the end."""

    hunks: tuple[Hunk, ...]
    passed: int
    rest: Cut
    converted: str
    """The note of the edit that turned a page into its text, which the diff does not go back behind."""


def examples(place: Place, text: str, steps: Trace, rules: Container[str]) -> Iterator[Example]:
    """A few edits for each of the rules that a document has an edit of: the longest removal, others by chance."""
    for number in range(len(steps) - 1, -1, -1):
        changes = steps[number].changes
        text = edits.invert(text, changes)
        chosen: dict[str, First[Change]] = {}
        longest: dict[str, Change] = {}
        for at, change in enumerate(changes):
            rule = change.rule
            if rule in rules:
                chosen.setdefault(rule, First(PER_DOCUMENT)).offer(_chance(place, number, change.start), at, change)
                if rule not in longest or len(change.before) > len(longest[rule].before):
                    longest[rule] = change
        for rule, first in chosen.items():
            for change in dict.fromkeys([longest[rule], *first][:PER_DOCUMENT]):
                yield _example(place, text, change, _chance(place, number, change.start))
        for remark in steps[number].remarks:
            if remark.rule in rules:
                yield _of_remark(place, text, remark, number)


def _chance(place: Place, step: int, start: int) -> int:
    return zlib.crc32(f"{place.input}:{place.line}:{step}:{start}".encode("utf-8", "surrogatepass"))


def _example(place: Place, text: str, change: Change, chance: int) -> Example:
    start, end, gone, came = _narrowed(change)
    return Example(
        change.rule,
        place,
        change.note,
        ("… " if start > AROUND else "") + text[max(0, start - AROUND) : start],
        cut(gone, EXAMPLE),
        cut(came, EXAMPLE),
        text[end : end + AROUND] + (" …" if end + AROUND < len(text) else ""),
        len(change.before),
        chance,
    )


def _of_remark(place: Place, text: str, remark: Remark, step: int) -> Example:
    """A remark, with the beginning of the text it was made of."""
    tail = text[:AROUND] + (" …" if len(text) > AROUND else "")
    return Example(remark.rule, place, remark.note, "", Cut(""), Cut(""), tail, 0, _chance(place, step, 0))


def _narrowed(change: Change) -> tuple[int, int, str, str]:
    """Start, end, text and replacement of a change without what text and replacement begin and end with."""
    start, before, after = change.start, change.before, change.replacement
    if max(len(before), len(after)) < WHOLE:
        return start, start + len(before), before, after
    runs = list(edits.changed_spans(before, after))
    if not runs:
        return start, start, "", ""
    first, last = runs[0][0], runs[-1][1]
    return start + first, start + last, before[first:last], after[first : len(after) - len(before) + last]


def diff(text: str, steps: Trace) -> Diff:
    """What the filters did to a document, all their steps seen as one: from its text to the text that is left."""
    conversion = steps.conversion
    converted = conversion[-1].changes[0].note if conversion else ""
    after = Trace(steps[len(conversion) :])
    base = after.restore(text)
    changes: tuple[Change, ...] = ()
    for step in after:
        changes = edits.to_changes(base, edits.compose(base, changes, step.changes)) if changes else step.changes
    return Diff(*_hunks(base, changes), converted)


def _hunks(base: str, changes: Iterable[Change]) -> tuple[tuple[Hunk, ...], int, Cut]:
    """The largest changes, as many as a diff has room for, in their order; the last two as `Diff` has them."""
    spans = [(*_narrowed(change), change.rule) for change in changes]
    spans = [span for span in spans if span[2] or span[3]]
    chosen = _largest([min(len(gone), HUNK) + min(len(came), HUNK) for _, _, gone, came, _ in spans])
    hunks = []
    passed = reached = 0
    for number, (start, end, gone, came, rule) in enumerate(spans):
        if number in chosen:
            hunks.append(Hunk(passed, cut(base[reached:start], CONTEXT), cut(gone, HUNK), cut(came, HUNK), rule))
        passed = 0 if number in chosen else passed + 1
        reached = end
    return tuple(hunks), passed, cut(base[reached:], CONTEXT)


def _largest(sizes: Sequence[int]) -> set[int]:
    """Which of the changes of these sizes a diff has room for: a lost paragraph goes before a lost menu entry."""
    chosen: set[int] = set()
    room = DIFF
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        room -= sizes[number] + CONTEXT // 2
        if room < 0:
            break
        chosen.add(number)
    return chosen


def telling(found: Iterable[Example], most: int) -> list[Example]:
    """The longest removal, then others by chance: each a different change as long as there are any.

    Documents take turns. The same change once more, elsewhere, is only shown to make up the number of `ALIKE`.
    """
    order = sorted(found, key=lambda e: (e.chance, e.place.number))
    longest = max(order, key=lambda e: e.size, default=None)
    order.sort(key=lambda e: e is not longest)
    chosen: list[Example] = []
    for limit, fresh_change, fresh_document in ((most, True, True), (most, True, False), (ALIKE, False, True)):
        for example in order:
            other_change = all(_what(example) != _what(e) for e in chosen)
            other_document = all(example.place.number != e.place.number for e in chosen)
            if len(chosen) < limit and other_change >= fresh_change and other_document >= fresh_document:
                chosen.append(example)
    return chosen


def _what(example: Example) -> tuple[str, str]:
    """What was changed, white space aside."""
    return " ".join(example.gone.head.split()), " ".join(example.came.head.split())
