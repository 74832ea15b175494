"""How often bytes are read as the text they are: a table by encoding and language.

    python benchmarks/charset.py [--encoding big5hkscs] [--show N] [--table FILE]

Each case is a text of `sentences.toml` in an encoding that its language was written in: two sentences, and a short line
alone. Nothing declares the encoding, but in the column "declared", where `cleanse` is told; encodings marked with * are
only asked for there. Beside `cleanse` stand chardet and charset-normalizer: their encoding's text, or nothing where
they name none. With `--table` the table is written to FILE as Markdown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import chardet
import charset_normalizer

import cleanse
from benchmarks.mojibake import WRITTEN_IN, table
from benchmarks.sentences import sentences

HEAD = """# Encodings found, by encoding and language

The share of texts that come out exactly right. `python benchmarks/charset.py --table FILE` makes this page. Its
docstring says what is measured, and `benchmarks/sentences.toml` holds the texts. Of encodings marked with * nobody
would guess; they are right if they are declared."""
ALL = "all"
ENCODINGS = {
    **WRITTEN_IN,
    **dict.fromkeys(("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"), ALL),
    "iso8859-15": "fr de fi",
    "iso8859-9": "tr",
    "iso8859-7": "el",
    "iso8859-6": "ar",
    "iso8859-8": "he",
    "iso8859-13": "lt",
    "koi8-u": "uk",
    "cp850": "de fr es",
    "cp1258": "vi",
    "iso2022_jp": "ja",
    "iso2022_kr": "ko",
    "hz": "zh-Hans",
    "big5hkscs": "yue zh-Hant",
}
DECLARED = {
    "johab": "ko",
    "cp855": "ru bg",
    "cp437": "de it",
    "cp852": "pl cs hu",
    "cp737": "el",
    "cp775": "lt",
    "cp857": "tr",
    "cp862": "he",
    "cp720": "ar",
    "cp865": "da",
}
CANTONESE = ["記者喺旺角訪問街坊，佢哋話啲嘢貴咗好多，唔知點算好。", "嗰間舖頭執咗笠，啲人話嚟緊仲會加租。"]
Tool = Callable[[bytes], str]


class Case(NamedTuple):
    encoding: str
    language: str
    data: bytes
    text: str


def cases() -> Iterator[Case]:
    """The texts that each encoding can hold."""
    texts = {
        language: [" ".join(own.long[:2]), " ".join(own.long[2:]), own.short] for language, own in sentences().items()
    }
    texts["yue"] = CANTONESE
    for encoding, languages in {**ENCODINGS, **DECLARED}.items():
        for language in texts if languages == ALL else languages.split():
            for text in texts[language]:
                try:
                    data = text.encode(encoding)
                except UnicodeEncodeError:
                    continue
                if not text.isascii():
                    yield Case(encoding, language, data, text)


def by_chardet(data: bytes) -> str:
    return _read(data, chardet.detect(data)["encoding"])


def by_charset_normalizer(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data).best()
    return str(best) if best else ""


def _read(data: bytes, encoding: str | None) -> str:
    try:
        return data.decode(encoding or "ascii", "replace")
    except LookupError:
        return ""


TOOLS: dict[str, Tool] = {
    "cleanse": lambda data: cleanse.decode(data).text,
    "chardet": by_chardet,
    "charset-normalizer": by_charset_normalizer,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoding", default="", help="only encodings whose name contains this")
    parser.add_argument("--show", type=int, default=0, help="print this many failures of cleanse")
    parser.add_argument("--table", type=Path, help="write the table to this file, as Markdown")
    args = parser.parse_args()
    everything = [case for case in cases() if args.encoding in case.encoding]
    guessed = [case for case in everything if case.encoding not in DECLARED]
    right = {name: run(name, tool, guessed) for name, tool in TOOLS.items()}
    for case in [case for case, is_right in zip(guessed, right["cleanse"], strict=True) if not is_right][: args.show]:
        print(case.encoding, case.language, repr(case.text), cleanse.decode(case.data)[1:])
    by_language = table("language", [case.language for case in guessed], right)
    by_encoding = table("encoding", [case.encoding for case in guessed], right)
    declared = {"cleanse": [cleanse.decode(case.data, case.encoding).text == case.text for case in everything]}
    names = [case.encoding + "*" * (case.encoding in DECLARED) for case in everything]
    report = "\n\n".join((by_language, by_encoding, "Declared:", table("encoding", names, declared)))
    print(report)
    if args.table:
        args.table.write_text(f"{HEAD}\n\n{report}\n", encoding="utf-8")


def run(name: str, tool: Tool, everything: Sequence[Case]) -> list[bool]:
    """Whether each case comes out right; prints how fast."""
    start = time.process_time()
    right = [tool(case.data).removeprefix("\ufeff") == case.text for case in everything]
    size = sum(len(case.data) for case in everything)
    print(f"{name}: {size / 1e6 / (time.process_time() - start):.2f} MB a second of one core", file=sys.stderr)
    return right


if __name__ == "__main__":
    main()
