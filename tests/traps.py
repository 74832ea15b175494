"""Short inputs that have broken programs of this kind, or are likely to: what the fuzzing tests begin with."""

from __future__ import annotations

TRAPS = (
    b"",
    b"\x00",
    b"\xff\xfe\x00\x00",
    b"\xef\xbb\xbfThe ferry sails.\r\n",
    b"\xff\xfeT\x00h\x00e\x00 \x00f\x00e\x00r\x00r\x00y\x00.\x00",
    b"T\x00h\x00e\x00 \x00f\x00e\x00r\x00r\x00y\x00",
    b"\xe4\xb8\xad\xe6",  # half a character
    b"\xed\xa0\x80\xed\xb0\x80",  # surrogates in UTF-8
    b"\xc0\xaf\xf8\x88\x80\x80\x80",  # longer than they may be
    b"\xd6\xd0\xce\xc4\xcd\xf8",  # GBK
    b"\x1b$B$3$s\x1b(B",  # ISO-2022-JP
    "Itâ€™s the cityâ€™s ferry.\u200b".encode(),
    "創(chuàng)新發(fā)展與經(jīng)濟(jì)的關(guān)係".encode(),
    "ＡＢＣ　１２３，“”".encode(),
    "e\u0301\u0302\u0303".encode() * 20,
    "\u202ereversed\u202c \u2066isolated\u2069".encode(),
    "a\u0085b\u2028c\u2029d\x0be\x0cf".encode(),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u0646\u200c\u0645".encode(),
    b"&amp;amp;lt;b&gt; &#x1F600; &#55296; &nbsp",
    b"<html><body><p>The river rose.<p>Share on Facebook</body>",
    b"<!doctype html><div><table><tr><td><p>open<script>if (a < b) {</script>",
    b"<" * 300,
    b"<p" + b" a=b" * 300 + b">",
    b"<div>" * 200,
    b"\n" * 300,
    b" \t\r" * 100,
    b"(" * 300,
    b"Home | News | Sport\n\xc2\xa9 2024 The Gazette. All rights reserved.\n",
    b'{"text": "one", "text": "two"}\n',
    b'{"text": null}\n{"text": 1}\n[]\n"a"\n{"text": "\\ud800"}\n',
    b'{"a": ' + b"[" * 100 + b"]" * 100 + b', "text": "x"}\n',
    b'{"text": "cut of',
    b'id,text\n1,"a ""quoted"" ""\nword"\n2,unquoted "word"\n3\n4,a,b,c\n',
    b'id;text\r1;"open\r2;b',
    b"\x00\x00a\xdb\xe7\xef\x00\x00\x00\x00\x00\x01",  # UTF-16 with half a pair
    b"[[rule]]\nname = 'x'\npattern = '('\n",
)
