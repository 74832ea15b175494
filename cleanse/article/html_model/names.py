"""The names of elements (tags, classes, ids) and the words in them, as hash buckets."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

# The weights are trained with these; a change of one needs new weights.
NAME_BITS = 15
_MOST_NAMES, _MOST_WORDS = 12, 8  # classes of an element, words in a name

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+")

Naming = tuple[str, str, str, str]
"""What an element is called: tag, class, id, and its `role`, `itemprop` and `hidden`."""


def words_of(naming: Naming) -> dict[str, int]:
    """The names of an element, each with its hash bucket, in order: its tag, classes and ids, and the words in these.

    >>> list(words_of(("div", "storyBody wide", "main", "")))
    ['div', '.storyBody', 'story', 'body', '.wide', 'wide', '#main', 'main']
    """
    tag, classes, id, more = naming
    words = {tag: _bucket(tag)}
    if classes:
        for name in classes.split()[:_MOST_NAMES]:
            words |= _words_in("." + name)
    if id:
        for name in id.split()[:_MOST_NAMES]:
            words |= _words_in("#" + name)
    if more:
        for name in more.split()[:_MOST_NAMES]:
            words |= _words_in("@" + name)
    return words


@lru_cache(maxsize=8192)  # a page has two hundred names, of which half are on other pages too, and most on its site's
def _words_in(name: str) -> dict[str, int]:
    """A name, after a sign for its kind, and the words in it, each with its hash bucket."""
    words = {name: _bucket(name)}
    for word in _WORD.findall(name)[:_MOST_WORDS]:
        lower = word.lower()
        words[lower] = _bucket(lower)
    return words


def _bucket(word: str) -> int:
    return crc32(word.encode("utf-8", "replace")) >> (32 - NAME_BITS)
