"""The parts of a report that list documents: those that lost most, some by chance, and groups of near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator

from cleanse.record.outputs import OutputRef
from cleanse.report import pieces
from cleanse.report.view import View
from cleanse.report.visible import shown
from cleanse.text.messages import count


def losses(view: View) -> Iterator[str]:
    """The documents that lost the largest shares of their text, each with a diff."""
    if not view.losses:
        yield '<p class="quiet">No document lost any text.</p>'
    for loss, diff in view.losses:
        share = 1 - loss.left / loss.text
        yield (
            f'<details class="loss" data-id="{pieces.attribute(loss.place.id)}"><summary class="row">'
            f"<span>{pieces.name(loss.place.id)}</span>"
            f'<span class="n share">−{pieces.percent(share)}</span>'
            f'<span class="n size">{loss.text:,} → {loss.left:,}<i> characters</i></span></summary>'
        )
        yield f'<p class="from">{pieces.link(loss.place)}</p>'
        yield from pieces.diff(diff)
        yield "</details>\n"


def sample(view: View) -> Iterator[str]:
    """Some documents that were changed, taken by chance, each with a diff."""
    if not view.sample:
        yield '<p class="quiet">No document was changed.</p>'
    for place, diff in view.sample:
        yield (
            f'<details class="loss" data-id="{pieces.attribute(place.id)}"><summary class="row">'
            f"<span>{pieces.name(place.id)}</span></summary>"
            f'<p class="from">{pieces.link(place)}</p>'
        )
        yield from pieces.diff(diff)
        yield "</details>\n"
    if (more := view.findings.changed - len(view.sample)) > 0:
        yield f'<p class="quiet">{count(more, "more document was", "more documents were")} changed.</p>'


def duplicates(view: View) -> Iterator[str]:
    """The groups of near-duplicates, each with its kept document and its least similar copies."""
    if not view.groups:
        looked = view.run.settings["duplicates"] != "keep"
        yield f'<p class="quiet">{"None were found." if looked else "They were not looked for."}</p>'
        return
    for group in view.groups:
        yield (
            f'<details class="loss" data-id="{pieces.attribute(group.id)}"><summary class="row">'
            f"<span>{pieces.name(group.id)}</span>"
            f'<span class="n">{group.similarity:.2f}<i> similar</i></span>'
            f'<span class="n size">{count(group.copies, "copy", "copies")}</span></summary>'
            '<dl class="members short">'
        )
        if group.id in view.kept:
            yield _member("kept", view.kept[group.id], view)
        for place, similarity in group.least:
            yield _member(f"{similarity:.2f}", place, view)
        more = group.copies - len(group.least.kept)
        yield "</dl>" + (f'<p class="quiet">… and {count(more, "more copy", "more copies")}</p>' if more else "")
        yield "</details>\n"
    if (more := len(view.findings.groups) - len(view.groups)) > 0:
        yield f'<p class="quiet">… and {count(more, "more group")}.</p>'


def _member(label: str, place: OutputRef, view: View) -> str:
    opening = shown(view.openings.get(place.number, ""))
    named = pieces.document(place, view.listed)
    return f'<div><dt>{label}</dt><dd>{named}<p class="text" dir="auto">{opening}</p></dd></div>'
