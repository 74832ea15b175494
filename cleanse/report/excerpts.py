"""Cleaned texts and their traces → short examples of the changes of a rule, and diffs without most unchanged text."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from cleanse import edits
from cleanse.fates import fates
from cleanse.model import Change, Remark
from cleanse.record.outputs import OutputRef
from cleanse.report.findings import SmallestK
from cleanse.report.merged import by_line, merge
from cleanse.report.visible import Truncated, truncate
from cleanse.trace import Trace

AROUND = 50  # characters of context on either side of an example
WHOLE = 40  # characters from which only the differing part of an edit is shown
EXAMPLE = 240  # characters of an example's removed or added text
PER_DOCUMENT = 4  # examples of one rule from one document
CONTEXT = 120  # characters of unchanged text between two changes of a diff
ALIKE = 2  # examples of a rule that makes the same change in every document
HUNK = 700  # characters of one removed or added run of a diff
DIFF = 6_000  # characters of a whole diff, more or less


class Example(NamedTuple):
    """A change with the text around it. `removed` and `added` are without the ends they have in common."""

    rule: str
    place: OutputRef
    note: str
    head: str
    """The text before it, after an ellipsis if there is more."""
    removed: Truncated
    added: Truncated
    tail: str
    size: int
    """Characters removed."""
    sample_key: int
    """A hash by which examples are sampled: the same for the same change of the same document."""


class Hunk(NamedTuple):
    """A change of a diff, after `skipped` smaller changes and the unchanged text (`context`) since the last change."""

    skipped: int
    context: Truncated
    removed: Truncated
    added: Truncated
    rule: str
    """The rule, or where several changed the same place all of them, in order."""
    note: str


class Diff(NamedTuple):
    """The changes of a document: hunks, then `skipped` smaller changes and the unchanged text at the end (`rest`)."""

    hunks: tuple[Hunk, ...]
    skipped: int
    rest: Truncated
    converted: str
    """The note of the edit that turned a page into plain text; the diff starts from that text."""


def examples(place: OutputRef, text: str, steps: Trace, rules: Container[str]) -> Iterator[Example]:
    """Yield up to PER_DOCUMENT changes of each of these rules in a document: the longest removal, others at random."""
    for number in range(len(steps) - 1, -1, -1):
        changes = steps[number].changes
        text = edits.invert(text, changes)
        chosen: dict[str, SmallestK[Change]] = {}
        longest: dict[str, Change] = {}
        for at, change in enumerate(changes):
            rule = change.rule
            if rule in rules:
                chosen.setdefault(rule, SmallestK(PER_DOCUMENT)).offer(
                    _sample_key(place, number, change.start), at, change
                )
                if rule not in longest or len(change.before) > len(longest[rule].before):
                    longest[rule] = change
        for rule, first in chosen.items():
            for change in dict.fromkeys([longest[rule], *first][:PER_DOCUMENT]):
                yield _example(place, text, change, _sample_key(place, number, change.start))
        for remark in steps[number].remarks:
            if remark.rule in rules:
                yield _of_remark(place, text, remark, number)


def _sample_key(place: OutputRef, step: int, start: int) -> int:
    """A hash of the place of a change."""
    return zlib.crc32(f"{place.input}:{place.line}:{step}:{start}".encode("utf-8", "surrogatepass"))


def _example(place: OutputRef, text: str, change: Change, sample_key: int) -> Example:
    start, end, removed, added = _narrowed(change)
    return Example(
        change.rule,
        place,
        change.note,
        ("… " if start > AROUND else "") + text[max(0, start - AROUND) : start],
        truncate(removed, EXAMPLE),
        truncate(added, EXAMPLE),
        text[end : end + AROUND] + (" …" if end + AROUND < len(text) else ""),
        len(change.before),
        sample_key,
    )


def _of_remark(place: OutputRef, text: str, remark: Remark, step: int) -> Example:
    """A remark, with the beginning of its text."""
    tail = text[:AROUND] + (" …" if len(text) > AROUND else "")
    return Example(
        remark.rule, place, remark.note, "", Truncated(""), Truncated(""), tail, 0, _sample_key(place, step, 0)
    )


def _narrowed(change: Change) -> tuple[int, int, str, str]:
    """(start, end, text, replacement) of a change.

    Of a long one, or one that takes a line, without the ends that text and replacement share: then what is shown of a
    line that went is the line.
    """
    start, before, after = change.start, change.before, change.replacement
    takes_line = after.isspace() and "\n" in before and not before.isspace()
    if max(len(before), len(after)) < WHOLE and not takes_line:
        return start, start + len(before), before, after
    runs = list(edits.changed_spans(before, after))
    if not runs:
        return start, start, "", ""
    first, last = runs[0][0], runs[-1][1]
    return start + first, start + last, before[first:last], after[first : len(after) - len(before) + last]


def diff(text: str, steps: Trace) -> Diff:
    """The changes of all filters to a document as one diff, from its original or converted text to the cleaned one."""
    conversion = steps.conversion
    converted = conversion[-1].changes[0].note if conversion else ""
    after = Trace(steps[len(conversion) :])
    base = after.restore(text)
    changes, touched = merge(base, after)
    dropped = [line for line in fates(text, steps).lines if line.dropped]
    return Diff(*_hunks(base, by_line(changes, touched, dropped)), converted)


def _hunks(base: str, changes: Iterable[Change]) -> tuple[tuple[Hunk, ...], int, Truncated]:
    """The first three fields of a `Diff`: its hunks are the largest changes that fit, in their order."""
    spans = [(*_narrowed(change), change.rule, change.note) for change in changes]
    spans = [span for span in spans if span[2] or span[3]]
    chosen = _largest([min(len(removed), HUNK) + min(len(added), HUNK) for _, _, removed, added, *_ in spans])
    hunks = []
    skipped = reached = 0
    for number, (start, end, removed, added, rule, note) in enumerate(spans):
        if number in chosen:
            context = truncate(base[reached:start], CONTEXT)
            hunks.append(Hunk(skipped, context, truncate(removed, HUNK), truncate(added, HUNK), rule, note))
        skipped = 0 if number in chosen else skipped + 1
        reached = end
    return tuple(hunks), skipped, truncate(base[reached:], CONTEXT)


def _largest(sizes: Sequence[int]) -> set[int]:
    """The numbers of the changes that fit into a diff, largest first: lost paragraphs matter more than menu entries."""
    chosen: set[int] = set()
    room = DIFF
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        room -= sizes[number] + CONTEXT // 2
        if room < 0:
            break
        chosen.add(number)
    return chosen


def pick_examples(pool: Iterable[Example], most: int) -> list[Example]:
    """Pick up to `most` examples of a rule: the longest removal, then others at random.

    First one change of each document, then further ones; all are different, but if there are fewer than ALIKE, the same
    change in other documents makes up that number.
    """
    order = sorted(pool, key=lambda e: (e.sample_key, e.place.number))
    longest = max(order, key=lambda e: e.size, default=None)
    order.sort(key=lambda e: e is not longest)
    chosen: list[Example] = []
    for limit, fresh_change, fresh_document in ((most, True, True), (most, True, False), (ALIKE, False, True)):
        for example in order:
            other_change = all(change_key(example) != change_key(e) for e in chosen)
            other_document = all(example.place.number != e.place.number for e in chosen)
            if len(chosen) < limit and other_change >= fresh_change and other_document >= fresh_document:
                chosen.append(example)
    return chosen


def change_key(example: Example) -> tuple[str, str]:
    """The removed and the added text, by which two changes are the same; white space makes no difference."""
    return " ".join(example.removed.head.split()), " ".join(example.added.head.split())
