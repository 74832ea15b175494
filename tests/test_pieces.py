"""A long text is worked on in pieces: where they end makes no difference to what is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.sentences import sentences
from cleanse import Cleaner
from cleanse.mojibake.oddities import odd_side_by_side

TEXTS = {
    name: "\n".join([*language.long[:6], language.short, "Share on Facebook", "© 2024 The Gazette", *language.long[:6]])
    for name, language in sentences().items()
}
DAMAGED = [
    TEXTS["fr"].encode().decode("cp1252", "replace"),
    "武漢經(jīng)開區(qū)創(chuàng)新發(fā)展，車谷產(chǎn)業(yè)園區(qū)開幕。\nＡＢＣ１２３，ｶﾞｽ\n" * 3,
]


@pytest.fixture(params=[1, 2, 7, 64])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    _make_small(monkeypatch, request.param)


def _make_small(patch: pytest.MonkeyPatch, piece: int) -> None:
    patch.setattr("cleanse.text.codes.PIECE", piece)
    patch.setattr("cleanse.rules.matcher.BATCH", piece)
    patch.setattr("cleanse.duplicates.alignment._WINDOW", piece)


CLEANER = Cleaner()
WHOLE = {text: CLEANER.clean(text) for text in [*TEXTS.values(), *DAMAGED]}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("text", WHOLE)
def test_a_text_is_cleaned_alike_in_small_pieces(text: str) -> None:
    assert CLEANER.clean(text).trace == WHOLE[text].trace


def test_there_is_something_to_be_found() -> None:
    rules = {change.rule.partition("/")[0] for result in WHOLE.values() for change in result.trace.changes}
    assert rules >= {"boilerplate", "repeats", "mojibake", "width", "glosses", "script"}


@given(st.text("aâ€Ã©Дж中文\ue000 \n", max_size=30), st.integers(1, 9))
@settings(max_examples=200)
def test_odd_characters_are_found_across_the_ends_of_pieces(text: str, piece: int) -> None:
    whole = odd_side_by_side(text)
    with pytest.MonkeyPatch.context() as patch:
        _make_small(patch, piece)
        assert odd_side_by_side(text) == whole
