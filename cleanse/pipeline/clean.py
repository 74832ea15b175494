"""One task of a run: a shard of the input cleaned, its results left in a folder of its own.

A task depends on nothing but its shard and the settings, and its folder appears whole or not at all. So any engine that
can map a function over a list can run tasks, in any order, again after a failure, or not again when a run is resumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from cleanse.cleaner import shared_cleaner
from cleanse.formats import InputError, LeftOut, Ref, dump, rows
from cleanse.formats.kinds import kind_of
from cleanse.model import DOUBTFUL_DECODING, PLAIN
from cleanse.pipeline import documents, store
from cleanse.pipeline.documents import Cleaned
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.shards import Piece, Plan, Shard
from cleanse.pipeline.steps import StepFile
from cleanse.record import originals, review, trace_rows
from cleanse.record.manifest import Row
from cleanse.record.summary import Failure, Tally
from cleanse.templates import Source
from cleanse.trace import Result

UNTOUCHED = {"end", "crc32"}  # all that is noted of a record which went through as it was


@seldom_collected()
def clean_shard(
    shard: Shard, plan: Plan, on_progress: Callable[[int], object] = lambda size: None, steps: Path | None = None
) -> None:
    """Clean every document of the shard, the results in its folder.

    `on_progress` is given the bytes of each; with `steps` a file in that folder says how many they are so far.
    """
    if steps is not None:
        with StepFile(steps / shard.key) as step_file:
            clean_shard(shard, plan, step_file)
        return
    tally = Tally()
    with store.writing(plan.folders(shard)[0], plan, tally) as writer:
        cleaner = ShardCleaner(writer, plan, tally, on_progress)
        for piece in shard.pieces:
            cleaner.clean(piece)


class _Kept(NamedTuple):
    """What the results take of a document. `trace` is its line of the trace."""

    row: Row
    output: bytes
    results: Mapping[str, Result]
    """Of each of its texts, by field, the main one's first."""
    trace: str
    source: Source | None
    size: int
    """Bytes of the document in its input."""


class ShardCleaner:
    """Cleans the pieces of a shard, one after the other, into the shard's folder."""

    def __init__(self, results: store.Writer, plan: Plan, tally: Tally, on_progress: Callable[[int], object]) -> None:
        self._results = results
        self._tally = tally
        self._on_progress = on_progress
        self._home, self._plan = plan.home, plan
        self._fields = documents.fields_of(plan.options)
        self._cleaner = shared_cleaner(plan.settings)
        self._keeps_sources = plan.cuts_templates
        self._review = plan.options.review

    def clean(self, piece: Piece) -> None:
        """Clean one piece. What fails is added to the tally: the piece, or some of its records."""
        kind = kind_of(piece.name)
        try:
            if kind.keeps_original:
                piece = piece._replace(path=originals.keep(self._home, piece.name, piece.path, self._how(piece)))
            self._documents(piece, kind.format.holds_records)
        except InputError as error:
            self._tally.failures.append(Failure(piece.name, None, str(error)))

    def _how(self, piece: Piece) -> str:
        """How the input is noted. A file of an archive is kept: where it is unpacked it is gone after the run."""
        return originals.KEEP if piece.path.is_relative_to(self._plan.work) else self._plan.options.originals

    def _documents(self, piece: Piece, holds_records: bool) -> None:
        part = (piece.start, piece.end) if holds_records else ()
        items = documents.read_file(
            piece.path, Ref(piece.name, piece.line if holds_records else None), self._fields, *part
        )
        output = piece.output
        for kept in documents.clean(
            items,
            self._cleaner,
            lambda cleaned: self._kept(cleaned, output),
            self._tally.seconds,
            self._plan.options.timeout,
            self._plan.options.memory,
        ):
            if isinstance(kept, LeftOut):
                self._leave_out(kept)
                self._on_progress(len(kept.data))
            else:
                self._add(kept)
                self._on_progress(kept.size)
        if holds_records:
            self._note_left_out(Ref(piece.name, 0), b"")  # a file without records has a place in the trace too

    def _kept(self, cleaned: Cleaned, output: str) -> _Kept:
        """What the results keep of a cleaned document."""
        item, result, more = cleaned.item, cleaned.result, cleaned.texts
        ref, steps, results = item.ref, result.trace, list(cleaned.results.values())
        length = len(item.document.text) + sum(len(document.text) for document in item.more.values())
        metadata: dict[str, str] = {}
        for one in reversed(results):  # what the main text says of the document goes before what others say
            metadata |= one.document.metadata
        row = Row(
            id=item.document.id,
            input=ref.input,
            line=ref.line,
            output=output,
            encoding=item.encoding,
            encoding_reason=item.reason,
            decoding_confidence=item.decoding_confidence,
            characters_in=length,
            characters_text=length + sum(one.trace.conversion.growth for one in results if one.trace),
            characters_out=sum(len(one.text) for one in results),
            rules=documents.counts(one.trace for one in results),
            metadata=metadata,
            confidence=result.confidence,
        )
        undo = item.undo_record(result.text, more)
        if more:
            others = {name: trace_rows.to_row(one.trace) for name, one in cleaned.more.items()}
            undo |= {"field": item.main, "fields": others}
        if selection := result.document.selection:
            undo["selection"] = review.to_row(selection)
        if ref.line is None or steps or undo.keys() != UNTOUCHED:
            line = dump({"input": ref.input, "line": ref.line, "steps": trace_rows.to_row(steps), **undo})
        else:  # as most records do
            line = trace_rows.untouched(ref.input, ref.line, undo["end"], undo["crc32"])
        plain = self._keeps_sources and all(one.document.media_type == PLAIN for one in results)
        source = Source(result.document.source, ref.line is None) if plain else None
        return _Kept(row, item.output(result.text, more), cleaned.results, line, source, len(item.data))

    def _add(self, kept: _Kept) -> None:
        """Put a document with the results, and count it: only when nothing of its own can fail any more."""
        results = list(kept.results.values())
        self._tally.count(kept.row.characters_in, results, kept.row.rules)
        if len(self._fields.text) > 1:
            self._tally.text_fields.update(filter(None, kept.results))
        if kept.row.decoding_confidence < DOUBTFUL_DECODING:
            self._tally.doubt(kept.row.id)
        selection = results[0].document.selection
        text = documents.joined(result.text for result in results)
        lines = frozenset[str]().union(*(result.document.kept for result in results))
        number = self._results.add(kept.row, kept.output, text, kept.trace, kept.source, lines)
        if selection and selection.confidence < self._review:
            self._results.review(number, selection.confidence, review.review_line(kept.row, selection))

    def _leave_out(self, part: LeftOut) -> None:
        if part.ref.line is None:
            raise InputError(part.reason)
        if part.reason:
            self._tally.failures.append(Failure(part.ref.input, part.ref.line, part.reason))
        self._note_left_out(part.ref, part.data, failed=bool(part.reason) and not part.is_lost)

    def _note_left_out(self, ref: Ref, data: bytes, failed: bool = False) -> None:
        undo = {"input": ref.input, "line": ref.line, "raw": rows.packed(data), "left_out": True}
        self._results.trace(dump({**undo, "failed": True} if failed else undo))
