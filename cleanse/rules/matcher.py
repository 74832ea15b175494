"""All rules against all lines of a text, fast: nearly every line is known to be innocent without a pattern tried on it.

A rule says what it matches as a list of alternatives. One that begins with known characters is looked up by them; one
that does not (`.{0,80}all rights reserved`) is tried on lines that hold a string it cannot do without, and those are
found in all lines at once, by a hashed n-gram of each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cleanse.rules import WORDS, Rule, compiled, is_row, load
from cleanse.rules.patterns import alternatives, beginnings, chance, needed
from cleanse.text.normalize import DIGITS, SIGNS, rule_fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rules = tuple[Rule, ...]
T = TypeVar("T")

OFTEN = 0.2  # of the lines: beginnings so frequent tell little
BEGINNING = 3  # characters of a line that alternatives are looked up by
GRAM = 4  # characters that strings are looked for by
COMMON = frozenset(" 0.,aeinorst")
SHRINKS = 4  # to this part of its length a line may shrink when it is folded
BITS, MIXED = 16, 0x9E3779B1


class Alternative(NamedTuple):
    rule: Rule
    pattern: str  # most are never tried, and compiling all takes a second


class Matcher:
    """The rules, arranged for looking lines up. What it finds is what `Rule.matches` says of each rule."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        rules = load() if rules is None else tuple(rules)
        self._order = {rule.id: number for number, rule in enumerate(rules)}
        self._phrases = _grouped((phrase, rule) for rule in rules for phrase in rule.phrases)
        self._words = _grouped((word, rule) for rule in rules for word in rule.words)
        self._words_begin = frozenset(word[:BEGINNING] for word in self._words)
        by_beginning: list[tuple[str, Alternative]] = []
        by_string: list[tuple[str, Alternative]] = []
        self._others: list[Alternative] = []
        for rule, pattern in ((r, part) for r in rules for part in alternatives(r.pattern)):
            alternative = Alternative(rule, pattern)
            begins = beginnings(pattern, BEGINNING)
            if begins and chance(begins) < OFTEN:
                by_beginning += ((begin, alternative) for begin in begins)
            elif strings := needed(pattern):
                by_string += ((string, alternative) for string in strings)
            else:
                self._others.append(alternative)
        self._by_beginning = _grouped(by_beginning)
        self._strings = _Strings(_grouped(by_string))
        self._longest_row = max((rule.max for rule in rules if rule.words), default=0)
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> Rules:
        """The rules that know the line, in the order of the files."""
        line = line.replace("\n", " ").strip()
        return self.known([line]).get(line, ())

    def known(self, lines: Iterable[str]) -> dict[str, Rules]:
        """Those of these lines that any rule knows, with the rules. The lines hold no newline."""
        some = [line for line in dict.fromkeys(lines) if len(line) <= SHRINKS * self._longest]
        found: defaultdict[int, set[Rule]] = defaultdict(set)
        for number, rules in self._found(_folded(some)) if some else ():
            found[number].update(rules)
        known = {}
        for number in sorted(found):
            line = some[number]
            held = [rule for rule in found[number] if not rule.needs or rule.needs in dict(rule.found(line))]
            if held:
                known[line] = tuple(sorted(held, key=lambda rule: self._order[rule.id]))
        return known

    def _found(self, forms: Sequence[str]) -> Iterator[tuple[int, Collection[Rule]]]:
        """Which rules know which of these folded lines, facts not asked for."""
        whole = DIGITS.sub("0", "\n".join(forms))
        named = whole.split("\n")
        bare = [name.strip(SIGNS) for name in named]
        yield from ((i, self._phrases[name]) for i, name in enumerate(bare) if name in self._phrases)
        yield from self._rows(forms, bare)
        tried: list[tuple[int, Collection[Alternative]]] = [*self._strings.lines_of(whole).items()]
        for size in range(1, BEGINNING + 1):
            begins = [f"{name}\n"[:size] for name in named]
            tried += [(i, self._by_beginning[begin]) for i, begin in enumerate(begins) if begin in self._by_beginning]
        for i, some in tried:
            form = forms[i]
            rules = [rule for rule, pattern in some if len(form) <= rule.max and compiled(pattern).fullmatch(form)]
            if rules:
                yield i, rules
        for rule, pattern in self._others:
            matches = compiled(pattern).fullmatch
            yield from ((i, (rule,)) for i, form in enumerate(forms) if len(form) <= rule.max and matches(form))

    def _rows(self, forms: Sequence[str], bare: Sequence[str]) -> Iterator[tuple[int, Collection[Rule]]]:
        """Which lines have only words that a rule allows."""
        for i, head in enumerate(name[:BEGINNING] for name in bare):
            if head not in self._words_begin and head.isalpha() and head.isascii():
                continue  # the line begins with a longer word than that, and with none of these
            form = forms[i]
            first = WORDS.search(form) if len(form) <= self._longest_row else None
            if first and first[0] in self._words:
                words = WORDS.findall(form)
                yield i, [rule for rule in self._words[first[0]] if len(form) <= rule.max and is_row(words, rule)]


class _Strings:
    """Strings to be found in many lines at once, each with the alternatives that cannot do without it."""

    def __init__(self, strings: Mapping[str, tuple[Alternative, ...]]) -> None:
        placed = ((_telling(string), string, wanted) for string, wanted in strings.items())
        self._by_gram = _grouped((string[at : at + GRAM], (at, string, wanted)) for at, string, wanted in placed)

    @cached_property
    def _tables(self) -> list[NDArray[np.bool_]]:
        """For each length of n-gram, the buckets of those that strings are looked for by."""
        import numpy as np

        tables = [np.zeros(1 << BITS, np.bool_) for _ in range(GRAM)]
        for gram in self._by_gram:
            tables[len(gram) - 1][_buckets(gram)[-1]] = True
        return tables

    def lines_of(self, text: str) -> dict[int, set[Alternative]]:
        """The alternatives for each line of a text that holds one of their strings."""
        ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        found: defaultdict[int, set[Alternative]] = defaultdict(set)
        for size, (table, buckets) in enumerate(zip(self._tables, _buckets(text), strict=False), 1):
            for place in table.take(buckets).nonzero()[0].tolist():
                for at, string, wanted in self._by_gram.get(text[place : place + size], ()):
                    if text.startswith(string, place - at):
                        found[bisect_right(ends, place)].update(wanted)
        return found


def _telling(string: str) -> int:
    """Where in a string stand the characters that are the rarest, by which it is looked for."""
    return max(range(max(1, len(string) - GRAM + 1)), key=lambda at: len(set(string[at : at + GRAM]) - COMMON))


def _buckets(text: str) -> list[NDArray[np.uint32]]:
    """For each length up to GRAM, the bucket of the n-gram that begins at each character."""
    import numpy as np

    from cleanse.text.codes import code_points

    codes = code_points(text)
    value = np.zeros(len(codes) + 1, np.uint32)
    found = []
    for size in range(1, min(GRAM, len(codes)) + 1):
        value = (value[:-1] + codes[size - 1 :]) * np.uint32(MIXED)
        found.append(value >> np.uint32(32 - BITS))
    return found


def _folded(lines: Sequence[str]) -> list[str]:
    """What `rule_key` makes of each line."""
    others = iter(rule_fold("\n".join(line for line in lines if not line.isascii())).split("\n"))
    forms = [line.lower() if line.isascii() else next(others) for line in lines]
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
