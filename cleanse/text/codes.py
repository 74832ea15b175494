"""Text → code points, for numpy, and back."""

from __future__ import annotations

import numpy as np

from cleanse.text.arrays import Codes1d


def code_points(text: str) -> Codes1d:
    """The code point of each character, uint32, shape (characters,); halves of surrogate pairs as they are. Read-only.

    >>> code_points("aé").tolist()
    [97, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: Codes1d) -> str:
    """The text of code points, uint32, shape (characters,).

    >>> text_of(code_points("aé"))
    'aé'
    """
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
