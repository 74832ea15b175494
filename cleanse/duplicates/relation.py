"""What two near-duplicates are to each other: a copy, a version of one story, or distinct issues of one form.

What counts is what was put in the place of what: other numbers, days or names make another story, another wording does
not. Texts are compared paragraph by paragraph, and those that differ word by word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cleanse.duplicates.differing import differing
from cleanse.duplicates.facts import Token, in_small_letters, is_fact, is_negation, is_side, spelling, tokens
from cleanse.text.chars import HAN, KANA, SENTENCE_ENDS
from cleanse.text.lazy import lazy_pattern
from cleanse.text.normalize import word_key

COPY, VERSION, DISTINCT = "copy", "version", "distinct"
RULE = "relation/2"
"""The rule by which pairs are told apart; it changes when the same pair may be called something else."""

_IS_CJK = lazy_pattern(f"[{HAN}{KANA}]")
_SENTENCES = lazy_pattern(f"(?<=[{SENTENCE_ENDS}])\\s|\n")
_SHOWN = 5  # differences that are told
_LONGEST = 6  # East Asian characters in a name
_FEW = 3  # words that hold a negation
_SENTENCE = 8  # words that only one text has, from which it says more
_NAME = 0.5  # what a replaced word counts in a script without capitals: two of them are as good as a name


class Relation(NamedTuple):
    """What one text is to another: `kind` is COPY, VERSION or DISTINCT; `differs` has a few `this → that`."""

    kind: str
    differs: tuple[str, ...] = ()


class _Change(NamedTuple):
    """Tokens that stand in the place of others; `weight` is 1 for a fact, `_NAME` for what may be one, or 0."""

    before: str
    after: str
    weight: float


def relate(kept: str, other: str) -> Relation:
    """What `other` is to `kept`.

    >>> relate("The bank paid 0.91 dollars on Monday.", "The bank paid 0.92 dollars on Tuesday.")
    Relation(kind='distinct', differs=('0.91 → 0.92', 'Monday → Tuesday'))
    >>> relate("Eleven people were hurt, police said.", "11 people were injured, police said.").kind
    'copy'
    >>> relate("11 people were hurt, police said.", "8 people were hurt, police said.")
    Relation(kind='version', differs=('11 → 8',))
    """
    changes: list[_Change] = []
    plain = added = 0  # words that were added, left out or said otherwise; those that only `other` has
    small: set[str] | None = None
    for before, after in differing(kept, other):
        # frequent words are no anchors: among near-duplicates there are others enough, and it is much faster
        matcher = SequenceMatcher(None, [t.key for t in before], [t.key for t in after])
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "replace":
                small = in_small_letters(kept) | in_small_letters(other) if small is None else small
                changes += _changes(before[a:b], after[c:d], small)
            elif kind != "equal" and _turns_round(before[a:b], after[c:d]):
                changes.append(_Change(_shown(before[max(0, a - 1) : b]), _shown(after[max(0, c - 1) : d]), 1))
            if kind != "equal":
                plain += max(b - a, d - c)
                added += max(0, (d - c) - (b - a))
    places = Counter(changes)
    facts = {change: count for change, count in places.items() if change.weight}
    weight = sum(change.weight * min(count, 2) if change.weight < 1 else 1 for change, count in facts.items())
    if weight < 1:
        return Relation(VERSION if added >= _SENTENCE else COPY)
    differs = tuple(f"{change.before} → {change.after}" for change in list(facts)[:_SHOWN])
    systematic = len(facts) > 1 or max(facts.values()) > 1
    return Relation(DISTINCT if systematic and plain <= 3 * sum(facts.values()) else VERSION, differs)


def changed_facts(before: str, after: str, small: set[str]) -> set[tuple[str, str]]:
    """The facts of one text that are others in the one that stands in its place; `small` are words that are no names.

    >>> changed_facts("in Norhaven from noon", "in Estmark from noon", {"in", "from", "noon"})
    {('Norhaven', 'Estmark')}
    """
    one, two = tokens(before), tokens(after)
    matcher = SequenceMatcher(None, [t.key for t in one], [t.key for t in two])
    places = [_changes(one[a:b], two[c:d], small) for kind, a, b, c, d in matcher.get_opcodes() if kind == "replace"]
    return {(change.before, change.after) for changes in places for change in changes if change.weight}


def told_facts(text: str, small: set[str]) -> int:
    """How many numbers, times and names a text tells; `small` are words that are no names.

    A word with which a sentence begins is no name, whatever it is.

    >>> told_facts("The fire in Norhaven on Tuesday injured three people. Nobody died.", set())
    3
    """
    sentences = map(tokens, _SENTENCES.split(text))
    told = [t for s in sentences for n, t in enumerate(s) if is_fact(t) or (n and _is_name(t, small))]
    return len({token.key for token in told})


def _changes(before: Sequence[Token], after: Sequence[Token], small: set[str]) -> Iterator[_Change]:
    """The facts of a place that are others on the other side."""
    if spelling(before) == spelling(after):
        return
    mine, theirs = ([t for t in side if is_fact(t) or _is_name(t, small)] for side in (before, after))
    kept = Counter(t.key for t in mine) & Counter(t.key for t in theirs)
    mine, theirs = (_without(side, kept) for side in (mine, theirs))
    if mine and theirs:
        for one, two in zip(mine, theirs, strict=False):
            if not (_is_short_for(one, two) or _is_short_for(two, one) or spelling([one]) == spelling([two])):
                yield _Change(one.text.rstrip("."), two.text.rstrip("."), 1)
    elif any(map(is_fact, (*mine, *theirs))) or _takes_another_side(before, after):
        # `four years` → `a year`; but a name that is left out is no other name
        yield _Change(_shown(before), _shown(after), 1)
    elif weight := _may_be_names(before, after):
        yield _Change(_shown(before), _shown(after), weight)


def _turns_round(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether a few words, which only one text has, deny what it says: `guilty` → `not guilty`."""
    few = [*before, *after]
    return len(few) <= _FEW and any(is_negation(t) for t in few)


def _takes_another_side(before: Sequence[Token], after: Sequence[Token]) -> bool:
    mine, theirs = ({t.key for t in side if is_side(t)} for side in (before, after))
    if mine and theirs and mine != theirs:
        return True
    return any(map(is_negation, before)) != any(map(is_negation, after)) and len((*before, *after)) <= 2 * _FEW


def _is_short_for(one: Token, other: Token) -> bool:
    """Whether a word with a period is the beginning of the other: `Sept.`, `September`."""
    return one.text.endswith(".") and word_key(other.text).startswith(word_key(one.text[:-1]))


def _without(tokens: Sequence[Token], kept: Counter[str]) -> list[Token]:
    left, rest = Counter(kept), []
    for token in tokens:
        if left[token.key]:
            left[token.key] -= 1
        else:
            rest.append(token)
    return rest


def _may_be_names(before: Sequence[Token], after: Sequence[Token]) -> float:
    """How much it counts that words of a script without capitals are others: 1, `_NAME` or 0.

    Names cannot be told from other words there, so that any word in the place of another may be one. A single
    character is more often another spelling, or a particle.
    """
    if not before or not after or max(len(before), len(after)) > _LONGEST:
        return 0
    words = [t.text for t in (*before, *after)]
    if any(word.upper() != word.lower() for word in words):
        return 0
    one, two = ("".join(t.key for t in side) for side in (before, after))
    start = _alike(one, two)
    one, two = one[start:], two[start:]
    end = _alike(one[::-1], two[::-1])
    one, two = one[: len(one) - end], two[: len(two) - end]
    if not one or not two or sorted(one) == sorted(two):
        return 0
    return 1 if min(len(one), len(two)) > 1 else _NAME


def _alike(one: str, two: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _is_name(token: Token, small: set[str]) -> bool:
    """Whether a word has a capital, and not because a sentence begins: neither text has it in small letters."""
    return token.text[0].isupper() and word_key(token.text.rstrip(".")) not in small


def _shown(tokens: Sequence[Token]) -> str:
    glue = "" if all(_IS_CJK.match(t.text) for t in tokens) else " "
    return glue.join(t.text for t in tokens[:_LONGEST])
