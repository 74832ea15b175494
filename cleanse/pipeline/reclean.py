"""A second pass over some documents of a shard: cleaned again without the lines of their site's template."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from cleanse import chain
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.formats import dump
from cleanse.model import PLAIN, Document, Edit
from cleanse.pipeline import documents, store
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.lines import save_lines
from cleanse.pipeline.results import ShardResults
from cleanse.pipeline.shards import BOILERPLATE, Plan, Shard
from cleanse.record import trace_rows
from cleanse.record.manifest import Row
from cleanse.record.summary import Tally
from cleanse.rules.own import own_rules
from cleanse.templates import Source, remove
from cleanse.templates.count import Templates
from cleanse.trace import Trace

TEMPLATES = "templates.npz"


class RecleanTask(NamedTuple):
    """The documents of a shard that have lines of a template: the number of each one's site, and the sites' names."""

    shard: Shard
    sites: Mapping[int, int]
    names: Mapping[int, str]


def save_templates(templates: Templates, plan: Plan) -> None:
    """Write the templates of all sites to where the tasks of `reclean` find them."""
    store.save(plan.work / TEMPLATES, templates._asdict())


def load_templates(plan: Plan) -> Templates:
    with np.load(plan.work / TEMPLATES, allow_pickle=False) as arrays:
        return Templates(**{name: arrays[name] for name in Templates._fields})


@seldom_collected()
def reclean(task: RecleanTask, plan: Plan) -> Tally | None:
    """Remove the templates' lines from the task's documents and clean these once more; the shard's new tally.

    What a document's lines were between may give the filters something to do. The results are written as an overlay
    that holds these documents and no others. None where no line is to be removed after all.
    """
    templates = load_templates(plan)
    results = ShardResults(plan.folders(task.shard))
    kept_in = _keeper(results, plan)
    removals: dict[int, list[Edit]] = {}
    titles = (row.metadata.get("title", "") for number, row in enumerate(results.rows()) if number in task.sites)
    for number, text, title in zip(sorted(task.sites), results.texts(task.sites), titles, strict=True):
        site = task.sites[number]
        if edits := remove.edits(text, templates, site, task.names[site], title, kept_in(number)):
            removals[number] = edits
    if not removals:
        return None
    tally, columns = results.tally(), results.documents()
    folder = plan.folders(task.shard.after_pass)[-1]
    texts: list[str] = []
    with store.writing(folder, plan, tally, list(removals)) as writer:
        for number, entry in _entries(results, removals):
            source, kept = columns.sources[number], frozenset(columns.kept.get(number, ()))
            document = _document(entry.text, entry.row, source, kept)
            cleaned = _cleaned(entry, document, removals[number], tally, plan)
            writer.add(cleaned.row, cleaned.output, cleaned.text, dump(cleaned.undo_record), source)
            texts.append(cleaned.text)
    save_lines(folder, texts)
    return tally


def _keeper(results: ShardResults, plan: Plan) -> Callable[[int], Callable[[Collection[str]], Collection[str]] | None]:
    """For the number of a document a function: of lines of it, those that an own rule keeps, or the document itself."""
    own = own_rules(plan.settings)
    columns = results.documents()
    if not (own.keeps or columns.kept):
        return lambda number: None
    documents = [
        _document("", row, source, frozenset(columns.kept.get(number, ())))
        for number, (row, source) in enumerate(zip(results.rows(), columns.sources, strict=True))
    ]
    return lambda number: lambda lines: own.kept_in(lines, documents[number])


class _Entry(NamedTuple):
    """A cleaned document as the results have it. `undo_record` is its line of the trace."""

    row: Row
    output: bytes
    text: str
    undo_record: dict[str, Any]


def _entries(results: ShardResults, removals: Mapping[int, list[Edit]]) -> Iterator[tuple[int, _Entry]]:
    for number, row, output, text, line in results.entries(removals):
        yield number, _Entry(row, output, text, json.loads(line))


class _TemplateRemoval(NamedTuple):
    """The template's lines as a filter of one document: so the chain stays the only code that changes text."""

    text: str
    proposed: Sequence[Edit]
    name: str = BOILERPLATE

    def edits(self, document: Document) -> Sequence[Edit]:
        return self.proposed if document.text == self.text else ()


def _document(text: str, row: Row, source: Source | None, kept: frozenset[str]) -> Document:
    return Document(text, row.id, source.name if source else "", PLAIN, row.metadata, kept)


def _cleaned(entry: _Entry, document: Document, edits: Sequence[Edit], tally: Tally, plan: Plan) -> _Entry:
    """The document after these edits and another round of the filters; the tally counts what changed."""
    row, text = entry.row, entry.text
    removal, filters = _TemplateRemoval(text, edits), shared_cleaner(plan.settings).filters
    try:
        document, trace = chain.run(document, (removal, *filters), tally.seconds)
    except FilterError:  # it was cleaned without an error before: what it was then, without the lines, is good enough
        document, trace = chain.run(document, (removal,), tally.seconds)
    before, steps = trace_rows.from_row(entry.undo_record["steps"]), trace.without_remarks()
    tally.add_second_pass(len(text), document.text, before, steps)
    whole = Trace((*before, *steps))
    row = row._replace(
        characters_out=len(document.text),
        rules=whole.counts(),
        metadata=dict(document.metadata),
    )
    undo_record = {**entry.undo_record, "steps": trace_rows.to_row(whole)}
    output, undo_record = documents.replaced(
        entry.output, document.text, row.input, undo_record, documents.fields_of(plan.options)
    )
    return _Entry(row, output, document.text, undo_record)
