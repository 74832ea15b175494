"""A whole run with duplicates, beside a recipe of Data-Juicer that does the nearest equal work on the same records.

    python benchmarks/recipe.py [--documents 2000] [--data-juicer PROGRAM]

The records are articles in five languages, made of `sentences.toml`: one in four is damaged (mojibake, Traditional
characters, full-width letters, hard-wrapped lines, a paragraph twice), one in eight is a copy of an earlier one with
another last paragraph. The recipe repairs Unicode, white space and punctuation, converts Chinese, removes repeated
sentences and near-duplicates; it keeps no record of it. Both run in one process; figures are processor time, start-up
counted. Data-Juicer needs an environment of its own (`pip install py-data-juicer aiohttp pandas scipy ftfy opencc`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.chain import LANGUAGES, corpora
from benchmarks.peers import process, show

RECIPE = """
dataset_path: {folder}/in.jsonl
export_path: {folder}/dj/out.jsonl
np: 1
use_cache: false
process:
  - fix_unicode_mapper:
  - whitespace_normalization_mapper:
  - punctuation_normalization_mapper:
  - chinese_convert_mapper:
      mode: t2s
  - remove_repeat_sentences_mapper:
      min_repeat_sentence_length: 20
  - document_minhash_deduplicator:
      tokenization: character  # the one that fits texts with and without spaces
      window_size: 5
      num_permutations: 128
      jaccard_threshold: 0.8
"""


def _misread(text: str) -> str:
    return text.encode("utf-8").decode("cp1252", "replace")


def _traditional(text: str) -> str:
    return text.translate(str.maketrans("国发会时东车长书马门问间", "國發會時東車長書馬門問間"))


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def _wrapped(text: str) -> str:
    return "\n".join(text[at : at + 72] for at in range(0, len(text), 72))


def _repeated(text: str) -> str:
    first, _, rest = text.partition("\n\n")
    return f"{first}\n\n{first}\n\n{rest}"


DAMAGES: tuple[Callable[[str], str], ...] = (_misread, _traditional, _wide, _wrapped, _repeated)


def records(count: int) -> Iterator[str]:
    """Records as lines of JSON."""
    dice = random.Random(3)
    limit = -(-count // len(LANGUAGES))
    pools = [corpus.texts for corpus in corpora(None, limit) if corpus.name.startswith("articles")]
    texts = [pool[number] for number in range(limit) for pool in pools][:count]
    for number, text in enumerate(texts):
        if number > 50 and dice.random() < 1 / 8:
            body, _, last = texts[number - 50].rpartition("\n\n")
            text = f"{body}\n\n{last[::-1]}"
        elif dice.random() < 1 / 4:
            text = dice.choice(DAMAGES)(text)
        yield json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--data-juicer", default=which("dj-process"), help="its program dj-process")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        source.write_text("".join(records(args.documents)), encoding="utf-8")
        print(f"{args.documents:,} documents, {source.stat().st_size / 1e6:.1f} MB")
        ours = process(f"-m cleanse run {source} -o {folder}/out --jobs 1 -q".split())
        show("whole run", "cleanse run, all filters", ours, ours)
        if args.data_juicer:
            recipe = folder / "recipe.yaml"
            recipe.write_text(RECIPE.format(folder=folder), encoding="utf-8")
            show("whole run", "Data-Juicer", process(["--config", str(recipe)], args.data_juicer), ours)
        else:
            print("Data-Juicer: not found; name its program dj-process with --data-juicer")


if __name__ == "__main__":
    main()
