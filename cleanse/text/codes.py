"""Text → code points, for numpy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cleanse.text.arrays import Codes1d

PIECE = 1 << 16  # characters: what is computed of so many stays in the processor's cache


def code_points(text: str) -> Codes1d:
    """The code point of each character, uint32, shape (characters,); halves of surrogate pairs as they are. Read-only.

    >>> code_points("aé").tolist()
    [97, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def in_pieces(text: str) -> Iterator[Codes1d]:
    """The code points of a text, PIECE at a time: arrays of shape (characters of a piece,), an empty one of no text."""
    if len(text) <= PIECE:
        yield code_points(text)
        return
    for start in range(0, len(text), PIECE):
        yield code_points(text[start : start + PIECE])
