"""Files cleaned where they are, or only examined: what `check`, `fix` and `explain` do to one file."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cleanse.cleaner import shared_cleaner
from cleanse.formats import Fields, InputError, Item, LeftOut, Ref, files, one_document
from cleanse.formats.content import content_of
from cleanse.formats.kinds import kind_of
from cleanse.formats.protocol import doubtful
from cleanse.model import DOUBTFUL_DECODING, HTML
from cleanse.pipeline import documents
from cleanse.pipeline.documents import Cleaned
from cleanse.pipeline.file_edits import DiffLine, FileEdit, file_edits, word_diff
from cleanse.settings import RunSettings, Settings
from cleanse.trace import Result

STDIN = Path("-")
_NO_TABLES = "such a file cannot be cleaned in place; 'cleanse run' writes a cleaned copy to another folder"
_NO_PAGES = "a web page cannot be cleaned in place; 'cleanse run' writes its text to another folder"


class Checksums(NamedTuple):
    """The checksums of what a file holds (see `backup.checksum`), before it is cleaned and after."""

    before: str
    after: str


class Task(NamedTuple):
    """How each file is treated: with which settings, whether it is written back, whether a diff or edits are wanted."""

    settings: Settings
    options: RunSettings
    write: bool = False
    diff: bool = False
    edits: bool = False
    dry: bool = False
    """Whether a file to be written is left as it is after all, but its checksums are told."""
    backed_up: Mapping[Path, Checksums] | None = None
    """If there is a backup, the files in it. No other file, and none that has changed since, is written then."""

    @property
    def fields(self) -> Fields:
        return documents.fields_of(self.options)


class Outcome(NamedTuple):
    """What cleaning a file changed, or would change; `rules` are counts of edits."""

    name: str
    changed: bool
    rules: dict[str, int]
    diff: tuple[DiffLine, ...] = ()
    failures: tuple[str, ...] = ()
    checksums: Checksums | None = None
    """Of a file to be written that changes."""
    edits: tuple[FileEdit, ...] = ()
    text_fields: frozenset[str] = frozenset()
    """The fields of its records that held texts."""


class _Part(NamedTuple):
    """A document of a file, or a line without one: its bytes before and after, and what lies between."""

    before: bytes
    after: bytes
    rules: dict[str, int] = {}  # noqa: RUF012 - the default is never changed
    diff: tuple[DiffLine, ...] = ()
    failures: tuple[str, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    text_fields: tuple[str, ...] = ()


def examine(path: Path, task: Task) -> Outcome:
    """Clean one file by the document filters and, if `task.write`, put the outcome in its place, whole or not at all.

    A text is written as UTF-8, whatever it was read as. Of a record file only lines whose text changes are written
    anew.
    """
    name = str(path)
    try:
        _refuse(path, task.write)
        parts = list(_parts(path, task))
        changed = any(part.after != part.before for part in parts)
        checksums = _checksums(parts) if task.write and changed else None
        if checksums and task.backed_up is not None and checksums != task.backed_up.get(path):
            raise InputError("was changed after it had been backed up; it is left as it is")
        if checksums and not task.dry:
            with files.writing(path, kind_of(name).packing) as file:
                file.writelines(part.after for part in parts)
    except (InputError, OSError) as error:
        message = f"cannot be written: {files.plainly(error)}" if isinstance(error, OSError) else str(error)
        return Outcome(name, False, {}, failures=(f"{name}: {message}",))
    rules = sum((Counter(part.rules) for part in parts), Counter[str]())
    diff = tuple(line for part in parts for line in part.diff)
    failures = tuple(line for part in parts for line in part.failures)
    edits = tuple(edit for part in parts for edit in part.edits)
    text_fields = frozenset(field for part in parts for field in part.text_fields if field)
    return Outcome(name, changed, dict(sorted(rules.items())), diff, failures, checksums, edits, text_fields)


def _checksums(parts: Sequence[_Part]) -> Checksums:
    from cleanse.record.backup import checksum  # slow to import, and only what is written needs it

    return Checksums(checksum(part.before for part in parts), checksum(part.after for part in parts))


def _refuse(path: Path, write: bool) -> None:
    """Raises InputError for what must not be treated as a text: code and data of other kinds, and pages in place."""
    if path == STDIN:
        return
    is_page, refusal = content_of(path)
    if refusal:
        raise InputError(refusal)
    if write and is_page:
        raise InputError(_NO_PAGES)
    if write and kind_of(path.name).format.keeps_original:
        raise InputError(_NO_TABLES)


def _parts(path: Path, task: Task) -> Iterator[_Part]:
    items = _items(path, task.fields)
    if task.write:
        items = _without_pages(items)
    cleaner = shared_cleaner(task.settings)
    for part in documents.clean(items, cleaner, lambda cleaned: _part(cleaned, task)):
        if not isinstance(part, LeftOut):
            yield part
        elif part.ref.line is None:
            raise InputError(part.reason)
        else:
            yield _Part(part.data, part.data, failures=(f"{part.ref}: {part.reason}",) if part.reason else ())


def _items(path: Path, fields: Fields) -> Iterator[Item | LeftOut]:
    """The documents of a file, or of standard input."""
    if path == STDIN:
        return documents.read_stream(sys.stdin.buffer, fields)
    return documents.read_file(path, Ref(str(path), 1 if kind_of(path.name).format.holds_records else None), fields)


def _without_pages(items: Iterable[Item | LeftOut]) -> Iterator[Item | LeftOut]:
    for item in items:
        is_page = not isinstance(item, LeftOut) and item.document.media_type == HTML
        yield LeftOut(item.ref, item.data, _NO_PAGES) if is_page else item


def _part(cleaned: Cleaned, task: Task) -> _Part:
    item, text, more = cleaned.item, cleaned.result.text, cleaned.texts
    if item.decoding_confidence < DOUBTFUL_DECODING:
        why = f"{doubtful(item.ref, item.reason)}; write it as UTF-8 first, or leave it out"
        return _Part(item.data, item.data, failures=(why,))
    rules = documents.counts(result.trace for result in cleaned.results.values())
    is_same = text == item.document.text and all(more[name] == other.text for name, other in item.more.items())
    if item.ref.line is None:
        after = item.with_text(text)
        if rule := _other_bytes(item):
            rules[rule] = 1
    elif is_same:
        after, rules = item.data, {}
    elif task.write and item.encoding != "utf-8":  # the lines that do not change would stay as they are
        raise InputError(
            f"is in {item.encoding}; in place it would be UTF-8 among lines that are not: use `cleanse run`"
        )
    else:
        after = item.with_text(text, more)
    diff = tuple(line for name, result in cleaned.named() for line in word_diff(name, result)) if task.diff else ()
    edits = tuple(_edits(cleaned)) if task.edits and after != item.data else ()
    if task.edits and not edits and after != item.data:  # only the bytes change
        edits = tuple(FileEdit(1, None, 1, None, rule, item.reason, "", "", False) for rule in rules)
    return _Part(item.data, after, rules, diff, (), edits, tuple(cleaned.results))


def _other_bytes(item: Item) -> str:
    """The rule that the file of a text gets other bytes by, even if its text stays; empty where it keeps them."""
    if item.ref.line is not None or item.data == item.with_text(item.document.text):
        return ""
    return f"encoding/{item.encoding}-to-utf-8"


def _edits(cleaned: Cleaned) -> Iterator[FileEdit]:
    item = cleaned.item
    yield from file_edits(item.document.text, item.ref.line, cleaned.result)
    for name, result in cleaned.more.items():
        yield from file_edits(item.more[name].text, item.ref.line, result)


def results(
    path: Path,
    settings: Settings,
    options: RunSettings,
    only: str | None = None,
    on_doubt: Callable[[str], object] = lambda line: None,
    on_bytes: Callable[[str, str, str], object] = lambda name, rule, reason: None,
) -> Iterator[tuple[str, Result | InputError]]:
    """(name, result) of each document of a file, an error where it has none; of the records `only` that line, or id.

    `on_doubt` is called with a line that names a document whose encoding is doubtful, before its result; `on_bytes`, of
    one that is written in other bytes, with its name, the rule and the reason. Changes nothing. Raises InputError where
    the file as a whole cannot be read.
    """
    _refuse(path, write=False)
    items = _items(path, documents.fields_of(options))
    if only is not None:
        items = (item for item in items if _is_meant(item, only))

    def named(cleaned: Cleaned) -> list[tuple[str, Result]]:
        if cleaned.item.decoding_confidence < DOUBTFUL_DECODING:
            on_doubt(doubtful(cleaned.item.ref, cleaned.item.reason))
        if rule := _other_bytes(cleaned.item):
            on_bytes(str(cleaned.item.ref), rule, cleaned.item.reason)
        return list(cleaned.named())

    for pair in documents.clean(items, shared_cleaner(settings), named):
        if not isinstance(pair, LeftOut):
            yield from pair
        elif pair.ref.line is None:
            raise InputError(pair.reason)
        elif pair.reason:
            yield str(pair.ref), InputError(pair.reason)


def _is_meant(item: Item | LeftOut, only: str) -> bool:
    return only == str(item.ref.line) or (not isinstance(item, LeftOut) and only == item.document.id)


def filter_stdin(settings: Settings, options: RunSettings) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Standard input cleaned, document by document, each with what failed; a record that fails comes out as it was.

    Raises InputError where it is no text at all.
    """
    with one_document():
        for part in _parts(STDIN, Task(settings, options)):
            yield part.after, part.failures
