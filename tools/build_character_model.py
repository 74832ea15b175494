"""Build the table of the character model (cleanse/decoding/characters.npz) from its sources.

    pip download --no-deps lingua-language-detector==1.3.5 jieba==0.42.1   # and unpack both
    python tools/build_character_model.py LINGUA/lingua/language-models JIEBA/jieba/dict.txt

needs `brotli` and the project's own requirements. The same sources give the same file, byte for byte.
"""

from __future__ import annotations

import json
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Any

import brotli
import numpy as np
import opencc
from alphabets import OWN, RANGES, SCRIPTS

HERE = Path(__file__).parent
TABLE = HERE.parent / "cleanse" / "decoding" / "characters.npz"
UNIT = 8  # table units per bit
HIGHEST = 255
RARE_LETTER = 1e-5  # the share of a language's letters below which one is not its own
FOREIGN = 15.0  # bits for a letter that is not the language's own
BACKOFF = 0.03  # the share of the letters' frequency in the smoothed probability of a pair


def counts(models: Path, language: str, order: str) -> dict[str, float]:
    """Lingua's table of one order: {n-gram: its share among those that begin alike}."""
    data = json.loads(brotli.decompress((models / language / f"{order}.json.br").read_bytes()))
    return {gram: float(Fraction(share)) for share, grams in data["ngrams"].items() for gram in grams.split(" ")}


def alphabetic(models: Path, script: str) -> tuple[str, np.ndarray[Any, Any]]:
    """The script's letters, and the cost of each after each, by language; index 0 stands for whatever is no letter."""
    languages = SCRIPTS[script].split()
    unigrams = {language: counts(models, language, "unigrams") for language in languages}
    allowed = {chr(c) for low, high in RANGES[script] for c in range(low, high + 1)}
    own_letters = {language: owned(language, unigrams[language]) & allowed for language in languages}
    letters = "".join(sorted(set[str]().union(*own_letters.values())))
    place = {c: i for i, c in enumerate(letters, 1)}
    costs = np.zeros((len(languages), len(letters) + 1, len(letters) + 1))
    for table, language in zip(costs, languages, strict=True):
        single = np.full(len(letters) + 1, 2.0**-FOREIGN)
        for c in own_letters[language]:
            single[place[c]] = unigrams[language].get(c, RARE_LETTER)
        pair = np.zeros_like(table)
        for gram, p in counts(models, language, "bigrams").items():
            if len(gram) == 2 and own_letters[language].issuperset(gram):
                pair[place[gram[0]], place[gram[1]]] = p
        has_pairs = pair.sum(axis=1, keepdims=True) > 0
        table[:] = -np.log2(np.where(has_pairs, (1 - BACKOFF) * pair + BACKOFF * single, single))
        table[:, 0] = 0
    return letters, costs


def owned(language: str, unigrams: dict[str, float]) -> set[str]:
    if language in OWN:
        return {*"abcdefghijklmnopqrstuvwxyz", *OWN[language]}
    return {c for c, p in unigrams.items() if p >= RARE_LETTER}


def signs() -> np.ndarray[Any, Any]:
    """The cost of every code point that is no letter the model knows."""
    costs = np.zeros(0x10000)

    def point(name: str) -> int:
        return int(name[2:], 16) if name.startswith("U+") and len(name) == 6 else ord(name)

    for entry in tomllib.loads((HERE / "signs.toml").read_text(encoding="utf-8"))["cost"]:
        for item in entry["signs"]:
            low, _, high = item.partition("..") if len(item) > 2 else (item, "", "")
            costs[point(low) : point(high or low) + 1] = entry["bits"]
        if entry["signs"] == ["U+0000..U+FFFF"]:  # letters that the model does not know are letters still
            costs[[code for code in range(0x10000) if unicodedata.category(chr(code))[0] in "LM"]] = FOREIGN + 8
    return costs


def words(dictionary: Path, sound: Collection[str]) -> dict[str, int]:
    """jieba's words of Han characters and how often they occur.

    jieba's counts were taken on text with mojibake in it: 锛 and 鐨 are among its commonest words. A character alone
    counts only where lingua knows it too.
    """
    lines = (line.split(" ") for line in dictionary.read_text(encoding="utf-8").splitlines())
    return {
        word: int(number)
        for word, number, *_ in lines
        if all("\u4e00" <= c <= "\u9fff" for c in word) and (len(word) > 1 or word in sound)
    }


def east_asian(models: Path, simplified: Counter[str], traditional: Counter[str]) -> np.ndarray[Any, Any]:
    """The cost of each character in zh-Hans, zh-Hant, ja and ko."""
    lingua = {language: counts(models, language, "unigrams") for language in ("zh", "ja", "ko")}
    taiwan = opencc.OpenCC("s2tw").convert
    hans, hant = shares(simplified), shares(traditional)
    for c, p in lingua["zh"].items():
        hans[c] = 0.5 * hans.get(c, 0) + 0.5 * p
        hant[taiwan(c)] = 0.5 * hant.get(taiwan(c), 0) + 0.5 * p
    ja, ko = lingua["ja"], lingua["ko"]
    costs = np.full((4, 0x10000), 24.0)
    east = [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0x3400, 0x9FA6), *range(0xAC00, 0xD7A4)]
    for code in east:
        c = chr(code)
        han = 0x3400 <= code <= 0x9FA5
        costs[:, code] = (
            cost(hans.get(c, 0), unseen(c, "gb2312", "gbk") if han else (15 if code < 0x3400 else 20)),
            cost(hant.get(c, 0), unseen(c, "big5", "gbk") if han else (15 if code < 0x3400 else 20)),
            cost(ja.get(c, 0), unseen(c, "shift_jis", "cp932") if han else (12 if code < 0x3400 else 20)),
            cost(ko.get(c, 0) or 2.0**-6 * hant.get(c, 0), unseen(c, "euc_kr", "gbk") if code < 0xAC00 else 18),
        )
    return costs


def shares(counted: Counter[str]) -> dict[str, float]:
    total = sum(counted.values())
    return {c: n / total for c, n in counted.items()}


def cost(share: float, most: float) -> float:
    return min(most, -log2(share)) if share else most


def unseen(c: str, usual: str, wider: str) -> float:
    for codec, bits in ((usual, 19.0), (wider, 21.0)):
        try:
            c.encode(codec)
        except UnicodeError:
            continue
        return bits
    return 24.0


def han_pairs(counted: dict[str, int], single: np.ndarray[Any, Any], least: int = 30) -> dict[int, float]:
    """{code point of a << 16 | of b: cost of b after a} for pairs within words that are far likelier than by chance."""
    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for word, number in counted.items():
        for c in word:
            firsts[c] += number
        for a, b in pairwise(word):
            pairs[a + b] += number
    costs = {}
    for pair, number in pairs.items():
        bits = -log2(0.9 * number / firsts[pair[0]])
        if number >= least and bits < single[ord(pair[1])] - 2:
            costs[ord(pair[0]) << 16 | ord(pair[1])] = bits
    return costs


def quantised(costs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    units: np.ndarray[Any, Any] = np.clip(np.rint(costs * UNIT), 0, HIGHEST).astype(np.uint8)
    return units


def main(models: Path, dictionary: Path) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {"signs": quantised(signs())}
    for script, languages in SCRIPTS.items():
        letters, costs = alphabetic(models, script)
        arrays[f"{script}.letters"] = np.array([ord(c) for c in letters], dtype=np.uint16)
        arrays[f"{script}.languages"] = np.array(languages.split())
        arrays[f"{script}.costs"] = quantised(costs)
    hans = words(dictionary, counts(models, "zh", "unigrams"))
    hant: dict[str, int] = defaultdict(int)
    taiwan = opencc.OpenCC("s2tw").convert
    for word, number in hans.items():
        hant[taiwan(word)] += number
    tallies = [Counter[str](), Counter[str]()]
    for tally, counted in zip(tallies, (hans, hant), strict=True):
        for word, number in counted.items():
            for c in word:
                tally[c] += number
    east = east_asian(models, *tallies)
    arrays["east-asian.languages"] = np.array(["zh-Hans", "zh-Hant", "ja", "ko"])
    arrays["east-asian.costs"] = quantised(east)
    pairs = han_pairs(hans, east[0]) | han_pairs(hant, east[1])
    keys = sorted(pairs)
    arrays["han.pairs"] = np.array(keys, dtype=np.uint32)
    arrays["han.costs"] = quantised(np.array([pairs[key] for key in keys]))
    np.savez_compressed(TABLE, **arrays)  # type: ignore[arg-type]
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes, {len(keys):,} pairs of Han characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
