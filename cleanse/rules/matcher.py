"""Match all rules against all lines of a text, and try a pattern only on lines that meet a necessary condition of it.

A rule's pattern is a list of alternatives. Those whose matches begin with one of a few strings are looked up by the
first characters of a line. The others (`.{0,80}all rights reserved`) are tried on lines that contain a string that each
of their matches contains; hashed n-grams find these strings in all lines at once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from cleanse.rules import WORDS, Rule, Rules, compiled, is_row
from cleanse.rules.table import BEGINNING, GRAM, arranged, rules_of, shipped
from cleanse.text.arrays import Bools1d, Hashes1d
from cleanse.text.codes import code_points
from cleanse.text.normalize import DIGITS, SIGNS, rule_fold

Grams = Mapping[str, Sequence[tuple[int, str, Collection[int]]]]  # as `Table` has them

SHRINKS = 4  # to this part of its length a line may shrink when it is folded
BITS, MIXED = 16, np.uint32(0x9E3779B1)
SHIFT = np.uint32(32 - BITS)


class Alternative:
    """Part of a rule's pattern. `strings` are those of which every match holds one; none where they are too many."""

    def __init__(self, rule: Rule, pattern: str, strings: Sequence[str]) -> None:
        self.rule, self.pattern, self.strings = rule, pattern, strings
        self._most = rule.max
        self._regex: re.Pattern[str] | None = None

    def matches(self, form: str, name: str) -> bool:
        """Whether a folded line matches; `name` is the line with any number as 0.

        Most patterns are never compiled, which takes longer than many lines: it waits for a line with one of the
        strings. From then on the pattern itself is the faster question.
        """
        if len(form) > self._most:
            return False
        if self._regex is None:
            if self.strings and not any(string in name for string in self.strings):
                return False
            self._regex = compiled(self.pattern)
        return self._regex.fullmatch(form) is not None


class Matcher:
    """Rules, arranged for looking lines up. What it finds is what `Rule.matches` says of each rule.

    `rules` is None for those that come with the package, whose table is read.
    """

    def __init__(self, rules: Sequence[Rule] | None = None) -> None:
        table = shipped() if rules is None else arranged(rules)
        rules = self._rules = rules_of(table) if rules is None else rules
        self._phrases, self._words = table["phrases"], table["words"]
        self._words_begin = frozenset(word[:BEGINNING] for word in self._words)
        self._alternatives = [Alternative(rules[n], pattern, strings) for n, pattern, strings in table["alternatives"]]
        self._by_beginning = table["beginnings"]
        self._strings = _StringIndex(table["grams"])
        self._others = [self._alternatives[number] for number in table["others"]]
        self._order = {rule: number for number, rule in enumerate(rules)}
        self._longest_row = max((rule.max for rule in rules if rule.words), default=0)
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> Rules:
        """The rules that match the line, in the order of the files."""
        line = line.replace("\n", " ").strip()
        return self.match_lines([line]).get(line, ())

    def match_lines(self, lines: Iterable[str]) -> dict[str, Rules]:
        """The rules of each line that any rule matches, in the order of the files. The lines hold no newline."""
        short = [line for line in dict.fromkeys(lines) if len(line) <= SHRINKS * self._longest]
        by_number: defaultdict[int, set[Rule]] = defaultdict(set)
        for number, rules in self._matches(_folded(short)) if short else ():
            by_number[number].update(rules)
        by_line = {}
        for number in sorted(by_number):
            line = short[number]
            rules = [rule for rule in by_number[number] if not rule.needs or rule.needs in dict(rule.facts_in(line))]
            if rules:
                by_line[line] = tuple(sorted(rules, key=self._order.__getitem__))
        return by_line

    def _matches(self, forms: Sequence[str]) -> Iterator[tuple[int, Collection[Rule]]]:
        """(line, rules that match it), the facts that a rule needs aside; a line may come more than once."""
        whole = DIGITS.sub("0", "\n".join(forms))
        names = whole.split("\n")
        bare = [name.strip(SIGNS) for name in names]
        for i, name in enumerate(bare):
            if name in self._phrases:
                listed = (self._rules[number] for number in self._phrases[name])
                yield i, [rule for rule in listed if len(forms[i]) <= rule.max]
        yield from self._rows(forms, bare)
        tried: list[tuple[int, Collection[int]]] = [*self._strings.lines_of(whole).items()]
        for size in range(1, BEGINNING + 1):
            begins = [f"{name}\n"[:size] for name in names]
            tried += [(i, self._by_beginning[begin]) for i, begin in enumerate(begins) if begin in self._by_beginning]
        for i, numbers in tried:
            alternatives = (self._alternatives[number] for number in numbers)
            rules = [each.rule for each in alternatives if each.matches(forms[i], names[i])]
            if rules:
                yield i, rules
        for each in self._others:
            yield from ((i, (each.rule,)) for i, form in enumerate(forms) if each.matches(form, names[i]))

    def _rows(self, forms: Sequence[str], bare: Sequence[str]) -> Iterator[tuple[int, Collection[Rule]]]:
        """(line, rules that allow all of its words)."""
        for i, head in enumerate(name[:BEGINNING] for name in bare):
            if head not in self._words_begin and head.isalpha() and head.isascii():
                continue  # the line begins with a longer word than that, and with none of these
            form = forms[i]
            first = WORDS.search(form) if len(form) <= self._longest_row else None
            if first and first[0] in self._words:
                words = WORDS.findall(form)
                rules = (self._rules[number] for number in self._words[first[0]])
                yield i, [rule for rule in rules if len(form) <= rule.max and is_row(words, rule)]


class _StringIndex:
    """Strings to be found in many lines at once, each with the alternatives that cannot do without it."""

    def __init__(self, grams: Grams) -> None:
        self._by_gram = grams

    @cached_property
    def _buckets(self) -> list[Bools1d]:
        """For each length of n-gram from 1, the buckets of those looked for: shape (2 ** BITS,), bool."""
        tables = []
        for size in range(1, GRAM + 1):
            grams = [gram for gram in self._by_gram if len(gram) == size]
            table = np.zeros(1 << BITS, np.bool_)
            # of the n-grams that begin at each character of all of them, those that are one
            table[_hashed("".join(grams), size)[::size]] = True
            tables.append(table)
        return tables

    def lines_of(self, text: str) -> dict[int, set[int]]:
        """The alternatives for each line of a text that holds one of their strings."""
        ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        needing: defaultdict[int, set[int]] = defaultdict(set)
        codes = code_points(text)
        value = np.zeros(len(codes) + 1, np.uint32)
        for size, wanted in enumerate(self._buckets[: len(codes)], 1):
            value = (value[:-1] + codes[size - 1 :]) * MIXED
            for place in wanted.take(value >> SHIFT).nonzero()[0].tolist():
                for at, string, numbers in self._by_gram.get(text[place : place + size], ()):
                    if text.startswith(string, place - at):
                        needing[bisect_right(ends, place)].update(numbers)
        return needing


def _hashed(text: str, size: int) -> Hashes1d:
    """The bucket of the n-gram of that size that begins at each character: shape (characters - size + 1,), uint32."""
    codes = code_points(text)
    value = np.zeros(len(codes) + 1, np.uint32)
    for n in range(1, size + 1):
        value = (value[:-1] + codes[n - 1 :]) * MIXED
    return value >> SHIFT


def _folded(lines: Sequence[str]) -> list[str]:
    """What `rule_key` makes of each line."""
    others = iter(rule_fold("\n".join(line for line in lines if not line.isascii())).split("\n"))
    forms = [line.lower() if line.isascii() else next(others) for line in lines]
    # a form that has no white space but single spaces within it is as it should be
    return [
        form if form.isprintable() and "  " not in form and form.strip() == form else " ".join(form.split())
        for form in forms
    ]
