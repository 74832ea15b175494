"""All rules against all lines of a text, fast: nearly every line is known to be innocent without a pattern tried on it.

A rule says what it matches as a list of alternatives. One that begins with known characters is looked up by them; one
that does not (`.{0,80}all rights reserved`) is tried on lines that hold a string it cannot do without, and those are
found in all lines at once, by the hashed n-grams such strings begin with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cleanse.rules import DIGITS, SIGNS, WORDS, Rule, compiled, fold_text, is_row, load
from cleanse.rules.patterns import alternatives, beginnings, chance, needed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rules = tuple[Rule, ...]
T = TypeVar("T")

OFTEN = 0.2  # of the lines: beginnings so frequent tell little
BEGINNING = 3  # characters of a line that alternatives are looked up by
GRAM = 4  # characters that strings are looked for by
SIZES = range(1, BEGINNING + 1)
SHRINKS = 4  # to this part of its length a line may shrink when it is folded
BUCKETS, MIXED = 1 << 16, 0x9E3779B1


class Alternative(NamedTuple):
    rule: Rule
    matches: Callable[[str], object]


class Matcher:
    """The rules, arranged for looking lines up. What it finds is what `Rule.matches` says of each rule."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        rules = load() if rules is None else tuple(rules)
        self._order = {rule.id: number for number, rule in enumerate(rules)}
        self._phrases = _grouped((phrase, rule) for rule in rules for phrase in rule.phrases)
        self._words = _grouped((word, rule) for rule in rules for word in rule.words)
        by_beginning: list[tuple[str, Alternative]] = []
        by_string: list[tuple[str, Alternative]] = []
        self._others: list[Alternative] = []
        for rule, pattern in ((r, part) for r in rules for part in alternatives(r.pattern)):
            alternative = Alternative(rule, _tried(pattern))
            begins = beginnings(pattern, BEGINNING)
            if begins and chance(begins) < OFTEN:
                by_beginning += ((begin, alternative) for begin in begins)
            elif strings := needed(pattern):
                by_string += ((string, alternative) for string in strings)
            else:
                self._others.append(alternative)
        self._by_beginning = _grouped(by_beginning)
        self._strings = _Strings(_grouped(by_string))
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> Rules:
        """The rules that know the line, in the order of the files."""
        line = line.replace("\n", " ").strip()
        return self.known([line]).get(line, ())

    def known(self, lines: Iterable[str]) -> dict[str, Rules]:
        """Those of these lines that any rule knows, with the rules. The lines hold no newline."""
        some = [line for line in dict.fromkeys(lines) if len(line) <= SHRINKS * self._longest]
        if not some:
            return {}
        forms = _folded(some)
        whole = DIGITS.sub("0", "\n".join(forms))
        holding = self._strings.lines_of(whole)
        known = {}
        for number, (line, form, name) in enumerate(zip(some, forms, whole.split("\n"), strict=True)):
            found = self._rules_of(form, name, holding.get(number, ()))
            held = tuple(rule for rule in found if not rule.needs or rule.needs in dict(rule.found(line)))
            if held:
                known[line] = held
        return known

    def _rules_of(self, form: str, name: str, holding: Collection[Alternative]) -> list[Rule]:
        """The rules that know a folded line; `name` is the line with 0 for every number."""
        found = list(self._phrases.get(name.strip(SIGNS), ()))
        begins, beginning = self._by_beginning, name[:BEGINNING] + "\n"
        for size in SIZES:
            if beginning[:size] in begins:
                found += [rule for rule, tried in begins[beginning[:size]] if len(form) <= rule.max and tried(form)]
        for some in (holding, self._others):
            if some:
                found += [rule for rule, tried in some if len(form) <= rule.max and tried(form)]
        word = WORDS.search(form)
        if word and word[0] in self._words:
            found += (rule for rule in self._words[word[0]] if is_row(form, rule))
        return sorted(set(found), key=lambda rule: self._order[rule.id]) if found else found


def _tried(pattern: str) -> Callable[[str], object]:
    return lambda folded: compiled(pattern).fullmatch(folded)  # most are never needed, and compiling all takes a second


class _Strings:
    """Strings to be found in many lines at once, each with the alternatives that cannot do without it."""

    def __init__(self, strings: Mapping[str, tuple[Alternative, ...]]) -> None:
        self._by_gram = _grouped((string[:GRAM], (string, wanted)) for string, wanted in strings.items())

    @cached_property
    def _tables(self) -> list[NDArray[np.bool_]]:
        """For each length of n-gram, the buckets that hold one a string begins with."""
        import numpy as np

        tables = [np.zeros(BUCKETS, np.bool_) for _ in range(GRAM)]
        for gram in self._by_gram:
            tables[len(gram) - 1][_buckets(gram)[-1]] = True
        return tables

    def lines_of(self, text: str) -> dict[int, set[Alternative]]:
        """The alternatives for each line of a text that holds one of their strings."""
        ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        found: defaultdict[int, set[Alternative]] = defaultdict(set)
        for size, (table, buckets) in enumerate(zip(self._tables, _buckets(text), strict=False), 1):
            for place in table[buckets].nonzero()[0].tolist():
                for string, wanted in self._by_gram.get(text[place : place + size], ()):
                    if text.startswith(string, place):
                        found[bisect_right(ends, place)].update(wanted)
        return found


def _buckets(text: str) -> list[NDArray[np.uint32]]:
    """For each length up to GRAM, the bucket of the n-gram that begins at each character."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    value = np.zeros(len(codes) + 1, np.uint32)
    found = []
    for size in range(1, min(GRAM, len(codes)) + 1):
        value = (value[:-1] + codes[size - 1 :]) * np.uint32(MIXED)
        found.append(value >> np.uint32(16))
    return found


def _folded(lines: Sequence[str]) -> list[str]:
    """What `fold` makes of each line."""
    forms = fold_text("\n".join(lines)).split("\n")
    # a form that has no white space but single spaces within it is as it should be
    return [
        form if form.isprintable() and "  " not in form and form.strip() == form else " ".join(form.split())
        for form in forms
    ]


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for name, value in pairs:
        grouped[name].append(value)
    return {name: tuple(values) for name, values in grouped.items()}
