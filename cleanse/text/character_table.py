"""What is known of each character of the first plane, in columns that take too long to compute in every process.

`character_table.npz` is made by `tools/build_character_table.py`; ORIGIN.md says from what. So a result does not change
with the Unicode version of the Python it is computed by.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("character_table.npz")
CODES = 0x10000

# bits of the column `eastern`: characters that cost more bits than most in a language, and in Japanese by far
UNUSUAL = {"zh": 1, "ja": 2, "ko": 4}
UNKNOWN_IN_JAPANESE = 8
FIRST_HAN, AFTER_HAN = 0x4E00, 0xA000  # what the column `han` is about


@cache
def column(name: str) -> NDArray[Any]:
    """A column of the table, read when it is first asked for; most have a row for each code point below CODES.

    Its shape is (rows,) or (rows, values), its dtype that of the stored column.
    """
    values: NDArray[Any] = _file()[name]
    values.flags.writeable = False
    return values


@cache
def folded(name: str) -> NDArray[np.uint32]:
    """For each code point the one it is compared as: shape (rows,), uint32. The column holds how far away it is."""
    shift = column(name)
    values: NDArray[np.uint32] = np.arange(len(shift), dtype=np.uint32) + shift.astype(np.uint32)
    values.flags.writeable = False
    return values


@cache
def _file() -> Any:
    # the whole file: one that stays open would be read by two processes at once after a fork
    return np.load(BytesIO(TABLE.read_bytes()))
