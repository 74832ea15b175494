"""What the names of a page's elements, their classes and ids, say that they hold: comments, a box, facts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleanse.article.section_words import section_words
from cleanse.html.render import RenderedLines

Kinds = frozenset[str]

NOTHING: Kinds = frozenset()
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+")


def element_kinds(page: RenderedLines) -> list[Kinds]:
    """For each element, the tables of `sections.toml` (`containers`) that a name of it is in; most are in none.

    The tag of a custom element is one of its names.
    """
    containers = section_words().containers
    known: dict[str, Kinds] = {}
    kinds: list[Kinds] = []
    for tag, classes, identity, _ in page.names:
        names = classes.split() if classes else []
        if identity:
            names.append(identity)
        if "-" in tag:
            names.append(tag)
        found = NOTHING
        for name in names:
            kind = known.get(name)
            if kind is None:
                kind = known[name] = kinds_of(name, containers)
            if kind:
                found |= kind
        kinds.append(found)
    return kinds


def kinds_of(name: str, containers: Mapping[str, Kinds]) -> Kinds:
    """What a class or id is the name of: its words are looked up one by one and all together.

    >>> words = {"comments": frozenset(["lists"]), "open": frozenset(["others"]), "commentlist": frozenset(["lists"])}
    >>> [sorted(kinds_of(name, words)) for name in ("postComments", "comment-list", "comments-open", "discomments")]
    [['lists'], ['lists'], [], []]
    """
    parts = [part.lower() for part in _WORD.findall(name)]
    found = NOTHING.union(*(containers.get(part, NOTHING) for part in (*parts, "".join(parts))))
    return NOTHING if "others" in found else found
