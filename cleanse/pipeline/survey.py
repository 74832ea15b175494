"""What lies in some folders, from a sample: formats, encodings, scripts, damage, and what a run would do."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from cleanse.cleaner import shared_cleaner
from cleanse.formats import InputError, Item, LeftOut, Ref, files, one_document
from cleanse.formats.inputs import NO_ENDING, Input, Skipped, find
from cleanse.formats.kinds import kind_of
from cleanse.formats.selection import Selection
from cleanse.model import DOUBTFUL_DECODING, HTML
from cleanse.pipeline import documents
from cleanse.settings import RunSettings, Settings
from cleanse.text.scripts import script_of

MOST_FILES = 100_000  # files that are drawn from
MOST_RECORDS = 50  # documents of one file, so that a large one does not stand for all
MOST_BYTES = 1 << 20  # of one file, up to a line break
FEWEST_BYTES = 1 << 16  # of one file, however little time is left
BYTES_A_SECOND = 1 << 18  # of the time that is left: what Chinese texts take, which take longest
SEED = 7  # the same folder gives the same sample, as far as time allows
LOOKING = 0.2  # of the time that is at least for looking into files
COMPARED = 5_000  # texts compared with each other


@dataclass(slots=True)
class Survey:
    """What a sample shows. Counts are of documents, unless said otherwise; `rules` counts documents by rule."""

    files: int = 0
    sampled: int = 0
    """Files looked into."""
    cut: int = 0
    """Files of these of which only the beginning was looked at."""
    documents: int = 0
    changed: int = 0
    characters: int = 0
    removed: int = 0
    seconds: float = 0.0
    formats: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    doubtful_encodings: int = 0
    scripts: Counter[str] = field(default_factory=Counter)
    filters: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    confidence: list[float] = field(default_factory=list)
    duplicates: int = 0
    failures: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    """Files that are not read, by ending."""

    @property
    def share(self) -> float:
        """The share of the files that was looked into."""
        return self.sampled / self.files if self.files else 0.0


def survey(
    paths: Sequence[Path], settings: Settings, options: RunSettings, seconds: float, selection: Selection
) -> Survey:
    """Look into as many files, drawn by chance, as the time allows; nothing is written."""
    began = time.perf_counter()
    inputs, skipped = find(paths, selection)
    found = Survey(files=len(inputs), skipped=_endings(skipped))
    found.formats.update(kind_of(item.name).ending or NO_ENDING for item in inputs)
    order = random.Random(SEED).sample(inputs, min(len(inputs), MOST_FILES))
    # where the folders are so large that listing them takes all of the time, a part of it again for looking
    end = max(began + seconds, time.perf_counter() + LOOKING * seconds)
    texts: list[str] = []
    for item in order:
        if time.perf_counter() > end:
            break
        found.sampled += 1
        try:
            texts += _look(item, settings, options, found, end)
        except InputError as error:
            found.failures.append(f"{item.path}: {error}")
    found.duplicates = _near_duplicates(texts[:COMPARED], options.threshold)
    found.seconds = time.perf_counter() - began
    return found


def _look(item: Input, settings: Settings, options: RunSettings, found: Survey, end: float) -> Iterator[str]:
    """Count the documents of one file, until it is `end` on the clock; their clean texts."""
    parts = _beginning(item, options, found, end)
    for cleaned in documents.clean(parts, shared_cleaner(settings), lambda part: part):
        if isinstance(cleaned, LeftOut):
            if cleaned.reason:
                path = f"{item.path}{cleaned.ref.input.removeprefix(item.name)}"
                found.failures.append(f"{cleaned.ref._replace(input=path)}: {cleaned.reason}")
            continue
        part, result, traces = cleaned.item, cleaned.result, [one.trace for one in cleaned.results.values()]
        found.documents += 1
        found.changed += any(trace.changed for trace in traces)
        found.encodings[part.encoding] += 1
        found.doubtful_encodings += part.decoding_confidence < DOUBTFUL_DECODING
        found.scripts[script_of(result.text)] += 1
        came_in = len(part.document.text) + sum(len(other.text) for other in part.more.values())
        text_length = came_in + sum(trace.conversion.growth for trace in traces)
        found.characters += text_length
        found.removed += max(0, text_length - sum(len(one.text) for one in cleaned.results.values()))
        found.filters.update(sorted(frozenset[str]().union(*(trace.filters for trace in traces))))
        found.rules.update(documents.counts(traces).keys())
        if part.document.media_type == HTML and result.confidence is not None:
            found.confidence.append(result.confidence)
        yield documents.joined(one.text for one in cleaned.results.values())


def _beginning(item: Input, options: RunSettings, found: Survey, end: float) -> Iterator[Item | LeftOut]:
    """The first documents of a file, until it is `end` on the clock; it is counted as cut if it has more."""
    format = kind_of(item.name).format
    ref = Ref(item.name, 1 if format.holds_records else None)
    with one_document(), files.looking(item.path) as file:
        # where no beginning of a file is a file too, only records are counted
        whole = format.holds_records and not format.splits_at_lines
        data, is_all = (file, True) if whole else _first_bytes(file, format.holds_records, end - time.perf_counter())
        items = documents.read(data, ref, documents.fields_of(options))
        for part in islice(items, MOST_RECORDS):
            yield part
            if time.perf_counter() > end:
                break
        found.cut += not is_all or next(items, None) is not None


def _first_bytes(file: BinaryIO, holds_records: bool, seconds: float) -> tuple[BinaryIO, bool]:
    """As much of a file as can be looked at in so many seconds, and whether that is all.

    It ends with a line if it can. The first record is there to its end, however long it is.
    """
    most = min(MOST_BYTES, max(FEWEST_BYTES, int(seconds * BYTES_A_SECOND)))
    data = file.read(most)
    more = file.read(1)
    if not more:
        return BytesIO(data), True
    end = data.rfind(b"\n") + 1
    if holds_records and not end:
        return BytesIO(data + more + file.readline()), not file.read(1)
    return BytesIO(data[: end or most]), False


def _near_duplicates(texts: Sequence[str], threshold: float) -> int:
    from cleanse.duplicates.lsh import find as find_similar
    from cleanse.duplicates.minhash import sketch

    if len(texts) < 2:
        return 0
    matches = find_similar([str(number) for number in range(len(texts))], sketch(texts), threshold)
    return sum(match is not None for match in matches)


def _endings(skipped: Sequence[Skipped]) -> Counter[str]:
    return Counter(item.ending or "no file" for item in skipped)
