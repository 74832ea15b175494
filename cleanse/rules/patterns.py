"""What can be told of the lines a regular expression matches without trying it: how they begin, what they hold.

Any run of digits counts as one 0 here, and white space as a space, as it is in the lines that rules are tried on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import prod
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Tree = Sequence[tuple[Any, Any]]

WIDEST = 64  # characters of a class that are told apart
MANY, FEW = 256, 24  # strings that are told apart: where a match begins, and what it holds
OF_LETTERS, OF_IDEOGRAPHS = 20, 500  # among so many characters, one is any given one
COPIES = 8  # of a repeated part that are followed

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)


def alternatives(pattern: str) -> list[str]:
    """The parts of a regular expression between the bars that stand in no parentheses.

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
    """Strings of at most `size` characters, with one of which every match begins; empty where it can be anything.

    The end of a match counts as a newline.

    >>> sorted(beginnings(r"(?:please )?share(?: on)?|ad|\\d+ .*", 4))
    ['0 ', '0 \\n', 'ad\\n', 'plea', 'shar']
    """
    found = _strings(_parser.parse(pattern), size).then(END, size + 1)
    every = found.whole | found.begun
    return frozenset() if "" in every else every


def needed(pattern: str) -> frozenset[str]:
    """Strings of which every match holds at least one; empty where there are none. The longest are taken.

    >>> sorted(needed(r".*all rights? reserved.*"))
    ['all right reserved', 'all rights reserved']
    """
    return _needed(_parser.parse(pattern))


def expected_frequency(strings: Iterable[str]) -> float:
    """About how often a text holds one of these strings at a given place."""
    return sum(prod(1 / (OF_LETTERS if character < "\u2e80" else OF_IDEOGRAPHS) for character in s) for s in strings)


class _Strings(NamedTuple):
    """What part of an expression matches: `whole` strings, and how the others begin."""

    whole: frozenset[str]
    begun: frozenset[str]

    def then(self, after: _Strings, size: int) -> _Strings:
        """The same with another part after it, cut to `size`."""
        whole, begun = _joined(self.whole, after.whole), self.begun | _joined(self.whole, after.begun)
        cut = frozenset(string for string in whole if len(string) >= size)
        whole, begun = whole - cut, frozenset(string[:size] for string in begun | cut)
        return _Strings(whole, begun) if len(whole) <= MANY else _Strings(frozenset(), begun | whole)


NOTHING = _Strings(frozenset([""]), frozenset())
END = _Strings(frozenset(["\n"]), frozenset())
ANYTHING = _Strings(frozenset(), frozenset([""]))


def _joined(first: Iterable[str], second: Iterable[str]) -> frozenset[str]:
    return frozenset(a + (b[1:] if b[:1] == "0" == a[-1:] else b) for a in first for b in second)


def _either(parts: Iterable[_Strings]) -> _Strings:
    whole, begun = zip(*parts, strict=True)
    return _Strings(frozenset().union(*whole), frozenset().union(*begun))


def _strings(tree: Tree, size: int) -> _Strings:
    found = NOTHING
    for op, argument in tree:
        found = found.then(_strings_of(op, argument, size), size)
        if not found.whole:
            break
    return found


def _strings_of(op: Any, argument: Any, size: int) -> _Strings:
    if op in (ops.ASSERT, ops.ASSERT_NOT, ops.AT):
        return NOTHING
    if op is ops.LITERAL:
        return _Strings(frozenset([_name(chr(argument))]), frozenset())
    if op is ops.IN:
        members = _members(argument)
        return _Strings(members, frozenset()) if members else ANYTHING
    if op is ops.SUBPATTERN:
        return _strings(argument[3], size)
    if op is ops.BRANCH:
        return _either(_strings(branch, size) for branch in argument[1])
    if op in _REPEATS:
        low, high, part = argument
        return _repeated(low, high, part, size)
    return ANYTHING


def _repeated(low: int, high: int, tree: Tree, size: int) -> _Strings:
    once, found = _strings(tree, size), NOTHING
    for _ in range(min(low, COPIES)):
        found = found.then(once, size)
    if high == low:
        return found if low <= COPIES else found.then(ANYTHING, size)
    if high == low + 1:
        return _either((found, found.then(once, size)))
    more = found.then(once, size)
    return _Strings(found.whole, found.begun | more.begun | (more.whole - found.whole))


def _members(members: Sequence[tuple[Any, Any]]) -> frozenset[str]:
    """The characters of a class; empty where they are too many to tell."""
    found: set[str] = set()
    for op, argument in members:
        if op is ops.LITERAL:
            found.add(_name(chr(argument)))
        elif op is ops.RANGE and argument[1] - argument[0] < WIDEST:
            found.update(_name(chr(c)) for c in range(argument[0], argument[1] + 1))
        elif (op, argument) == (ops.CATEGORY, ops.CATEGORY_DIGIT):
            found.add("0")
        elif (op, argument) == (ops.CATEGORY, ops.CATEGORY_SPACE):
            found.add(" ")
        else:
            return frozenset()
    return frozenset(found)


def _name(character: str) -> str:
    return "0" if character.isdigit() else " " if character.isspace() else character


def _needed(tree: Tree) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    run = NOTHING.whole
    for op, argument in [*tree, (None, None)]:
        longer = frozenset() if op is ops.ASSERT else _few(run, _whole_of(op, argument))
        if longer:
            run = longer
        else:
            best = max(best, run, _needed_of(op, argument), key=_shortest)
            run = NOTHING.whole
    return best if _shortest(best) else frozenset()


def _whole(tree: Tree) -> frozenset[str]:
    """The strings that an expression matches; empty where they are too many to tell."""
    found = NOTHING.whole
    for op, argument in tree:
        found = _few(found, _whole_of(op, argument))
    return found


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
            return once if low else once | NOTHING.whole
    return frozenset()


def _few(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    return _joined(first, second) if len(first) * len(second) <= FEW else frozenset()


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
