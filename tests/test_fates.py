"""What became of each line of a document, as the trace tells it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import Cleaner, Document, edits
from cleanse.fates import fates
from cleanse.model import Edit, Step
from cleanse.text.lines import blocks
from cleanse.trace import Trace

PAGE = """<title>Bridge stays shut</title><nav><a href=/>Home</a></nav><ul><li><a href=/s>Sport</a>
<li><a href=/w>Weather</a></ul><div class=date>Posted by Anna Holm</div>
<p>The river rose by two metres\u200b during the night and flooded parts of the old town, the mayor said on Monday, and
two bridges were closed to all traffic.
<p>About forty households were brought to a school on the hill, where they will stay until the water has fallen.
<p>Share on Facebook<footer><p>© 2025 The Lake Courier. All rights reserved.</footer>"""


def test_each_line_of_a_page_is_kept_or_dropped_by_a_rule_or_a_score() -> None:
    result = Cleaner().clean(PAGE, id="a.html")
    lines, others = fates(result.text, result.trace)
    shown = [block.text for block in blocks(result.trace[0].changes[0].replacement)]
    assert [line.text for line in lines] == shown
    kept = [line.after for line in lines if line.dropped is None]
    assert "\n".join(["Bridge stays shut", *kept]) == result.text
    why = {line.text: line.dropped for line in lines if line.dropped is not None}
    assert why["Share on Facebook"].change.rule == "boilerplate/en/share"
    assert why["Share on Facebook"].score is None
    assert (why["Sport"].filter, why["Sport"].change.rule) == ("markup", "markup/model")
    assert why["Sport"].score == pytest.approx(0, abs=0.3)
    rules = [each.change.rule for each in others]
    assert rules == ["markup/rendered", "markup/title", "characters/invisible"]


# text → edits as (start, end, replacement), a list a step → for each line what it says in the end, None if dropped
@pytest.mark.parametrize(
    ("text", "steps", "after"),
    [
        ("a\nb\nc", [[(0, 2, "")]], [None, "b", "c"]),
        ("a\nb\nc", [[(1, 3, "")]], ["a", None, "c"]),
        ("a\nb\nc", [[(1, 4, "\n")]], ["a", None, "c"]),
        ("a\nb\nc", [[(0, 2, "")], [(0, 2, "")]], [None, None, "c"]),
        ("a\nb", [[(0, 3, "")]], [None, None]),
        ("a\nb", [[(0, 0, "Title\n")]], ["a", "b"]),
        ("ab\ncd", [[(1, 2, "x")], [(1, 2, "yy"), (3, 4, "")]], ["ayy", "d"]),
        ("ab-\ncd", [[(2, 4, "")]], ["ab", "cd"]),
        ("ab\ncd", [[(2, 3, " ")]], ["ab", "cd"]),
        ("國\n家", [[(0, 1, "国")]], ["国", "家"]),
        ("ab\ncd", [[(0, 2, "x")]], ["x", "cd"]),
        ("  a  \n\n b", [[(0, 2, ""), (3, 5, "")]], ["a", "b"]),
        ("", [], []),
    ],
)
def test_lines_are_followed_through_all_steps(
    text: str, steps: list[list[tuple[int, int, str]]], after: list[str | None]
) -> None:
    end, trace = text, []
    for step in steps:
        changes = edits.to_changes(end, [Edit(*edit, "x/y") for edit in step])
        end = edits.apply(end, changes)
        trace.append(Step("x", changes))
    lines = fates(end, Trace(trace)).lines
    assert [None if line.dropped else line.after for line in lines] == after


def test_lines_are_numbered_as_in_the_text() -> None:
    assert [line.number for line in fates("a\n\n b\nc", Trace()).lines] == [1, 3, 4]


LINES = st.lists(
    st.sampled_from(
        [
            "Home",
            "News",
            "Share on Facebook",
            "",
            "It\u00e2\u20ac\u2122s raining.",
            "© 2025 A",
            PAGE[60:400],
            "國家\u200b隊",
        ]
    )
)


@given(lines=LINES)
def test_any_text_comes_out_as_its_lines_say(lines: list[str]) -> None:
    result = Cleaner().clean(Document("\n".join(lines), media_type="text/plain"))
    found, others = fates(result.text, result.trace)
    joined = any(each.filter in ("unwrap", "repeats") for each in others)
    kept = [line.after for line in found if line.dropped is None]
    if not joined:
        assert kept == [block.text for block in blocks(result.text)]
    dropping = {id(line.dropped.change) for line in found if line.dropped}
    assert len(dropping) + len(others) == len(result.trace.changes)
