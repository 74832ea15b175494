"""Remove the template of its site from a document: from the outside in, and only what is surely not the article."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

import numpy as np

from cleanse.article.removal import removal_edits
from cleanse.article.select import Removal
from cleanse.model import Edit
from cleanse.templates import RULE
from cleanse.templates.count import LineKeys, Templates, line_keys, look_up
from cleanse.text.arrays import Bools1d, Ints1d
from cleanse.text.lines import Block, blocks
from cleanse.text.normalize import match_key

_BYLINE = re.compile(
    r"(?:(?:Written |Posted |Words )?[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|[Oo]d"
    r"|Text|Texte|Texto|Testo)[:\s]+"
    r"(?:(?:der|die|la|le|el|our|the|unser\w*|notre|nos|nuestr\w+) )*[^\W\d_a-zß-ÿ]"
    r"|(?:Автор|Текст|Автори)\b|本报记者|记者|記者|作者|文[/／:：]|.*기자$"
)
# Effective lengths, chosen by hand; benchmarks/templates.py measures what they cut wrongly.
BYLINE_UPTO = 60  # of a byline
TITLE_FROM, TITLE_UPTO = 6, 300  # of a line that may be the document's headline
INNER = 30  # of a template line between lines that stay: a shorter one may be an item of a list, …
MENU = 5  # … unless a menu of so many lines goes with it
ALONE = 20  # of all outermost template lines together: less may be the name of an agency
REMAINS = 80  # of the lines that stay: a document is left alone rather than emptied
SURE = 0.8  # the share of a site's documents from which a line is no headline and no agency's name


def edits(
    text: str,
    templates: Templates,
    site: int,
    name: str,
    title: str = "",
    kept: Callable[[Collection[str]], Collection[str]] | None = None,
) -> list[Edit]:
    """Edits that remove template lines from a document of the site with this number and name.

    There are none if the document has no prose of its own or next to nothing would be left of it. Bylines stay, and so
    does a line that is the declared title or may be the only headline, unless nearly all documents of the site
    have it. Those of the lines that `kept` gives back stay too.
    """
    lines = line_keys([text])
    at, in_template = look_up(templates, lines, np.array([site]))
    if not in_template.any() or not (lines.prose & ~in_template).any():
        return []
    line_blocks = list(blocks(text))
    common = templates.documents[at] >= SURE * templates.sizes[site]
    gone = _removable(line_blocks, lines, in_template, templates.anywhere[at], common)
    key = match_key(title)
    for i in np.flatnonzero(gone & ~common).tolist() if key else ():
        gone[i] = line_blocks[i].key != key
    if kept and gone.any():
        stay = kept([line_blocks[i].text for i in np.flatnonzero(gone).tolist()])
        gone &= np.fromiter((block.text not in stay for block in line_blocks), np.bool_, len(line_blocks))
    if not gone.any() or lines.weights[~gone].sum() < REMAINS:
        return []
    removals = {
        i: Removal(RULE, f"on {templates.documents[at[i]]:,} of {templates.sizes[site]:,} documents of {name}")
        for i in np.flatnonzero(gone).tolist()
    }
    return list(removal_edits(text, line_blocks, removals))


def _removable(
    line_blocks: Sequence[Block], lines: LineKeys, in_template: Bools1d, anywhere: Bools1d, common: Bools1d
) -> Bools1d:
    """Which of the template lines to remove: shape (lines,), as that of all arrays here.

    `anywhere` are lines that are removed inside the article too, `common` those that nearly all documents have.
    """
    article = np.flatnonzero(lines.prose & ~in_template)
    place = np.arange(len(line_blocks))
    gone = in_template & (anywhere | (place < article[0]) | (place > article[-1]))
    for i in np.flatnonzero(gone & (lines.weights <= BYLINE_UPTO)).tolist():
        gone[i] = not _BYLINE.match(line_blocks[i].text)
    headline = ~in_template & (lines.weights >= TITLE_FROM) & (lines.weights <= TITLE_UPTO)
    if not headline[: article[0]].any():
        gone[: article[0]] &= common[: article[0]]
    has_reason = anywhere | (lines.weights >= INNER) | _in_runs(gone) | _outermost(gone, lines.weights, common)
    result: Bools1d = gone & has_reason
    return result


def _in_runs(gone: Bools1d) -> Bools1d:
    """Which lines are part of a run of at least MENU lines that go: shape (lines,)."""
    edges = np.flatnonzero(np.diff(gone.astype(np.int8), prepend=0, append=0))
    sizes = edges[1::2] - edges[::2]
    long = np.zeros(len(gone), bool)
    long[gone] = np.repeat(sizes >= MENU, sizes)
    return long


def _outermost(gone: Bools1d, weights: Ints1d, common: Bools1d) -> Bools1d:
    """Which lines are before the first or after the last line that stays: shape (lines,).

    A side with fewer than ALONE letters to remove counts only if one of its lines is common to nearly all documents.
    """
    stays = np.flatnonzero(~gone & (weights > 0))
    outer = np.zeros(len(gone), bool)
    for side in (slice(0, int(stays[0])), slice(int(stays[-1]) + 1, None)):
        outer[side] = (weights[side] * gone[side]).sum() >= ALONE or (gone & common)[side].any()
    return outer
