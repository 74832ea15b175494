"""One task of a run: a shard of the input cleaned, its results left in a folder of its own.

A task depends on nothing but its shard and the settings, and its folder appears whole or not at all. So any engine that
can map a function over a list can run tasks, in any order, again after a failure, or not again when a run is resumed.
"""

from __future__ import annotations

import base64
import os
import pickle
import shutil
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from cleanse import formats, trace
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.formats import InputError, dump, files, records
from cleanse.media import media_type_of
from cleanse.model import Result
from cleanse.run.manifest import Row
from cleanse.run.plan import Failure, Piece, Plan, Shard, Tally

BATCH = 256  # documents written, and signed, at once: enough for numpy to be busy


def clean_shard(shard: Shard, plan: Plan) -> Tally:
    """Clean every document of the shard; a shard that was done before is not done again.

    Leaves in the shard's folder: `rows`, the manifest row of each document; `names`, what of these is needed first;
    `output`, their cleaned texts or records end to end; `trace.jsonl.gz`; `sketches`, what duplicates are found by; and
    `tally`.
    """
    final = plan.folder(shard)
    if not (final / "tally").is_file():
        part = final.with_name(f"{final.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with _Desk(part, plan) as desk:
            for piece in shard.pieces:
                desk.clean(piece)
        (part / "names").write_bytes(pickle.dumps((desk.ids, desk.dates)))
        (part / "tally").write_bytes(pickle.dumps(desk.tally))
        shutil.rmtree(final, ignore_errors=True)
        os.replace(part, final)
    tally: Tally = pickle.loads((final / "tally").read_bytes())
    return tally


class _Desk:
    """The open files of one task and the work done on them."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self.cleaner = shared_cleaner(plan.settings)
        self.tally = Tally()
        self.ids: list[str] = []
        self.dates: list[str] = []
        self.open = ExitStack()
        self.rows, self.output, self.sketches = (
            self.open.enter_context((folder / name).open("wb", files.BUFFER)) for name in ("rows", "output", "sketches")
        )
        self.trace = self.open.enter_context(files.packed_lines(folder / "trace.jsonl.gz"))
        self.waiting = _Waiting([], [], [], [])

    def __enter__(self) -> _Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self.open.close()

    def clean(self, piece: Piece) -> None:
        """One piece cleaned, or a failure told."""
        try:
            if formats.has_records(piece.name):
                self._records(piece)
            else:
                self._document(piece)
            if formats.is_compressed(piece.name):  # packing again need not give the same bytes: the packed file is kept
                files.write(self.plan.home / "originals" / piece.name, piece.path.read_bytes())
        except (InputError, FilterError) as error:
            self.tally.failures.append(Failure(piece.name, None, str(error)))

    def _document(self, piece: Piece) -> None:
        data = files.read(piece.path)
        files.refuse_binary(data)
        folder = Path(piece.name).parent.as_posix()
        result = self._cleaned(data, piece.name, "" if folder == "." else folder)
        assert result.decoded is not None
        text, encoding, reason = result.decoded
        back: dict[str, Any] = {"encoding": encoding, "crc32": zlib.crc32(data)}
        if not files.round_trips(text, encoding, data):
            back["raw"] = _packed(data)
        entry = _Entry(piece.name, text, result, encoding, reason)
        self._keep(piece, None, entry, result.text.encode("utf-8", "replace"), back)

    def _records(self, piece: Piece) -> None:
        lines = records.lines(files.read_lines(piece.path, piece.start, piece.end))
        for number, (line, end) in enumerate(lines, piece.line):
            try:
                self._record(piece, number, line, end)
            except (InputError, FilterError) as error:
                if line.strip():
                    self.tally.failures.append(Failure(piece.name, number, str(error)))
                self._trace(piece, number, {"raw": _packed(line + end), "left_out": True})
        self._trace(piece, 0, {"raw": "", "left_out": True})  # a file without lines has a place in the trace too

    def _record(self, piece: Piece, number: int, line: bytes, end: bytes) -> None:
        text_field, id_field = self.plan.options.text_field, self.plan.options.id_field
        record = records.parse(line, text_field, id_field)
        id = record.id or f"{piece.name}:{number}"
        result = self._cleaned(record.text, id, record.source or piece.name)
        back: dict[str, Any] = {"end": end.decode(), "crc32": zlib.crc32(line + end)}
        cleaned = line
        if result.changed or not record.is_utf8:
            back["style"] = style = records.style_of(line, record)
            if style is None:
                back["raw"] = _packed(line + end)
            cleaned = records.render({**record.fields, text_field: result.text}, style or 0)
        entry = _Entry(id, record.text, result, "utf-8", "the encoding of JSON")
        self._keep(piece, number, entry, cleaned + (end or b"\n"), back)

    def _cleaned(self, item: str | bytes, id: str, source: str) -> Result:
        # a record's id may be the address of the page its text was taken from: only the text says what it is now
        media_type = media_type_of(item) if isinstance(item, str) else None
        return self.cleaner.clean(item, id, source, media_type=media_type, seconds=self.tally.seconds)

    def _keep(self, piece: Piece, line: int | None, entry: _Entry, output: bytes, back: dict[str, Any]) -> None:
        """Put a cleaned document's output, row, trace and text to sketch where they belong, and count it."""
        result, rules = entry.result, trace.rule_counts(entry.result.trace)
        characters = len(entry.text)
        metadata = {name: value for name, value in result.document.metadata.items() if name != "media_type"}
        row = Row(
            id=entry.id,
            input=piece.name,
            line=line,
            output=formats.output_name(piece.name),
            encoding=entry.encoding,
            encoding_reason=entry.reason,
            characters_in=characters,
            characters_text=characters + trace.growth(result.trace[: trace.conversion(result.trace)]),
            characters_out=len(result.text),
            rules=rules,
            metadata=metadata,
        )
        self.ids.append(row.id)
        self.dates.append(metadata.get("date", ""))
        self.tally.count(characters, result, rules)
        self.waiting.rows.append(row)
        self.waiting.lengths.append(len(output))
        self.waiting.texts.append(result.text)
        self.output.write(output)
        self._trace(piece, line, {"steps": trace.to_row(result.trace), **back})

    def _trace(self, piece: Piece, line: int | None, fields: dict[str, Any]) -> None:
        """A line of the trace, which every document and every line left out has; where many wait, all is written."""
        self.waiting.trace.append(dump({"input": piece.name, "line": line, **fields}))
        if len(self.waiting.trace) == BATCH:
            self._write()

    def _write(self) -> None:
        """Write what has gathered, and compute what duplicates are found by."""
        rows, lengths, texts, lines = self.waiting
        self.waiting = _Waiting([], [], [], [])
        self.trace.writelines(f"{line}\n" for line in lines)
        if not rows:
            return
        pickle.dump((rows, lengths), self.rows)
        if self.plan.options.duplicates != "keep":
            from cleanse.corpus import signatures, store
            from cleanse.corpus.duplicates import bands

            count, width = bands(
                self.plan.options.threshold
            )  # values beyond those of the bands would never be looked at
            store.write(self.sketches, signatures.sketches(texts, count * width))


class _Waiting(NamedTuple):
    """What is to be written of the last documents."""

    rows: list[Row]
    lengths: list[int]
    """Bytes of each one's output."""
    texts: list[str]
    trace: list[str]


class _Entry(NamedTuple):
    """A cleaned document and how it was read."""

    id: str
    text: str
    result: Result
    encoding: str
    reason: str


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode()
