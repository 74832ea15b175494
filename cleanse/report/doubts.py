"""The part of a report that lists the documents of least confidence, with their lines in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from cleanse.record.review import Recorded
from cleanse.report import pieces
from cleanse.report.findings import Doubtful
from cleanse.report.view import View
from cleanse.report.visible import shown, shown_truncated, truncate
from cleanse.text.messages import count

REASON = 300  # characters of a reason that are shown


def doubtful(view: View) -> Iterator[str]:
    """The documents of least confidence, least confident first, each with a link to it."""
    if not view.doubtful:
        yield '<p class="quiet">In no document did a classifier have to choose among lines.</p>'
    for document, recorded in view.doubtful:
        yield from _document(document, recorded)
    if (more := view.findings.judged - len(view.doubtful)) > 0:
        yield f'<p class="quiet">… and {count(more, "document")} of more confidence.</p>'


def _document(document: Doubtful, recorded: Recorded) -> Iterator[str]:
    doubts = recorded.selection.doubts
    lines = count(len(doubts) + recorded.more, "line")
    yield (
        f'<details class="loss"><summary class="row"><span>{pieces.name(document.place.id)}</span>'
        f'<span class="n">{document.confidence:.2f}<i> confidence</i></span>'
        f'<span class="n size">{lines} in doubt</span></summary>'
    )
    yield f'<p class="from">{pieces.link(document.place)}</p>'
    if reason := recorded.selection.reason:
        yield f'<p class="quiet">Left alone: {shown_truncated(truncate(reason, REASON))}</p>'
    if doubts:
        yield '<dl class="members doubts">'
        for doubt in doubts:
            tag = "span" if doubt.kept else "del"
            fate = "kept" if doubt.kept else "dropped"
            yield f'<div><dt>{fate} {doubt.score:.2f}</dt><dd dir="auto"><{tag}>{shown(doubt.line)}</{tag}></dd></div>'
        yield "</dl>"
    if recorded.more:
        yield f'<p class="quiet">… and {count(recorded.more, "more line")} in doubt.</p>'
    yield "</details>\n"
