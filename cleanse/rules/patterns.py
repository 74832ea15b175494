"""Necessary conditions for a regular expression to match: strings its matches begin with, strings they contain.

The conditions are read from the tree that the parser of `re` makes. They are cheap to check, so that the expression
itself is tried on few lines. As in the lines that rules are tried on, a run of digits is one 0 and white space a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Tree = Sequence[tuple[Any, Any]]

WIDEST = 64  # characters of a range that are listed; a wider range can be anything
MOST_BEGINNINGS, MOST_CONTAINED = 256, 24  # strings that are listed, beyond which the condition is given up
LETTER_FREQUENCY, IDEOGRAPH_FREQUENCY = 1 / 20, 1 / 500  # about how often a given letter or ideograph is in a text
COPIES = 8  # of a repeated part that are followed

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)


def alternatives(pattern: str) -> list[str]:
    """Split a regular expression at the bars outside parentheses.

    >>> alternatives("a(b|c)|[|]d")
    ['a(b|c)', '[|]d']
    """
    parts, depth = [""], 0
    pieces = _PIECE.findall(pattern)
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    if len(parts) == 1 and _is_one_group(pieces):
        return alternatives(pattern[3:-1])
    return [part for part in parts if part]


def _is_one_group(pieces: Sequence[str]) -> bool:
    """Whether the first parenthesis, a plain `(?:`, is closed by the last."""
    if len(pieces) < 3 or pieces[0] != "(" or not pieces[1].startswith("?:") or pieces[-1] != ")":
        return False
    depth = 0
    for number, piece in enumerate(pieces, 1):
        depth += (piece == "(") - (piece == ")")
        if not depth:
            return number == len(pieces)
    return False


def beginnings(pattern: str, size: int) -> frozenset[str]:
    """Strings of at most `size` characters, one of which every match begins with; empty if it can be anything.

    The end of a match counts as a newline.

    >>> sorted(beginnings(r"(?:please )?share(?: on)?|ad|\\d+ .*", 4))
    ['0 ', '0 \\n', 'ad\\n', 'plea', 'shar']
    """
    strings = _strings(_parser.parse(pattern), size).then(END, size + 1)
    every = strings.whole | strings.prefixes
    return frozenset() if "" in every else every


def needed(pattern: str) -> frozenset[str]:
    """Strings of which every match contains at least one, the longest there are; empty if there are none.

    >>> sorted(needed(r".*all rights? reserved.*"))
    ['all right reserved', 'all rights reserved']
    """
    return _needed(_parser.parse(pattern))


def expected_frequency(strings: Iterable[str]) -> float:
    """About how often one of these strings begins at a given place of a text."""
    return sum(
        prod(LETTER_FREQUENCY if character < "\u2e80" else IDEOGRAPH_FREQUENCY for character in string)
        for string in strings
    )


def nodes(tree: Tree) -> Iterator[tuple[Any, Any]]:
    """Every part of an expression, those inside others too."""
    for op, argument in tree:
        yield op, argument
        for inner in argument if isinstance(argument, list | tuple) else [argument]:
            for part in inner if isinstance(inner, list | tuple) else [inner]:
                if isinstance(part, _parser.SubPattern):
                    yield from nodes(part)


class _Strings(NamedTuple):
    """What a part of an expression matches: `whole` strings, and prefixes of those that are longer."""

    whole: frozenset[str]
    prefixes: frozenset[str]

    def then(self, after: _Strings, size: int) -> _Strings:
        """This part followed by another, truncated to `size` characters."""
        whole, prefixes = _joined(self.whole, after.whole), self.prefixes | _joined(self.whole, after.prefixes)
        long = frozenset(string for string in whole if len(string) >= size)
        whole, prefixes = whole - long, frozenset(string[:size] for string in prefixes | long)
        return _Strings(whole, prefixes) if len(whole) <= MOST_BEGINNINGS else _Strings(frozenset(), prefixes | whole)


EMPTY = _Strings(frozenset([""]), frozenset())
END = _Strings(frozenset(["\n"]), frozenset())
ANYTHING = _Strings(frozenset(), frozenset([""]))


def _joined(first: Iterable[str], second: Iterable[str]) -> frozenset[str]:
    return frozenset(a + (b[1:] if b[:1] == "0" == a[-1:] else b) for a in first for b in second)


def _union(parts: Iterable[_Strings]) -> _Strings:
    whole, prefixes = zip(*parts, strict=True)
    return _Strings(frozenset().union(*whole), frozenset().union(*prefixes))


def _strings(tree: Tree, size: int) -> _Strings:
    strings = EMPTY
    for op, argument in tree:
        strings = strings.then(_strings_of(op, argument, size), size)
        if not strings.whole:
            break
    return strings


def _strings_of(op: Any, argument: Any, size: int) -> _Strings:
    if op in (ops.ASSERT, ops.ASSERT_NOT, ops.AT):
        return EMPTY
    if op is ops.LITERAL:
        return _Strings(frozenset([_name(chr(argument))]), frozenset())
    if op is ops.IN:
        members = _members(argument)
        return _Strings(members, frozenset()) if members else ANYTHING
    if op is ops.SUBPATTERN:
        return _strings(argument[3], size)
    if op is ops.BRANCH:
        return _union(_strings(branch, size) for branch in argument[1])
    if op in _REPEATS:
        low, high, part = argument
        return _repeated(low, high, part, size)
    return ANYTHING


def _repeated(low: int, high: int, tree: Tree, size: int) -> _Strings:
    once, least = _strings(tree, size), EMPTY
    for _ in range(min(low, COPIES)):
        least = least.then(once, size)
    if high == low:
        return least if low <= COPIES else least.then(ANYTHING, size)
    more = least.then(once, size)
    if high == low + 1:
        return _union((least, more))
    return _Strings(least.whole, least.prefixes | more.prefixes | (more.whole - least.whole))


def _members(members: Sequence[tuple[Any, Any]]) -> frozenset[str]:
    """The characters of a class; empty if there are too many to list."""
    characters: set[str] = set()
    for op, argument in members:
        if op is ops.LITERAL:
            characters.add(_name(chr(argument)))
        elif op is ops.RANGE and argument[1] - argument[0] < WIDEST:
            characters.update(_name(chr(c)) for c in range(argument[0], argument[1] + 1))
        elif (op, argument) == (ops.CATEGORY, ops.CATEGORY_DIGIT):
            characters.add("0")
        elif (op, argument) == (ops.CATEGORY, ops.CATEGORY_SPACE):
            characters.add(" ")
        else:
            return frozenset()
    return frozenset(characters)


def _name(character: str) -> str:
    return "0" if character.isdigit() else " " if character.isspace() else character


def _needed(tree: Tree) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    run = EMPTY.whole
    for op, argument in [*tree, (None, None)]:
        longer = frozenset() if op is ops.ASSERT else _few(run, _whole_of(op, argument))
        if longer:
            run = longer
        else:
            best = max(best, run, _needed_of(op, argument), key=_shortest)
            run = EMPTY.whole
    return best if _shortest(best) else frozenset()


def _whole(tree: Tree) -> frozenset[str]:
    """The strings that an expression matches; empty if there are too many to list."""
    strings = EMPTY.whole
    for op, argument in tree:
        strings = _few(strings, _whole_of(op, argument))
    return strings


def _whole_of(op: Any, argument: Any) -> frozenset[str]:
    if op in (ops.LITERAL, ops.IN, ops.ASSERT, ops.ASSERT_NOT, ops.AT):
        return _strings_of(op, argument, 2).whole
    if op is ops.SUBPATTERN:
        return _whole(argument[3])
    if op is ops.BRANCH:
        branches = [_whole(branch) for branch in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if op in _REPEATS:
        low, high, part = argument
        once = _whole(part)
        if once and (high == 1 or once == {"0"}):  # any number of digits is one 0
            return once if low else once | EMPTY.whole
    return frozenset()


def _few(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    return _joined(first, second) if len(first) * len(second) <= MOST_CONTAINED else frozenset()


def _shortest(strings: frozenset[str]) -> int:
    return min(map(len, strings), default=0)


def _needed_of(op: Any, argument: Any) -> frozenset[str]:
    if op is ops.SUBPATTERN:
        return _needed(argument[3])
    if op is ops.BRANCH:
        branches = [_needed(branch) for branch in argument[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if op in _REPEATS and argument[0] > 0:
        return _needed(argument[2])
    if op is ops.ASSERT and argument[0] > 0:
        return _needed(argument[1])
    return frozenset()
