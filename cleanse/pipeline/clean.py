"""One task of a run: a shard of the input cleaned, its results left in a folder of its own.

A task depends on nothing but its shard and the settings, and its folder appears whole or not at all. So any engine that
can map a function over a list can run tasks, in any order, again after a failure, or not again when a run is resumed.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any, NamedTuple

from cleanse import formats
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.decoding.media_type import media_type_of
from cleanse.formats import InputError, dump, files, one_document, records
from cleanse.model import PLAIN, Document
from cleanse.pipeline import store as results
from cleanse.pipeline.garbage import seldom_collected
from cleanse.pipeline.shards import Failure, Piece, Plan, Shard, Tally
from cleanse.record import trace_rows as trace
from cleanse.record.manifest import Row
from cleanse.templates import Source
from cleanse.trace import Result


@seldom_collected()
def clean_shard(shard: Shard, plan: Plan) -> Tally:
    """Clean every document of the shard, the results in its folder; a shard that was done before is not done again."""
    final = plan.folder(shard)
    if not (final / "tally").is_file():
        tally = Tally()
        with results.writing(final, plan, tally) as writer:
            desk = _Desk(writer, plan, tally)
            for piece in shard.pieces:
                desk.clean(piece)
    return results.tally(final)


class _Desk:
    """The work of one task."""

    def __init__(self, results: results.Writer, plan: Plan, tally: Tally) -> None:
        self.results = results
        self.plan = plan
        self.cleaner = shared_cleaner(plan.settings)
        self.tally = tally
        self.sources = plan.cuts_templates  # whether these matter

    def clean(self, piece: Piece) -> None:
        """One piece cleaned, or a failure told."""
        try:
            if formats.has_records(piece.name):
                self._records(piece)
            else:
                with one_document():
                    kept = self._document(piece)
                self._add(kept)
            if formats.is_compressed(piece.name):  # packing again need not give the same bytes: the packed file is kept
                files.write(self.plan.home / "originals" / piece.name, piece.path.read_bytes())
        except (InputError, FilterError) as error:
            self.tally.failures.append(Failure(piece.name, None, str(error)))

    def _document(self, piece: Piece) -> _Kept:
        data = files.read(piece.path)
        files.refuse_binary(data)
        folder = Path(piece.name).parent.as_posix()
        result = self.cleaner.clean(data, piece.name, "" if folder == "." else folder, seconds=self.tally.seconds)
        assert result.decoded is not None
        text, encoding, reason = result.decoded
        back: dict[str, Any] = {"encoding": encoding, "crc32": zlib.crc32(data)}
        if not files.round_trips(text, encoding, data):
            back["raw"] = trace.packed(data)
        entry = _Entry(piece.name, text, result, encoding, reason)
        return self._kept(piece, None, entry, result.text.encode("utf-8", "replace"), back)

    def _records(self, piece: Piece) -> None:
        lines = records.lines(files.read_lines(piece.path, piece.start, piece.end))
        for number, (line, end) in enumerate(lines, piece.line):
            try:
                with one_document():
                    kept = self._record(piece, number, line, end)
            except (InputError, FilterError) as error:
                if line.strip():
                    self.tally.failures.append(Failure(piece.name, number, str(error)))
                self._leave_out(piece, number, line + end)
            else:
                self._add(kept)
        self._leave_out(piece, 0, b"")  # a file without lines has a place in the trace too

    def _record(self, piece: Piece, number: int, line: bytes, end: bytes) -> _Kept:
        text_field, id_field = self.plan.options.text_field, self.plan.options.id_field
        record = records.parse(line, text_field, id_field)
        id = record.id or f"{piece.name}:{number}"
        # its id may be the address of the page its text was taken from: only the text says what it is now
        document = Document(record.text, id, record.source or piece.name, media_type_of(record.text))
        result = self.cleaner.clean(document, seconds=self.tally.seconds)
        back: dict[str, Any] = {"end": end.decode(), "crc32": zlib.crc32(end, zlib.crc32(line))}
        cleaned = line
        if result.changed or not record.is_utf8:
            style = records.style_of(line, record)
            back |= trace.way_back(style, line + end)
            cleaned = records.render({**record.fields, text_field: result.text}, style or 0)
        entry = _Entry(id, record.text, result, "utf-8", "the encoding of JSON")
        return self._kept(piece, number, entry, cleaned + (end or b"\n"), back)

    def _kept(self, piece: Piece, line: int | None, entry: _Entry, output: bytes, back: dict[str, Any]) -> _Kept:
        """What the results keep of a cleaned document. `back` is what leads back to its bytes."""
        result, length, steps = entry.result, len(entry.text), entry.result.trace
        rules = steps.counts()
        row = Row(
            id=entry.id,
            input=piece.name,
            line=line,
            output=formats.output_name(piece.name),
            encoding=entry.encoding,
            encoding_reason=entry.reason,
            characters_in=length,
            characters_text=length + steps.conversion.growth,
            characters_out=len(result.text),
            rules=rules,
            metadata=dict(result.document.metadata),
        )
        if steps or line is None or len(back) > len(("end", "crc32")):
            way = dump({"input": piece.name, "line": line, "steps": trace.to_row(steps), **back})
        else:  # a record that went through as it was, as most do
            way = trace.untouched(piece.name, line, back["end"], back["crc32"])
        plain = self.sources and result.document.media_type == PLAIN
        source = Source(result.document.source, line is None) if plain else None
        return _Kept(row, output, result, way, source)

    def _add(self, kept: _Kept) -> None:
        """Put a document with the results, and count it: only when nothing of its own can fail any more."""
        self.tally.count(kept.row.characters_in, kept.result, kept.row.rules)
        self.results.add(kept.row, kept.output, kept.result.text, kept.way, kept.source)

    def _leave_out(self, piece: Piece, line: int, data: bytes) -> None:
        self.results.trace(dump({"input": piece.name, "line": line, "raw": trace.packed(data), "left_out": True}))


class _Entry(NamedTuple):
    """A cleaned document and how it was read."""

    id: str
    text: str
    result: Result
    encoding: str
    reason: str


class _Kept(NamedTuple):
    """What the results take of a document. `way` is its line of the trace."""

    row: Row
    output: bytes
    result: Result
    way: str
    source: Source | None
