"""Lines that recur on the pages of one site: counted, and removed."""

from typing import NamedTuple


class Source(NamedTuple):
    """Where a document is from: the site that its record names, or the folder its file lies in."""

    name: str
    folder: bool
