"""Unwrap: what a table cannot say."""

from __future__ import annotations

import random
import re
import textwrap

from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner

WORDS = re.findall("[a-z]+", "and the of to in a is that for it as was with on by at from are this be which or an have")
CLEANER = Cleaner(filters=["unwrap"])
LINES = [
    "",
    "  ",
    "the first line of a paragraph that was wrapped at a column, and",
    "another one that goes on in small letters for as long as it can,",
    "Upper case begins this line of text, which has no stop at its end",
    "it ends here.",
    "    an indented line of the same paragraph, or of another one, that",
    "- a list",
    "市政府昨日召开新闻发布会，介绍今年上半年。全市经济运行",
    "قال المسؤولون إن المحادثات انتهت مساء الإثنين، ولم يتم تحديد",
]


@given(st.lists(st.sampled_from(LINES), max_size=25).map("\n".join))
@settings(max_examples=500, deadline=None)
def test_any_mixture_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_restored(text: str) -> None:
    assert CLEANER.clean(text).restore() == text


def test_prose_that_textwrap_wrapped_comes_back() -> None:
    dice = random.Random(5)
    for width in (60, 72, 80, 100):
        paragraphs = []
        for _ in range(4):
            sentences = [" ".join(dice.choices(WORDS, k=dice.randint(6, 20))).capitalize() + "." for _ in range(8)]
            paragraphs.append(" ".join(sentences))
        wrapped = "\n\n".join(textwrap.fill(p, width) for p in paragraphs)
        assert CLEANER.clean(wrapped).text == "\n\n".join(paragraphs)


def given_back(text: str) -> None:
    assert CLEANER.clean(text).restore() == text


def test_many_short_lines_take_linear_time() -> None:
    for unit in (
        "a\n",
        "\n",
        " \n",
        "word ",
        "a b c d e f, g h i j k l m n o p q r s t u v w x y z a b c d\n",
        "   a",
        ".",
    ):
        assert_linear(given_back, repeated(unit), 100_000)
