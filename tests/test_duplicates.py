"""Near-duplicates: all found, none wrongly, the same whatever the order."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHashLSH

from cleanse.cli.main import main
from cleanse.duplicates import lsh as duplicates
from cleanse.duplicates import spill as store
from cleanse.duplicates.corpus import in_memory
from cleanse.duplicates.minhash import jaccard, minhash, sketch, sketches

WORDS = [f"w{n}" for n in range(3000)]


def altered(words: list[str], rate: float, dice: random.Random) -> list[str]:
    return [dice.choice(WORDS) if dice.random() < rate else w for w in words]


def corpus(families: int, seed: int = 1) -> list[str]:
    dice, texts = random.Random(seed), []
    for _ in range(families):
        story = dice.choices(WORDS, k=dice.randint(20, 300))
        texts += [" ".join(story)] + [
            " ".join(altered(story, dice.choice((0.0, 0.01, 0.03, 0.1)), dice))
            for _ in range(dice.choice((0, 0, 1, 4)))
        ]
    dice.shuffle(texts)
    return texts


def groups(texts: list[str], threshold: float = 0.7, dates: list[str] | None = None) -> dict[str, str | None]:
    """{id: id of the kept one}; the ids say what the text is, not where it stands."""
    ids = [f"{hash_of(t)}-{texts[:n].count(t)}" for n, t in enumerate(texts)]
    matches = duplicates.find(ids, sketch(texts), threshold, dates)
    return {i: ids[f[0]] if f else None for i, f in zip(ids, matches, strict=True)}


def hash_of(text: str) -> str:
    import hashlib

    return hashlib.sha1(text.encode()).hexdigest()[:8]


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.95])
def test_groups_are_those_that_comparing_every_pair_gives(threshold: float) -> None:
    texts = corpus(60)
    sketched = sketch(texts)
    matches = duplicates.find([str(n) for n in range(len(texts))], sketched, threshold)
    kept = [n for n, f in enumerate(matches) if f is None]
    for n, f in enumerate(matches):
        if f is not None:
            assert matches[f[0]] is None  # what it repeats is kept itself: no chains
            assert f[1] == jaccard(sketched[n].shingles, sketched[f[0]].shingles) >= threshold
    for n, one in enumerate(kept):
        for other in kept[:n]:
            assert jaccard(sketched[one].shingles, sketched[other].shingles) < threshold


def test_the_order_of_documents_changes_nothing() -> None:
    texts = corpus(40)
    wanted = groups(texts)
    for seed in range(3):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert {k.split("-")[0]: v and v.split("-")[0] for k, v in groups(shuffled).items() if not v} == {
            k.split("-")[0]: v and v.split("-")[0] for k, v in wanted.items() if not v
        }


def test_likeness_is_no_chain() -> None:
    words = WORDS[1000:1300]
    a, b, c = (words[n : n + 200] for n in (0, 30, 60))  # a~b and b~c are alike, a and c are not
    sketched = sketch([" ".join(t) for t in (a, b, c)])
    assert [f and f[0] for f in duplicates.find(["2", "1", "3"], sketched, 0.7)] == [1, None, 1]
    assert [f and f[0] for f in duplicates.find(["1", "2", "3"], sketched, 0.7)] == [None, 0, None]


def test_of_a_group_the_earliest_stays_else_the_longest_else_the_first_by_id() -> None:
    story = WORDS[:200]
    texts = [" ".join(story[:190]), " ".join(story), " ".join(story)]
    sketched = sketch(texts)
    assert [f and f[0] for f in duplicates.find(["z", "y", "x"], sketched, 0.7)] == [2, 2, None]  # longest, smallest id
    dates = ["2025-03-01", "2025-03-02", ""]
    assert [f and f[0] for f in duplicates.find(["z", "y", "x"], sketched, 0.7, dates)] == [None, 0, 0]  # earliest


def test_texts_without_words_repeat_nothing() -> None:
    assert duplicates.find(["a", "b", "c"], sketch(["", "", "!!"]), 0.7) == [None, None, None]
    assert duplicates.find([], [], 0.7) == []


def test_very_short_texts_are_compared_whole() -> None:
    matches = duplicates.find(list("abcd"), sketch(["Yes, indeed", "yes indeed!", "yes", "no, indeed"]), 0.5)
    assert matches == [None, (0, 1.0), None, None]


def test_traditional_and_simplified_copies_are_duplicates() -> None:
    hans = "武汉经开区深入实施新能源与智能网联汽车产业战略提升行动，持续完善产业链条。"
    hant = "武漢經開區深入實施新能源與智能網聯汽車產業戰略提升行動，持續完善產業鏈條。"
    assert duplicates.find(["a", "b"], sketch([hans, hant]), 0.9) == [None, (0, 1.0)]


def test_sketches_in_files_give_the_same(tmp_path: Path) -> None:
    texts = [*corpus(30), "", "one", *corpus(20, 2)]
    ids = [str(n) for n in range(len(texts))]
    paths = [tmp_path / name for name in "abc"]
    for path, part in zip(paths, (texts[:50], [], texts[50:]), strict=True):
        with path.open("wb") as file:
            for low in range(0, len(part), 20):
                store.write(file, sketches(part[low : low + 20]))
    assert duplicates.find(ids, store.Stored(paths), 0.7) == duplicates.find(ids, sketch(texts), 0.7)
    assert duplicates.find([], store.Stored([]), 0.7) == []


def test_a_group_too_large_for_one_story_is_named() -> None:
    texts = corpus(40) + [" ".join(WORDS[:100])] * 30
    matches = duplicates.find([str(n) for n in range(len(texts))], sketch(texts), 0.7)
    ((kept, size),) = duplicates.oversized_groups(matches)
    assert texts[kept] == texts[-1]
    assert size == 30
    assert duplicates.oversized_groups([None] * 50 + [(0, 1.0)] * 2) == []


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9])
def test_candidates_are_those_of_datasketch_s_index(threshold: float) -> None:
    sketched = sketch(corpus(60))
    index = MinHashLSH(num_perm=128, params=duplicates.bands(threshold))
    for number, one in enumerate(sketched):
        index.insert(number, minhash(one))
    wanted = {(n, m) for n, one in enumerate(sketched) for m in index.query(minhash(one)) if m != n}
    rank = np.arange(len(sketched))
    shared = dict(duplicates._BandBuckets(in_memory(sketched), threshold, rank, rank[:0]))
    pairs = {(n, m) for n, a in shared.items() for m, b in shared.items() if n != m and set(a) & set(b)}
    assert pairs == wanted


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.99, 1.0])
def test_bands_see_nearly_every_pair_at_the_threshold(threshold: float) -> None:
    count, width = duplicates.bands(threshold)
    assert count * width <= 128
    assert (1 - threshold**width) ** count <= 0.005


STORY = (
    "市政府昨天宣布，新的轻轨线路将于明年春天开始建设，全长二十三公里，设十七个车站，连接北部工业园区与南部大学城。"
    "负责项目的工程师表示，施工期间将尽量减少对居民的影响，夜间不进行打桩作业，并在每个路口设立临时人行通道。"
    "据介绍，线路开通后，从火车站到机场只需要二十八分钟，比现在乘坐公共汽车节省将近一个小时，票价仍在讨论之中。"
    "附近的商店老板对此看法不一，有人担心三年的工期会让顾客减少，也有人相信车站建成以后生意会比过去更好。"
)


def test_every_form_of_a_story_is_one_group(tmp_path: Path) -> None:
    import opencc
    from pypinyin import Style, pinyin

    traditional = opencc.OpenCC("s2t").convert(STORY)
    readings = pinyin(STORY, style=Style.TONE, errors=lambda run: [[c] for c in run])  # type: ignore[arg-type,return-value]  # as its documentation has it
    changed = zip(STORY, traditional, readings, strict=True)  # a converter glosses each character it changed
    glossed = "".join(new if new == old else f"{new}({reading})" for old, new, (reading,) in changed)
    assert glossed.count("(") > 20
    garbled = STORY.encode().decode("latin-1")
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("a", STORY), ("b", traditional), ("c", glossed), ("d", garbled)):
        (folder / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    assert main(["run", str(folder), "-o", str(tmp_path / "out"), "--jobs", "1", "-q"]) == 0
    rows = [
        json.loads(line) for line in (tmp_path / "out" / ".cleanse" / "manifest.jsonl").read_text("utf-8").splitlines()
    ]
    assert [row["duplicate_of"] for row in rows].count(None) == 1


def test_a_threshold_of_next_to_nothing_has_bands_too() -> None:
    assert duplicates.bands(1e-320) == (128, 1)
