"""Whether two stories that share passages come from one source, or are filled into one form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleanse.duplicates.passages import LEAST, Passages, Story, passages, runs
from cleanse.duplicates.relation import changed_facts, told_facts
from cleanse.text.arrays import Bools1d

# All chosen by hand, with `benchmarks/syndication.py` and the cases of `tests/test_one_source.py`.
SHARE = 0.15  # of the words of the shorter story, that are in passages
_WORDS = 20  # … and so many at least, outside quotations
_LONG = 14  # words of the longest passage: the set lines of a form are shorter, a sentence of a report is not
_ALONE = 30  # … from which on it is more than a sentence, and need tell no facts: not all languages write names large
_TOLD = 2  # facts that shorter passages tell
_APART = 200  # tokens between two passages, on either side, that stand in each other's place
_FORM = 6  # tokens there, from which on half of them are the same if both stories are of one form
_FACT = 12  # words in passages, times the square of the facts that were replaced: a form has fewer
_PLAIN = 6  # words outside passages for each fact: in two issues of a bulletin nothing but facts differs

_QUOTATION = re.compile('“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」\n]*」|『[^『』\n]*』|"[^"\n]*"')


def are_of_one_source(one: Story, other: Story) -> bool:
    """Whether two stories share what they report, and not only a form, a quotation or a sentence.

    Two warnings for two regions share their sentences, and what differs are names and numbers. Two copies of a report
    share whole sentences, facts included, and what differs are whole sentences too.

    >>> report = "The mayor of Norhaven said on Monday that the old bridge would stay closed until May because of "
    >>> report += "cracks in two of its arches, and that a ferry would run every hour from the harbour."
    >>> are_of_one_source(Story(report), Story(f"{report} It costs nothing, the council said."))
    True
    >>> form = "The weather service warns of gusts up to {} km/h in {} from {} on. Stay away from trees and "
    >>> form += "scaffolding, close the windows, secure loose objects and stay where you are until it is over."
    >>> are_of_one_source(Story(form.format(90, "Norhaven", "noon")), Story(form.format(110, "Estmark", "Friday")))
    False
    """
    found = passages(one, other)
    if not len(found.size):
        return False
    in_one, in_other = one.covered(found.there, found.size), other.covered(found.start, found.size)
    covered = min(_words(one, in_one), _words(other, in_other))
    if covered < SHARE * min(one.words.sum(), other.words.sum()):
        return False
    said = in_other & ~_quoted(other)
    words, longest = min(_words(one, in_one & ~_quoted(one)), _words(other, said)), _longest(other, said)
    if words < _WORDS or longest < _LONG:
        return False
    if longest < _ALONE and told_facts(_text(other, said), one.small | other.small) < _TOLD:
        return False
    replaced = len(set(_replaced(one, other, found)))
    plain = max(_words(one, ~in_one), _words(other, ~in_other))
    return replaced < 2 or (words >= _FACT * replaced**2 and plain > _PLAIN * replaced)


def _words(story: Story, chosen: Bools1d) -> float:
    """The number of words in the chosen tokens, shape (tokens,)."""
    return float(story.words[chosen].sum())


def _longest(story: Story, chosen: Bools1d) -> float:
    """The words in the longest run of chosen tokens, shape (tokens,)."""
    sums = np.concatenate(([0.0], np.cumsum(story.words)))
    edges = runs(chosen)
    return float((sums[edges[:, 1]] - sums[edges[:, 0]]).max(initial=0))


def _text(story: Story, chosen: Bools1d) -> str:
    """The runs of chosen tokens, shape (tokens,), a line each."""
    return "\n".join(_between(story, first, last) for first, last in runs(chosen).tolist())


def _quoted(story: Story) -> Bools1d:
    """Whether each token stands in quotation marks, shape (tokens,): what somebody said stands in other stories too."""
    quoted = np.zeros(len(story.tokens.start), bool)
    for match in _QUOTATION.finditer(story.text):
        first, last = np.searchsorted(story.tokens.start, match.span()).tolist()
        quoted[first:last] = last - first >= LEAST
    return quoted


def _replaced(one: Story, other: Story, found: Passages) -> Iterator[tuple[str, str]]:
    """The facts between two passages that follow each other in both stories, and are others: before, after."""
    edge = np.array([0], np.int64)
    end, there_end = (np.append(edge, at + found.size) for at in (found.start, found.there))
    start, there = np.append(found.start, len(other.words)), np.append(found.there, len(one.words))
    gaps = np.stack([start - end, there - there_end], axis=1)
    for gap in np.flatnonzero(((gaps > 0) & (gaps <= _APART)).all(axis=1)).tolist():
        before, after = (int(there_end[gap]), int(there[gap])), (int(end[gap]), int(start[gap]))
        alike = len(
            set(one.tokens.hash[slice(*before)].tolist()).intersection(other.tokens.hash[slice(*after)].tolist())
        )
        if gaps[gap].max() < _FORM or 4 * alike >= gaps[gap].sum():
            yield from changed_facts(_between(one, *before), _between(other, *after), one.small | other.small)


def _between(story: Story, first: int, last: int) -> str:
    """The text of the tokens from `first` up to `last`."""
    return story.text[int(story.tokens.start[first]) : int(story.tokens.end[last - 1])]
