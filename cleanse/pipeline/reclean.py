"""A second pass over some documents of a shard: cleaned again without the lines of their site's template."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
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
from cleanse.record.undo import steps_of
from cleanse.rules.own import own_rules
from cleanse.templates import Source, remove
from cleanse.templates.count import Templates
from cleanse.trace import Trace

TEMPLATES = "templates.npz"

Removals = Mapping[str, list[Edit]]
"""The lines of a template in each text of a document, by field, as edits that remove them."""


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
    removals: dict[int, Removals] = {}
    titles = (row.metadata.get("title", "") for number, row in enumerate(results.rows()) if number in task.sites)
    for number, texts, title in zip(sorted(task.sites), _texts(results, task, plan), titles, strict=True):
        site, keeper = task.sites[number], kept_in(number)
        edits = {
            name: remove.edits(text, templates, site, task.names[site], title, keeper) for name, text in texts.items()
        }
        if any(edits.values()):
            removals[number] = edits
    if not removals:
        return None
    tally, columns = results.tally(), results.documents()
    folder = plan.folders(task.shard.after_pass)[-1]
    new_texts: list[str] = []
    with store.writing(folder, plan, tally, list(removals)) as writer:
        for number, entry in _entries(results, removals, plan):
            source, kept = columns.sources[number], frozenset(columns.kept.get(number, ()))
            cleaned = _cleaned(entry, source, kept, removals[number], tally, plan)
            text = documents.joined(cleaned.texts.values())
            writer.add(cleaned.row, cleaned.output, text, dump(cleaned.undo_record), source)
            new_texts.append(text)
    save_lines(folder, new_texts)
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
    texts: Mapping[str, str]
    """By field, the main one first."""
    undo_record: dict[str, Any]


def _texts(results: ShardResults, task: RecleanTask, plan: Plan) -> Iterator[Mapping[str, str]]:
    """The texts of the task's documents, by field."""
    named = plan.options.text_field
    if len(named) == 1:
        yield from ({named[0]: text} for text in results.texts(task.sites))
    else:
        yield from (entry.texts for _, entry in _entries(results, task.sites, plan))


def _entries(results: ShardResults, numbers: Container[int], plan: Plan) -> Iterator[tuple[int, _Entry]]:
    fields = documents.fields_of(plan.options)
    for number, row, output, _, line in results.entries(numbers):
        undo_record, texts = json.loads(line), documents.texts_of(output, row.input, fields)
        main = undo_record.get("field", next(iter(texts)))
        yield number, _Entry(row, output, {main: texts.pop(main), **texts}, undo_record)


class _TemplateRemoval(NamedTuple):
    """The template's lines as a filter of one document: so the chain stays the only code that changes text."""

    text: str
    proposed: Sequence[Edit]
    name: str = BOILERPLATE

    def edits(self, document: Document) -> Sequence[Edit]:
        return self.proposed if document.text == self.text else ()


def _document(text: str, row: Row, source: Source | None, kept: frozenset[str]) -> Document:
    return Document(text, row.id, source.name if source else "", PLAIN, row.metadata, kept)


def _cleaned(
    entry: _Entry, source: Source | None, kept: frozenset[str], removals: Removals, tally: Tally, plan: Plan
) -> _Entry:
    """The document after these edits and another round of the filters; the tally counts what changed."""
    row, metadata = entry.row, entry.row.metadata
    texts: dict[str, str] = {}
    traces: dict[str, tuple[Trace, Trace]] = {}
    for name, text in entry.texts.items():
        document, trace = _again(
            _document(text, row._replace(metadata=metadata), source, kept), removals[name], tally, plan
        )
        texts[name] = document.text
        traces[name] = trace_rows.from_row(steps_of(entry.undo_record, name)), trace.without_remarks()
        metadata = dict(document.metadata)
    before, steps = (Trace(step for pair in traces.values() for step in pair[n]) for n in (0, 1))
    growth = sum(len(texts[name]) - len(text) for name, text in entry.texts.items())
    tally.add_second_pass(growth, before, steps)
    row = row._replace(
        characters_out=row.characters_out + growth, rules=Trace((*before, *steps)).counts(), metadata=metadata
    )
    rows = {name: trace_rows.to_row(Trace((*old, *new))) for name, (old, new) in traces.items()}
    undo_record = {**entry.undo_record, "steps": rows.pop(next(iter(rows)))}
    if rows:
        undo_record["fields"] = rows
    fields = documents.fields_of(plan.options)
    output, undo_record = documents.replaced(entry.output, texts, row.input, undo_record, fields)
    return _Entry(row, output, texts, undo_record)


def _again(document: Document, edits: Sequence[Edit], tally: Tally, plan: Plan) -> tuple[Document, Trace]:
    """One text without the template's lines, after another round of the filters."""
    removal, filters = _TemplateRemoval(document.text, edits), shared_cleaner(plan.settings).filters
    try:
        return chain.run(document, (removal, *filters), tally.seconds)
    except FilterError:  # it was cleaned without an error before: what it was then, without the lines, is good enough
        return chain.run(document, (removal,), tally.seconds)
