"""What goes of a document, once the template of its site is known: from the outside in, and no more than is sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cleanse.article.removal import removal_edits
from cleanse.article.select import Removal
from cleanse.model import Edit
from cleanse.templates.count import Flags, Lines, Templates, lines_of, look_up
from cleanse.text.arrays import Ints1d
from cleanse.text.lines import Block, blocks

RULE = "boilerplate/template"

_BYLINE = re.compile(
    r"(?:(?:Written |Posted |Words )?[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|[Oo]d"
    r"|Text|Texte|Texto|Testo)[:\s]+"
    r"(?:(?:der|die|la|le|el|our|the|unser\w*|notre|nos|nuestr\w+) )*[^\W\d_a-zß-ÿ]"
    r"|(?:Автор|Текст|Автори)\b|本报记者|记者|記者|作者|文[/／:：]|.*기자$"
)
BYLINE_UPTO = 60
TITLE_FROM, TITLE_UPTO = 6, 300  # letters of what may be a document's own headline
INNER = 30  # letters of a line with others of the document's own further out; a shorter one may be a part of a list,
MENU = 5  # unless so many go together
ALONE = 20  # letters of all outermost lines; fewer may be the name of an agency
SURE = 0.8  # the share of a site's documents from which such a line, or what could be a headline, is neither
REMAINS = 80  # letters; less is next to nothing


def edits(text: str, templates: Templates, site: int, name: str) -> list[Edit]:
    """What goes of a document of the site with that number and name; nothing where next to nothing would be left.

    A byline stays, and what could be the only headline there is, unless nearly all documents have it.
    """
    lines = lines_of([text])
    at, known = look_up(templates, lines, np.array([site]))
    if not known.any() or not (lines.prose & ~known).any():
        return []
    found = list(blocks(text))
    common = templates.documents[at] >= SURE * templates.sizes[site]
    gone = _gone(found, lines, known, templates.anywhere[at], common)
    if not gone.any() or lines.weights[~gone].sum() < REMAINS:
        return []
    removals = {
        i: Removal(RULE, f"on {templates.documents[at[i]]:,} of {templates.sizes[site]:,} documents of {name}")
        for i in np.flatnonzero(gone).tolist()
    }
    return list(removal_edits(text, found, removals))


def _gone(found: Sequence[Block], lines: Lines, known: Flags, anywhere: Flags, common: Flags) -> Flags:
    """Which of the `known` lines go: some go `anywhere`, and some are `common` to nearly all documents."""
    own = np.flatnonzero(lines.prose & ~known)
    place = np.arange(len(found))
    gone = known & (anywhere | (place < own[0]) | (place > own[-1]))
    for i in np.flatnonzero(gone & (lines.weights <= BYLINE_UPTO)).tolist():
        gone[i] = not _BYLINE.match(found[i].text)
    headline = ~known & (lines.weights >= TITLE_FROM) & (lines.weights <= TITLE_UPTO)
    if not headline[: own[0]].any():
        gone[: own[0]] &= common[: own[0]]
    sure = anywhere | (lines.weights >= INNER) | _in_runs(gone) | _outermost(gone, lines.weights, common)
    result: Flags = gone & sure
    return result


def _in_runs(gone: Flags) -> Flags:
    """Which lines go together with so many neighbours that they are a menu."""
    edges = np.flatnonzero(np.diff(gone.astype(np.int8), prepend=0, append=0))
    sizes = edges[1::2] - edges[::2]
    long = np.zeros(len(gone), bool)
    long[gone] = np.repeat(sizes >= MENU, sizes)
    return long


def _outermost(gone: Flags, weights: Ints1d, common: Flags) -> Flags:
    """Which lines have nothing that stays between them and the beginning or the end of the text.

    What little stands there alone is doubtful, unless nearly all documents have it.
    """
    stays = np.flatnonzero(~gone & (weights > 0))
    outer = np.zeros(len(gone), bool)
    for side in (slice(0, int(stays[0])), slice(int(stays[-1]) + 1, None)):
        outer[side] = (weights[side] * gone[side]).sum() >= ALONE or (gone & common)[side].any()
    return outer
