"""The wrong decodings that occur on the web: which encodings are taken for which, and how often."""

from __future__ import annotations

Pair = tuple[str, str]
"""The encoding a text was read as, and the one it really has: Python codec names."""

# Every encoding of the WHATWG standard, and the DOS code pages that text files and archives still hold. Any of them is
# what UTF-8 may have been read as; where two give the same text the first counts.
SINGLE_BYTE = (
    *("cp1252", "latin-1", "cp1251", "cp1250", "cp1254", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("iso8859-15", "iso8859-2", "iso8859-7", "iso8859-5", "iso8859-9", "iso8859-8", "iso8859-6", "iso8859-13"),
    *("iso8859-3", "iso8859-4", "iso8859-10", "iso8859-14", "iso8859-16", "koi8-r", "koi8-u", "cp866"),
    *("mac-roman", "mac-cyrillic", "cp437", "cp850", "cp852", "cp737"),
)
DOUBLE_BYTE = frozenset({"gb18030", "cp950", "cp932", "euc_jp", "cp949"})
DOUBLE_BYTES = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")

# The encoding a text was read as → those it may really have, in the order of the reports. UTF-8 is not named.
_OF_WESTERN = "gb18030 cp950 cp932 euc_jp cp949 cp1251 cp1253 cp1255 cp1256 cp874 cp1250 cp1254 cp1257 koi8-r"
_USUAL = {
    "cp1252": f"mac-roman {_OF_WESTERN}",
    "latin-1": f"cp1252 {_OF_WESTERN}",
    "cp1250": "iso8859-2 cp1252 cp1251 cp1253 gb18030",
    "iso8859-2": "cp1250",
    "cp1254": "cp1252 cp1251 cp1253 cp1256 gb18030",
    "cp1251": "koi8-r cp866 cp1252 mac-cyrillic iso8859-5 gb18030",
    "koi8-r": "cp1251 cp866 cp1252",
    "cp866": "cp1251 koi8-r",
    "mac-cyrillic": "cp1251",
    "iso8859-5": "cp1251 koi8-r",
    "mac-roman": "cp1252 gb18030",
    "gb18030": "cp950 cp932 euc_jp cp949 cp1252 cp1251 cp1250 koi8-r",
    "cp950": "gb18030 cp932",
    "cp932": "gb18030 cp949 euc_jp cp950",
    "euc_jp": "cp932 gb18030",
    "cp949": "gb18030 cp932 cp950 euc_jp",
}
# What a text may really be, if not what it usually is: all that whole sites were written in.
_TRUE = (
    *("cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1255", "cp1256", "cp1257", "cp874", "iso8859-2", "koi8-r"),
    *("cp866", "mac-roman", "mac-cyrillic", "iso8859-5", *DOUBLE_BYTES),
)
LATIN = frozenset({"utf-8", "cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2", "mac-roman", "cp850", "cp437"})

TRUES: dict[str, tuple[str, ...]] = {wrong: tuple(others.split()) for wrong, others in _USUAL.items()}
"""For an encoding a text was read as, those it often really has, without UTF-8."""

RARE: dict[str, tuple[str, ...]] = {
    wrong: tuple(true for true in _TRUE if true != wrong and true not in TRUES.get(wrong, ()))
    for wrong in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8-r", "cp866", "mac-roman", "cp850", "cp437")
}
"""The same for those it seldom has: they need more evidence."""

PAIRS: list[Pair] = [(wrong, "utf-8") for wrong in (*SINGLE_BYTE, *DOUBLE_BYTES)] + [
    (wrong, true) for wrong, others in TRUES.items() for true in others
]

# How seldom a text really in an encoding is misread, in bits, and how seldom one is read as an encoding.
_PRIORS = {
    "gb18030": 0,
    "cp1252": 0,
    "cp1251": 1,
    "cp932": 1,
    "cp950": 2,
    "cp949": 2,
    "euc_jp": 3,
    "cp1250": 2,
    "cp1254": 3,
    "iso8859-2": 3,
    "cp1253": 3,
    "cp1255": 3,
    "cp1256": 3,
    "cp874": 3,
    "koi8-r": 3,
    "cp1257": 4,
    "mac-roman": 2,
    "mac-cyrillic": 4,
    "iso8859-5": 5,
    "cp866": 5,
    "cp850": 8,
    "cp437": 8,
}
_PRIORS_READ = {"mac-roman": 3, "mac-cyrillic": 1, "cp850": 4, "cp437": 4}
_USUAL_FOR_UTF8 = frozenset(SINGLE_BYTE[:11])  # Windows' encodings: browsers take them for the others, too
_SELDOM = frozenset({"cp737", *(f"iso8859-{part}" for part in (3, 4, 6, 8, 10, 13, 14, 16))})
_PRIOR_FOR_UTF8, _PRIOR_SELDOM = 2, 6
_PRIOR_RARE = 12


def prior(pair: Pair) -> int:
    """What a reading costs beyond its characters, in bits: how rare the mistake is that it undoes."""
    wrong, true = pair
    if true == "utf-8":
        if wrong in _USUAL_FOR_UTF8 or wrong in DOUBLE_BYTE:
            return 0
        return _PRIOR_SELDOM if wrong in _SELDOM else _PRIOR_FOR_UTF8
    rare = 0 if true in TRUES.get(wrong, ()) else _PRIOR_RARE
    return _PRIORS.get(true, 0) + _PRIORS_READ.get(wrong, 0) + rare
