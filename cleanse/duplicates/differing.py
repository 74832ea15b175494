"""What differs between two near-duplicates: the tokens that stand in each other's place, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from difflib import SequenceMatcher

from cleanse.duplicates.facts import Token, is_fact, tokens, without_credits
from cleanse.duplicates.passages import Story, passages
from cleanse.text.lines import ends_sentence

_LABEL = 60  # characters: a shorter line that is no sentence and says a time is a label, not part of the story
_LONG = 400  # characters of two paragraphs together, from which on their passages are looked for
_CONTEXT = 3  # tokens of a passage, on either side of what differs, that are read with it: a number may be in two words


def differing(kept: str, other: str) -> Iterator[tuple[list[Token], list[Token]]]:
    """The tokens of paragraphs that stand in each other's place and are not the same, and of those that are added."""
    one, two = _lines(kept), _lines(other)
    for kind, a, b, c, d in SequenceMatcher(None, one, two, False).get_opcodes():
        if kind in ("replace", "insert"):
            for before, after in _without_passages(_told(one[a:b]), _told(two[c:d])):
                yield _trimmed(tokens(before), tokens(after))


def _told(lines: Sequence[str]) -> str:
    """Some lines without credits and labels such as `Updated: 3 March, 10:15`."""
    told = (without_credits(line) for line in lines)
    return "\n".join(line for line in told if not _is_label(line))


def holds(kept: str, other: str) -> bool:
    r"""Whether all paragraphs of `other` are among those of `kept`; credits and labels are none.

    >>> holds("By Jane Carter\nNO ONE was hurt.\nThe road is closed.", "Posted: 3 March, 10:15\nNo one was hurt.")
    True
    """
    one, two = _lines(kept), _lines(other)
    mine, theirs = (_paragraphs(lines, besides) for lines, besides in ((one, set(two)), (two, set(one))))
    if len(theirs) < len(mine):
        return {_keys(line) for line in theirs} <= {_keys(line) for line in mine}
    parts = (part for pair in zip(mine, theirs, strict=False) for part in _without_passages(*pair))
    return len(theirs) == len(mine) and all(_keys(before) == _keys(after) for before, after in parts)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _paragraphs(lines: Sequence[str], besides: Container[str]) -> list[str]:
    """Lines that are not among some others, without credits and labels."""
    return [told for line in lines if line not in besides and (told := _told([line]))]


def _keys(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens(text))


def _without_passages(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The parts of two texts between the passages that both have to the letter, in their order.

    To find these is many times faster than to compare the texts word by word.
    """
    if len(before) + len(after) < _LONG:
        yield before, after
        return
    one, two = Story(before), Story(after)
    here = there = 0  # characters up to which all is compared
    for start, first, size in zip(*(column.tolist() for column in passages(one, two)), strict=True):
        if size <= 2 * _CONTEXT:
            continue
        begin, end = _characters(two, start + _CONTEXT, start + size - _CONTEXT)
        first_begin, first_end = _characters(one, first + _CONTEXT, first + size - _CONTEXT)
        if begin >= here and first_begin >= there and before[first_begin:first_end] == after[begin:end]:
            yield before[there:first_begin], after[here:begin]
            here, there = end, first_end
    yield before[there:], after[here:]


def _characters(story: Story, first: int, last: int) -> tuple[int, int]:
    """From where to where in its text the tokens from `first` up to `last` are."""
    return int(story.tokens.start[first]), int(story.tokens.end[last - 1])


def _trimmed(before: list[Token], after: list[Token]) -> tuple[list[Token], list[Token]]:
    """Both without the tokens that they begin with, and end with, alike."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start].key == after[start].key:
        start += 1
    end = 0
    while end < most - start and before[-1 - end].key == after[-1 - end].key:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def _is_label(line: str) -> bool:
    if len(line) > _LABEL or ends_sentence(line.rstrip()):
        return False
    of_line = tokens(line)
    return sum(is_fact(token) for token in of_line) >= max(2, len(of_line) / 2)
