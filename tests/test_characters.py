"""Characters: what a table cannot say."""

from __future__ import annotations

from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner

CLEANER = Cleaner(filters=["characters"])
PIECES = [
    *"a ä\u0301\u0323\u0308\u00a0\u3000\u200b\u200c\u200d\ufeff\u00ad\r\n\t\x00\u2028\x85\ud83d\ude00\u202b",
    "中",
    "ب",
    "क",
    "か",
    "\u3099",
]
PIECES += ["\u1112", "\u1161", "\u2f08", "\uf900", "👩", "\u2126", "\u0bc6", "\u0bbe", "\U000e0067", "\U0001f3f4"]


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(st.characters(), max_size=60)))
@settings(max_examples=600, deadline=None)
def test_any_mixture_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


def test_lone_surrogates_become_the_replacement_character_or_their_pair() -> None:
    assert CLEANER.clean("\ud83d\ude00 \ud83d \ude00\ud83d").text == "\U0001f600 \ufffd \ufffd\ufffd"


def test_every_rule_says_which_characters_it_saw() -> None:
    (step,) = CLEANER.clean("a\u200bb\u00a0c\x00d").trace
    assert {(c.rule, c.note.split(": ")[1]) for c in step.changes} == {
        ("characters/invisible", "U+200B"),
        ("characters/space", "U+00A0"),
        ("characters/control", "U+0000"),
    }


def given_back(text: str) -> None:
    assert CLEANER.clean(text).restore() == text


def test_many_odd_characters_take_linear_time() -> None:
    units = [
        "e\u0301\u0323",
        "\u0301\u0323",
        "\u00a0 ",
        " ",
        "\r",
        "\u200e",
        "\u200d",
        "\u1112\u1161",
        "\u00ad",
        "\ud800",
        "\u3000中",
    ]
    for unit in units:
        assert_linear(given_back, repeated(unit), 50_000)
