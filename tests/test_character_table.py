"""The table of characters is what its tool makes; patterns that are compiled late do what others do."""

from __future__ import annotations

import pickle
import re
import unicodedata
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

from cleanse.text.character_table import TABLE, column, folded
from cleanse.text.lazy import lazy_pattern

TOOL = Path(__file__).parents[1] / "tools" / "build_character_table.py"


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="made with the characters of Unicode 14")
def test_the_table_is_what_its_tool_makes() -> None:
    columns = run_path(str(TOOL))["columns"]()
    assert set(np.load(TABLE).files) == set(columns)
    for name, values in columns.items():
        assert column(name).dtype == values.dtype, name
        assert np.array_equal(column(name), values), f"{name}: run python tools/build_character_table.py"


def test_forms_are_lower_case_with_digits_as_0() -> None:
    text, html = folded("text_folded"), folded("html_folded")
    for character, form in (("Ä", "ä"), ("7", "0"), ("٣", "0"), ("中", "中"), ("İ", "İ")):
        assert chr(text[ord(character)]) == chr(html[ord(character)]) == form
    assert chr(html[ord("\u3000")]) == " "


def test_nobody_can_change_a_column() -> None:
    with pytest.raises(ValueError, match="read-only"):
        column("signs")[0] = 1


def test_a_pattern_compiled_late_is_the_pattern() -> None:
    late, now = lazy_pattern("(a)|[b-d]", re.IGNORECASE), re.compile("(a)|[b-d]", re.IGNORECASE)
    text = "xAbCa"
    assert late.findall(text) == now.findall(text)
    assert [match.span() for match in late.finditer(text)] == [match.span() for match in now.finditer(text)]
    assert late.sub("-", text) == now.sub("-", text)
    assert (late.pattern, late.flags, late.groups) == (now.pattern, now.flags, now.groups)
    assert pickle.loads(pickle.dumps(late)).search("A")
