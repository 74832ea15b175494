"""Files cleaned where they stand, or only examined: what `check` and `fix` do to one file."""

from __future__ import annotations

import difflib
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleanse import formats
from cleanse.chain import FilterError
from cleanse.cleaner import shared_cleaner
from cleanse.decoding.decode import decode
from cleanse.decoding.media_type import media_type_of
from cleanse.formats import InputError, files, one_document, records
from cleanse.model import HTML
from cleanse.settings import RunSettings, Settings
from cleanse.trace import Result


class Task(NamedTuple):
    """How each file is treated: with which settings, whether it is written back, whether a diff is wanted."""

    settings: Settings
    options: RunSettings
    write: bool = False
    diff: bool = False


class Outcome(NamedTuple):
    """What cleaning a file changed, or would change; `rules` are counts of edits."""

    name: str
    changed: bool
    rules: dict[str, int]
    diff: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


class _Version(NamedTuple):
    """A file before and after, and what lies between: rules, and (where, old text, new text) of changed documents."""

    before: bytes
    after: bytes
    rules: Counter[str]
    texts: tuple[tuple[str, str, str], ...]
    failures: tuple[str, ...]


def examine(path: Path, task: Task) -> Outcome:
    """Clean one file by the document filters and, if `task.write`, put the outcome in its place, whole or not at all.

    A text is written as UTF-8, whatever it was read as. Of a record file only lines whose text changes are written
    anew.
    """
    name = str(path)
    try:
        _refuse(path, task.write)
        with one_document():
            version = (_records if formats.has_records(name) else _document)(path, task)
        if task.write and version.after != version.before:
            with files.writing(path, formats.is_compressed(name)) as file:
                file.write(version.after)
    except (InputError, FilterError, OSError) as error:
        message = f"cannot be written: {files.plainly(error)}" if isinstance(error, OSError) else str(error)
        return Outcome(name, False, {}, failures=(f"{name}: {message}",))
    diff = tuple(line for text in version.texts for line in _diff(*text)) if task.diff else ()
    return Outcome(name, version.after != version.before, dict(sorted(version.rules.items())), diff, version.failures)


def _refuse(path: Path, write: bool) -> None:
    """Raises InputError for what must not be treated as a text: code and data of other kinds, and pages in place."""
    if not formats.is_known(path.name):
        raise InputError(f"not a kind of file that is cleaned in place ({', '.join(formats.ENDINGS)}); left alone")
    if write and formats.is_page(path.name):
        raise InputError("a web page cannot be mended in its place; 'cleanse run' writes its text to another folder")


def _document(path: Path, task: Task) -> _Version:
    data = files.read(path)
    files.refuse_binary(data)
    decoded = decode(data)
    result = _cleaned(decoded.text, path.name, task)
    after = result.text.encode("utf-8", "replace")
    rules = Counter(result.trace.counts())
    if not rules and after != data:
        rules[f"encoding/{decoded.encoding}-to-utf-8"] = 1
    return _Version(data, after, rules, ((str(path), decoded.text, result.text),), ())


def _records(path: Path, task: Task) -> _Version:
    data = files.read(path)
    lines: list[bytes] = []
    rules: Counter[str] = Counter()
    texts, failures = [], []
    for number, (line, end) in enumerate(records.lines(io.BytesIO(data)), 1):
        lines += (line, end)
        try:
            with one_document():
                record = records.parse(line, task.options.text_field, task.options.id_field)
                result = _cleaned(record.text, path.name, task)
                if result.changed:
                    fields = {**record.fields, task.options.text_field: result.text}
                    rendered = records.render(fields, records.style_of(line, record) or 0)
        except (InputError, FilterError) as error:
            if line.strip():
                failures.append(f"{path}:{number}: {error}")
            continue
        if result.changed:
            lines[-2] = rendered
            rules.update(result.trace.counts())
            texts.append((f"{path}:{number}", record.text, result.text))
    return _Version(data, b"".join(lines), rules, tuple(texts), tuple(failures))


def results(
    path: Path, settings: Settings, options: RunSettings
) -> Iterator[tuple[str, Result | InputError | FilterError]]:
    """(name, result) of each document of a file, or of standard input (`-`), an error where it has none.

    Changes nothing. Raises InputError where the file as a whole cannot be read.
    """
    task = Task(settings, options)
    if not formats.has_records(path.name):
        with one_document():
            data = sys.stdin.buffer.read() if path == Path("-") else files.read(path)
            files.refuse_binary(data)
            result = _cleaned(decode(data).text, path.name, task)
        yield str(path), result
        return
    for number, (line, _) in enumerate(records.lines(io.BytesIO(files.read(path))), 1):
        if line.strip():
            name = f"{path}:{number}"
            try:
                with one_document():
                    record = records.parse(line, options.text_field, options.id_field)
                    result = _cleaned(record.text, path.name, task)
            except (InputError, FilterError) as error:
                yield name, error
            else:
                yield name, result


def _cleaned(text: str, name: str, task: Task) -> Result:
    media_type = media_type_of(text, name if formats.is_page(name) else "-")
    if task.write and media_type == HTML:
        raise InputError("holds a web page, which cannot be mended in its place; use 'cleanse run'")
    return shared_cleaner(task.settings).clean(text, name, media_type=media_type)


def _diff(name: str, before: str, after: str) -> Iterator[str]:
    """A unified diff without line breaks at the ends of its lines."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (cleaned)", n=1, lineterm="")
    yield from lines
