"""The report's section on stories that several papers printed: a timeline of each, and what its copies changed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from heapq import nlargest
from pathlib import Path
from typing import Any

from cleanse.record.syndication import read
from cleanse.report import pieces
from cleanse.report.visible import shown_truncated, truncate
from cleanse.text.messages import count

STORIES = 50  # shown, those with most copies
_COPIES = 30  # of each
_LINES = 3  # quoted of what a copy added, and of what it cut
_TEXT = 160  # characters of each

Group = Mapping[str, Any]


def stories(home: Path, looked: bool, listed: Container[str]) -> Iterator[str]:
    """The stories with most copies, as HTML; `looked` says whether the run looked for them."""
    number = 0

    def counted() -> Iterator[Group]:
        nonlocal number
        for group in read(home):
            number += 1
            yield group

    largest = nlargest(STORIES, counted(), key=lambda group: len(group["copies"]))
    if not number:
        what = "None were found." if looked else "They were not looked for: <code>--syndication</code> does."
        yield f'<p class="quiet">{what}</p>'
    for group in largest:
        yield from story(group, listed)
    if number > len(largest):
        yield f'<p class="quiet">… and {count(number - len(largest), "more story", "more stories")}.</p>'


def story(group: Group, listed: Container[str]) -> Iterator[str]:
    """A story and its copies as HTML, each with a link to its entry if it is among those `listed`."""
    source, copies = group["source"], group["copies"]
    agency = pieces.name(group["agency"]) if group["agency"] else "no agency named"
    longest = max([copy["days"] or 0 for copy in copies] + [1])
    yield (
        f'<details class="loss" data-id="{pieces.attribute(source["id"])}"><summary class="row">'
        f"<span>{pieces.name(source['id'])}</span>"
        f'<span class="n">{agency}</span>'
        f'<span class="n size">{count(len(copies), "copy", "copies")}</span></summary>'
        f'<dl class="members story"><div><dt>{_date(source)}</dt><dd>{pieces.name(source["id"])} first seen'
        f"{pieces.entry(source['id'], listed)}</dd></div>"
    )
    for copy in copies[:_COPIES]:
        yield _copy(copy, longest, listed)
    yield "</dl>"
    if len(copies) > _COPIES:
        yield f'<p class="quiet">… and {count(len(copies) - _COPIES, "more copy", "more copies")}.</p>'
    yield "</details>\n"


def _copy(copy: Mapping[str, Any], longest: int, listed: Container[str]) -> str:
    """A copy: when, on a line as long as the story ran, and what it has of the source."""
    days = copy["days"]
    when = "" if days is None else f"day {days:,} of {longest:,}"
    place = 0.0 if days is None else 100 * min(1.0, max(0.0, days / longest))
    line = (
        f'<svg class="when" viewBox="-3 -3 106 6" role="img" aria-label="{when}"><path d="M0 0h100"/>'
        f'<circle cx="{place:.1f}" r="3"/></svg>'
        if when
        else ""
    )
    agency = f" · {pieces.name(copy['agency'])}" if copy["agency"] else ""
    source = pieces.name(copy["of"]["id"]) if copy.get("of") else "the source"
    said = f"{copy['share']:.0%} of {source}; {copy['own']:.0%} its own{agency}"
    return (
        f"<div><dt>{_date(copy)}{line}</dt><dd>{pieces.name(copy['id'])} <small>{said}</small>"
        f"{pieces.entry(copy['id'], listed)}"
        f"{_lines('added', copy['added'])}{_lines('cut', copy['cut'])}</dd></div>"
    )


def _date(document: Mapping[str, Any]) -> str:
    date = document["date"]
    return pieces.name(date[:10]) if date else "no date"


def _lines(what: str, lines: list[str]) -> str:
    """Lines that only one of both has, as HTML."""
    tag = "ins" if what == "added" else "del"
    return "".join(
        f'<p class="text" dir="auto"><small>{what}</small> <{tag}>{shown_truncated(truncate(line, _TEXT))}</{tag}></p>'
        for line in lines[:_LINES]
    )
