"""Tags with attributes beyond measure: what is dropped of them, and that nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import Cleaner
from cleanse.html.attributes import MOST, without_surplus
from cleanse.html.parse import parse

FEW = [
    b"",
    b"<p class='a' id=b hidden>x</p>",
    "<p title='中 > 文' data-x=\"a='b'\">".encode(),
    b"a < b and c > d <3 <!-- <p a b c> --><script>if (a<b) x</script>",
    b"<p<p<p<p <p <p",
    b"<p a='unclosed",
]


def many(count: int, form: str = "a{}=1") -> bytes:
    return " ".join(form.format(number) for number in range(count)).encode()


@pytest.mark.parametrize("data", FEW, ids=range(len(FEW)))
def test_other_pages_stay(data: bytes) -> None:
    padding = b"<br>" * MOST  # so that the page is looked at, whatever its size
    assert without_surplus(padding + data + padding) == padding + data + padding


@pytest.mark.parametrize("form", ["a{}", "a{}=1", "a{}='>'", 'a{}="<p x>"', "a{} = 1"])
def test_attributes_after_the_most_go(form: str) -> None:
    most, more = many(MOST, form), many(MOST + 10, form)
    assert without_surplus(b"<i>x</i><p " + more + b">y</p>") == b"<i>x</i><p " + most + b">y</p>"


def test_each_tag_counts_for_itself() -> None:
    data = b"<p " + many(MOST) + b">x</p><p " + many(MOST) + b">y</p>"
    assert without_surplus(data) == data


@given(st.lists(st.sampled_from(["<p", " a", "='", '"', ">", "</p>", "=", "/", "x", "<!--", "\n"]), max_size=40))
def test_what_a_page_of_few_attributes_has_is_never_touched(pieces: list[str]) -> None:
    data = "".join(pieces).encode() + b"." * 3 * MOST
    assert without_surplus(data) == data


def test_a_page_keeps_its_text() -> None:
    page = "<!doctype html><p " + many(3 * MOST).decode() + ">The river rose by two metres during the night.</p>"
    element = parse(page).css_first("p")
    assert element is not None
    assert len(element.attributes) == MOST
    assert Cleaner(filters=["markup"]).clean(page, id="a.html").text.strip().startswith("The river rose")
