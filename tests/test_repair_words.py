"""A repair never puts East Asian characters inside the words of another alphabet."""

from __future__ import annotations

import pytest

from cleanse.mojibake.misread import Reading
from cleanse.mojibake.pairs import DOUBLE_BYTE, PAIRS
from cleanse.mojibake.plausible import is_plausible
from cleanse.mojibake.residue import lost_forms
from cleanse.mojibake.single_byte import decode


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Sï¿½dheim und Bï¿½rgel", "S占폻heim und B占퐎gel"),
        ("naïve Idee", "na茂ve Idee"),
        ("дЖСм", "д漢м"),
    ],
)
def test_a_reading_with_east_asian_characters_inside_words_is_refused(line: str, text: str) -> None:
    assert not is_plausible(line, Reading(text, ("cp1252", "cp949")))


@pytest.mark.parametrize("text", ["iPhone手机", "iPhone和iPad是手机和电脑", "在NBA的比赛中", "新闻报道"])
def test_chinese_beside_latin_words_is_read(text: str) -> None:
    line = text.encode("gb18030").decode("cp1252")
    assert is_plausible(line, Reading(text, ("cp1252", "gb18030")))


def test_every_encoding_that_utf8_is_read_as_has_its_form_of_a_lost_character_where_it_can() -> None:
    wrong = {wrong for wrong, true in PAIRS if true == "utf-8"}
    forms = {decode(b"\xef\xbf\xbd", codec) for codec in wrong - DOUBLE_BYTE}
    assert {form for form in forms if form.isprintable() and "\ufffd" not in form} == {
        form for form, number in lost_forms().items() if number == 1
    }
