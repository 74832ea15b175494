"""What the table of the filter `repeats` cannot say: linear time, nothing lost, any text at all."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner, Document
from cleanse.filters.repeats import build
from cleanse.settings import Settings

CLEANER = Cleaner(filters=["repeats"])
SYLLABLES = ["ba", "de", "fi", "go", "lu", "mar", "nes", "pol", "rin", "sta", "tew", "vok", "zim"]
HAN = "山水风云天地人车马路桥城市新闻报道今日早晚春夏秋冬"


def paragraph(dice: random.Random, words: int, han: bool = False) -> str:
    if han:
        return "".join(dice.choice(HAN) for _ in range(2 * words)) + "。"
    return " ".join("".join(dice.choices(SYLLABLES, k=dice.randint(1, 3))) for _ in range(words)) + "."


def article(seed: int, han: bool = False) -> list[str]:
    dice = random.Random(seed)
    return [paragraph(dice, dice.randint(25, 80), han) for _ in range(6)]


@pytest.mark.parametrize("han", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_copies_go_and_the_first_stays(seed: int, han: bool) -> None:
    paragraphs = article(seed, han)
    whole, joint = "\n".join(paragraphs), "" if han else " "
    copies = [
        whole,
        "\n".join(paragraphs[1:]),
        max(paragraphs, key=len),
        joint.join(paragraphs),
        "\n".join(joint.join(paragraphs[n : n + 2]) for n in range(0, 6, 2)),
    ]
    for copy in copies:
        result = CLEANER.clean(f"{whole}\n{copy}")
        assert result.text == whole
        assert result.restore() == f"{whole}\n{copy}"


@pytest.mark.parametrize("seed", range(10))
def test_an_edited_copy_goes(seed: int) -> None:
    dice, paragraphs = random.Random(seed), article(seed)
    whole = "\n".join(paragraphs)
    edited = "\n".join(" ".join("other" if dice.random() < 0.02 else w for w in p.split()) for p in paragraphs)
    assert CLEANER.clean(f"{whole}\n{edited}").text == whole


def test_new_words_between_copies_stay() -> None:
    paragraphs = article(1)
    new = "This line is found nowhere else and has to stay where it stands, whatever is around it, to the last word."
    result = CLEANER.clean("\n".join([*paragraphs, *paragraphs[:3], new, *paragraphs[3:]]))
    assert result.text == "\n".join([*paragraphs, new])


def test_a_copy_on_the_line_of_its_first_is_never_taken_with_it() -> None:
    first, second = article(2)[:2]
    text = f"{first}\n{second} {first} {second}"
    assert CLEANER.clean(text).text.startswith(f"{first}\n{second}")


@pytest.mark.parametrize(
    "text",
    [
        repeated("ha ha ha ha ho\n"),
        repeated("a"),
        repeated("新"),
        repeated("word "),
        repeated("\n"),
        repeated("- | 0 | 0 |\n"),
        repeated("x y " * 10 + "\n"),
        repeated(paragraph(random.Random(0), 60) + "\n"),
        lambda size: paragraph(random.Random(0), size // 40) * 8,
    ],
    ids=["line", "letter", "character", "word", "breaks", "cells", "phrases", "paragraph", "one-line"],
)
def test_many_copies_take_linear_time(text: Callable[[int], str]) -> None:
    filter = build(Settings())

    def find(copies: str) -> None:
        assert all(edit.end <= len(copies) for edit in filter.edits(Document(copies)))

    assert_linear(find, text, 400_000)


LINES = st.lists(
    st.sampled_from([*article(3), *article(4, han=True), "short", "", "* * *", "\ud800 \x00", "  indented line", "\r"]),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(LINES.map("\n".join) | st.text())
def test_any_text_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text
    assert set(result.text.split("\n")) <= set(text.split("\n")) | {""}
    kept = set(result.text.split("\n"))
    assert all(line in kept for line in text.split("\n") if len(line) > 100)  # one copy of everything is left
