"""A file's documents read, cleaned and put back: the one way, for runs, for files in place and for standard input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from cleanse.chain import FilterError
from cleanse.cleaner import Cleaner
from cleanse.formats import Fields, InputError, Item, LeftOut, Ref, files, one_document
from cleanse.formats.content import holds_records
from cleanse.formats.kinds import JSONL, PLAIN, kind_of
from cleanse.pipeline.memory import within_memory
from cleanse.pipeline.timeout import limited
from cleanse.settings import RunSettings
from cleanse.trace import Result, Trace

T = TypeVar("T")


def fields_of(options: RunSettings) -> Fields:
    """The fields of a record that these settings name, and what they tell of CSV."""
    return Fields(options.text_field, options.id_field, options.csv_delimiter, options.csv_quote)


def absent_fields(options: RunSettings, there: Collection[str]) -> list[str]:
    """What is wrong with the fields that are named for texts: those that are not among the ones that were there.

    Nothing if there was none at all, which is said of each record.
    """
    absent = [name for name in options.text_field if name not in there] if there else []
    return [f"no record has a field {name!r}; name one that is there, or leave it out" for name in absent]


class Cleaned(NamedTuple):
    """A document as it was read, and what cleaning made of it.

    Of a record with several texts, `result` is that of its main field, `more` has those of the others by field.
    """

    item: Item
    result: Result
    more: Mapping[str, Result] = {}

    @property
    def results(self) -> Mapping[str, Result]:
        """The result of each field, the main one first."""
        return {self.item.main: self.result, **self.more}

    @property
    def texts(self) -> dict[str, str]:
        """The clean texts of the fields beside the main one."""
        return {name: result.text for name, result in self.more.items()}

    def named(self) -> Iterator[tuple[str, Result]]:
        """What each result is called: the place of the document, and the field where it has several."""
        for name, result in self.results.items():
            yield (f"{self.item.ref} ({name})" if self.more else str(self.item.ref)), result


def joined(texts: Iterable[str]) -> str:
    """The texts of a record as the one that near-duplicates and templates are found by.

    All of them, since either alone says too little: two stories may share a headline, or a first paragraph. A record
    is left out as a near-duplicate only if everything in it that was cleaned is in the one that is kept.
    """
    return "\n\n".join(texts)


def counts(traces: Iterable[Trace]) -> dict[str, int]:
    """How many changes and remarks each rule made in all of these traces, in order of the rules' names."""
    first, *others = (trace.counts() for trace in traces)
    return dict(sorted(sum(map(Counter, others), Counter(first)).items())) if others else first


def read_file(path: Path, ref: Ref, fields: Fields, start: int = 0, end: int | None = None) -> Iterator[Item | LeftOut]:
    """The documents of a file, or of its bytes from `start` to `end`. Raises InputError where there is nothing to read.

    `ref` is the first document's; the input's name in it tells the format.
    """
    with one_document(), files.reading(path, start, end) as data:
        yield from read(data, ref, fields)


def read(data: BinaryIO, ref: Ref, fields: Fields) -> Iterator[Item | LeftOut]:
    """The documents of an open file."""
    yield from kind_of(ref.input).format.documents(data, ref, fields)


def read_stream(data: BinaryIO, fields: Fields) -> Iterator[Item | LeftOut]:
    """The documents of standard input: of its records if that is what it holds, else the one text or page."""
    content = data.read()
    records = holds_records(content)
    yield from (JSONL if records else PLAIN).documents(BytesIO(content), Ref("-", 1 if records else None), fields)


def clean(
    items: Iterable[Item | LeftOut],
    cleaner: Cleaner,
    use: Callable[[Cleaned], T],
    seconds: dict[str, float] | None = None,
    timeout: float = 0,
    memory: float = RunSettings().memory,
) -> Iterator[T | LeftOut]:
    """What `use` makes of each cleaned document, in order; what is left out is passed on.

    A document that cannot be cleaned, or not within `timeout` seconds and `memory` gigabytes, or that `use` cannot
    take, is left out with the reason, and the next one follows.
    """
    for item in items:
        if isinstance(item, LeftOut):
            yield item
            continue
        try:
            with one_document(), limited(timeout), within_memory(memory, _length(item)):
                result = cleaner.clean(item.document, seconds=seconds)
                cleaned = Cleaned(item, result)
                if item.more:
                    more = {name: cleaner.clean(other, seconds=seconds) for name, other in item.more.items()}
                    cleaned = Cleaned(item, result, more)
                kept = use(cleaned)
        except (InputError, FilterError) as error:
            yield LeftOut(item.ref, item.data, str(error))
        else:
            yield kept


def _length(item: Item) -> int:
    """The characters of a document's texts."""
    return len(item.document.text) + sum(len(document.text) for document in item.more.values())


def texts_of(output: bytes, name: str, fields: Fields) -> dict[str, str]:
    """The texts in a document's output, by field; `name` is its input's."""
    return kind_of(name).format.texts_of(output, fields)


def replaced(
    output: bytes, texts: Mapping[str, str], name: str, undo: Mapping[str, Any], fields: Fields
) -> tuple[bytes, dict[str, Any]]:
    """A document's output with these texts in place of its own, and its undo record brought up to date.

    `undo` is the old record; other fields that are in it (a whole row of the trace) are kept.
    """
    return kind_of(name).format.replaced(output, texts, undo, fields)
