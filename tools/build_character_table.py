"""Build what is known of each character (cleanse/text/character_table.npz), a column for each module that asks.

    python tools/build_character_table.py

It stands in a file because computing it takes a fifth of a second in every process, and because a result must not
change with the Unicode version of the Python it is computed by. It is made with Python 3.11 (Unicode 14).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import numpy as np
import opencc
from numpy.typing import NDArray

from cleanse.article.html_model import shapes
from cleanse.article.html_model.shapes import Kind
from cleanse.article.text_model import ngrams, signs
from cleanse.decoding.character_model import UNIT, model
from cleanse.filters import script
from cleanse.mojibake import oddities, suspicion
from cleanse.text.character_table import AFTER_HAN, CODES, FIRST_HAN, TABLE, UNKNOWN_IN_JAPANESE, UNUSUAL
from cleanse.text.chars import CJK, code_points_in

Table = dict[str, NDArray[Any]]
EASTERN_COLUMNS = {"zh": slice(0, 2), "ja": slice(2, 3), "ko": slice(3, 4)}  # languages of the character model
HALF_WIDTH_KANA = slice(0xFF66, 0xFFA0)


def columns() -> Table:
    """All columns, by name."""
    return {
        **of_text_model(),
        "signs": signs_of_lines(),
        **of_html_model(),
        **odd_pairs(),
        **eastern(),
        **latin(),
        "han": han(),
    }


def of_text_model() -> Table:
    """What `ngrams.Tables` describes; `text_folded` as the distance to the folded form."""
    classes, folded = np.zeros(CODES, np.uint16), np.arange(CODES, dtype=np.int32)
    for code, category in categories():
        if category[0] == "L":
            case = ngrams.UPPER if category in ("Lu", "Lt") else ngrams.LOWER if category == "Ll" else 0
            classes[code] = ngrams.LETTER | case
            folded[code] = lower(code)
        elif category == "Nd":
            classes[code], folded[code] = ngrams.DIGIT, ord("0")
        elif category[0] == "Z" or code in (9, 10, 13):
            classes[code] = ngrams.SPACE
        elif category[0] in "PS":
            classes[code] = ngrams.SIGN
    for characters, bit in ngrams.MARKS:
        for character in characters:
            classes[ord(character)] |= bit
    classes[[code for code in code_points_in(CJK) if code < CODES]] |= ngrams.IDEOGRAPH
    counted = np.stack([(classes & bit != 0) for bit in ngrams.COUNTED], axis=1)
    kinds, kind = np.unique(counted, axis=0, return_inverse=True)
    return {
        "text_classes": classes,
        "text_kind": kind.astype(np.uint8).ravel(),
        "text_kinds": kinds.astype(np.float64),
        "text_folded": distance(folded),
    }


def signs_of_lines() -> NDArray[np.uint16]:
    """Which of `signs.KINDS` each character is, as bits."""
    bits = np.zeros(CODES, np.uint16)
    for bit, characters in signs.KINDS:
        for character in characters:
            bits[ord(character)] |= bit
    return bits


def of_html_model() -> Table:
    """The `Kind` of each character, and how it is compared; the last row stands for all beyond the first plane."""
    kind, folded = np.zeros(CODES + 1, np.uint8), np.arange(CODES + 1, dtype=np.int32)
    kind[CODES] = Kind.SYMBOL
    for code, category in categories():
        folded[code] = lower(code)
        if category[0] == "L" or category == "Mn":
            kind[code] = shapes.LETTERS[category]
        elif category == "Nd":
            kind[code] = Kind.DIGIT
        elif category[0] == "Z" or code in (9, 10, 13):
            kind[code] = Kind.SPACE
        elif category[0] in "SN":
            kind[code] = Kind.SYMBOL
    for first, last, eastern in shapes.EAST_ASIAN:
        kind[first : last + 1] = eastern
    for mark, characters in shapes.MARKS.items():
        kind[list(map(ord, characters))] = mark
    folded[kind == Kind.DIGIT] = ord("0")
    folded[kind == Kind.SPACE] = ord(" ")
    folded[10] = 10
    return {"html_kind": kind, "html_folded": distance(folded)}


def odd_pairs() -> Table:
    """For each character, as bits, of which of `oddities.SIDE_BY_SIDE` it can be the first, and the second."""
    tables = np.zeros((2, CODES), np.uint32)
    everything = "".join(map(chr, range(CODES)))
    for number, sides in enumerate(oddities.SIDE_BY_SIDE):
        for table, characters in zip(tables, sides, strict=True):
            for match in re.finditer(f"[{characters}]+", everything):
                table[match.start() : match.end()] |= np.uint32(1 << number)
    return {"odd_first": tables[0], "odd_second": tables[1]}


def eastern() -> Table:
    """By how much each East Asian character is less usual than most, shape (CODES, languages), and what that makes it.

    In units of the character model, for each of its East Asian languages; 0 for all other characters.
    """
    table = model()
    bits = np.zeros(table.east.shape, np.int16)
    rows = table.script == table.east_number
    bits[rows] = table.east[rows].astype(np.int16) - int(suspicion.USUAL * UNIT)
    bits[HALF_WIDTH_KANA] = 2 * UNIT
    dear = np.zeros(CODES, np.uint8)
    for language, places in EASTERN_COLUMNS.items():
        least = bits[:, places].min(axis=1)
        dear[least > 0] |= UNUSUAL[language]
        if language == "ja":
            dear[least > suspicion.UNKNOWN * UNIT] |= UNKNOWN_IN_JAPANESE
    return {"eastern": dear, "eastern_bits": bits}


def latin() -> Table:
    """For each Latin letter after each (0: at the beginning of a word) the languages in which it is usual, as bits."""
    alphabet, names = model().alphabets[0], model().latin_languages
    usual = alphabet.costs <= suspicion.KNOWN_PAIR * UNIT
    bits = (usual.astype(np.uint64) << np.arange(usual.shape[1], dtype=np.uint64)).sum(axis=1)
    common = sum(1 << number for number, name in enumerate(names) if name not in suspicion.VERIFIED)
    return {
        "latin_letters": alphabet.letters,
        "latin_pairs": bits.astype(np.uint32).reshape(alphabet.width, alphabet.width),
        "latin_common": np.array(common, np.uint32),
    }


def han() -> NDArray[np.uint8]:
    """What the script filter asks of the characters from U+4E00 to U+9FFF, as bits."""
    simplify, traditional = (opencc.OpenCC(name).convert for name in ("t2s", "s2t"))
    unified = list(map(chr, range(FIRST_HAN, AFTER_HAN)))
    gb2312, big5, jis = (
        {character for character in unified if character.encode(name, "ignore")}
        for name in ("gb2312", "big5", "shift_jis")
    )
    members = {
        script.JAPANESE: {c for c in jis - gb2312 - big5 if simplify(c) == c},
        script.CHINESE: (gb2312 | big5) - jis | set("這們"),
        script.SIMPLIFIED: {c for c in gb2312 - big5 if traditional(c) != c},
        script.TRADITIONAL: {c for c in set(unified) - gb2312 if simplify(c) != c},
    }
    bits = np.zeros(len(unified), np.uint8)
    for bit, characters in members.items():
        bits[[ord(c) - FIRST_HAN for c in characters]] |= bit
    return bits


def categories() -> Iterator[tuple[int, str]]:
    return ((code, unicodedata.category(chr(code))) for code in range(CODES))


def lower(code: int) -> int:
    """The lower case of a character, if that is one character."""
    small = chr(code).lower()
    return ord(small) if len(small) == 1 else code


def distance(folded: NDArray[np.int32]) -> NDArray[np.int32]:
    """How far each folded form is from its character: nearly always 0, so that the file is small."""
    return (folded - np.arange(len(folded))).astype(np.int32)


def main() -> None:
    np.savez_compressed(TABLE, allow_pickle=False, **columns())
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes, Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()
