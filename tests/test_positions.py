"""Where each character of a clean text came from, and where each of the original went."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanse
from cleanse import Cleaner, Result
from cleanse.model import Change, Step
from cleanse.positions.map import Position, PositionMap
from cleanse.positions.rendered import align

CLEANER = Cleaner()
TEXTS = [
    "Caf\u00e9\u200b news.\r\nItâ€™s the cityâ€™s first cafÃ© on a ferry, the mayor said.\n",
    "武漢經(jīng)開區(qū)創(chuàng)新發(fā)展，市政府今天宣佈新的計畫。\n\n分享到微信\n",
    "The talks were broken off late on Monday, two people in the\n"
    "room said, and nobody expects them to go on this week, as the\n"
    "minister left for home at once; his office said so in a note.\n",
    "Ïðèâåò, ìèð! Ñåãîäíÿ â Ìîñêâå ñíåã. \u00a0 Ｎｅｗｓ１２",
    "\u200b\u200b",
    "",
]
PAGE = (
    "<html><head><title>Bridge &amp; river</title><script>var river = 'The river';</script></head><body>"
    "<nav>Home</nav><h1>Bridge &amp; river</h1><p>The <b>river</b> rose again on Monday, and the town closed its old "
    "bridge to all traffic&nbsp;until further notice.</p><p>Caf&eacute;s by the quay stay shut.</p>"
    "<div>Share on Facebook</div></body></html>"
)


def pieces(result: Result, start: int, end: int) -> str:
    original = result.restore()
    return "".join(original[span.start : span.end] for span in result.origin(start, end))


@pytest.mark.parametrize("text", TEXTS)
def test_each_kept_character_comes_from_itself(text: str) -> None:
    """A character that no edit touched has one origin, which is that character."""
    result = CLEANER.clean(text)
    original = result.restore()
    for place in range(len(original)):
        position = result.position(place)
        if not position.is_removed and position.at < len(result.text):
            origins = result.origin(position.at, position.at + 1)
            assert any(span.start <= place < span.end for span in origins)
    for place, character in enumerate(result.text):
        origins = result.origin(place, place + 1)
        if len(origins) == 1 and origins[0].end - origins[0].start == 1 and character in original:
            assert len(pieces(result, place, place + 1)) == 1


@given(st.text(alphabet="ab \u200b\u00a0創發(fā)chuàng\nâ€™Ã©。，é１Ａ", max_size=60))
@settings(deadline=None)
def test_positions_hold_over_any_text(text: str) -> None:
    result = CLEANER.clean(text)
    reached = 0
    for span in result.origin(0, len(result.text)):
        assert reached <= span.start < span.end <= len(text)
        reached = span.end
    for place in range(len(text)):
        position = result.position(place)
        assert 0 <= position.at <= len(result.text)
        if position.is_removed:
            assert position.change is not None
            assert position.filter
        elif position.at < len(result.text):
            (first, *_) = result.origin(position.at, position.at + 1)
            assert first.start <= place < first.end


def test_a_removed_character_names_its_edit() -> None:
    prose = "The ferry sails at noon, the harbour office said on Monday evening, and it will be full as ever."
    text = f"{prose}\n\n{prose[::-1]}.\n\nShare on Facebook\n"
    result = CLEANER.clean(text)
    position = result.position(text.index("Share"))
    assert position.is_removed
    assert (position.filter, position.change and position.change.rule) == ("boilerplate", "boilerplate/en/share")


def test_what_is_put_into_a_replacement_comes_from_what_it_replaced() -> None:
    """`a` becomes `xx`, a third `x` is put in, and one of them goes again: whichever, the others are still the `a`."""
    replaced, put_in = Change(0, 1, "xx", "r", "", "a"), Change(1, 1, "x", "r", "", "")
    for gone in range(3):
        steps = [Step("f", (change,)) for change in (replaced, put_in, Change(gone, gone + 1, "", "r", "", "x"))]
        positions = PositionMap(steps, "a", "xx")
        assert positions.position(0) == Position(0)
        assert [list(positions.origin(at, at + 1)) for at in range(2)] == [[(0, 1)], [(0, 1)]]
        assert positions.span(0, 1) == (0, 2)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.text("xy", max_size=3)), max_size=6))
def test_the_map_of_any_steps_answers_for_every_character(edits: list[tuple[int, int, str]]) -> None:
    original = text = "abcdef"
    steps = []
    for start, length, new in edits:
        start = min(start, len(text))
        end = min(start + length, len(text))
        steps.append(Step("f", (Change(start, end, new, "r", "", text[start:end]),)))
        text = text[:start] + new + text[end:]
    positions = PositionMap(steps, original, text)
    for place, character in enumerate(original):
        found = positions.position(place)
        assert 0 <= found.at <= len(text)
        if found.change is None:
            assert any(begin <= place < end for begin, end in positions.origin(found.at, found.at + 1)), character


def test_words_of_a_page_are_found_in_its_source() -> None:
    result = CLEANER.clean(PAGE, id="page.html")
    for word in ("river rose", "further notice", "Cafés", "quay stay shut", "Bridge & river"):
        start = result.text.index(word)
        found = pieces(result, start, start + len(word))
        assert found.replace("</b>", "").replace("&eacute;", "é").replace("&amp;", "&") == word
    assert result.position(PAGE.index("<nav>")).is_removed
    assert result.position(PAGE.index("Share on")).is_removed


def test_a_script_that_has_the_same_words_is_no_origin() -> None:
    start, end = align("<script>one two</script><p>one two</p>", "one two")
    assert (start[0], end[-1]) == (27, 34)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "cp1251"])
def test_spans_are_given_in_bytes_too(encoding: str) -> None:
    text = "Новости\u200b дня: паром" if encoding == "utf-8" else "Новости дня: паром ходит по понедельникам"
    data = text.encode(encoding)
    result = CLEANER.clean(data)
    start = result.text.index("паром")
    (span,) = result.origin(start, start + 5)
    assert span.bytes is not None
    codec = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert data[slice(*span.bytes)] == "паром".encode(codec)


def test_bytes_that_were_lost_have_no_offsets() -> None:
    result = CLEANER.clean(b"Caf\xc3\xa9 \xff news of the harbour, caf\xc3\xa9 and ferry")
    (span,) = result.origin(0, 4)
    assert (span.start, span.end, span.bytes) == (0, 4, None)


def test_annotations_move() -> None:
    text = "創(chuàng)新發(fā)展，市長李\u200b明說。\n"
    result = CLEANER.clean(text)
    name = text.index("李")
    gone = text.index("chu")
    moved = cleanse.move([(name, name + 3, "PERSON"), (gone, gone + 3, "GLOSS"), (0, 1, "CHAR")], result)
    (person, char) = moved.kept
    assert result.text[person[0] : person[1]] == "李明"
    assert result.text[char[0] : char[1]] == "创"
    assert moved.removed == [(gone, gone + 3, "GLOSS")]


def test_a_result_with_a_map_can_be_pickled() -> None:
    result = CLEANER.clean("a\u200bb news".encode())
    result.origin(0, 1)
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.origin(1, 2) == result.origin(1, 2)


def test_a_span_outside_the_text_is_an_error() -> None:
    with pytest.raises(IndexError, match="no span"):
        CLEANER.clean("abc").origin(2, 9)
