"""A shard's documents once more: without the lines of their site's template, and cleaned again where one went."""

from __future__ import annotations

import base64
import gzip
import json
import os
import pickle
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleanse import chain, formats, trace
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.formats import dump, files, records
from cleanse.model import PLAIN, Document, Edit, Step, Trace
from cleanse.run.plan import Plan, Shard, Tally
from cleanse.run.task import SKETCH_BATCH

NAME = "boilerplate"  # the filter that the edits are said to be of
LINES, TEMPLATES = "lines", "templates"
Row = dict[str, Any]


class Again(NamedTuple):
    """A shard to go through again: the sites of those of its documents that have lines to lose, and their names."""

    shard: Shard
    sites: Mapping[int, int]
    names: Mapping[int, str]

    @property
    def made(self) -> Shard:
        """The shard as it is afterwards."""
        return self.shard._replace(key=f"{self.shard.key}+")


def write_lines(shard: Shard, plan: Plan) -> None:
    """Leave the lines of the shard's documents, as numbers, in its folder."""
    from cleanse.corpus.templates import lines_of

    path = plan.folder(shard) / LINES
    path.write_bytes(pickle.dumps(lines_of(_texts(shard, plan))))


def clean_again(again: Again, plan: Plan) -> Tally | None:
    """Cut the templates' lines out of the shard's documents; its new tally, or None where there was nothing to cut.

    What a document's lines stood between may give the filters something to do, so it goes through them once more. The
    shard's folder stays as it is: the new one stands beside it.
    """
    from cleanse.corpus import cuts as template

    templates = pickle.loads((plan.home / "work" / TEMPLATES).read_bytes())
    cuts: dict[int, list[Edit]] = {}
    for number, text in enumerate(_texts(again.shard, plan)):
        if (site := again.sites.get(number)) is not None:
            cuts[number] = template.edits(text, templates, site, again.names[site])
    if not any(cuts.values()):
        return None
    final = plan.folder(again.made)
    part = final.with_name(f"{final.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    tally = _rewrite(again.shard, part, cuts, plan)
    shutil.rmtree(final, ignore_errors=True)
    os.replace(part, final)
    return tally


def _texts(shard: Shard, plan: Plan) -> Iterator[str]:
    """The text of each document of a shard, as it is now."""
    for name, output in _outputs(shard, plan):
        yield _text(name, output, plan)


def _text(name: str, output: bytes, plan: Plan) -> str:
    return str(json.loads(output)[plan.options.text_field]) if formats.has_records(name) else output.decode()


def _outputs(shard: Shard, plan: Plan) -> Iterator[tuple[str, bytes]]:
    staged = plan.staged(shard)
    with (plan.folder(shard) / "output").open("rb") as output:
        for name, length in zip(staged.inputs, staged.lengths, strict=True):
            yield name, output.read(length)


def _rewrite(shard: Shard, folder: Path, cuts: Mapping[int, list[Edit]], plan: Plan) -> Tally:
    """The results of a shard (see `task.clean_shard`) in a new folder, with the `cuts` made in its documents."""
    old, staged = plan.folder(shard), plan.staged(shard)
    tally: Tally = pickle.loads((old / "tally").read_bytes())
    texts: list[str] = []
    with (
        (old / "rows.jsonl").open(encoding="utf-8") as rows,
        gzip.open(old / "trace.jsonl.gz", "rt", encoding="utf-8") as traces,
        (folder / "rows.jsonl").open("w", encoding="utf-8") as new_rows,
        (folder / "output").open("wb") as new_output,
        files.packed_lines(folder / "trace.jsonl.gz") as new_trace,
        (folder / "sketches").open("wb") as sketches,
    ):
        documents = enumerate(zip(rows, _outputs(shard, plan), strict=True))
        for line in traces:
            if json.loads(line).get("left_out"):
                new_trace.write(line)
                continue
            number, (row, (name, output)) = next(documents)
            if cuts.get(number):
                entry = _Entry(name, staged.sources[number], json.loads(row), output, json.loads(line))
                output = _cleaned(entry, cuts[number], tally, plan)
                staged.lengths[number] = len(output)
                staged.dates[number] = entry.row["metadata"].get("date", "")
                row, line = f"{dump(entry.row)}\n", f"{dump(entry.trace)}\n"
            new_rows.write(row)
            new_output.write(output)
            new_trace.write(line)
            texts.append(_text(name, output, plan))
            if len(texts) == SKETCH_BATCH:
                _sketch(texts, sketches, plan)
                texts.clear()
        _sketch(texts, sketches, plan)
    (folder / "staged").write_bytes(pickle.dumps(staged))
    (folder / "tally").write_bytes(pickle.dumps(tally))
    return tally


class _Entry(NamedTuple):
    """What was kept of a cleaned document. `row` and `trace` are made to say what becomes of it."""

    input: str
    source: str | None
    row: Row
    output: bytes
    trace: Row


class _Cut(NamedTuple):
    """The template's lines as a filter of one document: so the chain stays the only code that changes text."""

    text: str
    found: Sequence[Edit]
    name: str = NAME

    def edits(self, document: Document) -> Sequence[Edit]:
        return self.found if document.text == self.text else ()


def _cleaned(entry: _Entry, cut: Sequence[Edit], tally: Tally, plan: Plan) -> bytes:
    """The output of a document without what is cut, cleaned once more; entry and tally are brought up to date."""
    text = _text(entry.input, entry.output, plan)
    metadata = {**entry.row["metadata"], "media_type": PLAIN}
    document = Document(text, entry.row["id"], entry.source or "", metadata)
    first, filters = _Cut(text, cut), shared_cleaner(plan.settings).filters
    try:
        document, made = chain.run(document, (first, *filters), tally.seconds)
    except FilterError:  # it was cleaned without an error before: what it was then, without the lines, is good enough
        document, made = chain.run(document, (first,), tally.seconds)
    steps = tuple(_without_remarks(made))
    before = trace.from_row(entry.trace["steps"])
    tally.again(len(text), document.text, before, steps)
    entry.trace["steps"] = trace.to_row((*before, *steps))
    entry.row["characters_out"] = len(document.text)
    entry.row["rules"] = trace.rule_counts((*before, *steps))
    entry.row["metadata"] = {name: value for name, value in document.metadata.items() if name != "media_type"}
    return _output(entry, document.text, plan)


def _output(entry: _Entry, text: str, plan: Plan) -> bytes:
    """The text as it is written; what a record was before is noted in its trace, if it went through as it was."""
    if entry.row.get("line") is None:
        return text.encode("utf-8", "replace")
    line, end = next(records.lines([entry.output]))
    record = records.parse(line, plan.options.text_field, plan.options.id_field)
    if "style" not in entry.trace:
        entry.trace["style"] = style = records.style_of(line, record)
        if style is None:
            entry.trace["raw"] = base64.b64encode(line + entry.trace["end"].encode()).decode()
    return records.render({**record.fields, plan.options.text_field: text}, entry.trace["style"] or 0) + end


def _without_remarks(steps: Trace) -> Iterator[Step]:
    """A remark is made once, and these filters have made theirs."""
    for step in steps:
        changes = tuple(change for change in step.changes if change.before != change.edit.replacement)
        if changes:
            yield Step(step.filter, changes)


def _sketch(texts: Sequence[str], file: IO[bytes], plan: Plan) -> None:
    if texts and plan.options.duplicates != "keep":
        from cleanse.corpus import signatures, store

        store.write(file, signatures.sketches(texts))
