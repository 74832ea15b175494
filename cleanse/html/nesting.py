"""Tags nested beyond measure are an accident (never closed) or an attack, and take a parser more than linear time.

HTML's own rules make it so: a start tag looks through all open elements, and each paragraph repeats all formatting
elements that are open.
"""

from __future__ import annotations

import re
from collections import defaultdict

# Chosen by hand. Pages with fewer tags than these cannot take long: 10,000 tags in each other are parsed in 0.1 s,
# 1,000 formatting elements repeated by 1,000 paragraphs in 0.3 s.
_MANY, _MANY_FOR_FORMATTING = 10_000, 2_000
_DEEPEST = 200  # open elements at most where there are so many tags; browsers stop at 512

_TAG = re.compile(rb"<!--[^-]*+(?:-(?!->)[^-]*+)*+|<(/?[a-zA-Z][^\s/>]*+)")
# b big code em font i nobr s small strike strong tt u, by their first letters: one alternative each takes twice as long
_FORMATTING = re.compile(
    rb"<(/?[bcefinstuBCEFINSTU](?:|[iI][gG]|[oO][dD][eE]|[mM]|[oO][nN][tT]|[oO][bB][rR]|[mM][aA][lL][lL]"
    rb"|[tT][rR](?:[iI][kK][eE]|[oO][nN][gG])|[tT]))(?=[\s/>])"
)
# elements that hold nothing, or that their like ends; a comment has no name
_FLAT = frozenset(
    b"""area base br col embed hr img input link meta param source track wbr a button p li dd dt option optgroup tr td
    th thead tbody tfoot rb rt rp rtc nobr""".split()
) | {b""}
_INLINE = frozenset(
    b"""abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub
    sup tt u var""".split()
)


def flattened(data: bytes) -> bytes:
    """A page with few enough open elements at any place, as bytes: where tags are nested deeper, without these.

    They become tags of elements that hold nothing: `br`, or `wbr` if they would not begin a line.
    """
    tags = data.count(b"<")
    if tags < _MANY_FOR_FORMATTING:
        return data
    pattern = _FORMATTING if tags < _MANY else _TAG
    return data if _depth(pattern, data) <= _DEEPEST else _Flattener().replace(pattern, data)


def _depth(pattern: re.Pattern[bytes], data: bytes) -> int:
    """The most elements that may be open at once: for each tag the most of its kind, added up."""
    depth: defaultdict[bytes, int] = defaultdict(int)
    most: defaultdict[bytes, int] = defaultdict(int)
    for name in map(bytes.lower, pattern.findall(data)):
        if name[:1] == b"/":
            if depth[name[1:]]:
                depth[name[1:]] -= 1
        elif name not in _FLAT:
            depth[name] += 1
            if depth[name] > most[name]:
                most[name] = depth[name]
    return sum(most.values())


class _Flattener:
    """Follows the open elements from tag to tag."""

    def __init__(self) -> None:
        self._open: list[bytes] = []
        self._count: defaultdict[bytes, int] = defaultdict(int)

    def replace(self, pattern: re.Pattern[bytes], data: bytes) -> bytes:
        return pattern.sub(lambda tag: self._end(tag) if tag[0][1:2] == b"/" else self._start(tag), data)

    def _start(self, tag: re.Match[bytes]) -> bytes:
        name = (tag[1] or b"").lower()
        if name in _FLAT:
            return tag[0]
        self._open.append(name)
        self._count[name] += 1
        return tag[0] if len(self._open) <= _DEEPEST else _nothing(name)

    def _end(self, tag: re.Match[bytes]) -> bytes:
        name = tag[1][1:].lower()
        if not self._count[name]:
            return tag[0]
        deep = True
        while deep:
            self._count[self._open[-1]] -= 1
            deep = self._open.pop() != name
        return tag[0] if len(self._open) < _DEEPEST else _nothing(name)


def _nothing(name: bytes) -> bytes:
    """The beginning of a tag that may take any attributes and holds nothing."""
    return b"<wbr" if name in _INLINE else b"<br"
