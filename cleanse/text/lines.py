"""Text → blocks: its lines that hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleanse.text.normalize import match_key


class Block(NamedTuple):
    """A line of a document without the white space around it: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return match_key(self.text)


def blocks(text: str) -> Iterator[Block]:
    """Every line that holds anything, in order. A hard-wrapped paragraph is as many blocks as it has lines."""
    begin = 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = begin if line[0] == bare[0] else begin + len(line) - len(line.lstrip())
            yield Block(start, start + len(bare), bare)
        begin += len(line) + 1
