"""Bytes that are not text in any encoding."""

from __future__ import annotations

import re

# How files of other kinds begin. No text does: each has bytes that no text starts with, or is a signature by design.
_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh91AY", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF program"),
    (b"MZ\x90\x00", "Windows program"),
    (b"\xca\xfe\xba\xbe", "Java or macOS program"),
    (b"\xcf\xfa\xed\xfe", "macOS program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "Microsoft Office"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"OggS\x00", "Ogg"),
    (b"wOFF\x00", "font"),
    (b"wOF2\x00", "font"),
    (b"\x00asm", "WebAssembly"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_SAMPLE = 65536
# Control bytes but for those that text may have: tab, line ends, form feed, the shifts and escapes of ISO-2022, DOS's
# end of file.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x10-\x19\x1c-\x1f\x7f]")
_ALLOWED = 0.02  # the share of control bytes that a damaged text may have


def looks_binary(data: bytes) -> str | None:
    """The kind of file, if the bytes are not text in any encoding; None for text.

    >>> looks_binary(b"%PDF-1.7 ..."), looks_binary("新闻".encode("utf-16-le"))
    ('PDF', None)
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "RIFF media"
    if data[4:8] == b"ftyp":
        return "MP4 media"
    sample = data[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if (
        controls <= 1 + _ALLOWED * len(sample)
        or data[:2] in (b"\xff\xfe", b"\xfe\xff")
        or data[:4] == b"\x00\x00\xfe\xff"
    ):
        return None
    from cleanse.decoding.utf16 import detect

    return None if detect(sample) else "binary data"
