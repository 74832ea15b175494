"""What a text is written in: HTML, or plain text."""

from __future__ import annotations

import re

from cleanse.model import HTML, PLAIN

_ENDINGS = (".html", ".htm", ".xhtml")
# A page starts, after comments and a declaration, with its doctype or one of the tags that stand outermost. A text that
# merely mentions a tag, or begins with some other one, is not a page.
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE
)


def media_type_of(text: str, id: str = "-", given: str | None = None) -> str:
    """`text/html` or `text/plain`: what was given, else by the ending of `id`, else by how the text begins."""
    if given:
        return HTML if "html" in given.lower() else PLAIN
    name = id.lower().removesuffix(".gz").removesuffix(".zst")
    return HTML if name.endswith(_ENDINGS) or _PAGE.match(text.removeprefix("\ufeff")) else PLAIN
