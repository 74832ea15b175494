"""Build the table of EUC-TW (cleanse/decoding/euc_tw.npz), which Python has no codec for.

    python tools/build_euc_tw.py

It is made with the `iconv` of the GNU C library, whose tables are those of CNS 11643: planes 1 and 2, the characters of
Big5. What other planes hold is too rare for news.
"""

from __future__ import annotations

import subprocess

import numpy as np

from cleanse.decoding.euc_tw import PLANES, SIZE, TABLE


def build() -> None:
    table = np.zeros((PLANES, SIZE, SIZE), np.uint16)
    for plane in range(PLANES):
        for row in range(SIZE):
            for cell in range(SIZE):
                table[plane, row, cell] = code_of(plane, row, cell)
    np.savez_compressed(TABLE, table=table)


def code_of(plane: int, row: int, cell: int) -> int:
    """The code point of a character; 0 where there is none."""
    character = bytes((0xA1 + row, 0xA1 + cell))
    data = character if plane == 0 else bytes((0x8E, 0xA1 + plane)) + character
    done = subprocess.run(["iconv", "-f", "EUC-TW", "-t", "UTF-32LE"], input=data, capture_output=True, check=False)
    return int.from_bytes(done.stdout, "little") if done.returncode == 0 and len(done.stdout) == 4 else 0


if __name__ == "__main__":
    build()
