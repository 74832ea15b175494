"""The only code that changes text: filters propose, the chain applies and records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import index
from time import perf_counter_ns

from cleanse import edits
from cleanse.fixpoint import fixpoint
from cleanse.model import Document, Edit, Filter, Proposals, Remark, Selection, Step
from cleanse.trace import Trace

# One filter's work can give an earlier one something to do (a removed line brings two halves of a paragraph together).
# Going round until every filter has seen the final text and had nothing to say makes "cleaning twice equals cleaning
# once" true by construction. Real pages need two rounds; the limit only stops two filters that undo each other.
ROUNDS = 8


class FilterError(RuntimeError):
    """A filter raised something, or proposed edits that cannot be applied; the message names it."""


def run(
    document: Document, filters: Sequence[Filter], seconds: dict[str, float] | None = None
) -> tuple[Document, Trace]:
    """The document after every filter, and what each did. `seconds` collects the time spent, by filter name."""
    steps: list[Step] = []
    selections: dict[str, Selection] = {}  # by filter: the first counts, later ones see what it left
    document = fixpoint(
        document,
        [_pass_of(filter, steps, selections, seconds) for filter in filters],
        ROUNDS,
        [getattr(filter, "self_stable", False) for filter in filters],
    )
    if selections:
        document = replace(document, selection=reduce(Selection.also, selections.values()))
    return document, Trace(steps)


def _pass_of(
    filter: Filter, steps: list[Step], selections: dict[str, Selection], seconds: dict[str, float] | None
) -> Callable[[Document], Document | None]:
    """A function that makes one pass of the filter over a document and adds what it did to `steps`."""
    is_first = True

    def make_pass(document: Document) -> Document | None:
        nonlocal is_first
        begun = perf_counter_ns()
        try:
            proposed = filter.edits(document)
            several = proposed if isinstance(proposed, Proposals) else Proposals((proposed,))
            cleaned = document
            for proposals in several.passes:
                cleaned = _apply(cleaned, filter.name, proposals, is_first, steps)
        except (Exception, SystemExit) as error:  # another package's filter may raise anything, and ends no run
            raise FilterError(f"the filter {filter.name!r} failed: {_in_one_line(error)}") from error
        if seconds is not None:
            seconds[filter.name] = seconds.get(filter.name, 0.0) + (perf_counter_ns() - begun) / 1e9
        if several.selection is not None:
            selections.setdefault(filter.name, several.selection)
        is_first = False
        if cleaned is not document and several.kept:
            cleaned = replace(cleaned, kept=cleaned.kept | several.kept)
        return cleaned if cleaned is not document else None

    return make_pass


def _apply(
    document: Document, name: str, proposals: Iterable[Edit | Remark], with_remarks: bool, steps: list[Step]
) -> Document:
    """The document with these edits made, and the step added to `steps`; the same object if nothing is changed."""
    remarks: list[Remark] = []
    changes = edits.to_changes(document.text, _edits_of(proposals, remarks), name)
    if changes or (remarks and with_remarks):
        steps.append(Step(name, changes, tuple(remarks) if with_remarks else ()))
    if not changes:
        return document
    text = edits.apply(document.text, changes)
    metadata = dict(pair for change in changes for pair in change.metadata)
    media_type = next((c.media_type for c in reversed(changes) if c.media_type), document.media_type)
    return replace(document, text=text, media_type=media_type, metadata={**metadata, **document.metadata})


def _edits_of(proposals: Iterable[Edit | Remark], remarks: list[Remark]) -> Iterator[Edit]:
    """The edits among the proposals; the remarks are added to `remarks`."""
    for proposal in proposals:
        checked = _checked(proposal)
        if isinstance(checked, Edit):
            yield checked
        else:
            remarks.append(checked)


def _checked(proposal: object) -> Edit | Remark:
    """A proposal that the chain can apply and a trace can hold. Raises TypeError, showing it, for any other."""
    if type(proposal) is Edit and _is_plain(proposal):  # most of them
        return proposal
    if isinstance(proposal, Remark):
        words = [proposal.rule, proposal.note]
    elif isinstance(proposal, Edit):
        facts = [word for name, value in proposal.metadata for word in (name, value)]
        words = [proposal.replacement, proposal.rule, proposal.note, proposal.media_type or "", *facts]
        if not (type(proposal.start) is type(proposal.end) is int):  # NumPy's numbers cannot be written as JSON
            proposal = proposal._replace(start=index(proposal.start), end=index(proposal.end))
    else:
        raise TypeError(f"it proposes {proposal!r:.200}, no Edit or Remark")
    if not all(isinstance(word, str) for word in words):
        raise TypeError(f"it proposes {proposal!r:.200}, which has something else where a string belongs")
    return proposal


def _is_plain(edit: Edit) -> bool:
    """Whether an edit has plain numbers and strings, and no facts."""
    start, end, replacement, rule, note, metadata, media_type = edit
    return (
        type(start) is type(end) is int
        and type(replacement) is type(rule) is type(note) is str
        and metadata == ()
        and media_type is None
    )


def _in_one_line(error: BaseException) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
