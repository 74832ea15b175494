"""Two runs over the same inputs, compared: what another version, or another rule, makes of a corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cleanse.record import sums
from cleanse.record.manifest import Row
from cleanse.record.outputs import OutputRef
from cleanse.record.reader import RunReader

EXAMPLES = 20
CONTEXT, PASSAGE = 20, 60  # characters shown before the first difference, and from it on


class Different(NamedTuple):
    """A document whose clean text the runs differ in, and its rules that count otherwise: (rule, before, after).

    `text` and `other_text` are what each has at the first place where they differ.
    """

    name: str
    before: int
    after: int
    rules: tuple[tuple[str, int, int], ...]
    text: str
    other_text: str


@dataclass(slots=True)
class Comparison:
    """Counts are of documents; `rules` has the edits of each rule that both runs count otherwise: (before, after)."""

    before: int = 0
    after: int = 0
    same: int = 0
    different: int = 0
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """Near-duplicates that are left out by one of the runs only, by which: `before` or `after`."""
    filters: dict[str, tuple[int, int]] = field(default_factory=dict)
    """How many documents each filter changed in either run."""
    rules: dict[str, tuple[int, int]] = field(default_factory=dict)
    examples: list[Different] = field(default_factory=list)
    other_inputs: list[str] = field(default_factory=list)
    """Inputs of both runs that were not the same bytes: what differs may come from these."""


def compare(before: RunReader, after: RunReader) -> Comparison:
    """Compare two runs document by document, by input and line. Raises RunReadError where one cannot be read."""
    found = Comparison()
    rules_before: Counter[str] = Counter()
    rules_after: Counter[str] = Counter()
    old, new = _rows(before), _rows(after)
    found.before, found.after = len(old), len(new)
    found.other_inputs = _other_inputs(before, after)
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[0], key[1] or 0)):
        name = key[0] if key[1] is None else f"{key[0]}:{key[1]}"
        if key not in new:
            found.only_before.append(name)
        elif key not in old:
            found.only_after.append(name)
        else:
            one, other = old[key][1], new[key][1]
            rules_before.update(one.rules)
            rules_after.update(other.rules)
            if (one.output is None) != (other.output is None):
                found.dropped["before" if one.output is None else "after"] += 1
    both = sorted(
        (key for key in old.keys() & new.keys() if old[key][1].output or new[key][1].output),
        key=lambda key: (key[0], key[1] or 0),
    )
    for start in range(0, len(both), _AT_ONCE):
        keys = set(both[start : start + _AT_ONCE])
        texts = zip(_texts(before, old, keys), _texts(after, new, keys), strict=True)
        for (key, text), (_, other_text) in texts:
            if text == other_text:
                continue
            found.different += 1
            if len(found.examples) < EXAMPLES:
                found.examples.append(_different(key, old[key][1], new[key][1], text, other_text))
    found.same = len(old.keys() & new.keys()) - found.different
    changed_before, changed_after = (run.record.summary["documents_by_filter"] for run in (before, after))
    found.filters = {
        name: (changed_before.get(name, 0), changed_after.get(name, 0))
        for name in sorted(changed_before.keys() | changed_after.keys())
    }
    names = sorted(rules_before.keys() | rules_after.keys())
    found.rules = {
        name: (rules_before[name], rules_after[name]) for name in names if rules_before[name] != rules_after[name]
    }
    return found


_Key = tuple[str, int | None]
_AT_ONCE = 5000  # documents whose texts are in memory: those that count alike may differ too, so all are compared


def _rows(run: RunReader) -> dict[_Key, tuple[OutputRef, Row]]:
    return {(row.input, row.line): (ref, row) for ref, row in run.rows()}


def _texts(run: RunReader, rows: dict[_Key, tuple[OutputRef, Row]], keys: set[_Key]) -> Iterator[tuple[_Key, str]]:
    """The clean texts of these documents, in the order of the inputs."""
    wanted = sorted(keys, key=lambda key: rows[key][0].number)
    texts = dict(zip(wanted, run.texts(rows[key][0] for key in wanted), strict=True))
    for key in sorted(texts, key=lambda key: (key[0], key[1] or 0)):
        yield key, texts[key]


def _other_inputs(before: RunReader, after: RunReader) -> list[str]:
    """The inputs of both runs whose SHA-256 differ. A run that noted none, or none that can be read, tells nothing."""
    sums_of: list[dict[str, str]] = []
    for run in (before, after):
        try:
            sums_of.append(sums.read(run.home / sums.INPUTS))
        except (OSError, ValueError):
            return []
    old, new = sums_of
    return sorted(name for name in old.keys() & new.keys() if old[name] != new[name])


def _passages(text: str, other_text: str) -> tuple[str, str]:
    """What two texts have at the first place where they differ, with a little before it, each on one line."""
    pairs = zip(text, other_text, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other_text)))
    start = max(0, same - CONTEXT)
    one, other = (each[start : same + PASSAGE] for each in (text, other_text))
    return " ".join(one.split()), " ".join(other.split())


def _different(key: _Key, one: Row, other: Row, text: str, other_text: str) -> Different:
    names = sorted(one.rules.keys() | other.rules.keys())
    counts = [(name, one.rules.get(name, 0), other.rules.get(name, 0)) for name in names]
    name = key[0] if key[1] is None else f"{key[0]}:{key[1]}"
    changed = tuple(each for each in counts if each[1] != each[2])
    return Different(name, one.characters_out, other.characters_out, changed, *_passages(text, other_text))
