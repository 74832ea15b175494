"""Templates: find the lines that recur on the pages of one site, and remove them."""

from typing import NamedTuple


class Source(NamedTuple):
    """The origin of a document: the site that its record names, or the folder of its file."""

    name: str
    folder: bool


RULE = "boilerplate/template"
"""The rule by which a line goes that recurs on the documents of its site."""
