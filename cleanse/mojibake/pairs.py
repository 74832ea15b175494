"""The wrong decodings that occur in crawls: which encodings are taken for which."""

from __future__ import annotations

Pair = tuple[str, str]
"""The encoding a text was read as, and the one it really has: Python codec names."""

# The encoding a text was read as → those it may really have. UTF-8 is read as any of them, and not named.
_READ_AS = {
    "cp1252": "gb18030 cp950 cp932 euc_jp cp949 cp1251 cp1253 cp1255 cp1256 cp874 cp1250 cp1254 cp1257 koi8-r",
    "latin-1": "cp1252 gb18030 cp950 cp932 euc_jp cp949 cp1251 cp1253 cp1255 cp1256 cp874 cp1250 cp1254 cp1257 koi8-r",
    "cp1250": "iso8859-2 cp1252 cp1251 gb18030",
    "iso8859-2": "cp1250",
    "cp1254": "cp1252",
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
DOUBLE_BYTE = frozenset({"gb18030", "cp950", "cp932", "euc_jp", "cp949"})
LATIN = frozenset({"utf-8", "cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2", "mac-roman"})
# Many programs decode a byte that these encodings leave undefined as the control character of the same number. ftfy has
# codecs that do the same.
SLOPPY = {name: f"sloppy-windows-{name[2:]}" for name in ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254")}

PAIRS: list[Pair] = [(wrong, true) for wrong, others in _READ_AS.items() for true in ("utf-8", *others.split())]
