"""Text → code points, for numpy."""

from __future__ import annotations

import numpy as np

from cleanse.text.arrays import Codes1d


def code_points(text: str) -> Codes1d:
    """The code point of each character, uint32, shape (characters,); halves of surrogate pairs as they are. Read-only.

    >>> code_points("aé").tolist()
    [97, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
