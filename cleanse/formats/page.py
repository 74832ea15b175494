"""Web pages: a text file whose name says that it is HTML. The cleaned copy is plain text."""

from __future__ import annotations

from cleanse.decoding.media_type import PAGE_ENDINGS, media_type_of
from cleanse.formats.plain import Plain

# Files of these endings are programs that make pages, or the pages that they made: only the content says which.
SERVER_ENDINGS = (".php", ".asp", ".aspx", ".jsp")


class Page(Plain):
    """HTML, unless there is not a single tag in it. The page's own declaration takes part in decoding."""

    suffixes = (*PAGE_ENDINGS, *SERVER_ENDINGS)

    def _media_type(self, text: str) -> str:
        return media_type_of(text, PAGE_ENDINGS[0])
