"""Match all rules against all lines of a text, and try a pattern only on lines that meet a necessary condition of it.

A rule's pattern is a list of alternatives. Each is tried on lines that begin with a string that its matches begin with,
or that contain one that they all contain (`.{0,80}all rights reserved`): an Aho–Corasick automaton finds these strings
in all lines at once (`docs/decisions/speed.md`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, Implementation

from cleanse.rules import WORDS, Rule, Rules, compiled, is_row
from cleanse.rules.table import arranged, rules_of, shipped
from cleanse.text.normalize import DIGITS, SIGNS, rule_fold

SHRINKS = 4  # to this part of its length a line may shrink when it is folded
BATCH = 1 << 16  # characters that are matched at once: what is found in them takes ten times as much memory
HEAD = 3  # characters of a line that tell whether it may begin with one of the words


class Alternative:
    """Part of a rule's pattern. `strings` are those of which every match holds one; none where they are too many."""

    __slots__ = ("_regex", "most", "pattern", "rule", "strings")

    def __init__(self, rule: int, pattern: str, strings: Sequence[str], most: int) -> None:
        self.rule, self.pattern, self.strings, self.most = rule, pattern, strings, most
        self._regex: re.Pattern[str] | None = None

    def matches(self, form: str, name: str) -> bool:
        """Whether a folded line matches that is not longer than `most`; `name` is the line with any number as 0.

        Most patterns are never compiled, which takes longer than many lines: it waits for a line with one of the
        strings. From then on the pattern itself is the faster question.
        """
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
        self._heads = frozenset(word[:HEAD] for word in self._words)
        self._alternatives = [
            Alternative(rule, pattern, strings, rules[rule].max) for rule, pattern, strings in table["alternatives"]
        ]
        self._strings = list(table["strings"].values())
        self._automaton = AhoCorasick(
            list(table["strings"]), implementation=Implementation.ContiguousNFA, store_patterns=False
        )
        self._others = [self._alternatives[number] for number in table["others"]]
        self._longest_row = max((rule.max for rule in rules if rule.words), default=0)
        self._longest = max((rule.max for rule in rules), default=0)

    def rules_of(self, line: str) -> Rules:
        """The rules that match the line, in the order of the files."""
        line = line.replace("\n", " ").strip()
        return self.match_lines([line]).get(line, ())

    def match_lines(self, lines: Iterable[str]) -> dict[str, Rules]:
        """The rules of each line that any rule matches, in the order of the files. The lines hold no newline."""
        short = [line for line in dict.fromkeys(lines) if len(line) <= SHRINKS * self._longest]
        by_line: dict[str, Rules] = {}
        alike: dict[tuple[int, ...], Rules] = {}  # lines that the same rules match share one tuple of them
        for some in _batches(short):
            numbers: defaultdict[int, set[int]] = defaultdict(set)
            for number, rule in self._matches(_folded(some)):
                numbers[number].add(rule)
            for number in sorted(numbers):
                key = tuple(sorted(numbers[number]))
                rules = alike.get(key) or alike.setdefault(key, tuple(self._rules[n] for n in key))
                if any(rule.needs for rule in rules):
                    rules = _with_facts(rules, some[number])
                if rules:
                    by_line[some[number]] = rules
        return by_line

    def _matches(self, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(line, rule that matches it), the facts that a rule needs aside; a pair may come more than once."""
        text = DIGITS.sub("0", "\n".join(("", *forms, "")))
        names = text.split("\n")[1:-1]
        lengths = list(map(len, forms))
        bare = [name.strip(SIGNS) for name in names]
        for i in [i for i, name in enumerate(bare) if name in self._phrases]:
            yield from ((i, rule) for rule in self._phrases[bare[i]] if lengths[i] <= self._rules[rule].max)
        heads = self._heads
        # a head of letters that is none of these is that of a longer word, or of none that rules have
        for i in [i for i, name in enumerate(bare) if (head := name[:HEAD]) in heads or not head.isalpha()]:
            first = WORDS.search(forms[i]) if lengths[i] <= self._longest_row else None
            if first and first[0] in self._words:
                yield from ((i, rule) for rule in self._rows(forms[i], self._words[first[0]]))
        for alternative in self._others:
            every = (i for i, length in enumerate(lengths) if length <= alternative.most)
            yield from ((i, alternative.rule) for i in every if alternative.matches(forms[i], names[i]))
        for i, number in self._tried(text):
            alternative = self._alternatives[number]
            if lengths[i] <= alternative.most and alternative.matches(forms[i], names[i]):
                yield i, alternative.rule

    def _tried(self, text: str) -> set[tuple[int, int]]:
        """(line, alternative that may match it), of lines that stand between newlines."""
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair, which no string holds
            return self._tried(text.encode("utf-8", "replace").decode("utf-8"))
        begins = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        tried: set[tuple[int, int]] = set()
        for string, start, _ in found:
            line = bisect_right(begins, start + (text[start] == "\n")) - 2  # before the first newline is none
            tried.update((line, number) for number in self._strings[string])
        return tried

    def _rows(self, form: str, rules: Iterable[int]) -> Iterator[int]:
        """Those of the rules that allow all words of a line."""
        words = WORDS.findall(form)
        return (n for n in rules if len(form) <= self._rules[n].max and is_row(words, self._rules[n]))


def _with_facts(rules: Rules, line: str) -> Rules:
    """The rules that need no fact, or find the one they need in the line."""
    return tuple(rule for rule in rules if not rule.needs or rule.needs in dict(rule.facts_in(line)))


def _batches(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Some lines after the other, of a bounded number of characters."""
    first = length = 0
    for number, line in enumerate(lines, 1):
        length += len(line) + 1
        if length >= BATCH:
            yield lines[first:number]
            first, length = number, 0
    if first < len(lines):
        yield lines[first:]


def _folded(lines: Sequence[str]) -> list[str]:
    """What `rule_key` makes of each line."""
    others = iter(rule_fold("\n".join(line for line in lines if not line.isascii())).split("\n"))
    forms = [line.lower() if line.isascii() else next(others) for line in lines]
    # a form that has no white space but single spaces within it is as it should be
    return [
        form if form.isprintable() and "  " not in form and form.strip() == form else " ".join(form.split())
        for form in forms
    ]
