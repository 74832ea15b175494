"""Build what the tokens of a text are made by (cleanse/text/tokens.npz): what each code point is, and folds to.

    python tools/build_token_table.py

It stands in a file because it takes longer to make than a thousand articles take to compare, and because an index that
lasts must not change with the Unicode version of the Python that reads it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import opencc

from cleanse.text.chars import CJK
from cleanse.text.tokens import ALONE, GAP, LOOSE, WORD

TABLE = Path(__file__).parent.parent / "cleanse" / "text" / "tokens.npz"
CODES = 0x32400  # known one by one; what lies beyond is private use, tags or unassigned
UNSPACED = f"{CJK}\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese and Khmer beside CJK
# what is looked up one by one: Han characters, Hangul syllables and the scripts of plane 1 have neither case nor width,
# and hardly any gaps
LISTED = ((0, 0x3400), (0xA000, 0xAC00), (0xD7B0, 0xD800), (0xF900, 0x10000), (0x1D000, 0x20000))
LETTERS = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x10000, 0x1D000), (0x20000, CODES - 1))


def kinds() -> np.ndarray:
    """For each code point what it is to a token; the last one stands for all beyond."""
    table = np.zeros(CODES, np.uint8)
    for code in listed():
        table[code] = WORD if unicodedata.category(chr(code))[0] in "LNM" else GAP
    for first, last in LETTERS:
        table[first:last] = WORD
    for first, last in ranges(UNSPACED):
        inside = table[first : last + 1]
        inside[inside == WORD] = ALONE
    table[list(loose())] += LOOSE
    return table


def loose() -> set[int]:
    """The code points that may be others, or go together with others, in normal form C; without any a text is in it."""
    code_points = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}  # the second and third part of a Hangul syllable
    for code in range(CODES):
        character = chr(code)
        if unicodedata.combining(character) or unicodedata.normalize("NFC", character) != character:
            code_points.add(code)
        parts = unicodedata.decomposition(character).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            code_points.add(int(parts[1], 16))
    return code_points


def folded() -> np.ndarray:
    """For each code point the one it is compared as: in compatibility form, case folded, in Simplified script."""
    table = np.arange(CODES, dtype=np.int32)
    characters = "".join(map(chr, listed()))
    plain = unicodedata.normalize("NFKC", "\n".join(characters.replace("\n", " "))).casefold().split("\n")
    table[list(listed())] = [ord(c) for c in simplified(characters, plain)]
    han = "".join(map(chr, range(0x3400, 0xA000)))
    table[0x3400:0xA000] = [ord(c) for c in simplified(han, list(han))]
    return table


def listed() -> Iterator[int]:
    return (code for first, last in LISTED for code in range(first, last))


def simplified(characters: str, plain: list[str]) -> list[str]:
    """Each plain form in Simplified script; the character itself where its form is of several characters."""
    simple = opencc.OpenCC("t2s").convert("\n".join(plain)).split("\n")  # line by line: no phrase joins neighbours
    return [new if len(new) == 1 else old for new, old in zip(simple, characters, strict=True)]


def ranges(characters: str) -> list[tuple[int, int]]:
    """The ranges of a regex class that is written in pairs `a-b` only."""
    return [(ord(first), ord(last)) for first, last in zip(characters[::3], characters[2::3], strict=True)]


def main() -> None:
    # the distance to the folded form, which is nearly always nothing: so the file is small
    np.savez_compressed(TABLE, kind=kinds(), shift=folded() - np.arange(CODES, dtype=np.int32))
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes, Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()
