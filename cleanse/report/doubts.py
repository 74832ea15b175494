"""The parts of a report that list what is in doubt: documents of least confidence with their lines, and encodings."""

from __future__ import annotations

from collections.abc import Container, Iterator

from cleanse.record.review import Recorded
from cleanse.report import pieces
from cleanse.report.findings import Doubtful, Findings
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


def encodings(findings: Findings, listed: Container[str]) -> Iterator[str]:
    """The encodings of documents, each with some documents and the reasons."""
    if not findings.encodings:
        yield '<p class="quiet">There was no document.</p>'
    yield from _undecided(findings, listed)
    for encoding, number in sorted(findings.encodings.items(), key=lambda item: (-item[1], item[0])):
        yield (
            f'<details class="loss"><summary class="row"><span>{shown(encoding)}</span>'
            f'<span class="n size">{count(number, "document")}</span></summary><dl class="members">'
        )
        for place, reason in findings.reasons[encoding]:
            named = pieces.document(place, listed)
            yield f"<div><dt>{named}</dt><dd>{shown_truncated(truncate(reason, REASON))}</dd></div>"
        yield "</dl></details>\n"


def _undecided(findings: Findings, listed: Container[str]) -> Iterator[str]:
    """The documents whose encoding is doubtful, each with the reason for the one they were read in."""
    rows = list(findings.undecided)
    if not rows:
        return
    yield '<details class="loss" open><summary class="row"><span>doubtful</span></summary><dl class="members">'
    for place, row in rows:
        what = f"{row.encoding}, confidence {row.decoding_confidence:.2f}: {row.encoding_reason}"
        named = pieces.link(place) + pieces.entry(place.id, listed)
        yield f"<div><dt>{named}</dt><dd>{shown_truncated(truncate(what, REASON))}</dd></div>"
    yield "</dl></details>\n"


def _document(document: Doubtful, recorded: Recorded) -> Iterator[str]:
    doubts = recorded.selection.doubts
    lines = count(len(doubts) + recorded.more, "line")
    yield (
        f'<details class="loss" data-id="{pieces.attribute(document.place.id)}"><summary class="row">'
        f"<span>{pieces.name(document.place.id)}</span>"
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
