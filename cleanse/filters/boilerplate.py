"""Boilerplate: everything on the page that is not the article.

A line goes because a rule of `cleanse/rules` knows it, or because it stands outside the article: before or after the
part of the text that prose holds together, on a page that is known to carry boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from cleanse.blocks import CJK
from cleanse.classifier.features import Unit
from cleanse.config import Settings
from cleanse.model import Document, Edit
from cleanse.rules import Rule
from cleanse.rules.matcher import Matcher

NAME = "boilerplate"

# Length is counted in letters, and a letter of Chinese, Japanese or Korean says as much as two and a half of others.
CJK_WEIGHT = 1.5  # more for each such letter
MUCH = 2000  # letters from which it no longer matters which they are
SENTENCE = 70  # from here a line that ends like a sentence is prose: captions, teasers and buttons are shorter
LONG = 250  # from here any line is prose: no menu entry is that long
PIECE = 20  # letters of a line that a name may go on
WRAPPED, WRAPPED_SHARE = 45, 0.4  # a wrapped paragraph: letters a line, and lines that begin with a small letter

# What a line adds to the part of the page it stands in; the article is the part with the greatest sum. A line of prose
# counts by its length up to LONGEST; the others are small against it, so that lists and subheadings inside an article
# stay, and thirty menu entries outweigh a lone teaser.
PROSE, PER_LETTER, LONGEST = 0.5, 0.01, 600
SECTION = -8.0  # the heading of another part: only as much prose as an article has brings the text back
KNOWN = -1.5  # a line of boilerplate
KNOWN_AT_EDGE = -1.0  # a line that is boilerplate where it stands outside the article
SHORT_SENTENCE = 0.3
PHRASE = -0.1  # a headline, a caption, an item of a list
WORD = -0.15  # a word or two
PHRASE_FROM, SHORT_SENTENCE_FROM = 40, 25

TITLE_WITHIN, TITLE_FROM, TITLE_UPTO = 40, 15, 300  # a headline: how far before the article, how long
TITLE_SHARE = 0.5
TITLE_GAP = 12  # lines between headline and article among which captions and standfirsts are kept
ENOUGH_WORDS = 2000

# Different lines known as boilerplate, on one side of the article or on both, before unknown ones there go with them.
EVIDENCE, EVIDENCE_OF_PAGE = 3, 6
REMAINS = 0.04  # less than this share of the letters left, or
REMAINS_LETTERS = 80  # less than this much, is next to nothing

_CJK = re.compile(f"[{CJK}]")
_WORDS = re.compile(f"[^\\W\\d_{CJK}]{{4,}}|[{CJK}]{{2}}")
_TERMINAL = re.compile(r"""[.!?…。！？:：;；؟।۔][\s"'”’»›)\]」』）*]{0,4}$|[”»」"]$""")


def build(settings: Settings) -> Boilerplate:
    return Boilerplate()


class Line(NamedTuple):
    """A line of the text, or a run of lines that are pieces of one: `text` is theirs, with spaces between."""

    start: int
    end: int
    text: str
    rules: tuple[Rule, ...]
    weight: int
    sentence: bool
    wrapped: bool

    @property
    def prose(self) -> bool:
        return not self.rules and (self.weight >= LONG or self.wrapped or (self.sentence and self.weight >= SENTENCE))


class Verdict(NamedTuple):
    rule: str
    note: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Boilerplate:
    name: str = NAME

    def edits(self, document: Document) -> Iterable[Edit]:
        text = document.text
        lines = _lines(text)
        verdicts = _settled(lines)
        if not verdicts:
            return ()
        if _next_to_nothing(lines, verdicts):
            return (
                Edit(0, 0, "", f"{NAME}/left-alone", f"{len(verdicts)} of {len(lines)} lines look like boilerplate"),
            )
        return _removals(text, lines, verdicts)


Raw = tuple[int, int, str, tuple[Rule, ...]]


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    group: list[Raw] = []
    start = 0
    for line, rules in zip(text.split("\n"), _matcher().of_lines(text), strict=True):
        bare = line.strip()
        if bare:
            begin = start + line.index(bare[0])
            group.append((begin, begin + len(bare), bare, rules))
        elif group:  # an empty line
            lines += _group(group)
            group = []
        start += len(line) + 1
    lines += _group(group)
    return lines


def _group(group: Sequence[Raw]) -> Iterator[Line]:
    """Lines with no empty line between them, pieces of one put together."""
    wrapped = _is_wrapped([raw[2] for raw in group])
    first = 0
    for last in range(len(group)):
        if last + 1 < len(group) and (wrapped or _goes_on(group, last)) and not (group[last][3] or group[last + 1][3]):
            continue
        pieces = group[first : last + 1]
        whole = pieces[0][2] if len(pieces) == 1 else " ".join(piece[2] for piece in pieces)
        rules = pieces[0][3] if len(pieces) == 1 else ()
        sentence = bool(_TERMINAL.search(whole[-8:]))
        yield Line(pieces[0][0], pieces[-1][1], whole, rules, _weight(whole), sentence, wrapped)
        first = last + 1


def _goes_on(group: Sequence[Raw], number: int) -> bool:
    """Whether the next line is the same sentence: a renderer broke it at a link, an emphasis, a footnote."""
    this, following = group[number][2], group[number + 1][2]
    if following[0] in _GOING_ON or this[-1] in _UNFINISHED or (following[0].islower() and this[-1] not in _FINISHED):
        return True
    if number + 2 == len(group) or this[-1] in _FINISHED or len(this) < PIECE:
        return False
    after = group[number + 2][2][0]  # a name between two pieces of a sentence
    return after in _GOING_ON or after.islower()


_GOING_ON = frozenset(",;.!?…)]}»”’،؛，。、；：！？）」』》】")
_UNFINISHED = frozenset(",([{«“„‘،（「『《【，、")
_FINISHED = frozenset(".!?…:;。！？：；؟|")


def _weight(text: str) -> int:
    if text.isascii() or len(text) > MUCH:
        return len(text)
    return len(text) + int(CJK_WEIGHT * len(_CJK.findall(text)))


def _is_wrapped(group: Sequence[str]) -> bool:
    """Whether the lines are one paragraph, broken at a width: long, and many begin in the middle of a sentence."""
    if len(group) < 2 or sum(map(len, group)) < WRAPPED * len(group):
        return False
    going_on = sum(line[0].islower() for line in group[1:])
    return going_on >= WRAPPED_SHARE * (len(group) - 1)


@cache
def _matcher() -> Matcher:
    return Matcher()


def _settled(lines: Sequence[Line]) -> dict[int, Verdict]:
    """What goes, by line number, judged until what is left has nothing more to lose."""
    gone: dict[int, Verdict] = {}
    while True:
        left = [i for i in range(len(lines)) if i not in gone]
        found = _judged([lines[i] for i in left])
        if not found:
            return gone
        gone.update((left[i], verdict) for i, verdict in found.items())


def _judged(lines: Sequence[Line]) -> dict[int, Verdict]:
    start, end = _article(lines)
    if start == end:
        return {i: _known(line) for i, line in enumerate(lines) if any(r.where == "anywhere" for r in line.rules)}
    found: dict[int, Verdict] = {}
    stays = _headlines(lines, start, end)
    sides = {"head": range(start), "tail": range(end, len(lines))}
    evidence = {place: _evidence(lines, side) for place, side in sides.items()}
    unsure = {"head": not evidence["head"], "tail": not evidence["tail"], "inside": True}
    for i, line in enumerate(lines):
        place = "head" if i < start else "tail" if i >= end else "inside"
        rules = [r for r in line.rules if r.where in _HOLDS[place] and not (r.weak and unsure[place])]
        if rules:
            found[i] = _verdict(rules[0], line)
    for place, side in sides.items():
        if evidence[place] >= EVIDENCE or (sum(evidence.values()) >= EVIDENCE_OF_PAGE):
            for i in side:
                if i not in found and i not in stays:
                    found[i] = _OUTSIDE[place]
    return found


_OUTSIDE = {
    "head": Verdict(f"{NAME}/before-article", "stands before the article, among boilerplate"),
    "tail": Verdict(f"{NAME}/after-article", "stands after the article, among boilerplate"),
}


def _evidence(lines: Sequence[Line], side: range) -> int:
    """How many different lines there are known as boilerplate that an article does not hold."""
    return len({lines[i].text for i in side if any(not rule.weak for rule in lines[i].rules)})


_HOLDS = {
    "head": {"anywhere", "head", "edge", "section"},
    "tail": {"anywhere", "tail", "edge", "section"},
    "inside": {"anywhere", "section"},
}


def _known(line: Line) -> Verdict:
    return _verdict(next(r for r in line.rules if r.where == "anywhere"), line)


def _verdict(rule: Rule, line: Line) -> Verdict:
    return Verdict(f"{NAME}/{rule.id}", rule.why, tuple(rule.found(line.text)))


def units(lines: Sequence[Line]) -> list[Unit]:
    return [
        Unit(
            line.text,
            any(r.where == "anywhere" for r in line.rules),
            any(r.where == "section" for r in line.rules),
            any(r.where in ("edge", "head", "tail") for r in line.rules),
            _score(line),
        )
        for line in lines
    ]


def _article(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines with the greatest sum of scores: (first, one past the last); (0, 0) where nothing is prose."""
    best = total = 0.0
    start = end = begun = 0
    for i, line in enumerate(lines):
        if total <= 0:
            total, begun = 0.0, i
        total += _score(line)
        if total > best:
            best, start, end = total, begun, i + 1
    return start, end


def _score(line: Line) -> float:
    if line.prose:
        return PROSE + PER_LETTER * min(line.weight, LONGEST)
    places = {rule.where for rule in line.rules}
    if "section" in places:
        return SECTION
    if places:
        return KNOWN if "anywhere" in places else KNOWN_AT_EDGE
    if line.sentence and line.weight >= SHORT_SENTENCE_FROM:
        return SHORT_SENTENCE
    return PHRASE if line.weight >= PHRASE_FROM else WORD


def _headlines(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """What stays before the article: lines near it that say what it says, and the longer lines after the first of them.

    These are the headline, standfirsts and captions.
    """
    near = [
        i for i in range(max(0, start - TITLE_WITHIN), start) if not lines[i].rules and lines[i].weight >= TITLE_FROM
    ]
    if not near:
        return set()
    article = _words_of(lines[start:end])
    shared = {i: _shared(_words(lines[i].text[:TITLE_UPTO]), article) for i in near}
    enough = max(0.01, TITLE_SHARE * max(shared.values()))
    headlines = {i for i in near if shared[i] >= enough}
    first = min((i for i in headlines if start - i <= TITLE_GAP), default=start)
    return headlines | {i for i in near if i > first and lines[i].weight >= PHRASE_FROM}


def _shared(words: set[str], article: set[str]) -> float:
    """How much of a line the article says too; long lines count for more, chance hits for nothing."""
    shared = len(words & article)
    return shared / len(words) ** 0.5 if shared >= 2 and 2 * shared >= len(words) else 0.0


def _words_of(lines: Sequence[Line]) -> set[str]:
    article: set[str] = set()
    for line in lines:
        article |= _words(line.text)
        if len(article) > ENOUGH_WORDS:
            break
    return article


def _words(text: str) -> set[str]:
    """Words of four letters and more, and pairs of Chinese, Japanese or Korean ones: what a headline shares."""
    return set(_WORDS.findall(text.casefold()))


def _next_to_nothing(lines: Sequence[Line], gone: dict[int, Verdict]) -> bool:
    whole = sum(line.weight for line in lines)
    left = sum(line.weight for i, line in enumerate(lines) if i not in gone)
    return left < REMAINS_LETTERS or left < REMAINS * whole


def _removals(text: str, lines: Sequence[Line], verdicts: dict[int, Verdict]) -> Iterator[Edit]:
    """One edit for each run of adjacent lines that go for the same reason.

    What stands before and after a run stays as far apart as it was from the run, but for at most one empty line.
    """
    going = sorted(verdicts)
    for first, last in _runs(going):
        left = lines[first - 1].end if first else 0
        right = text.rfind("\n", 0, lines[last + 1].start) + 1 if last + 1 < len(lines) else len(text)
        gap = _gap(text[left : lines[first].start], text[lines[last].end : right], first == 0, right == len(text))
        starts = [i for i in range(first, last + 1) if i == first or verdicts[i].rule != verdicts[i - 1].rule]
        for n, i in enumerate(starts):
            following = starts[n + 1] if n + 1 < len(starts) else last + 1
            begin = lines[i].start if n else left
            end = lines[following].start if following <= last else right
            facts = tuple(dict(f for k in range(i, following) for f in verdicts[k].facts).items())
            yield Edit(begin, end, "" if n else gap, verdicts[i].rule, verdicts[i].note, facts)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for n in numbers[1:]:
        if n != last + 1:
            yield first, last
            first = n
        last = n
    yield first, last


def _gap(before: str, after: str, at_start: bool, at_end: bool) -> str:
    newline = "\r\n" if "\r\n" in before or "\r\n" in after else "\n"
    if at_start:
        return ""
    if at_end:
        return newline if "\n" in after else ""
    return newline * min(2, max(before.count("\n"), after.count("\n")))
