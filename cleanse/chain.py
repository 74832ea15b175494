"""The only code that changes text: filters propose, the chain applies and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from time import perf_counter_ns

from cleanse import edits
from cleanse.model import Document, Filter, Step, Trace

# One filter's work can give an earlier one something to do (a removed line brings two halves of a paragraph together).
# Going round until every filter has seen the final text and had nothing to say makes "cleaning twice equals cleaning
# once" true by construction. Real pages settle in two rounds; the limit only stops two filters that undo each other.
ROUNDS = 8


class FilterError(RuntimeError):
    """A filter raised something, or proposed edits that cannot be applied; the message names it."""


def run(
    document: Document, filters: Sequence[Filter], seconds: dict[str, float] | None = None
) -> tuple[Document, Trace]:
    """The document after every filter, and what each did. `seconds` collects the time spent, by filter name."""
    if not filters:
        return document, ()
    steps: list[Step] = []
    quiet = 0  # how many filters in a row had nothing to change in the text as it now is
    for turn, filter in enumerate(islice(cycle(filters), ROUNDS * len(filters))):
        if quiet == len(filters):
            break
        begun = perf_counter_ns()
        try:
            changes = edits.ordered(document.text, filter.edits(document), filter.name)
        except Exception as error:
            raise FilterError(f"the filter {filter.name!r} failed: {type(error).__name__}: {error}") from error
        text = edits.apply(document.text, changes) if changes else document.text
        if seconds is not None:
            seconds[filter.name] = seconds.get(filter.name, 0.0) + (perf_counter_ns() - begun) / 1e9
        if text == document.text and turn >= len(filters):
            changes = ()  # a remark is made once
        if changes:
            steps.append(Step(filter.name, changes))
            facts = dict(pair for change in changes for pair in change.edit.metadata)
            document = replace(document, text=text, metadata={**facts, **document.metadata, **_format(facts)})
        changed = any(c.before != c.edit.replacement for c in changes)
        quiet = int(getattr(filter, "settles", False)) if changed else quiet + 1
    return document, tuple(steps)


def _format(facts: dict[str, str]) -> dict[str, str]:
    """The one fact in which the latest word counts, not the first: what the text is written in now."""
    return {"media_type": facts["media_type"]} if "media_type" in facts else {}
