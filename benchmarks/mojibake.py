"""How much text that was decoded wrongly comes out right: a table by pair of encodings and language.

    python benchmarks/mojibake.py [--pair utf-8-as-cp1252] [--show N] [--table FILE]

Each case is a text of `sentences.toml` in an encoding that its language was written in, read as another: two sentences,
a short line alone, and for UTF-8 that line inside a sound English sentence. Cases that lost bytes are left out: nobody
can say what they should become. Beside `cleanse` stands ftfy's `fix_encoding`. Sound texts must come out as they are;
those that do not are counted last. With `--table` the table is written to FILE as Markdown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import ftfy

from benchmarks.sentences import Sentences, sentences
from cleanse import Cleaner
from cleanse.mojibake import single_byte
from cleanse.mojibake.pairs import DOUBLE_BYTE, RARE, SINGLE_BYTE, TRUES
from cleanse.mojibake.single_byte import LOST

HEAD = """# Mojibake repaired, by language and pair of encodings

The share of damaged texts that come out exactly right. `python benchmarks/mojibake.py --table FILE` makes this page.
Its docstring says what is measured, and `benchmarks/sentences.toml` holds the texts. A pair is named by the encoding
that a text has and the one it was read as."""
AROUND = "The editors of the paper wrote yesterday: {} (our translation is below)."
WRITTEN_IN = {  # the languages that each encoding was used for
    **dict.fromkeys(("cp1252", "mac-roman"), "en fr de es pt it nl sv da fi"),
    **dict.fromkeys(("cp1250", "iso8859-2"), "pl cs hu ro"),
    **dict.fromkeys(("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"), "ru uk bg"),
    "cp1253": "el",
    "cp1254": "tr",
    "cp1255": "he",
    "cp1256": "ar",
    "cp1257": "lt",
    "cp874": "th",
    "gb18030": "zh-Hans",
    "cp950": "zh-Hant",
    "cp932": "ja",
    "euc_jp": "ja",
    "cp949": "ko",
}
Tool = Callable[[str], str]


class Case(NamedTuple):
    """A damaged text and the text that it was."""

    pair: str
    language: str
    damaged: str
    text: str


def misread(text: str, true: str, wrong: str) -> str | None:
    """The text in `true`, read as `wrong`; None if that loses characters, or changes none.

    >>> misread("né", "utf-8", "cp1252")
    'nÃ©'
    """
    try:
        data = text.encode(true)
        damaged = data.decode(wrong) if wrong in DOUBLE_BYTE else single_byte.decode(data, wrong)
    except UnicodeError:
        return None
    return damaged if damaged != text and LOST not in damaged else None


def cases(language: str, texts: Sentences) -> Iterator[Case]:
    """The damaged texts of a language, for every pair of encodings that its characters allow."""
    pairs = [("utf-8", wrong) for wrong in (*SINGLE_BYTE, *sorted(DOUBLE_BYTE))]
    own = [true for true, languages in WRITTEN_IN.items() if language in languages.split()]
    pairs += [(true, wrong) for wrong in TRUES for true in own if true in (*TRUES[wrong], *RARE.get(wrong, ()))]
    lines = [" ".join(texts.long[:2]), " ".join(texts.long[2:]), texts.short]
    for true, wrong in pairs:
        for text in lines:
            damaged = misread(text, true, wrong)
            if damaged is not None:
                yield Case(f"{true}-as-{wrong}", language, damaged, text)
        damaged = misread(texts.short, true, wrong)
        if damaged is not None and true == "utf-8":
            yield Case(f"{true}-as-{wrong} inside", language, AROUND.format(damaged), AROUND.format(texts.short))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", default="", help="only pairs whose name contains this")
    parser.add_argument("--show", type=int, default=0, help="print this many failures of cleanse a pair")
    parser.add_argument("--table", type=Path, help="write the table to this file, as Markdown")
    args = parser.parse_args()
    cleaner = Cleaner(filters=["mojibake"])
    tools: dict[str, Tool] = {"cleanse": lambda text: cleaner.clean(text).text, "ftfy": ftfy.fix_encoding}
    texts = sentences()
    everything = [case for language in texts for case in cases(language, texts[language]) if args.pair in case.pair]
    right = {name: run(tool, everything) for name, tool in tools.items()}
    for case in failures(everything, right["cleanse"], args.show):
        print(f"{case.pair} {case.language}\n  {case.damaged!r}\n  {tools['cleanse'](case.damaged)!r}\n  {case.text!r}")
    by_pair = table("pair", [case.pair for case in everything], right)
    by_language = table("language", [case.language for case in everything], right)
    sound = [text for language in texts.values() for text in (*language.long, language.short)]
    harmed = {name: sum(tool(text) != text for text in sound) for name, tool in tools.items()}
    last = f"Of {len(sound)} sound texts are changed: " + ", ".join(
        f"{number} by {name}" for name, number in harmed.items()
    )
    report = "\n\n".join((by_language, by_pair, last))
    print(report)
    if args.table:
        args.table.write_text(f"{HEAD}\n\n{report}.\n", encoding="utf-8")


def run(tool: Tool, everything: Sequence[Case]) -> list[bool]:
    """Whether each case comes out right; prints how fast."""
    start = time.process_time()
    right = [tool(case.damaged) == case.text for case in everything]
    size = sum(len(case.damaged.encode()) for case in everything)
    print(f"{size / 1e6 / (time.process_time() - start):.2f} MB a second of one core", file=sys.stderr)
    return right


def failures(everything: Sequence[Case], right: Sequence[bool], most: int) -> Iterator[Case]:
    """The cases that come out wrong, so many of each pair."""
    shown: defaultdict[str, int] = defaultdict(int)
    for case, is_right in zip(everything, right, strict=True):
        shown[case.pair] += not is_right
        if not is_right and shown[case.pair] <= most:
            yield case


def table(head: str, keys: Sequence[str], right: dict[str, list[bool]]) -> str:
    """A Markdown table: for each key how many cases it has, and the share of them that each tool gets right."""
    rows = [f"| {head} | cases | " + " | ".join(right) + " |", "| --- | ---: |" + " ---: |" * len(right)]
    for key in (*dict.fromkeys(keys), "all"):
        at = [i for i, each in enumerate(keys) if key in (each, "all")]
        shares = " | ".join(f"{sum(results[i] for i in at) / len(at):.3f}" for results in right.values())
        rows.append(f"| {key} | {len(at)} | {shares} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
