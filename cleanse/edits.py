"""Apply edits to a text, take them back, and find the edits between two texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from cleanse.model import Change, Edit

_SPAN = attrgetter("start", "end")


class EditError(ValueError):
    """A filter proposed edits that cannot be applied: out of range, or overlapping."""


def to_changes(text: str, edits: Iterable[Edit], name: str = "filter") -> tuple[Change, ...]:
    """The edits as changes of `text`, by position; an edit that changes nothing is left out.

    Raises EditError, naming the filter, where an edit lies outside the text or two overlap.
    """
    changes: list[Change] = []
    reached = 0
    ordered = sorted(edits, key=_SPAN)
    ordered.reverse()
    while ordered:  # an edit is gone when its change is there: of many, both together would take twice the memory
        edit = ordered.pop()
        if not 0 <= edit.start <= edit.end <= len(text):
            raise EditError(f"{name}: edit {edit.start}:{edit.end} lies outside a text of {len(text)} characters")
        if edit.start < reached:
            raise EditError(f"{name}: edit {edit.rule} at {edit.start} overlaps the one that ends at {reached}")
        before = text[edit.start : edit.end]
        reached = edit.end
        if before != edit.replacement:
            changes.append(Change.of(edit, before))
    return tuple(changes)


def apply(text: str, changes: Iterable[Change | Edit]) -> str:
    """The text with every change made.

    >>> apply("a  b", to_changes("a  b", [Edit(1, 3, " ", "spaces")]))
    'a b'
    """
    pieces: list[str] = []
    reached = 0
    for change in changes:
        pieces += (text[reached : change.start], change.replacement)
        reached = change.end
    pieces.append(text[reached:])
    return "".join(pieces)


def invert(text: str, changes: Iterable[Change]) -> str:
    """The text as it was before `changes` were made to it."""
    pieces: list[str] = []
    reached = shift = 0
    for change in changes:
        start = change.start + shift
        pieces += (text[reached:start], change.before)
        reached = start + len(change.replacement)
        shift += len(change.replacement) - len(change.before)
    pieces.append(text[reached:])
    return "".join(pieces)


def compose(
    text: str,
    first: Iterable[Change],
    second: Iterable[Change],
    rule_of: Callable[[Sequence[Change]], str] | None = None,
) -> list[Edit]:
    """The edits of `text` that do at once what `first` does to it and `second` to the text that `first` leaves.

    Where some overlap they become one edit with the notes of all, under the rule of the last, or what `rule_of` says of
    them in their order. `docs/composed-edits.md` derives the offsets.

    >>> text = "a &amp;lt; b"
    >>> first = to_changes(text, [Edit(2, 7, "&", "entity")])
    >>> second = to_changes(apply(text, first), [Edit(2, 6, "<", "entity")])
    >>> [edit[:3] for edit in compose(text, first, second)]
    [(2, 10, '<')]
    """
    between = apply(text, first := list(first))
    spans: list[tuple[int, int, int, Change]] = []  # in offsets of the text between, with the step they belong to
    shift = 0
    for change in first:
        spans.append((change.start + shift, change.start + shift + len(change.replacement), 0, change))
        shift += len(change.replacement) - len(change.before)
    spans += ((change.start, change.end, 1, change) for change in second)
    spans.sort(key=lambda span: span[:3])
    composed: list[Edit] = []
    shift = at = 0
    while at < len(spans):
        start, end = spans[at][:2]
        group: list[tuple[int, int, int, Change]] = []
        while at < len(spans) and (spans[at][0] < end or spans[at][0] == start):
            if group and end == start < spans[at][1] and all(step == 0 for *_, step, _ in group):
                break  # what only removed text before this place
            end = max(end, spans[at][1])
            group.append(spans[at])
            at += 1
        grown = sum(e - s - (change.end - change.start) for s, e, step, change in group if step == 0)
        later = [change._replace(start=s - start, end=e - start) for s, e, step, change in group if step]
        replacement = apply(between[start:end], later)
        by_step = [change for *_, change in sorted(group, key=lambda g: g[2])]
        rule = rule_of(by_step) if rule_of else (later or [group[0][3]])[-1].rule
        note = "; then ".join(dict.fromkeys(change.note for change in by_step if change.note))
        metadata = tuple(pair for *_, change in group for pair in change.metadata)
        media_type = next((change.media_type for change in reversed(by_step) if change.media_type), None)
        composed.append(Edit(start - shift, end - shift - grown, replacement, rule, note, metadata, media_type))
        shift += grown
    return composed


def changed_spans(before: str, after: str, start: int = 0) -> Iterator[tuple[int, int, str]]:
    """Where two texts of equal length differ: (start, end, replacement) for each run of characters that changed.

    Texts of different lengths give one run, from the first to the last character that differs. Linear in the length.
    """
    if before == after:
        return
    if len(before) != len(after):
        yield changed_span(before, after, start)
        return
    begun = -1
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        if a != b and begun < 0:
            begun = i
        elif a == b and begun >= 0:
            yield start + begun, start + i, after[begun:i]
            begun = -1
    if begun >= 0:
        yield start + begun, start + len(before), after[begun:]


def changed_span(before: str, after: str, start: int = 0) -> tuple[int, int, str]:
    """Where two texts differ, from the first to the last character that does: (start, end, replacement).

    >>> changed_span("abcd", "axd")
    (1, 3, 'x')
    """
    head = _common_prefix(before, after)
    tail = _common_prefix(before[head:][::-1], after[head:][::-1])
    return start + head, start + len(before) - tail, after[head : len(after) - tail]


def _common_prefix(a: str, b: str) -> int:
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))
