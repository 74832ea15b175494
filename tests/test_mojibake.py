"""What the table of the mojibake filter cannot say."""

from __future__ import annotations

import pytest
from growth import assert_linear, repeated
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse import Cleaner

CLEANER = Cleaner(filters=["mojibake"])


def test_edits_are_runs_and_name_what_was_misread() -> None:
    result = CLEANER.clean("Un cafÃ© et un thÃ©")
    edits = [change.edit for step in result.trace for change in step.changes]
    assert [(e.start, e.end, e.replacement) for e in edits] == [(6, 8, "é"), (17, 19, "é")]
    assert all(e.rule.startswith("mojibake/utf-8-as-") and e.note for e in edits)


def test_markup_keeps_its_entities() -> None:
    page = "<html><p>a &lt;b&gt; &amp; c</p></html>"
    assert CLEANER.clean(page, media_type="text/html").text == page


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_restored_and_reaches_a_fixpoint(text: str) -> None:
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Ã©",
                "â€™",
                "&amp;",
                "&#195;",
                "&#169;",
                "\\’",
                "\\u4e2d",
                "%E4%BD%A0",
                "%",
                "&",
                "\\",
                ";",
                "a",
                "中",
                "\ud800",
            ]
        ),
        max_size=20,
    )
)
def test_any_mixture_of_damages_is_restored_and_reaches_a_fixpoint(pieces: list[str]) -> None:
    text = "".join(pieces)
    result = CLEANER.clean(text)
    assert result.restore() == text
    assert CLEANER.clean(result.text).text == result.text


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "&",
        "&amp",
        "\\",
        "\\u4e2",
        "%",
        "%E4%",
        "é",
        "Ã",
        "中",
        "\ufffd",
        "a ",
        "://",
        "x.",
        "Ã©",
        "鐨勬柊",
        "ÄãºÃ",
    ],
)
def test_long_lines_take_linear_time(piece: str) -> None:
    def given_back(text: str) -> None:
        assert CLEANER.clean(text).restore() == text

    assert_linear(given_back, repeated(piece), 200_000)


def test_a_line_too_short_to_tell_is_mended_like_the_others_of_its_document() -> None:
    lines = ["Rząd ogłosił wczoraj, że ceny wzrosną.", "Są podwyżki, mówią związkowcy.", "budowę dróg"]
    misread = [line.encode("cp1250").decode("cp1252") for line in lines]
    assert CLEANER.clean(misread[2]).text == misread[2]
    assert CLEANER.clean("\n".join(misread)).text == "\n".join(lines)
