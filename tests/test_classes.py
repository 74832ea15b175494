"""Gates by classes of characters: they skip only what the filter would leave alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleanse.filters import characters, width
from cleanse.filters.blanks import runs_in
from cleanse.mojibake import oddities, suspicion
from cleanse.text.chars import HAN, HANGUL, KANA
from cleanse.text.classes import CharacterClasses
from cleanse.text.homoglyphs import ALPHABETS, homoglyphs

# of every kind that a gate of the filters asks for, side by side as they seldom are
TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            "aé ,;:?!(）（，。、ＡＺ９－＋＄ｶﾞ汉字あ가\n\r\xa0\u200b\ufeff\u0301оΑ\ufff9\u202e\x92⺁\ud800Ã©€вЂ™鈥"
        ),
        st.characters(),
    )
)


@given(TEXTS)
def test_within_agrees_with_patterns(text: str) -> None:
    ranges = {"han": HAN, "kana": KANA, "hangul": HANGUL, "marks": ",;", "high": "\U00010000-\U0010ffff"}
    found = {name for name, each in ranges.items() if re.search(f"[{each}]", text)}
    assert CharacterClasses(**ranges).within(text) == found


@given(TEXTS)
def test_width_needs_its_classes(text: str) -> None:
    has = width._CLASSES.within(text)
    assert "wide" in has or not width._WIDE.search(text)
    assert "narrow_kana" in has or not width._NARROW_KANA.search(text)
    if "marks" not in has:
        assert not any(pattern.search(line) for pattern in (width._MARK, width._PAIR) for line in text.split("\n"))
    assert "space" in has or not width._STRAY_SPACE.search(text)


@given(TEXTS)
def test_characters_need_their_classes(text: str) -> None:
    has = characters._CLASSES.within(text)
    assert "blank" in has or not runs_in(text).search(text)
    assert len(has & ALPHABETS.keys()) > 1 or not list(homoglyphs(text))
    for rule, (pattern, _, _) in characters._RULES.items():
        assert rule in has or not pattern.search(text)


@given(TEXTS)
def test_oddities_need_their_classes(text: str) -> None:
    if not suspicion._CLASSES.within(text) & {"signs", "continued"}:
        assert not oddities._ODD.search(text)
