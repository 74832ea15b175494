"""The report's section on sites: the lines that were removed as a template, and how many documents have each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleanse.report import pieces
from cleanse.report.visible import shown_truncated, truncate
from cleanse.templates import RULE
from cleanse.text.messages import count
from cleanse.trace import Trace

SITES, LINES = 30, 12  # shown, and of each site those that most of its documents have
_LINE = 200  # characters of one
_ON = re.compile(r"on ([\d,]+) of ([\d,]+) documents of (.+)")  # how `templates.remove` says it

Sites = Mapping[str, Mapping[str, tuple[int, int]]]
"""The lines removed from some documents of each site: on how many of its documents, and of how many."""


def add_lines(sites: dict[str, dict[str, tuple[int, int]]], steps: Trace) -> None:
    """Add the template lines that were removed from a document."""
    for change in (change for step in steps for change in step.changes if change.rule == RULE):
        if found := _ON.match(change.note):
            on, of = (int(number.replace(",", "")) for number in found.groups()[:2])
            for line in filter(None, map(str.strip, change.before.split("\n"))):
                sites.setdefault(found[3], {})[line] = on, of


def sites(of: Sites, looked: int, documents: int) -> Iterator[str]:
    """The sites with their template lines, as HTML.

    `looked` says how many documents the lines were collected from, of so many `documents` that have lost some.
    """
    if not of:
        yield '<p class="quiet">No line was removed as one that recurs on its site.</p>'
        return
    if looked < documents:
        had = count(documents, "document")
        yield f'<p class="quiet">From {looked:,} of {had} that had such lines, taken by chance.</p>'
    ranked = sorted(of.items(), key=lambda item: (-max(total for _, total in item[1].values()), item[0]))
    for name, lines in ranked[:SITES]:
        size = max(total for _, total in lines.values())
        yield (
            f'<details class="loss"><summary class="row"><span>{pieces.name(name)}</span>'
            f'<span class="n">{count(size, "document")}</span><span class="n size">{count(len(lines), "line")}</span>'
            '</summary><dl class="members doubts">'
        )
        for line, (on, total) in sorted(lines.items(), key=lambda item: (-item[1][0], item[0]))[:LINES]:
            shown = shown_truncated(truncate(line, _LINE))
            yield f'<div><dt>{on:,} of {total:,}</dt><dd dir="auto"><del>{shown}</del></dd></div>'
        more = len(lines) - LINES
        yield "</dl>" + (f'<p class="quiet">… and {count(more, "more line")}.</p>' if more > 0 else "") + "</details>\n"
    if len(ranked) > SITES:
        yield f'<p class="quiet">… and {count(len(ranked) - SITES, "more site")}.</p>'
