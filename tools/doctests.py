"""For the site: the examples in docstrings as blocks of code, which Markdown would read as quotations.

An extension of griffe, which mkdocstrings reads the package with; `mkdocs.yml` names it.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

_EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)


class Doctests(Extension):
    """Sets fences around examples, from `>>>` to the next blank line."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
