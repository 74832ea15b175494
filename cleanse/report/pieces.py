"""Building blocks of a report: names, numbers, changes, diffs."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from urllib.parse import quote

from cleanse.record.outputs import OutputRef
from cleanse.report.excerpts import Diff
from cleanse.report.visible import FLOWING, MARKED, Truncated, shown, shown_truncated, truncate
from cleanse.text.messages import count

LABELLED = 40  # characters from which every removal is labelled with its rule; of shorter ones, the first of a rule
WHY = 300  # characters of the reason for a change
NAME = 160  # characters of a name that are shown


def change(
    removed: Truncated, added: Truncated, between: str = "", line_break: str | None = None, why: str = ""
) -> str:
    """A change as HTML: the removed text in `del`, the added text in `ins`; empty if there is neither.

    `why` is told where the pointer or the keyboard's focus is on it.
    """
    marks = () if line_break is None else (line_break,)
    told = f' tabindex="0" title="{_in_quotes(why)}"' if why else ""
    deletion = f"<del{told}>{shown_truncated(removed, *marks)}</del>" if removed.head else ""
    insertion = f"<ins{told}>{shown_truncated(added, *marks)}</ins>" if added.head else ""
    return between.join(filter(None, (deletion, insertion)))


def _in_quotes(text: str) -> str:
    """A text as an attribute of HTML has it between quotation marks."""
    head = truncate(text, WHY).head
    return shown(head + (" …" if len(head) < len(text) else "")).replace('"', "&quot;")


def diff(of: Diff) -> Iterator[str]:
    """A diff as HTML, in pieces; each hunk has its rule before it unless that is plain already."""
    if of.converted:
        yield f'<p class="from">A page before: {shown_truncated(truncate(of.converted, 300))}</p>'
    yield '<div class="diff" dir="auto">'
    last, labelled = "", set()
    for skipped, context, removed, added, rule, note in of.hunks:
        plain = rule == last or (rule in labelled and len(removed.head) < LABELLED)
        label = "" if plain else f'<span class="by">{name(rule)}</span>'
        marked = change(removed, added, "", MARKED, f"{rule}: {note}" if note else rule)
        yield f"{_skipped(skipped)}{shown_truncated(context, FLOWING)}{label}{marked}"
        last = rule
        labelled.add(rule)
    yield f"{_skipped(of.skipped)}{shown_truncated(of.rest, FLOWING)}</div>"


def _skipped(number: int) -> str:
    """The gap for so many changes that are not shown."""
    return f'\n<span class="gap">… {count(number, "smaller change")} …</span>\n' if number else ""


def name(name: str) -> str:
    """A name as HTML, whatever its direction of writing."""
    return f"<bdi>{shown_truncated(truncate(name, NAME))}</bdi>"


def attribute(id: str) -> str:
    """A document's id as a link has it: `report.html#ID` opens the first entry with that attribute."""
    return quote(id.encode("utf-8", "replace"))


def document(place: OutputRef, listed: Container[str]) -> str:
    """A document's id as HTML, which is a link to its output if it has one, and a link to its entry."""
    shown = name(place.id) if place.output is None else f'<a href="{_address(place.output)}">{name(place.id)}</a>'
    return shown + entry(place.id, listed)


def entry(id: str, listed: Container[str]) -> str:
    """A link to what the page shows of a document, if its id is among those `listed`."""
    return f' <small><a href="#{attribute(id)}">its entry</a></small>' if id in listed else ""


def _address(output: str) -> str:
    """Where an output is from a report, which is in OUT/.cleanse; a name may have any bytes, also those of no text."""
    return f"../{quote(os.fsencode(output))}"


def link(place: OutputRef) -> str:
    """A link to a document's output, as HTML; of one that was dropped, its input."""
    line = "" if place.line is None else f" <small>line {place.at + 1:,}</small>"
    if place.output is None:
        return f"{name(place.input)} <small>(left out)</small>"
    return f'<a href="{_address(place.output)}">{name(place.output)}</a>{line}'


def percent(share: float) -> str:
    """A share as HTML, rounded, but to 0 % or 100 % only if it is exactly that.

    >>> percent(0.25), percent(0.00001), percent(1.0)
    ('25.0%', '&lt;0.1%', '100.0%')
    """
    if 0 < share < 0.001 or 0.999 < share < 1:
        return "&lt;0.1%" if share < 0.5 else "&gt;99.9%"
    return f"{share:.1%}"
