"""Width: what a table cannot say."""

from __future__ import annotations

from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner

CLEANER = Cleaner(filters=["width"])
PIECES = [*"中国，。“”》《）（(),:;?! \n9 0年月日aZ％，：Ａ９ｶﾞﾟあ한\ud800\x00"]


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=60)))
@settings(max_examples=600, deadline=None)
def test_any_mixture_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


def given_back(text: str) -> None:
    assert CLEANER.clean(text).restore() == text


def test_much_full_width_text_takes_linear_time() -> None:
    for unit in ("中(", "中(中", "中,", "，", "９，", "９，０００", "ｶﾞ", "9 月", "(中)", "中?", "中”,"):
        assert_linear(given_back, repeated(unit), 50_000)
