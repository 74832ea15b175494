"""Names of encodings as web pages write them, and the codec each one means."""

from __future__ import annotations

import codecs
import re

# Browsers decode these labels as a larger encoding than they name (WHATWG Encoding Standard). Pages are tested in a
# browser, so what it does is right. Labels are compared without case, `_`, `-`, `:` and spaces.
_BROWSERS = {
    "gb18030": "gb2312 gb231280 csgb2312 csiso58gb231280 chinese gbk xgbk cp936 ms936 windows936 euccn gb18030",
    "big5hkscs": "big5 big5hkscs hkscs cnbig5 csbig5 xxbig5 xbig5 cp950 ms950 windows950",
    "euc_tw": "euctw xeuctw cseuctw cns11643",
    "cp932": "shiftjis sjis xsjis csshiftjis mskanji ms932 windows31j cp932",
    "cp949": "euckr cseuckr ksc5601 ksc56011987 ksc56011989 korean windows949 uhc ms949 cp949 ksx1001",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    "cp1252": "ascii usascii iso88591 iso885911987 latin1 l1 windows1252 xcp1252 cp1252 cp819 ibm819 ansi ansix341968",
    "cp1254": "iso88599 iso885991989 latin5 l5 windows1254 xcp1254",
    "cp874": "tis620 iso885911 windows874 dos874 cp874",
    "koi8-u": "koi8u koi8ru",
    "koi8-r": "koi8r koi koi8 cskoi8r",
    "mac_cyrillic": "xmaccyrillic xmacukrainian maccyrillic",
    "mac_roman": "macintosh csmacintosh mac xmacroman macroman",
    "iso8859-8": "iso88598i logical visual csiso88598e csiso88598i",
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 utf80",
    "utf-16-le": "utf16 utf16le unicode ucs2 iso10646ucs2 csunicode unicodefeff",
    "utf-16-be": "utf16be unicodefffe",
}
_CODECS = {label: codec for codec, labels in _BROWSERS.items() for label in labels.split()}
# Python codecs that do not encode text, or that no page is written in
_NOT_TEXT = frozenset(
    [
        "base64",
        "bz2",
        "hex",
        "quopri",
        "rot-13",
        "uu",
        "zlib",
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",  # raises whatever it is given; pages that fill in a template wrongly declare it
    ]
)

_HEAD = 4096
_DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})  # the XML declaration
    |<meta\b[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})  # meta charset, and http-equiv with its content
    |^\s*@charset\s+"([\w.:-]{2,40})" """,
    re.IGNORECASE | re.VERBOSE,
)


def codec_of(label: str) -> str | None:
    """The Python codec that a label means to a browser, or None if it means nothing.

    >>> codec_of("GB2312"), codec_of("iso-8859-1"), codec_of("none")
    ('gb18030', 'cp1252', None)
    """
    plain = re.sub(r"[\s_:.\-]", "", label).lower()
    if plain in _CODECS:
        return _CODECS[plain]
    try:
        info = codecs.lookup(label.strip().strip("\"';, "))
    except (LookupError, ValueError):
        return None
    text_codec = getattr(info, "_is_text_encoding", True) and info.name not in _NOT_TEXT
    return info.name if text_codec else None


def declaration(data: bytes) -> str | None:
    """The label a page gives itself in its first bytes: in an XML declaration or a meta element."""
    match = _DECLARATION.search(data[:_HEAD])
    if match is None:
        return None
    return next(group for group in match.groups() if group).decode("ascii", "replace")
