"""Regular expressions that are compiled when they are first used.

A class with ranges of East Asian characters takes a millisecond and more to compile, and most texts hold none of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")


class _LazyPattern:
    """Acts as a pattern, and takes its methods over once one of them is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)

    def __reduce__(self) -> Any:
        return lazy_pattern, self._source


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, put off to the first use.

    >>> lazy_pattern("[a-c]+").findall("abba, cab")
    ['abba', 'cab']
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
