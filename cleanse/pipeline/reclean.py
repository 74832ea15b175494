"""A shard's documents once more: without the lines of their site's template, and cleaned again where one went."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cleanse import chain
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.formats import dump
from cleanse.model import PLAIN, Document, Edit
from cleanse.pipeline import documents
from cleanse.pipeline import store as results
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.shards import BOILERPLATE, Plan, Shard, Tally
from cleanse.record import trace_rows as trace
from cleanse.record.manifest import Row
from cleanse.trace import Trace

LINES, TEMPLATES = "lines", "templates"


class Again(NamedTuple):
    """A shard to go through again: the sites of those of its documents that have lines to lose, and their names."""

    shard: Shard
    sites: Mapping[int, int]
    names: Mapping[int, str]

    @property
    def made(self) -> Shard:
        """The shard as it is afterwards."""
        return self.shard._replace(key=f"{self.shard.key}+")


@seldom_collected()
def write_lines(shard: Shard, plan: Plan) -> None:
    """Leave the lines of the shard's documents, as numbers, in its folder."""
    from cleanse.templates.count import line_keys

    folder = plan.folder(shard)
    found = line_keys(_text(row, output, plan) for row, output in results.rows(folder))
    (folder / LINES).write_bytes(pickle.dumps(found))


@seldom_collected()
def clean_again(again: Again, plan: Plan) -> Tally | None:
    """Cut the templates' lines out of the shard's documents; its new tally, or None where there was nothing to cut.

    What a document's lines stood between may give the filters something to do, so it goes through them once more. The
    shard's folder stays as it is: the new one stands beside it.
    """
    from cleanse.templates import remove as template

    templates = pickle.loads((plan.home / "work" / TEMPLATES).read_bytes())
    cuts: dict[int, list[Edit]] = {}
    for number, (row, output) in enumerate(results.rows(plan.folder(again.shard))):
        if (site := again.sites.get(number)) is not None:
            cuts[number] = template.edits(_text(row, output, plan), templates, site, again.names[site])
    if not any(cuts.values()):
        return None
    tally = results.tally(plan.folder(again.shard))
    with results.writing(plan.folder(again.made), plan, tally) as writer:
        _rewrite(again.shard, writer, cuts, tally, plan)
    return tally


def _text(row: Row, output: bytes, plan: Plan) -> str:
    """The text of a document as it is now."""
    return documents.text_of(output, row.input, documents.fields_of(plan.options))


def _rewrite(shard: Shard, writer: results.Writer, cuts: Mapping[int, list[Edit]], tally: Tally, plan: Plan) -> None:
    """The results of a shard with the `cuts` made in its documents, and its tally brought up to date."""
    folder = plan.folder(shard)
    numbered = enumerate(zip(results.rows(folder), results.names(folder).sources, strict=True))
    for line in results.trace(folder):
        way = json.loads(line)
        if way.get("left_out"):
            writer.trace(line)
            continue
        number, ((row, output), source) = next(numbered)
        entry = _Entry(row, output, _text(row, output, plan), way)
        if cuts.get(number):
            entry = _cleaned(entry, source.name if source else "", cuts[number], tally, plan)
            line = dump(entry.way)
        writer.add(entry.row, entry.output, entry.text, line, source)


class _Entry(NamedTuple):
    """What was kept of a cleaned document. `way` is its line of the trace."""

    row: Row
    output: bytes
    text: str
    way: dict[str, Any]


class _Cut(NamedTuple):
    """The template's lines as a filter of one document: so the chain stays the only code that changes text."""

    text: str
    found: Sequence[Edit]
    name: str = BOILERPLATE

    def edits(self, document: Document) -> Sequence[Edit]:
        return self.found if document.text == self.text else ()


def _cleaned(entry: _Entry, source: str, cut: Sequence[Edit], tally: Tally, plan: Plan) -> _Entry:
    """A document without what is cut, cleaned once more and counted."""
    row, text = entry.row, entry.text
    document = Document(text, row.id, source, PLAIN, row.metadata)
    first, filters = _Cut(text, cut), shared_cleaner(plan.settings).filters
    try:
        document, made = chain.run(document, (first, *filters), tally.seconds)
    except FilterError:  # it was cleaned without an error before: what it was then, without the lines, is good enough
        document, made = chain.run(document, (first,), tally.seconds)
    steps = made.without_remarks()
    before = trace.from_row(entry.way["steps"])
    tally.add_second_pass(len(text), document.text, before, steps)
    row = row._replace(
        characters_out=len(document.text),
        rules=Trace((*before, *steps)).counts(),
        metadata=dict(document.metadata),
    )
    way = {**entry.way, "steps": trace.to_row(Trace((*before, *steps)))}
    output, way = documents.replaced(entry.output, document.text, row.input, way, documents.fields_of(plan.options))
    return _Entry(row, output, document.text, way)
