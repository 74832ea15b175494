"""Glosses: what a table cannot say."""

from __future__ import annotations

import subprocess
import sys

import pytest
from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner

CLEANER = Cleaner(filters=["glosses"])
PIECES = [
    "創(chuàng)",
    "國（guó）",
    "學(ㄒㄩㄝˊ)",
    "東(とう)",
    "查(zhā)",
    "發(fā)",
    "發(fa)",
    "會(kuài)",
    "姓",
    "讀作",
    "說",
    "新",
    "(",
    ")",
    "，",
    "a",
    "\ud800",
    "\x00",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(deadline=None)
def test_any_mixture_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


def test_a_gloss_in_every_word_of_a_long_article() -> None:
    sentence = "由中國(guó)汽車工業(yè)協(xié)會(huì)授予的產(chǎn)業(yè)基地落戶武漢。"
    result = CLEANER.clean(sentence * 30)
    assert result.text == "由中國汽車工業協會授予的產業基地落戶武漢。" * 30
    assert {c.rule for s in result.trace for c in s.changes} == {"glosses/pinyin"}


def test_many_brackets_take_linear_time() -> None:
    def left_alone(text: str) -> None:
        assert CLEANER.clean(text).text == text

    readings = "國(guó)國，"  # which are looked at and stay
    for unit in (readings, "國(", "國(guo", "國(abcdefghijk)", "(", "國"):
        assert_linear(left_alone, repeated(unit), 100_000)


@pytest.mark.parametrize(
    "text",
    [
        "消费者价格指数(CPI)上涨，国内生产总值(GDP)增长。" * 50,
        "他叫李赟（yūn），北京人。他姓查(zhā)。",
        "這個字念「業」(yè)，李(Li)先生說。",
    ],
)
def test_text_without_candidates_never_loads_the_dictionary(text: str) -> None:
    code = f"import sys, cleanse; cleanse.Cleaner(filters=['glosses']).clean({text!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "cleanse" in loaded
    assert "pypinyin" not in loaded
