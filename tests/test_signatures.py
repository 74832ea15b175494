"""Sketches: equal to datasketch's bit for bit, and blind to what is no difference between two copies."""

from __future__ import annotations

import importlib.util
import os
import pickle
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.duplicates.minhash import PERMUTATIONS, SEED, jaccard, minhash, permutations, sketch
from cleanse.text.tokens import tokens

WORDS = [f"w{n}" for n in range(400)]


def text(seed: int, count: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def words(given: str) -> list[str]:
    spans = tokens(given)
    return [given[a:b] for a, b in zip(spans.start, spans.end, strict=True)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Die A-7 führt, ja!", ["Die", "A", "7", "führt", "ja"]),
        ("車谷iPhone15上市", ["車", "谷", "iPhone15", "上", "市"]),
        ("안녕 ひらがな", ["안", "녕", "ひ", "ら", "が", "な"]),
        ("สวัส", ["ส", "ว", "ั", "ส"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("\ud800x\x00y\U0010ffff", ["x", "y"]),
        ("", []),
        (" \n", []),
    ],
)
def test_a_text_has_these_tokens(given: str, wanted: list[str]) -> None:
    assert words(given) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry, resumed on Monday: 12 passengers.", "the FERRY resumed on monday 12 passengers"),
        ("武漢經開區創新發展，聚焦新能源", "武汉经开区创新发展,聚焦新能源"),
        ("ＡＢＣ１２３ オレンジの電車が走る", "abc123オレンジの電車が走る"),
        ("le café de la gare rouvre", "le cafe\u0301 de la gare rouvre"),
    ],
)
def test_spelling_case_width_and_script_make_no_other_tokens(one: str, other: str) -> None:
    a, b = sketch([one, other])
    assert len(a.shingles)
    assert np.array_equal(a.shingles, b.shingles)


@given(st.text("aé 漢\u0301\ud800", max_size=40), st.integers(1, 9))
def test_a_text_has_the_same_tokens_however_it_is_cut(words: str, piece: int) -> None:
    whole = tokens(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleanse.text.codes.PIECE", piece)
        cut = tokens(words)
    assert cut.start.tolist() == whole.start.tolist()
    assert cut.end.tolist() == whole.end.tolist()
    assert cut.hash.tolist() == whole.hash.tolist()
    assert cut.loose.tolist() == whole.loose.tolist()


def test_signatures_are_datasketch_s_own() -> None:
    texts = [text(seed, count) for seed, count in enumerate([1, 3, 4, 5, 6, 50, 400, 30_000])]
    for result in sketch(texts):
        reference = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32", hashfunc=int)
        reference.update_batch(result.shingles.tolist())
        assert np.array_equal(result.signature, reference.hashvalues)
        assert minhash(result) == reference


def test_permutations_are_datasketch_s_own() -> None:
    reference = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32").permutations
    assert np.array_equal(np.stack(permutations()), reference)


def test_an_empty_text_is_the_empty_minhash() -> None:
    (result,) = sketch(["?!"])
    assert minhash(result).is_empty()
    assert len(result.shingles) == 0


def test_no_text_sees_its_neighbours() -> None:
    texts = ["", "a", text(1, 7), "!!", text(2, 4), text(3, 90_000), text(4, 5), ""]
    together = sketch(texts)
    for one, result in zip(texts, together, strict=True):
        (alone,) = sketch([one])
        assert np.array_equal(result.shingles, alone.shingles)
        assert np.array_equal(result.signature, alone.signature)
        assert result.length == len(one)


def exact(given: str) -> set[tuple[str, ...]]:
    spelled = re.findall(r"\w+", given.lower())
    return {tuple(spelled[i : i + 5]) for i in range(max(1, len(spelled) - 4))}


@pytest.mark.parametrize("seed", range(20))
def test_jaccard_is_exact(seed: int) -> None:
    dice = random.Random(seed)
    base = dice.choices(WORDS, k=dice.randint(5, 600))
    copy = [w if dice.random() > 0.05 else "other" for w in base]
    one, other = " ".join(base), " ".join(copy)
    a, b = sketch([one, other])
    assert jaccard(a.shingles, b.shingles) == len(exact(one) & exact(other)) / len(exact(one) | exact(other))


def test_a_pickled_sketch_is_little_more_than_its_numbers() -> None:
    (result,) = sketch([text(1, 300)])
    assert len(pickle.dumps(result)) < 300 * 4 + PERMUTATIONS * 4 + 600


def test_sketching_loads_neither_datasketch_nor_scipy() -> None:
    code = "import sys, cleanse.duplicates.lsh as d, cleanse.duplicates.minhash as s\n"
    code += "d.find(['a', 'b'], s.sketch(['one two', 'three']), 0.8)\n"
    code += "assert not {'datasketch', 'scipy', 'lxml'} & set(sys.modules)"
    root = str(Path(__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": root})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_shingles_of_any_text_are_sorted_and_come_once(texts: list[str]) -> None:
    for one, result in zip(texts, sketch(texts), strict=True):
        assert np.all(result.shingles[1:] > result.shingles[:-1])
        assert result.length == len(one)


def test_the_table_is_what_its_tool_makes() -> None:
    path = Path(__file__).parents[1] / "tools" / "build_token_table.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    if unicodedata.unidata_version != "14.0.0":
        pytest.skip("made with the characters of Unicode 14")
    table = np.load(tool.TABLE)
    assert np.array_equal(table["kind"], tool.kinds())
    assert np.array_equal(table["shift"], tool.folded() - np.arange(tool.CODES))


SPELLED = "aeo \n\u0301\u0308\u0323각ᄀ\u1161\u11a8が\u3099か\u309aぱ\u0344\u2126\u0958क\u093cЙи\u0306"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from(SPELLED)), max_size=4))
def test_every_spelling_of_a_text_is_the_same(texts: list[str]) -> None:
    composed = sketch([unicodedata.normalize("NFC", one) for one in texts])
    for one, result in zip(sketch(texts), composed, strict=True):
        assert np.array_equal(one.shingles, result.shingles)
        assert np.array_equal(one.signature, result.signature)
