"""Script: what a table cannot say."""

from __future__ import annotations

import pickle

import pytest
from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner, Document

PIECES = [
    "東",
    "东",
    "経済",
    "發展",
    "发展",
    "の",
    "후",
    "，",
    "\n",
    "a",
    "皇后",
    "以后",
    "裏",
    "乾",
    "\ud800",
    "\x00",
    "的這",
]
TARGETS = ["zh-Hans", "zh-Hant", "zh-TW", "zh-HK"]


@pytest.mark.parametrize("target", TARGETS)
@given(text=st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_any_mixture_is_restored_and_reaches_a_fixpoint(target: str, text: str) -> None:
    cleaner = Cleaner(filters=["script"], script=target)
    result = cleaner.clean(text)
    assert result.restore() == text
    assert cleaner.clean(result.text).text == result.text
    assert len(result.text) == len(text)


@pytest.mark.parametrize("target", TARGETS)
def test_no_character_of_the_other_script_is_left(target: str) -> None:
    traditional = "這個國家的經濟發展與區域貿易的關係，專家們覺得很緊密。"
    simplified = "这个国家的经济发展与区域贸易的关系，专家们觉得很紧密。"
    wanted = simplified if target == "zh-Hans" else traditional
    for text in (traditional, simplified):
        assert Cleaner(filters=["script"], script=target).clean(text).text == wanted


def test_half_characters_and_nul_stay_where_they_are() -> None:
    text = "這\ud800國\x00家\udfff"
    assert Cleaner(filters=["script"]).clean(text).text == "这\ud800国\x00家\udfff"


def test_a_cleaner_that_has_converted_can_be_pickled() -> None:
    cleaner = Cleaner(filters=["script"])
    assert cleaner.clean("這個國家").text == "这个国家"
    assert pickle.loads(pickle.dumps(cleaner)).clean("這個國家").text == "这个国家"


def test_a_long_line_takes_linear_time() -> None:
    cleaner = Cleaner(filters=["script"])

    def given_back(text: str) -> None:
        assert cleaner.clean(text).restore() == text

    for unit in ("國", "國の", "國國國國國國國國國國國國國國國國國國國國の", "國，", "国"):
        assert_linear(given_back, repeated(unit), 100_000)


@pytest.mark.parametrize("text", ["東京都千代田區丸之內一丁目九番一號", "大阪府警察本部長會見", "橫濱港國際會議開催"])
def test_japanese_without_kana_follows_the_language_of_its_record(text: str) -> None:
    cleaner = Cleaner(filters=["script"])
    assert cleaner.clean(Document(text, "1", metadata={"language": "ja-JP"})).text == text
    assert cleaner.clean(Document(text, "1", metadata={"language": "zh"})).text != text


def test_chinese_that_is_declared_japanese_is_converted_all_the_same() -> None:
    text = "這個問題我們還沒有討論，他們說明天再來。"
    document = Document(text, "1", metadata={"language": "ja"})
    assert Cleaner(filters=["script"]).clean(document).text == "这个问题我们还没有讨论，他们说明天再来。"


def test_the_language_of_a_page_counts_for_its_text() -> None:
    page = '<html lang="ja"><body><p>橫濱港國際會議開催</p></body></html>'
    assert "橫濱港國際會議開催" in Cleaner(filters=["markup", "script"]).clean(page).text
    assert "横滨港国际会议" in Cleaner(filters=["markup", "script"]).clean(page.replace('"ja"', '"zh"')).text
